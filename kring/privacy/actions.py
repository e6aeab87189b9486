"""Erasing a person, and what was kept long enough."""

from datetime import date, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit, personal
from kring.core.models import Account, Membership
from kring.core.worker import each, each_step
from kring.insights import actions as insights
from kring.people import queries as people
from kring.people.errors import LastAdministratorError
from kring.people.rules import Role

if TYPE_CHECKING:
    from kring.people.models import Person

LEFT_FOR = timedelta(days=730)  # people who left the organisation are erased after this


@transaction.atomic
def erase_person(*, by: "Person | None", person: "Person") -> None:
    """Erase everything of `person` in this organisation; the account too, unless it belongs to another one.

    Rows go; what is already only a total stays. The trail says that somebody was erased, never who; what people
    do to themselves is not in it.
    """
    if Role.ADMINISTRATOR in people.roles_of(person) and people.is_last_administrator(person):
        raise LastAdministratorError
    account, organisation = person.account, person.organisation
    for room in personal.rooms():
        personal.erase(room.HOLDS, person)
    if account is not None:
        Membership.objects.filter(account=account, organisation=organisation).delete()
        if not Membership.objects.filter(account=account).exists():
            Account.objects.filter(pk=account.pk).delete()
    insights.want_files(organisation=organisation, now=timezone.now())
    if by is not None and by.pk != person.pk and by.pk is not None:
        audit.note(by, "erased", organisation)


def keep_to_terms(*, now: datetime, today: date) -> None:
    """Remove what was kept long enough in this organisation, and the people who left it long ago."""

    def expire(room: ModuleType) -> None:
        with transaction.atomic():
            personal.expire(getattr(room, "KEEPS", {}), now=now)

    each_step(
        lambda: each(personal.rooms(), expire),
        lambda: each(people.left_before(today - LEFT_FOR), lambda person: erase_person(by=None, person=person)),
    )

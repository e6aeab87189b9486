"""What somebody shared before they took part: counts by week from an archive of their own, and nothing else of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kring.people.actions import give_consent, withdraw_consent
from kring.people.rules import Purpose
from kring.sharing.models import WeekBefore
from kring.sharing.queries import before as queries

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def keep_what_was_before(*, by: "Person", posts: Mapping[date, int], now: datetime) -> None:
    """Agree, and keep how often `by` posted in each of these weeks (by Monday), in place of what was kept before."""
    give_consent(by=by, purpose=Purpose.BEFORE, now=now)
    WeekBefore.objects.filter(person=by, channel=queries.CHANNEL).delete()
    WeekBefore.objects.bulk_create(
        WeekBefore(organisation_id=by.organisation_id, person=by, channel=queries.CHANNEL, monday=monday, posts=count)
        for monday, count in posts.items()
    )


@transaction.atomic
def forget_what_was_before(*, by: "Person", now: datetime) -> None:
    """Take the yes back and delete the counts."""
    withdraw_consent(by=by, purpose=Purpose.BEFORE, now=now)
    WeekBefore.objects.filter(person=by).delete()


def forget_before_of_others() -> int:
    """Delete the counts of people who took their yes back elsewhere, or take part no longer."""
    return queries.weeks_nobody_wants().delete()[0]

"""Put people on the desk's roster, and take them off."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from kring.hub import rules
from kring.hub.errors import DayNotPossibleError, NotAtTheDeskError
from kring.hub.models import Duty
from kring.people.queries import is_allowed, person
from kring.people.rules import May

if TYPE_CHECKING:
    from kring.people.models import Person


def put_on(*, by: "Person", person_id: int, day: date, part: str, now: datetime) -> Duty:
    """Put somebody of the desk on one part of one day; twice is once."""
    if day not in rules.days_shown(timezone.localdate(now)) or part not in list(rules.DayPart):
        raise DayNotPossibleError
    who = by if by.pk == person_id else person(person_id)
    if who is None or not is_allowed(who, May.WORK_DESK):
        raise NotAtTheDeskError
    duty, _is_new = Duty.objects.get_or_create(
        person_id=who.pk, day=day, part=part, defaults={"organisation_id": by.organisation_id}
    )
    return duty


def take_off(*, by: "Person", person_id: int, day: date, part: str) -> None:
    """Take somebody off one part of one day."""
    Duty.objects.filter(person=person_id, day=day, part=part).delete()

"""Reads about rounds in which people name colleagues, and the letters that tell of them."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kring.people import queries as people
from kring.people.rules import Purpose
from kring.rollout.models import Choice, RoundLetter
from kring.rollout.queries.letters import UNKNOWN_FOR
from kring.rollout.rules.letters import is_polite

if TYPE_CHECKING:
    from kring.core.models import Organisation
    from kring.people.models import Person


def to_tell(unit_id: int, on: date) -> list[int]:
    """Return the participants who work in a unit and agreed to mail."""
    placed = people.on_staff(on).filter(unit=unit_id, person__in=people.people_with_consent(Purpose.EMAIL))
    return list(placed.order_by("person_id").values_list("person_id", flat=True).distinct())


def rounds_of(person: "Person", on: date) -> QuerySet[Choice]:
    """Return the open round of the unit in which somebody works; to be read along in another query."""
    placed = people.on_staff(on).filter(person=person, unit=OuterRef("unit"))
    return Choice.objects.filter(Exists(placed), status=Choice.Status.NOMINATING, nominations_until__gte=on)


def is_polite_in(organisation: "Organisation", now: datetime) -> bool:
    """Return whether it is a time to send letters where an organisation is."""
    return is_polite(now.astimezone(ZoneInfo(organisation.time_zone)))


def letters_waiting(*, now: datetime) -> QuerySet[RoundLetter]:
    """Return the letters about rounds that are still open, to people who still agree to mail, that no worker sends."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - UNKNOWN_FOR)
    return RoundLetter.objects.filter(
        free,
        sent_at__isnull=True,
        person__in=people.people_with_consent(Purpose.EMAIL),
        choice__status=Choice.Status.NOMINATING,
        choice__nominations_until__gte=timezone.localdate(now),
    ).order_by("pk")


def letter_asleep(organisation: "Organisation", *, now: datetime) -> RoundLetter | None:
    """Return a letter that may go now and that nobody is going to send: no worker took any for two minutes."""
    before = now - timedelta(minutes=2)
    if not is_polite_in(organisation, now) or RoundLetter.objects.filter(claimed_at__gt=before).exists():
        return None
    return letters_waiting(now=now).filter(created_at__lt=before).first()

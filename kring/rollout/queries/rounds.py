"""Reads about rounds in which people name colleagues, and about who is asked after one."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from kring.people import queries as people
from kring.rollout.models import Choice, Hero

if TYPE_CHECKING:
    from kring.people.models import Person


def to_tell(unit_id: int, on: date) -> "QuerySet[Person]":
    """Return the participants who work in a unit: who is told of its round."""
    return people.participants().filter(pk__in=people.on_staff(on).filter(unit=unit_id).values("person")).order_by("pk")


def rounds_of(person: "Person", on: date) -> QuerySet[Choice]:
    """Return the open round of the unit in which somebody works; to be read along in another query."""
    placed = people.on_staff(on).filter(person=person, unit=OuterRef("unit"))
    return Choice.objects.filter(Exists(placed), status=Choice.Status.NOMINATING, nominations_until__gte=on)


def calls_of(person: "Person") -> QuerySet[Hero]:
    """Return the question whether somebody will be a hero, while it waits for them; to be read along."""
    return Hero.objects.filter(person=person, status=Hero.Status.ASKED)

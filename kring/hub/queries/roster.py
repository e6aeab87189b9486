"""Reads about who is at the desk, and how long questions wait."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from kring.hub import rules
from kring.hub.models import Duty, Mention
from kring.people import queries as people
from kring.people.rules import May


@dataclass(frozen=True)
class AtTheDesk:
    """Somebody at the desk, and from which department."""

    person_id: int
    name: str
    department: str


@dataclass(frozen=True)
class Half:
    """One part of one day, and who is on."""

    part: str
    people: list[AtTheDesk]
    has_me: bool


@dataclass(frozen=True)
class Day:
    """One day of the roster."""

    day: date
    is_past: bool
    is_today: bool
    halves: list[Half]


def _duties(since: date, until: date) -> list[tuple[date, str, AtTheDesk]]:
    """Return who is on in [since, until), with the department they are of today; one query."""
    placed = people.on_staff(timezone.localdate()).filter(person=OuterRef("person")).order_by("-valid_from")
    rows = (
        Duty.objects.filter(day__gte=since, day__lt=until)
        .annotate(department=Subquery(placed.values("department__name")[:1]))
        .order_by("day", "person__name", "pk")
        .values_list("day", "part", "person_id", "person__name", "department")
    )
    return [(day, part, AtTheDesk(pk, name, department or "")) for day, part, pk, name, department in rows]


def roster(person_id: int, now: datetime) -> list[Day]:
    """Return the working days of this week and the next, with who is on."""
    today = timezone.localdate(now)
    days = rules.days_shown(today)
    on: dict[tuple[date, str], list[AtTheDesk]] = defaultdict(list)
    for day, part, who in _duties(days[0], days[-1] + timedelta(days=1)):
        on[day, part].append(who)
    return [
        Day(
            day,
            is_past=day < today,
            is_today=day == today,
            halves=[
                Half(
                    part.value,
                    on[day, part],
                    has_me=any(who.person_id == person_id for who in on[day, part]),
                )
                for part in rules.DayPart
            ],
        )
        for day in days
    ]


def on_duty(now: datetime) -> list[AtTheDesk]:
    """Return who is at the desk at `now`."""
    local = timezone.localtime(now)
    part = rules.part_of(local)
    if part is None:
        return []
    return [who for _day, half, who in _duties(local.date(), local.date() + timedelta(days=1)) if half == part]


def who_can_be_on() -> list[tuple[int, str]]:
    """Return the people who may work at the desk, by name."""
    return [(person.pk, person.name) for person in people.who_may(May.WORK_DESK)]


@dataclass(frozen=True)
class Waiting:
    """Open questions of one department, by how long they wait."""

    department: str
    bands: list[int]  # as in rules.BANDS, and longer
    total: int


def open_by_age(now: datetime) -> list[Waiting]:
    """Return how many questions from outside are open, per department and age; one query, most first."""
    bounds = [timedelta(0), *rules.BANDS]
    ages = {
        f"band_{place}": Count(
            "pk",
            filter=Q(said_at__lte=now - bound)
            & (Q(said_at__gt=now - bounds[place + 1]) if place + 1 < len(bounds) else Q()),
        )
        for place, bound in enumerate(bounds)
    }
    rows: Iterable[Any] = (
        Mention.objects.filter(status__in=(Mention.Status.NEW, Mention.Status.IN_HAND))
        .values("department__name")
        .annotate(**ages, total=Count("pk"))
        .order_by("-total", "department__name")
    )
    return [
        Waiting(row["department__name"] or "", [row[f"band_{n}"] for n in range(len(bounds))], row["total"])
        for row in rows
    ]

"""Reads about help: one moment, the thirteen weeks, the talk guide, and what part of each unit had help."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from kring.core.words import said_in
from kring.measure.rates import Rate
from kring.measure.suppress import rounded
from kring.people import queries as people
from kring.rollout.models import Circle, HelpMoment, MomentVisit
from kring.rollout.queries.circles import circle_of
from kring.rollout.rules import help as rules

if TYPE_CHECKING:
    from kring.core.models import Organisation
    from kring.people.models import Person

CONTENT = Path(__file__).resolve().parent.parent / "content"


@dataclass(frozen=True)
class Step:
    """What a hero does this week, in five minutes."""

    week: int
    title: str
    text: str
    words: str  # to say or to write; may be empty


@cache
def _told(file: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / file).read_text())


def steps() -> list[Step]:
    """Return the steps of the thirteen weeks, in the language that is on."""
    told = _told("hero_weeks.toml")["week"]
    return [
        Step(n, said_in(one["title"]), said_in(one["text"]), said_in(one.get("words"))) for n, one in enumerate(told, 1)
    ]


def step_of(since: date, today: date) -> Step | None:
    """Return the step of this week; None when the three months are over."""
    week = rules.week_of(since, today)
    return steps()[week - 1] if week <= rules.WEEKS else None


@dataclass(frozen=True)
class Talk:
    """How to have one kind of conversation."""

    key: str
    hue: int  # of the target group; 0 for a subject
    title: str
    about: str
    ask: tuple[str, ...]
    say: tuple[str, ...]
    leave: tuple[str, ...]  # better not


@dataclass(frozen=True)
class Guide:
    """The talk guide: for the four groups, and for sensitive subjects."""

    groups: tuple[Talk, ...]
    subjects: tuple[Talk, ...]


def guide() -> Guide:
    """Return the talk guide, in the language that is on."""
    told = _told("talk_guide.toml")
    groups = tuple(_talk(one, hue) for hue, one in enumerate(told["group"], 1))
    return Guide(groups, tuple(_talk(one, 0) for one in told["subject"]))


def _talk(one: dict[str, Any], hue: int) -> Talk:
    lists = {name: tuple(said_in(line) for line in one[name]) for name in ("ask", "say", "leave")}
    return Talk(one["key"], hue, said_in(one["title"]), said_in(one["about"]), **lists)


def moment_for(person: "Person", moment_id: int, *, now: datetime) -> HelpMoment | None:
    """Return a help moment of somebody's own circle."""
    circle = circle_of(person, timezone.localdate(now))
    return HelpMoment.objects.filter(pk=moment_id, circle=circle).first() if circle else None


@dataclass(frozen=True)
class CoverageRow:
    """One unit, or several that are only shown together."""

    names: tuple[str, ...]
    rate: Rate
    unit_ids: tuple[int, ...]


@dataclass(frozen=True)
class Coverage:
    """What part of the staff had a help moment, up to the last completed week. It never says who."""

    sunday: date
    whole: Rate | None  # None: too few to say
    rows: tuple[CoverageRow, ...]
    top: float  # the highest end of an interval, for the pictures
    kinds: tuple[tuple[str, int], ...]  # help moments by kind, rounded; only those large enough
    smallest: int


def coverage(organisation: "Organisation", *, now: datetime) -> Coverage:
    """Return what part of each unit had a help moment, in a fixed number of queries."""
    zone, smallest = ZoneInfo(organisation.time_zone), int(settings.SMALLEST_GROUP)
    monday = rules.last_monday(now.astimezone(zone).date())
    until = datetime.combine(monday, time(), zone)
    staff = dict(people.on_staff(monday).values_list("unit_id").annotate(Count("person", distinct=True)))
    names = {unit.pk: unit.name for unit in people.units() if unit.pk in staff}
    units = list(names)
    moments = defaultdict(list)
    held = HelpMoment.objects.filter(held_at__lt=until, starts_at__lt=until)
    for circle, count, members in held.values_list("circle_id", "people", "members"):
        moments[circle].append((count, members))
    said = MomentVisit.objects.filter(moment__in=held).values_list("moment__circle_id")
    who_said = dict(said.annotate(Count("person", distinct=True)))
    helped: dict[int, int] = defaultdict(int)
    for circle, unit in Circle.objects.filter(pk__in=moments).values_list("pk", "hero__unit_id"):
        helped[unit] += rules.helped_at_least(moments[circle], who_said.get(circle, 0))
    everyone = np.array([staff[unit] for unit in units], dtype=np.int64)
    of_them = np.array([min(helped[unit], staff[unit]) for unit in units], dtype=np.int64)
    shown = rules.blocks_to_show(everyone, of_them, smallest=smallest) if units else []
    rows = tuple(
        CoverageRow(tuple(names[units[n]] for n in block), rate, tuple(units[n] for n in block))
        for block, rate in shown
    )
    kinds = held.values_list("kind").annotate(moments=Count("pk")).order_by("-moments", "kind")
    return Coverage(
        sunday=monday - timedelta(days=1),
        whole=rules.rate_of(int(everyone.sum()), int(of_them.sum()), smallest) if rows else None,
        rows=tuple(sorted(rows, key=lambda row: (len(row.names) > 1, row.names[0].casefold()))),
        top=max((row.rate.high or 0 for row in rows), default=0.0),
        kinds=tuple((kind, rounded(count, smallest)) for kind, count in kinds if count >= smallest and rows),
        smallest=smallest,
    )


def coverage_of(organisation: "Organisation", unit_id: int, *, now: datetime) -> CoverageRow | None:
    """Return what part of one unit had help; None where it is only shown together with others.

    It is the row of the page of all units and nothing else, so that the two cannot be taken from each other.
    """
    return next((row for row in coverage(organisation, now=now).rows if row.unit_ids == (unit_id,)), None)

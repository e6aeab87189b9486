"""Reads about plans of waves: what goes into a draw, and what is said about what came out."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Q

from kring.people import queries as people
from kring.rollout.models import Draw, Programme, UnitPlan
from kring.rollout.rules import draws

BASELINE = "baseline"


def plans_to_draw(programme: Programme, on: date) -> list[UnitPlan]:
    """Return the plans of units that have not started, by name."""
    waiting = Q(unit__starts_on__isnull=True) | Q(unit__starts_on__gt=on)
    found = UnitPlan.objects.filter(waiting, programme=programme).select_related("unit", "unit__parent")
    return list(found.order_by("unit__name"))


def units_to_draw(programme: Programme, on: date) -> tuple[list[draws.GivenUnit], list[str]]:
    """Return the units that go into a draw, with what waves should be alike in and the names of that."""
    plans = plans_to_draw(programme, on)
    groups = list(people.target_groups())
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for cell in people.staff_cells(on):
        counts[cell.unit_id][cell.target_group_id or 0] += cell.people
    traits = [group.key for group in groups[:-1]]  # the last one follows from the others
    has_baseline = bool(plans) and all(plan.baseline is not None for plan in plans)
    units = []
    for plan in plans:
        staff = counts[plan.unit_id]
        total = max(sum(staff.values()), 1)
        parts = [round(staff[group.pk] / total, 6) for group in groups[:-1]]
        if has_baseline and plan.baseline is not None:
            parts.append(plan.baseline)
        region = plan.unit.parent.name if plan.unit.parent else ""
        units.append(draws.GivenUnit(plan.unit_id, plan.unit.name, total, region, tuple(parts)))
    return units, [*traits, *([BASELINE] if has_baseline else [])]


def draw(pk: int) -> Draw | None:
    """Return one plan."""
    return Draw.objects.filter(pk=pk).select_related("by", "accepted_by", "programme").first()


def accepted_draw() -> Draw | None:
    """Return the plan that the waves follow."""
    return Draw.objects.filter(status=Draw.Status.ACCEPTED).order_by("-accepted_at").first()


def draws_made(programme: Programme) -> list[Draw]:
    """Return the plans that were made, the newest first: also those nobody accepted."""
    found = Draw.objects.filter(programme=programme).select_related("by", "accepted_by").defer("given", "kept", "found")
    return list(found.order_by("-created_at", "-pk")[:50])


@dataclass(frozen=True)
class WaveOfPlan:
    """A wave as a plan has it."""

    number: int
    starts_on: date
    units: tuple[draws.GivenUnit, ...]
    people: int  # in all of them
    regions: int
    baseline: float | None


@dataclass(frozen=True)
class DrawPage:
    """What the page of a plan shows."""

    draw: Draw
    given: draws.Given
    found: draws.Found
    waves: tuple[WaveOfPlan, ...]
    earlier: int  # plans that were drawn before this one

    @property
    def better(self) -> int | None:
        """By how many per cent the waves are more alike than in any draw at random."""
        if not self.found.balance_at_random:
            return None
        return round(100 * (1 - self.found.balance / self.found.balance_at_random))


def draw_page(draw: Draw) -> DrawPage:
    """Return what a plan says, wave by wave."""
    given, found = draws.Given.read(draw.given), draws.Found.read(draw.found)
    here = defaultdict(list)
    for one in given.units:
        if one.name in found.wave:
            here[found.wave[one.name]].append(one)
    waves = [_wave(number, day, here[number], given) for number, day in enumerate(given.starts, 1)] if here else []
    earlier = Draw.objects.filter(programme=draw.programme_id, pk__lt=draw.pk, is_by_lot=True).count()
    return DrawPage(draw, given, found, tuple(waves), earlier)


def _wave(number: int, day: date, units: list[draws.GivenUnit], given: draws.Given) -> WaveOfPlan:
    known = [one.baseline[-1] for one in units] if BASELINE in given.traits else []
    return WaveOfPlan(
        number=number,
        starts_on=day,
        units=tuple(sorted(units, key=lambda one: one.name)),
        people=sum(one.people for one in units),
        regions=len({one.region for one in units}),
        baseline=float(np.mean(known)) if known else None,
    )


def draw_file(draw: Draw) -> dict[str, Any]:
    """Return all that is needed to repeat a draw."""
    return draws.file(draws.Given.read(draw.given), draw.seed, draws.Found.read(draw.found))

"""Reads about the programme and its units."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kring.people import queries as people
from kring.rollout import rules
from kring.rollout.models import DatesToAvoid, Programme, Tick, UnitPlan, Wave
from kring.rollout.rules import checklist as listed
from kring.rollout.rules import phases
from kring.rollout.rules.checklist import Item
from kring.surveys import queries as surveys

if TYPE_CHECKING:
    from kring.people.models import Person, Unit


def programme() -> Programme | None:
    """Return the programme of this organisation."""
    return Programme.objects.select_related("organisation").first()


def dates_to_avoid(programme: Programme) -> QuerySet[DatesToAvoid]:
    """Return the stretches in which no wave starts, the first one first."""
    return DatesToAvoid.objects.filter(programme=programme).select_related("programme")


def all_waves() -> QuerySet[Wave]:
    """Return the waves of the accepted plan."""
    return Wave.objects.all()


def wave_numbers() -> dict[int, int]:
    """Return the wave of each unit that is in one."""
    return dict(UnitPlan.objects.filter(wave__isnull=False).values_list("unit_id", "wave__number"))


def plan_of(unit_id: int) -> UnitPlan | None:
    """Return the plan of one unit, with its programme, wave and lead."""
    found = UnitPlan.objects.select_related("programme", "unit", "unit__parent", "wave", "lead", "organisation")
    return found.filter(unit=unit_id).first()


def units_led_by(person: "Person") -> list[UnitPlan]:
    """Return the plans of the units that `person` leads, by name."""
    return list(UnitPlan.objects.filter(lead=person).select_related("unit", "programme").order_by("unit__name"))


def dates_of(plan: UnitPlan) -> rules.Dates:
    """Return when each phase of a unit begins."""
    return rules.dates(
        plan.unit.starts_on,
        forming_weeks=plan.programme.forming_weeks,
        helping_weeks=plan.programme.helping_weeks,
        helping_from=plan.helping_from,
        keeping_from=plan.keeping_from,
    )


def staff_counts(on: date) -> dict[int, int]:
    """Return how many people are on the staff of each unit."""
    counts: Counter[int] = Counter()
    for cell in people.staff_cells(on):
        counts[cell.unit_id] += cell.people
    return counts


@dataclass(frozen=True)
class Candidate:
    """A unit that can take part: one in which people work."""

    unit: "Unit"
    region: str
    people: int
    plan: UnitPlan | None
    has_started: bool


def candidates(on: date) -> list[Candidate]:
    """Return every unit with people in it or in the programme, by region and name. Three queries for any number."""
    plans = {plan.unit_id: plan for plan in UnitPlan.objects.all()}
    tree = people.unit_tree(on)
    names = {place.unit.pk: place.unit.name for place in tree}
    found = [
        Candidate(
            place.unit,
            names.get(place.unit.parent_id or 0, ""),
            place.people,
            plans.get(place.unit.pk),
            bool(place.unit.starts_on and place.unit.starts_on <= on),
        )
        for place in tree
        if place.people or place.unit.pk in plans
    ]
    return sorted(found, key=lambda one: (one.region, one.unit.name))


@dataclass(frozen=True)
class Line:
    """A line of the checklist: what, whether it is done, and who said so when."""

    item: Item
    is_done: bool
    by_hand: bool
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True)
class UnitPage:
    """What the page of one unit shows."""

    plan: UnitPlan
    people: int
    dates: rules.Dates
    phase: rules.Phase
    weeks_to_go: int | None
    checklist: tuple[Line, ...]
    todo: tuple[Item, ...]
    needs_help: bool

    @property
    def deviates(self) -> bool:
        """Whether it starts otherwise than the plan had it."""
        return deviates(self.plan)


def has_lead(plan: UnitPlan, on: date) -> bool:
    """Return whether somebody who still works here leads a unit."""
    return plan.lead is not None and (plan.lead.employed_until is None or plan.lead.employed_until > on)


def deviates(plan: UnitPlan) -> bool:
    """Return whether a unit starts in another wave, or on another day, than the accepted plan said."""
    if plan.wave is None or plan.drawn_in is None:
        return False
    return plan.wave.number != plan.drawn_in or plan.unit.starts_on != plan.wave.starts_on


def unit_page(plan: UnitPlan, on: date) -> UnitPage:
    """Return where a unit is, and what it needs."""
    ticks = {tick.item: tick for tick in Tick.objects.filter(unit_plan=plan).select_related("by")}
    on_staff = people.on_staff(on).filter(unit=plan.unit_id).count()
    is_measured = surveys.has_baseline()(plan.unit)
    todo = listed.left(has_lead=has_lead(plan, on), people=on_staff, has_baseline=is_measured, ticked=frozenset(ticks))
    when = dates_of(plan)
    to_go = phases.weeks_to_go(when.forming, on)
    lines = []
    for item in Item:
        tick = ticks.get(item.value)
        who = tick.by.name if tick and tick.by else ""
        by_hand = item in listed.BY_HAND and not (item == Item.BASELINE_TAKEN and is_measured)
        lines.append(Line(item, item not in todo, by_hand, who, tick.ticked_at if tick else None))
    return UnitPage(
        plan=plan,
        people=on_staff,
        dates=when,
        phase=rules.phase_on(when, on),
        weeks_to_go=to_go,
        checklist=tuple(lines),
        todo=todo,
        needs_help=listed.needs_help(todo=len(todo), weeks_to_go=to_go),
    )

"""Reads about the programme and its units."""

from typing import TYPE_CHECKING

from kring.rollout import rules
from kring.rollout.models import Programme, UnitPlan

if TYPE_CHECKING:
    from kring.people.models import Person


def programme() -> Programme | None:
    """Return the programme of this organisation."""
    return Programme.objects.select_related("organisation").first()


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

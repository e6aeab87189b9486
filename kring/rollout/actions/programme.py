"""Set up the programme, choose its units, and get each of them ready."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction

from kring.core import audit
from kring.people import actions as people
from kring.rollout import rules
from kring.rollout.errors import (
    DatesBackwardsError,
    GoalMissingError,
    NotPlannedYetError,
    OutsideLeewayError,
    PhasesOutOfOrderError,
    StartedAlreadyError,
    UnitStartedError,
)
from kring.rollout.models import DatesToAvoid, Programme, Tick, UnitPlan
from kring.rollout.rules.checklist import BY_HAND, Item

if TYPE_CHECKING:
    from kring.people.models import Person, Unit


@transaction.atomic
def save_programme(
    *,
    by: "Person",
    goal: dict[str, str],
    forming_weeks: int,
    helping_weeks: int,
    capacity: int,
    leeway_weeks: int,
    starts_on: date | None,
) -> Programme:
    """Keep the goal, the lengths of the phases and the pace."""
    goal = {language: " ".join(text.split()) for language, text in goal.items()}
    if not any(goal.values()):
        raise GoalMissingError
    programme, _is_new = Programme.objects.update_or_create(
        organisation_id=by.organisation_id,
        defaults={
            "goal": goal,
            "forming_weeks": forming_weeks,
            "helping_weeks": helping_weeks,
            "capacity": capacity,
            "leeway_weeks": leeway_weeks,
            "starts_on": starts_on,
        },
    )
    audit.note(by, "saved_programme", programme, capacity=capacity, forming=forming_weeks, helping=helping_weeks)
    return programme


@transaction.atomic
def add_dates_to_avoid(*, by: "Person", programme: Programme, name: str, since: date, until: date) -> DatesToAvoid:
    """Keep a stretch in which no wave starts."""
    if until < since:
        raise DatesBackwardsError
    made = DatesToAvoid.objects.create(
        organisation_id=by.organisation_id, programme=programme, name=" ".join(name.split()), since=since, until=until
    )
    audit.note(by, "saved_programme", programme, avoid=f"{since} {until}")
    return made


@transaction.atomic
def remove_dates_to_avoid(*, by: "Person", dates: DatesToAvoid) -> None:
    """Let waves start in this stretch again."""
    audit.note(by, "saved_programme", dates.programme, no_longer_avoid=f"{dates.since} {dates.until}")
    dates.delete()


@transaction.atomic
def choose_units(*, by: "Person", programme: Programme, chosen: "Mapping[Unit, float | None]", today: date) -> None:
    """Say which units take part, each with its figure from before when it is known; who started stays in."""
    there = {plan.unit_id: plan for plan in UnitPlan.objects.select_for_update(of=["self"]).select_related("unit")}
    wanted = {unit.pk for unit in chosen}
    gone = [plan for pk, plan in there.items() if pk not in wanted]
    started = [plan for plan in gone if plan.unit.starts_on and plan.unit.starts_on <= today]
    if started:
        raise UnitStartedError(len(started))
    UnitPlan.objects.filter(pk__in=[plan.pk for plan in gone]).delete()
    new: list[UnitPlan] = []
    known: list[UnitPlan] = []
    for unit, baseline in chosen.items():
        plan = there.get(unit.pk)
        (known if plan else new).append(
            plan or UnitPlan(organisation_id=by.organisation_id, programme=programme, unit=unit, baseline=baseline)
        )
        if plan:
            plan.baseline = baseline
    UnitPlan.objects.bulk_create(new)
    UnitPlan.objects.bulk_update(known, ["baseline"])
    audit.note(by, "chose_units", programme, units=len(wanted), removed=len(gone))


@transaction.atomic
def set_rule(*, by: "Person", plan: UnitPlan, pinned_to: int | None, not_before: int | None) -> None:
    """Say that the lot puts a unit in this wave, or in none before that one; without either, it is free again."""
    plan.pinned_to, plan.not_before = pinned_to, not_before
    plan.save(update_fields=["pinned_to", "not_before"])
    audit.note(by, "set_rule", plan, unit=plan.unit_id, pinned_to=pinned_to, not_before=not_before)


@transaction.atomic
def name_lead(*, by: "Person", plan: UnitPlan, lead: "Person | None") -> None:
    """Say who leads a unit: from then on they see to that unit, and to no other."""
    plan.lead = lead
    plan.save(update_fields=["lead"])
    audit.note(by, "named_lead" if lead else "took_lead", plan, unit=plan.unit_id)


@transaction.atomic
def tick(*, by: "Person", plan: UnitPlan, item: Item, is_done: bool, now: datetime) -> None:
    """Say that something on the checklist is done, or not after all."""
    if item not in BY_HAND:
        raise ValueError(f"{item} is seen by Kring itself")
    if is_done:
        Tick.objects.get_or_create(
            unit_plan=plan,
            item=item.value,
            defaults={"organisation_id": by.organisation_id, "by": by, "ticked_at": now},
        )
    else:
        Tick.objects.filter(unit_plan=plan, item=item.value).delete()
    audit.note(by, "ticked" if is_done else "unticked", plan, item=item.value)


@transaction.atomic
def set_dates(
    *,
    by: "Person",
    plan: UnitPlan,
    starts_on: date,
    helping_from: date | None,
    keeping_from: date | None,
    is_centre: bool,
    today: date,
) -> None:
    """Set a unit's own dates: its lead within the leeway around the plan, the centre as it likes."""
    plan = UnitPlan.objects.select_for_update(of=["self"]).select_related("unit", "wave", "programme").get(pk=plan.pk)
    before, programme = plan.unit.starts_on, plan.programme
    if before is None or plan.wave is None:
        raise NotPlannedYetError
    if starts_on != before and before <= today:
        raise StartedAlreadyError
    planned = rules.dates(
        starts_on,
        forming_weeks=programme.forming_weeks,
        helping_weeks=programme.helping_weeks,
        helping_from=helping_from,
    )
    by_lengths = starts_on + timedelta(weeks=programme.forming_weeks)
    wanted = [(starts_on, plan.wave.starts_on), (helping_from, by_lengths), (keeping_from, planned.keeping)]
    leeway = timedelta(weeks=programme.leeway_weeks)
    for day, usual in wanted:
        if is_centre or day is None or usual is None or day in (before, plan.helping_from, plan.keeping_from):
            continue
        if not usual - leeway <= day <= usual + leeway:
            raise OutsideLeewayError(usual - leeway, usual + leeway)
    in_order = [day for day in (starts_on, helping_from, keeping_from) if day]
    if any(later <= day for day, later in pairwise(in_order)):
        raise PhasesOutOfOrderError
    plan.helping_from, plan.keeping_from = helping_from, keeping_from
    plan.save(update_fields=["helping_from", "keeping_from"])
    if starts_on != before:
        people.set_starts(by=by, starts={plan.unit_id: starts_on})
    audit.note(by, "set_dates", plan, unit=plan.unit_id, starts_on=starts_on.isoformat())

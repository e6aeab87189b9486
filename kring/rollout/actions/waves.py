"""Put the units in waves: drawn by lot or by hand, looked at, accepted, and changed afterwards.

A draw is worked out by the worker from its own row alone, and written down in one go: a worker that dies leaves a row
that waits, and two workers write the same.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kring.core import audit
from kring.core.worker import wake
from kring.measure import waves as lot
from kring.people import actions as people
from kring.rollout import queries
from kring.rollout.errors import (
    FewUnitsError,
    NoMondayLeftError,
    NoSuchWaveError,
    NotEnoughRoomError,
    NotPlannedYetError,
    PlanNotReadyError,
    PlanOutOfDateError,
    RulesContradictError,
    StartedAlreadyError,
    StartMissingError,
    WaveFullError,
)
from kring.rollout.models import Draw, Programme, UnitPlan, Wave
from kring.rollout.rules import draws

if TYPE_CHECKING:
    from kring.people.models import Person

JOB = "rollout.tasks.waves.draw"
DEAD_AFTER = timedelta(minutes=2)
Status = Draw.Status


def draw_waves(
    *,
    by: "Person",
    programme: Programme,
    seed: str,
    waves: int,
    weeks_between: int,
    saturation: bool = False,
    today: date,
) -> Draw:
    """Ask for a draw by lot from a seed; the worker draws, and nothing changes before somebody accepts it."""
    given = _given(programme, waves, weeks_between, saturation, today)
    with transaction.atomic():
        made = Draw.objects.create(
            organisation_id=by.organisation_id,
            programme=programme,
            by=by,
            seed=" ".join(seed.split()),
            given=given.as_json(),
        )
        audit.note(by, "drew_waves", made, seed=made.seed, units=len(given.units), waves=waves)
        wake(JOB, made)
    return made


@transaction.atomic
def plan_by_hand(*, by: "Person", programme: Programme, waves: int, weeks_between: int, today: date) -> Draw:
    """Make a first plan without a lot, to change by hand."""
    given = _given(programme, waves, weeks_between, False, today)
    made = Draw.objects.create(
        organisation_id=by.organisation_id,
        programme=programme,
        by=by,
        is_by_lot=False,
        given=given.as_json(),
        found=draws.by_hand(given).as_json(),
        status=Status.READY,
        progress=100,
    )
    audit.note(by, "planned_waves", made, units=len(given.units), waves=waves)
    return made


@transaction.atomic
def place_by_hand(*, by: "Person", draw: Draw, waves: Mapping[int, int]) -> None:
    """Put units of a plan by hand in other waves: {unit: wave}."""
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    if draw.is_by_lot or draw.status != Status.READY:
        raise PlanNotReadyError
    given = draws.Given.read(draw.given)
    found = draws.Found.read(draw.found)
    placed = {one.name: waves.get(one.id, found.wave[one.name]) for one in given.units}
    for wave, units in Counter(placed.values()).items():
        if not 1 <= wave <= len(given.room):
            raise NoSuchWaveError(next(name for name, to in placed.items() if to == wave), len(given.room))
        if units > given.room[wave - 1]:
            raise WaveFullError(wave, units, given.room[wave - 1])
    draw.found = draws.Found(placed).as_json()
    draw.save(update_fields=["found"])
    audit.note(by, "planned_waves", draw, moved=len(waves))


def _given(programme: Programme, waves: int, weeks_between: int, saturation: bool, today: date) -> draws.Given:
    """Return what a draw is made from now, checked so that a refusal comes at once and in words."""
    units, traits = queries.units_to_draw(programme, today)
    plans = queries.plans_to_draw(programme, today)
    if len(units) < 2:
        raise FewUnitsError
    if programme.starts_on is None or programme.starts_on <= today:
        raise StartMissingError
    room = draws.most_in_wave(programme.capacity, weeks_between)
    if waves < 2 or waves * room < len(units):
        raise NotEnoughRoomError(len(units), waves, room)
    avoid = [(dates.since, dates.until) for dates in queries.dates_to_avoid(programme)]
    try:
        starts = lot.start_dates(programme.starts_on, waves, weeks_between=weeks_between, avoid=avoid)
    except lot.PlanImpossibleError:
        raise NoMondayLeftError from None
    for plan in plans:
        if max(plan.pinned_to or 0, plan.not_before or 0) > waves:
            raise NoSuchWaveError(plan.unit.name, waves)
        if plan.pinned_to and (plan.not_before or 0) > plan.pinned_to:
            raise RulesContradictError(plan.unit.name)
    pinned = {plan.unit.name: plan.pinned_to for plan in plans if plan.pinned_to}
    for wave, sent in Counter(pinned.values()).items():
        if sent > room:
            raise WaveFullError(wave, sent, room)
    return draws.Given(
        units=tuple(units),
        room=(room,) * waves,
        starts=starts,
        traits=tuple(traits),
        pinned=pinned,
        not_before={plan.unit.name: plan.not_before for plan in plans if plan.not_before},
        saturation=saturation,
    )


# What the worker does.


def claim_draw(*, draw_id: int, now: datetime) -> Draw | None:
    """Say that a worker is busy with a draw; None when there is nothing to do for it."""
    claimed = Draw.objects.filter(pk=draw_id, status=Status.DRAWING).update(worked_at=now)
    return Draw.objects.get(pk=draw_id) if claimed else None


def work_out_draw(*, draw: Draw) -> None:
    """Draw, and write down all of what came out at once, or why nothing did."""

    def report(percent: int) -> None:
        waiting = Draw.objects.filter(pk=draw.pk, status=Status.DRAWING)
        waiting.update(progress=percent, worked_at=timezone.now())

    outcome: dict[str, object]
    try:
        found, kept = draws.draw(draws.Given.read(draw.given), draw.seed, report)
        outcome = {"found": found.as_json(), "kept": kept, "status": Status.READY, "progress": 100}
    except lot.PlanImpossibleError:
        outcome = {"status": Status.FAILED, "problem": "impossible"}
    except lot.NothingByLotError:
        outcome = {"status": Status.FAILED, "problem": "nothing_by_lot"}
    Draw.objects.filter(pk=draw.pk, status=Status.DRAWING).update(**outcome)


def wake_waiting_draws(*, now: datetime) -> None:
    """Wake the worker for draws whose wake-up call was lost, or whose worker died."""
    before = now - DEAD_AFTER
    asleep = Q(worked_at__isnull=True, created_at__lt=before) | Q(worked_at__lt=before)
    for draw in Draw.objects.filter(asleep, status=Status.DRAWING):
        wake(JOB, draw)


# What is decided on it.


@transaction.atomic
def accept_plan(*, by: "Person", draw: Draw, now: datetime) -> None:
    """Make a plan the plan: its waves, and the day on which each unit starts. From then on it is locked."""
    programme = Programme.objects.select_for_update().get(pk=draw.programme_id)
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    if draw.status != Status.READY:
        raise PlanNotReadyError
    today = timezone.localdate(now)
    given, found = draws.Given.read(draw.given), draws.Found.read(draw.found)
    plans = {plan.unit_id: plan for plan in queries.plans_to_draw(programme, today)}
    if set(plans) != {one.id for one in given.units} or given.starts[0] <= today:
        raise PlanOutOfDateError
    others = UnitPlan.objects.filter(programme=programme, wave__isnull=False).exclude(unit__in=plans)
    stay = dict(others.values_list("wave_id", "wave__number"))
    Wave.objects.filter(programme=programme).exclude(pk__in=stay).delete()
    before = max(stay.values(), default=0)
    waves = Wave.objects.bulk_create(
        Wave(organisation_id=draw.organisation_id, programme=programme, number=before + n, starts_on=day)
        for n, day in enumerate(given.starts, 1)
    )
    for one in given.units:
        plan, wave = plans[one.id], waves[found.wave[one.name] - 1]
        plan.wave, plan.drawn_in, plan.helping_from, plan.keeping_from = wave, wave.number, None, None
    UnitPlan.objects.bulk_update(plans.values(), ["wave", "drawn_in", "helping_from", "keeping_from"])
    people.set_starts(by=by, starts={one.id: given.starts[found.wave[one.name] - 1] for one in given.units})
    Draw.objects.filter(programme=programme, status=Status.ACCEPTED).update(status=Status.REPLACED)
    draw.status, draw.accepted_by, draw.accepted_at = Status.ACCEPTED, by, now
    draw.save(update_fields=["status", "accepted_by", "accepted_at"])
    audit.note(by, "accepted_plan", draw, units=len(plans), waves=len(waves), by_lot=draw.is_by_lot)


@transaction.atomic
def move_unit(*, by: "Person", plan: UnitPlan, wave: Wave, today: date) -> None:
    """Put a unit in another wave after the plan was accepted: it stays visible where the plan had put it."""
    plan = UnitPlan.objects.select_for_update(of=["self"]).select_related("unit", "wave").get(pk=plan.pk)
    if plan.wave is None:
        raise NotPlannedYetError
    if plan.unit.starts_on and plan.unit.starts_on <= today:
        raise StartedAlreadyError
    before = plan.wave.number
    plan.wave, plan.helping_from, plan.keeping_from = wave, None, None
    plan.save(update_fields=["wave", "helping_from", "keeping_from"])
    people.set_starts(by=by, starts={plan.unit_id: wave.starts_on})
    audit.note(by, "moved_unit", plan, unit=plan.unit_id, before=before, after=wave.number)

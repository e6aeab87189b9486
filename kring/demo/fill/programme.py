"""The programme: units in waves that were really drawn by lot, who is ready, and who needs a hand."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from kring.core.models import Account, AuditNote, Organisation
from kring.demo.cast import Cast
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.personas import BANK, PERSONAS
from kring.demo.world import NEVER, Spec, World, sizes
from kring.people.models import Person, Unit
from kring.rollout.models import DatesToAvoid, Draw, Programme, Tick, UnitPlan, Wave
from kring.rollout.rules import draws
from kring.rollout.rules.checklist import BY_HAND

SEED = "Trekking van de loterij: 07 11 23 28 34 41"
GOALS = {
    BANK: {
        "nl": "Iedereen voelt zich op zijn gemak op sociale media voor het werk. Wat dat is, bepaal je zelf.",
        "en": "Everybody feels at ease on social media for their work. What that means is up to you.",
    }
}
OTHER_GOAL = {
    "nl": "Wie iets te vertellen heeft, durft het te vertellen. De Social Hub helpt je op weg.",
    "en": "Whoever has something to tell dares to tell it. The Social Hub helps you on your way.",
}


@dataclass(frozen=True)
class Lot:
    """A draw of the waves of one organisation: from what, and what came out."""

    given: draws.Given
    found: draws.Found
    kept: list[int]


def draw_lot(cast: Cast, spec: Spec, when: Calendar) -> Lot | None:
    """Draw the waves of an organisation that has them; the world then follows the lot."""
    if not spec.weeks_between_waves:
        return None
    dice, people = np.random.default_rng([cast.seed, 61]), sizes(spec, cast.seed)
    labels = [*cast.units, *([cast.central] if cast.central else [])]
    count = -(-spec.units // spec.units_per_wave)
    at_ease = np.round(dice.normal(57, 7, len(labels)), 1)
    units = tuple(
        draws.GivenUnit(
            n,
            label,
            int(people[n]),
            cast.regions[n * spec.regions // spec.units] if n < spec.units else "",
            (float(at_ease[n]),),
        )
        for n, label in enumerate(labels)
    )
    given = draws.Given(
        units=units,
        room=(spec.units_per_wave,) * count,
        starts=tuple(when.monday(spec.first_wave + n * spec.weeks_between_waves) for n in range(count)),
        traits=("baseline",),
        pinned={cast.central: 1} if cast.central else {},
    )
    found, kept = draws.draw(given, SEED)
    return Lot(given, found, kept)


def follows(spec: Spec, lot: Lot | None) -> Spec:
    """Return the world in which units start as the lot has it."""
    if lot is None:
        return spec
    waves = tuple(lot.found.wave[one.name] - 1 for one in lot.given.units[: spec.units])
    return replace(spec, waves=waves)


def fill_programme(
    organisation: Organisation, cast: Cast, world: World, when: Calendar, staff: Staff, lot: Lot | None
) -> None:
    """Write the programme of one organisation as it stands now."""
    manager = Person.objects.get(account__email=next(p.email for p in PERSONAS if _manages(p, cast)))
    about: dict[str, Any] = {"organisation": organisation}
    starts = [when.monday(int(week)) for week in world.units.starts]
    programme = Programme.objects.create(**about, goal=GOALS.get(cast.key, OTHER_GOAL), starts_on=min(starts))
    new_year = when.now.year + (when.now.month > 1)
    DatesToAvoid.objects.create(
        **about,
        programme=programme,
        name="Jaarwisseling" if cast.key == BANK else "Feestdagen",
        since=datetime(new_year - 1, 12, 21, tzinfo=when.now.tzinfo).date(),
        until=datetime(new_year, 1, 2, tzinfo=when.now.tzinfo).date(),
    )
    days = sorted(set(starts))
    waves = Wave.objects.bulk_create(
        Wave(**about, programme=programme, number=n, starts_on=day) for n, day in enumerate(days, 1)
    )
    at = {wave.starts_on: wave for wave in waves}
    plans = UnitPlan.objects.bulk_create(
        UnitPlan(
            **about,
            programme=programme,
            unit_id=unit,
            wave=at[day],
            drawn_in=at[day].number,
            pinned_to=1 if lot and lot.given.units[n].name in lot.given.pinned else None,
            baseline=lot.given.units[n].baseline[0] if lot else None,
        )
        for n, (unit, day) in enumerate(zip(staff.units, starts, strict=True))
    )
    _leads_and_ticks(organisation, world, when, staff, plans, starts, manager)
    _plan(organisation, programme, when, staff, plans, lot, manager, min(starts))
    if lot:
        _deviations(plans, when)


def _manages(persona: Any, cast: Cast) -> bool:
    return persona.organisation == cast.key and "manager" in persona.roles


def _leads_and_ticks(
    organisation: Organisation,
    world: World,
    when: Calendar,
    staff: Staff,
    plans: list[UnitPlan],
    starts: list[Any],
    manager: Person,
) -> None:
    """Name a role model of each unit its lead, and tick what is done: a few units are not ready in time."""
    dice = np.random.default_rng([world.seed, 62])
    today, people, ticks = when.now.date(), world.people, []
    there = (people.employed_until == NEVER) & (people.moved_in == NEVER)
    personas = set(staff.personas.values())
    leads = {persona.key for persona in PERSONAS if persona.leads}
    lead_of = {int(people.unit[place]): place for key, place in staff.personas.items() if key in leads}
    for n, (plan, day) in enumerate(zip(plans, starts, strict=True)):
        weeks = (day - today).days / 7
        fits = [int(m) for m in np.flatnonzero(there & (people.unit == n) & (people.group == 0)) if m not in personas]
        if n in lead_of:
            plan.lead_id = staff.people[lead_of[n]]
        elif fits and (weeks < 6 or dice.random() < 0.4):
            plan.lead_id = staff.people[fits[0]]
        done = len(BY_HAND) if weeks < -1 else int(dice.integers(0, 3)) if weeks > 4 else int(dice.integers(1, 4))
        for item in BY_HAND[:done]:
            before = day - timedelta(days=int(dice.integers(6, 40)))
            moment = datetime(before.year, before.month, before.day, 10, int(dice.integers(60)), tzinfo=when.now.tzinfo)
            ticks.append(
                Tick(
                    organisation=organisation,
                    unit_plan=plan,
                    item=item.value,
                    by_id=plan.lead_id or manager.pk,
                    ticked_at=min(moment, when.now - timedelta(days=2)),
                )
            )
    late = [plan for plan, day in zip(plans, starts, strict=True) if timedelta(0) < today - day < timedelta(weeks=9)]
    not_yet = {plan.pk for plan in late[1:3]}  # started, and something is still to do
    UnitPlan.objects.bulk_update(plans, ["lead"])
    Tick.objects.bulk_create(
        tick for tick in ticks if not (tick.unit_plan_id in not_yet and tick.item == BY_HAND[0].value)
    )


def _plan(
    organisation: Organisation,
    programme: Programme,
    when: Calendar,
    staff: Staff,
    plans: list[UnitPlan],
    lot: Lot | None,
    manager: Person,
    first: date,
) -> None:
    """Write the plan that was accepted three weeks before the first wave."""
    accepted = datetime(first.year, first.month, first.day, 14, 20, tzinfo=when.now.tzinfo) - timedelta(days=20)
    if lot:
        ids = [replace(one, id=staff.units[one.id]) for one in lot.given.units]
        given, found, kept = replace(lot.given, units=tuple(ids)), lot.found, lot.kept
    else:
        units = tuple(
            draws.GivenUnit(unit.pk, unit.name, 1, unit.parent.name if unit.parent else "")
            for unit in Unit.objects.filter(pk__in=staff.units).select_related("parent").order_by("name")
        )
        given = draws.Given(units, (len(units),), (first,))
        found, kept = draws.Found({one.name: 1 for one in units}), []
    made = Draw.objects.create(
        organisation=organisation,
        programme=programme,
        by=manager,
        is_by_lot=lot is not None,
        seed=SEED if lot else "",
        given=given.as_json(),
        found=found.as_json(),
        kept=kept,
        status=Draw.Status.ACCEPTED,
        progress=100,
        accepted_by=manager,
        accepted_at=accepted,
    )
    Draw.objects.filter(pk=made.pk).update(created_at=accepted - timedelta(minutes=25))
    account = Account.objects.get(email=manager.email)
    notes = AuditNote.objects.bulk_create(
        AuditNote(
            organisation=organisation,
            account=account,
            verb=verb,
            subject_kind="rollout.Draw",
            subject_id=made.pk,
            details={"units": len(plans)},
        )
        for verb in (("drew_waves" if lot else "planned_waves"), "accepted_plan")
    )
    for minutes, note in zip((-25, 0), notes, strict=True):
        note.created_at = accepted + timedelta(minutes=minutes)
    AuditNote.objects.bulk_update(notes, ["created_at"])


def _deviations(plans: list[UnitPlan], when: Calendar) -> None:
    """Let one unit that has not started begin a week later than its wave."""
    later = next((p for p in plans if p.wave and p.wave.starts_on > when.now.date() + timedelta(weeks=4)), None)
    if later and later.wave:
        Unit.objects.filter(pk=later.unit_id).update(starts_on=later.wave.starts_on + timedelta(weeks=1))

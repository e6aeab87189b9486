"""Surveys: a baseline, pulses and an end for every wave, comfort that rises, and one that is open today."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from kring.choose.forecast import grow
from kring.core.models import Organisation
from kring.demo.cast import Cast
from kring.demo.content import FOLDER
from kring.demo.fill.bulk import insert, numbers_for
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.world import GROUPS, NEVER, World
from kring.surveys.models import Answer, Asked, Block, Plan, Remark, Survey
from kring.surveys.rules import FEWEST, USES, Place, due, kept_together, monday
from kring.surveys.words import VERSION

EASE = {"listen": 0.55, "respond": 0.25, "share": 0.1, "write": -0.3, "lead": -0.6}  # beside the mean of the five
ASKING = ("bram", "mo")  # personas who find a survey on their page
Real = NDArray[np.float64]


@dataclass(frozen=True)
class Mood:
    """How comfortable each unit is week by week, and how readily it answers: assumptions, see docs/demo.md."""

    comfortable: Real  # shape (units, weeks since the start)
    answers: Real  # shape (units,)


def fill_surveys(organisation: Organisation, cast: Cast, world: World, when: Calendar, staff: Staff) -> None:
    """Write every survey that the plan would have sent until today."""
    dice = np.random.default_rng([cast.seed, 41])
    plan = Plan.objects.create(organisation=organisation, is_on=True)
    mood, today = _mood(world, dice), when.now.date()
    counted = []
    for week in sorted(set(world.units.starts.tolist())):
        starts_on = when.monday(int(week))
        units = np.flatnonzero(world.units.starts == week)
        wanted = due(
            starts_on, baseline_days=plan.baseline_days, pulse_weeks=plan.pulse_weeks, end_weeks=plan.end_weeks
        )
        for one in wanted:
            if one.on > today:
                continue
            closes_on = one.on + timedelta(days=plan.open_days)
            survey = Survey.objects.create(
                organisation=organisation,
                kind=one.kind,
                version=VERSION,
                units=sorted(staff.units[unit] for unit in units),
                asked_on=one.on,
                closes_on=closes_on,
                plan_key=f"{one.kind}:{starts_on}:{one.on}",
                box_opened_on=closes_on if closes_on <= today else None,
            )
            if survey.box_opened_on:
                since = max(0, (one.on - starts_on).days // 7)
                _answers(organisation, survey, world, staff, units, mood, since, dice)
                counted.append(survey)
            else:
                _ask(organisation, survey, world, staff, np.isin(world.people.unit, units))
    _remarks(organisation, cast, counted, dice)
    _ask_personas(organisation, world, staff, today)


def _mood(world: World, dice: np.random.Generator) -> Mood:
    count = len(world.units.size)
    start, own = dice.uniform(0.49, 0.61, count), np.exp(dice.normal(0, 0.15, (count, 2)))
    paths = [
        grow(float(first), float(0.035 * p), float(0.12 * q), 13) for first, (p, q) in zip(start, own, strict=True)
    ]
    return Mood(np.minimum(np.stack(paths), 0.94), dice.uniform(0.41, 0.6, count))


def _there(world: World, week: int) -> NDArray[np.bool_]:
    people = world.people
    return (people.employed_from <= week) & ((people.employed_until == NEVER) | (people.employed_until > week))


def _answers(
    organisation: Organisation,
    survey: Survey,
    world: World,
    staff: Staff,
    units: NDArray[np.int64],
    mood: Mood,
    since: int,
    dice: np.random.Generator,
) -> None:
    """Write what the people of these units answered, in the blocks that Kring itself would have made."""
    week = (survey.asked_on - world.spec.first_monday).days // 7
    asked = np.flatnonzero(np.isin(world.people.unit, units) & _there(world, week))
    unit, group = world.people.unit[asked], world.people.group[asked]
    answered = dice.random(len(asked)) < mood.answers[unit]
    groups = [staff.groups[key] for key in GROUPS]
    places: list[Place] = [(staff.units[u], groups[g]) for u, g in zip(unit, group, strict=True)]
    theirs = [place for place, did in zip(places, answered, strict=True) if did]
    together = kept_together(Counter(theirs), Counter(places), fewest=FEWEST)
    sizes: Counter[Place] = Counter(together[place] for place in places)
    pks = numbers_for(Block, len(sizes))
    number = dict(zip(sizes, pks, strict=True))
    insert(
        Block,
        organisation.pk,
        {
            "id": pks,
            "survey_id": survey.pk,
            "unit_id": [place[0] for place in sizes],
            "group_id": [place[1] for place in sizes],
            "asked": list(sizes.values()),
        },
    )
    ease = dice.normal(0, 0.8, len(theirs))
    middle = 3.5 + 0.86 * ndtri(mood.comfortable[unit[answered], min(since, 13)]) + ease
    order = dice.permutation(len(theirs))
    columns = {
        use: np.clip(np.round(middle + EASE[use] + dice.normal(0, 0.5, len(theirs))), 1, 5).astype(int)[order].tolist()
        for use in USES
    }
    marks = np.clip(np.round(7.85 + 0.5 * ease + dice.normal(0, 0.95, len(theirs))), 1, 10).astype(int)[order]
    insert(
        Answer,
        organisation.pk,
        {
            "id": _numbers(len(theirs), dice),
            "block_id": [number[together[theirs[place]]] for place in order],
            "mark": marks.tolist() if survey.kind != Survey.Kind.BASELINE else [None] * len(theirs),
            **columns,
        },
    )


def _numbers(count: int, dice: np.random.Generator) -> list[UUID]:
    return [UUID(bytes=dice.bytes(16), version=4) for _ in range(count)]


def _remarks(organisation: Organisation, cast: Cast, surveys: list[Survey], dice: np.random.Generator) -> None:
    told = tomllib.loads((FOLDER / "surveys.toml").read_text())[cast.key]
    Remark.objects.bulk_create(
        Remark(
            id=number,
            organisation=organisation,
            survey=surveys[int(dice.integers(len(surveys)))],
            question=question,
            text=text,
            kept_from=monday(surveys[-1].closes_on),
        )
        for question, texts in told.items()
        for text, number in zip(texts, _numbers(len(texts), dice), strict=True)
    )


def _ask(organisation: Organisation, survey: Survey, world: World, staff: Staff, whom: NDArray[np.bool_]) -> None:
    """Ask people of today's staff."""
    asked = np.flatnonzero(whom & (world.people.employed_until == NEVER))
    groups = [staff.groups[key] for key in GROUPS]
    insert(
        Asked,
        organisation.pk,
        {
            "survey_id": survey.pk,
            "person_id": [staff.people[n] for n in asked],
            "unit_id": [staff.units[n] for n in world.people.unit[asked]],
            "group_id": [groups[n] for n in world.people.group[asked]],
            "asked_on": survey.asked_on,
        },
    )


def _ask_personas(organisation: Organisation, world: World, staff: Staff, today: date) -> None:
    """Send one more today to the units of the personas, so that they find it on their page."""
    places = [place for key, place in staff.personas.items() if key in ASKING]
    units = sorted({int(world.people.unit[place]) for place in places})
    already = {unit for survey in Survey.objects.filter(box_opened_on=None) for unit in survey.units}
    units = [unit for unit in units if staff.units[unit] not in already]
    if units:
        survey = Survey.objects.create(
            organisation=organisation,
            kind=Survey.Kind.PULSE,
            version=VERSION,
            units=[staff.units[unit] for unit in units],
            asked_on=today,
            closes_on=today + timedelta(days=14),
        )
        _ask(organisation, survey, world, staff, np.isin(world.people.unit, units))

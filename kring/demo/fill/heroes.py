"""Heroes of every unit that started, a proposal where the next ones are formed, and a round that is open."""

from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.secrets import seal
from kring.demo.cast import Cast
from kring.demo.fill.people import Staff
from kring.people.models import Placement, RoleGrant, Unit
from kring.rollout.actions.heroes import make_list
from kring.rollout.models import Choice, Hero, HeroDefaults, Nomination

IN_ROUND = {"bank": "bram", "insurer": "mo"}  # in whose unit people name colleagues now
ANSWERED = 0.62
RULES = [
    {"attribute": "department", "value": "", "at_least": 0, "at_most": 6},
    {"attribute": "target_group", "value": "role_model", "at_least": 2, "at_most": None},
    {"attribute": "target_group", "value": "networker", "at_least": 3, "at_most": None},
]


def fill_heroes(organisation: Organisation, cast: Cast, staff: Staff, now: datetime) -> None:
    """Write all there is about heroes in one organisation."""
    today = timezone.localdate(now)
    HeroDefaults.objects.create(organisation=organisation, rules=RULES)
    unit_of = dict(Placement.objects.filter(valid_until__isnull=True).values_list("person", "unit"))
    heroes = [pk for pk in RoleGrant.objects.filter(role="hero").values_list("person", flat=True) if pk in unit_of]
    starts = dict(Unit.objects.values_list("pk", "starts_on"))
    there = {unit_of[pk] for pk in heroes}
    since = {unit: min(starts[unit] or today, today - timedelta(days=7)) for unit in there}
    made = Choice.objects.bulk_create(
        Choice(
            organisation=organisation,
            unit_id=unit,
            status=Choice.Status.DECIDED,
            wanted=max(5, sum(unit_of[pk] == unit for pk in heroes)),
            rules=RULES,
            gap=0.001,
            decided_at=now - timedelta(days=(today - since[unit]).days + 21),
        )
        for unit in sorted(there)
    )
    choice_of = {choice.unit_id: choice for choice in made}
    decided = {choice.unit_id: choice.decided_at or now for choice in made}
    Hero.objects.bulk_create(
        Hero(
            organisation=organisation,
            person_id=pk,
            unit_id=unit_of[pk],
            choice=choice_of[unit_of[pk]],
            status=Hero.Status.ACCEPTED,
            asked_at=decided[unit_of[pk]],
            letter_sent_at=decided[unit_of[pk]],
            since=since[unit_of[pk]],
        )
        for pk in heroes
    )
    mine = unit_of[staff.people[staff.personas[IN_ROUND[cast.key]]]]
    _round(organisation, mine, unit_of, cast.seed, now, is_open=True)
    waiting = [unit for unit in staff.units if (starts[unit] or today) > today and unit not in there]
    for unit in waiting[:2]:
        _round(organisation, unit, unit_of, cast.seed, now, is_open=False)


def _round(
    organisation: Organisation, unit: int, unit_of: dict[int, int], seed: int, now: datetime, *, is_open: bool
) -> None:
    """Let part of a unit name colleagues; close the round and make the list, or leave it open."""
    today, people = timezone.localdate(now), sorted(pk for pk, where in unit_of.items() if where == unit)
    if len(people) < 40:
        return
    first = today - timedelta(days=6)
    choice = Choice.objects.create(
        organisation=organisation,
        unit_id=unit,
        round=Choice.objects.filter(unit=unit).count() + 1,
        status=Choice.Status.NOMINATING if is_open else Choice.Status.CHOOSING,
        rules=RULES,
        seed=seed,
        nominations_from=first,
        nominations_until=today + timedelta(days=8 if is_open else -1),
        asked_at=None if is_open else now,
    )
    dice = np.random.default_rng([seed, unit])
    liked = dice.pareto(1.6, len(people)) + 0.2
    givers = dice.permutation(len(people))[: int(len(people) * ANSWERED * (0.5 if is_open else 1))]
    Nomination.objects.bulk_create(
        Nomination(
            organisation=organisation,
            choice=choice,
            person_id=people[giver],
            round_from=first,
            sealed=seal({"named": {question: _named(people, giver, liked, dice) for question in ("try", "news")}}),
        )
        for giver in givers
    )
    if not is_open:
        make_list(choice=choice, now=now)


def _named(people: list[int], giver: int, liked: np.ndarray, dice: np.random.Generator) -> list[int]:
    """Return three colleagues: those near by number, as of one department, and those who are liked."""
    near = np.exp(-np.abs(np.arange(len(people)) - giver) / 15.0) * liked
    near[giver] = 0
    return [people[one] for one in dice.choice(len(people), 3, replace=False, p=near / near.sum())]

"""Lines by week per unit: no week tells of a few people, also not by subtraction."""

from datetime import date

import numpy as np
import pytest

from kring.measure.suppress import may_be_shown
from kring.nudges import rules
from kring.nudges.queries.fading import side_by_side
from kring.nudges.queries.weeks import Weeks

SMALLEST = 5
NAMES = {1: "Noord", 2: "Vecht", 3: "Klein", 4: "Duinrand"}


def weeks_of(dice, sizes):
    """A random half year of some units, in which people join, and some go quiet."""
    unit = np.repeat(list(NAMES), sizes)
    count = len(unit)
    active = dice.random((count, rules.WEEKS)) < dice.uniform(0, 0.6, count)[:, None]
    takes_part = dice.random(count) < 0.8
    since = np.where(dice.random(count) < 0.3, dice.integers(0, rules.WEEKS + 1, count), -9)
    active &= takes_part[:, None] & (np.arange(rules.WEEKS) >= since[:, None])
    return Weeks(date(2026, 11, 23), np.arange(count), unit, np.zeros(count, np.int64), takes_part, since, active, ())


def classes(weeks, end, chosen):
    """How many did something in four weeks, in three months, took part, and did not."""
    part = weeks.takes_part & (weeks.since <= end) & chosen
    did = [int((part & weeks.active[:, max(0, end - n) : end].any(axis=1)).sum()) for n in (rules.STILL, rules.LONGER)]
    return int(chosen.sum()), np.array([*did, int(part.sum())])


@pytest.mark.parametrize("seed", range(12))
def test_what_a_week_shows_and_what_it_leaves_over_are_never_a_few(seed):
    dice = np.random.default_rng(seed)
    weeks = weeks_of(dice, dice.integers(6, 60, len(NAMES)))
    rows, pk = side_by_side(weeks, NAMES, (), smallest=SMALLEST).units, {name: key for key, name in NAMES.items()}
    assert rows
    for end in range(rules.STILL, rules.WEEKS + 1):
        back = rules.WEEKS - end + 1
        shown = [row for row in rows if len(row.line) >= back and row.line[-back].rate]
        parts = [np.isin(weeks.unit, [pk[name] for name in row.names]) for row in shown]
        rest = ~np.any(parts, axis=0) if parts else np.zeros(len(weeks.unit), bool)
        for part in [*parts, rest] if shown else parts:
            people, did = classes(weeks, end, part)
            assert not people or may_be_shown(people, did, 0, smallest=SMALLEST, is_alone=False)


def test_a_week_in_which_a_unit_has_to_stand_with_another_is_a_gap():
    dice = np.random.default_rng(3)
    weeks = weeks_of(dice, [60, 60, 60, 60])
    weeks.active[weeks.unit == 3, 10:16] = False  # for some weeks hardly anybody
    line = {row.names: row.line for row in side_by_side(weeks, NAMES, (), smallest=SMALLEST).units}[("Klein",)]
    known = [point.rate is not None for point in line]
    assert known[0]
    assert known[-1]
    assert not all(known)


def test_too_few_weeks_are_no_line():
    weeks = weeks_of(np.random.default_rng(1), [60, 60, 60, 60])
    weeks.active[:, : rules.WEEKS - 5] = False
    assert all(row.line == () for row in side_by_side(weeks, NAMES, (), smallest=SMALLEST).units)

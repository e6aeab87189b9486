"""A number that is missing or endless, a name that does not exist, an order that is wrong: all refused."""

from dataclasses import replace

import numpy as np
import pytest

from kring.measure.activation import activation
from kring.measure.adjusted import adjusted_group_time
from kring.measure.cap import cap
from kring.measure.content import by_group as content_by_group
from kring.measure.content import ranking
from kring.measure.experiment import units
from kring.measure.exploration import by_exploration
from kring.measure.group_time import aggregate, group_time
from kring.measure.imputation import by_differences, by_factors
from kring.measure.lift import by_group, lift
from kring.measure.panel import Panel, cohorts, panel
from kring.measure.participation import shrunk
from kring.measure.permutation import by_lot
from kring.measure.rates import shares_per_participant
from kring.measure.timing import at_another_time, per_post
from tests.measure.rollouts import rollout

TOTALS, STAFF, STARTS = rollout(3)
DRAWS = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]])
FOUR, YES = np.array([4.0, 3.0, 2.0, 1.0]), np.array([True, True, False, False])
UNITS = Panel(
    np.random.default_rng(1).normal(size=(30, 4)),
    np.repeat([2.0, 3.0, np.inf], 10),
    np.arange(1.0, 5.0),
    np.empty((30, 0)),
)


def spoilt(values, by=np.nan):
    """Return the same numbers with the first one spoilt."""
    out = np.array(values, np.float64)
    out.flat[0] = by
    return out


@pytest.mark.parametrize("by", [np.nan, np.inf, -1])
@pytest.mark.parametrize(
    "measure",
    [
        lambda by: lift(spoilt(TOTALS, by), STAFF, STARTS),
        lambda by: lift(TOTALS, spoilt(STAFF, by), STARTS),
        lambda by: by_group(TOTALS[:, :, None], spoilt(STAFF, by)[:, :, None], STARTS),
        lambda by: activation(spoilt(TOTALS, by), STAFF, STARTS),
    ],
)
def test_sums_by_unit_and_week(measure, by):
    with pytest.raises(ValueError, match="known and not negative"):
        measure(by)


@pytest.mark.parametrize(
    "measure",
    [
        lambda: ranking(spoilt(FOUR), 9 * FOUR),
        lambda: content_by_group(FOUR[None], spoilt(900 * FOUR)[None]),
        lambda: shrunk(spoilt(FOUR), 9 * FOUR),
        lambda: shares_per_participant(spoilt(FOUR), 9 * FOUR, smallest_group=5),
        lambda: shares_per_participant(FOUR, spoilt(9 * FOUR), smallest_group=5),
        lambda: cap(spoilt(np.ones(2000))),
        lambda: units(spoilt(FOUR), 9 * FOUR, YES, DRAWS),
        lambda: units(FOUR, spoilt(9 * FOUR), YES, DRAWS),
        lambda: units(FOUR, 9 * FOUR, YES, DRAWS, before=spoilt(FOUR)),
        lambda: by_lot(lambda wave: np.nan, DRAWS[0], DRAWS),
        lambda: at_another_time(spoilt(FOUR), YES, np.array([1, 2, 1, 2]), fewest=2),
        lambda: per_post(spoilt(FOUR), np.array([1, 2, 1, 2]), fewest=2),
        lambda: by_exploration(np.array([0, 2]), np.ones(2), np.ones(2), np.ones(2), kinds=2),
        lambda: panel(spoilt(FOUR), FOUR, FOUR, FOUR),
        lambda: cohorts(replace(UNITS, outcomes=spoilt(UNITS.outcomes))),
        lambda: adjusted_group_time(replace(UNITS, outcomes=spoilt(UNITS.outcomes))),
    ],
)
def test_a_number_that_is_missing(measure):
    with pytest.raises(ValueError):  # noqa: PT011 - each says it in its own words
        measure()


def test_nobody_is_learnt_from_after_the_start():
    with pytest.raises(ValueError, match="after the start"):
        lift(TOTALS, STAFF, STARTS, anticipation=-1)
    with pytest.raises(ValueError, match="-1"):
        group_time(cohorts(UNITS), anticipation=-1)


def test_names_that_do_not_exist_are_no_silent_default():
    with pytest.raises(ValueError, match="notyet"):
        group_time(cohorts(UNITS), comparison="notyet")
    with pytest.raises(ValueError, match="universl"):
        group_time(cohorts(UNITS), base="universl")
    with pytest.raises(ValueError, match="dynamic"):
        aggregate(group_time(cohorts(UNITS)), "event")
    with pytest.raises(ValueError, match="ipw"):
        adjusted_group_time(UNITS, method="drr")


def test_periods_and_starts_ascend():
    turned = replace(UNITS, outcomes=UNITS.outcomes[:, ::-1], periods=UNITS.periods[::-1])
    found = cohorts(UNITS)
    late_first = replace(found, starts=found.starts[::-1], units=found.units[::-1], means=found.means[::-1])
    for measure in (lambda: group_time(cohorts(turned)), lambda: adjusted_group_time(turned)):
        with pytest.raises(ValueError, match="ascend"):
            measure()
    with pytest.raises(ValueError, match="ascend"):
        group_time(late_first)


def test_whole_numbers_of_any_size_give_the_same():
    totals = np.round(TOTALS / TOTALS.max() * 100)
    small = lift(totals.astype(np.uint8), STAFF.astype(np.uint16), STARTS.astype(np.int8))
    assert small.ratio == lift(totals, STAFF, STARTS).ratio
    whole = replace(UNITS, outcomes=np.round(10 * UNITS.outcomes))
    as_integers = replace(whole, outcomes=whole.outcomes.astype(np.int16))
    assert np.array_equal(group_time(cohorts(as_integers)).effect, group_time(cohorts(whole)).effect)


def test_a_unit_without_people_is_no_unit():
    nobody = np.zeros((1, TOTALS.shape[1]))
    found = lift(np.vstack([TOTALS, nobody]), np.vstack([STAFF, nobody]), np.append(STARTS, STARTS[0]))
    plain = lift(TOTALS, STAFF, STARTS)
    assert (found.units, found.low, found.high) == (plain.units, plain.low, plain.high)


@pytest.mark.parametrize("without", [by_factors, by_differences])
def test_weeks_that_no_wave_ties_to_a_wave_say_nothing_of_it(without):
    before = np.zeros((3, 6), bool)
    before[0, :3] = before[1, 3:] = True  # no week has both
    staff, totals = np.full((1, 3, 6), 100.0), np.full((1, 3, 6), 10.0)
    assert np.isfinite(without(totals, staff, before)[0]).tolist() == before[[0, 1, 2]].tolist()
    before[2, 2:4] = True  # was there with each of the two
    assert np.isfinite(without(totals, staff, before)).all()

"""The lift: worked out by hand, by a slow regression, in worlds whose truth is known, and refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from kring.measure.lift import NoComparisonError, lift, log_ratio
from tests.measure.rollouts import rollout


def test_two_waves_worked_out_by_hand():
    # Before: 10 and 30. After: the first has 18, and the second, which has not started, went from 30 to 45 (x 1.5).
    totals, staff = np.array([[10.0, 18.0], [30.0, 45.0]]), np.full((2, 2), 100.0)
    assert np.exp(log_ratio(totals, staff, np.array([1, 2]))) == pytest.approx(18 / 15)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_poisson_regression_with_a_level_per_wave_and_week(seed):
    totals, staff, starts = rollout(seed)
    waves = np.array([5, 9, 14])
    sums = np.stack([totals[starts == wave].sum(axis=0) for wave in waves])
    people = np.stack([staff[starts == wave].sum(axis=0) for wave in waves])
    before = np.arange(14) < waves[:, None]

    def expected(levels):
        return people * np.exp(levels[:3, None] + levels[None, 3:])

    def lack_of_fit(levels):
        return np.sum((expected(levels) - sums * np.log(expected(levels)))[before])

    def slope(levels):
        left = np.where(before, expected(levels) - sums, 0)
        return np.concatenate([left.sum(axis=1), left.sum(axis=0)])

    found = minimize(lack_of_fit, np.zeros(17), jac=slope, method="BFGS", options={"gtol": 1e-8}).x
    slow = np.log(sums[~before].sum() / expected(found)[~before].sum())
    assert log_ratio(totals, staff, starts) == pytest.approx(slow, abs=1e-6)


def test_the_error_is_that_of_leaving_out_one_unit_at_a_time():
    totals, staff, starts = rollout(4)
    every = np.arange(9)
    without = [log_ratio(totals[every != unit], staff[every != unit], starts[every != unit]) for unit in every]
    error = np.sqrt(8 / 9 * np.sum((np.array(without) - log_ratio(totals, staff, starts)) ** 2))
    assert lift(totals, staff, starts).log_error == pytest.approx(error, rel=1e-7)


def test_a_wave_of_one_unit_is_left_out_whole():
    totals, staff, starts = rollout(5)
    starts = starts.copy()
    starts[0] = 7
    found = lift(totals, staff, starts)
    assert found.waves == 4
    assert 0 < found.low < found.ratio < found.high


@given(st.integers(0, 10_000), st.floats(0.2, 5))
def test_an_effect_that_is_put_in_comes_out_whole(seed, effect):
    totals, staff, starts = rollout(seed)
    lifted = np.where(np.arange(14) >= starts[:, None], totals * effect, totals)
    first, second = lift(totals, staff, starts), lift(lifted, staff, starts)
    assert second.ratio == pytest.approx(first.ratio * effect, rel=1e-6)
    assert second.log_error == pytest.approx(first.log_error, rel=1e-5)
    assert second.extra == pytest.approx(lifted[np.arange(14) >= starts[:, None]].sum() * (1 - 1 / second.ratio))


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(seed, chance):
    totals, staff, starts = rollout(seed)
    order = list(range(9))
    chance.shuffle(order)
    turned = lift(totals[order], staff[order], starts[order])
    assert turned.ratio == pytest.approx(lift(totals, staff, starts).ratio)
    assert turned.low == pytest.approx(lift(totals, staff, starts).low)


def test_weeks_without_anybody_who_has_not_started_do_not_count():
    totals, staff, starts = rollout(6)
    starts = np.where(starts == 14, 12, starts)
    spoiled = totals.copy()
    spoiled[:, 12:] = 1000
    assert lift(spoiled, staff, starts).ratio == pytest.approx(lift(totals, staff, starts).ratio)
    assert lift(totals, staff, starts).controls.tolist() == [9] * 5 + [6] * 4 + [3] * 3 + [0] * 2


def test_weeks_just_before_the_start_can_be_left_out():
    totals, staff, starts = rollout(7)
    spoiled = totals.copy()
    spoiled[np.arange(9), np.minimum(starts - 1, 13)] += np.where(starts < 14, 500, 0)
    kept = lift(totals, staff, starts, anticipation=1).ratio
    assert lift(spoiled, staff, starts, anticipation=1).ratio == pytest.approx(kept)
    assert lift(spoiled, staff, starts).ratio != pytest.approx(kept, rel=0.01)


def test_few_units_are_said_to_be_few():
    totals, staff, starts = rollout(8)
    assert not lift(totals, staff, starts).is_enough
    assert lift(*rollout(8, units=12)).is_enough


def test_it_refuses_what_cannot_be_compared():
    totals, staff, starts = rollout(9)
    with pytest.raises(NoComparisonError):
        lift(totals, staff, np.full(9, 5))
    with pytest.raises(NoComparisonError):
        log_ratio(totals * 0, staff, starts)
    with pytest.raises(NoComparisonError):
        log_ratio(totals, staff, np.zeros(9, int))
    with pytest.raises(ValueError, match="per unit"):
        log_ratio(totals[:4], staff, starts)
    with pytest.raises(ValueError, match="not negative"):
        log_ratio(-totals, staff, starts)

"""What there would be without the programme: held against slow regressions, and against leaving units out by hand."""

import numpy as np
import pytest
from scipy.optimize import minimize

from kring.measure import imputation
from kring.measure.imputation import by_differences, by_factors, cells, in_parts, slopes, with_and_without_each
from tests.measure.rollouts import rollout


def test_differences_are_least_squares_with_a_level_per_unit_and_week():
    totals, staff, starts = rollout(1)
    staff = np.repeat(staff[:, :1], 14, axis=1)
    before = np.arange(14) < starts[:, None]
    unit, week = np.nonzero(before)
    design = np.zeros((len(unit), 9 + 14))
    design[np.arange(len(unit)), unit] = design[np.arange(len(unit)), 9 + week] = 1
    weight = np.sqrt(staff[before])
    levels = np.linalg.lstsq(design * weight[:, None], (totals / staff)[before] * weight, rcond=None)[0]
    slow = np.sum((staff * (levels[:9, None] + levels[9:]))[~before])
    found = cells((totals, staff), starts)
    counted, people = found.by_wave[:, None]
    quick = by_differences(counted, people, found.before())[0]
    assert np.sum(quick[found.after()]) == pytest.approx(slow, rel=1e-8)


def test_a_slope_is_the_poisson_regression():
    totals, staff, _ = rollout(2)
    exposure = np.random.default_rng(3).random((9, 14))
    totals = np.random.default_rng(4).poisson(totals * np.exp(0.7 * exposure)).astype(float)
    every = np.ones((9, 14), bool)

    def expected(levels):
        return staff * np.exp(levels[:9, None] + levels[None, 9:23] + levels[23] * exposure)

    def lack_of_fit(levels):
        return np.sum(expected(levels) - totals * np.log(expected(levels)))

    def slope(levels):
        left = expected(levels) - totals
        return np.concatenate([left.sum(axis=1), left.sum(axis=0), [np.sum(left * exposure)]])

    slow = minimize(lack_of_fit, np.zeros(24), jac=slope, method="BFGS", options={"gtol": 1e-6}).x[23]
    assert slopes(totals[None], staff[None], exposure, every)[0] == pytest.approx(slow, abs=1e-5)
    assert slopes(totals[None], staff[None], exposure[:1] * np.ones((9, 1)), every) is None


def test_without_each_is_leaving_out_by_hand_also_bit_by_bit(monkeypatch):
    totals, staff, starts = rollout(5)
    found = cells((totals, staff), starts)

    def sums(tables):
        return in_parts(tables, found.after()[None], found.before())

    each = with_and_without_each(found, sums)
    for unit in range(9):
        rest = np.arange(9) != unit
        left = cells((totals[rest], staff[rest]), starts[rest])
        alone = in_parts(left.by_wave[:, None], left.after()[None], left.before())
        assert each[1 + unit] == pytest.approx(alone[0], rel=1e-7)
    monkeypatch.setattr(imputation, "AT_ONCE", 1)
    assert with_and_without_each(found, sums) == pytest.approx(each)


def test_nothing_is_said_of_weeks_and_waves_of_which_nothing_is_known():
    totals, staff, _ = rollout(6)
    found = cells((totals, staff), np.array([0, 5, 9] * 3))
    for expected in (by_factors, by_differences):
        known = ~np.isnan(expected(found.by_wave[:1], found.by_wave[1:], found.before())[0])
        assert known.tolist() == [[False] * 14, [True] * 9 + [False] * 5, [True] * 9 + [False] * 5]
        assert np.array_equal(known, found.known(found.before()))


def test_a_start_within_a_week_makes_it_neither_before_nor_after():
    totals, staff, _ = rollout(7)
    found = cells((totals, staff), np.array([3.5, 6, 14] * 3))
    assert found.before()[0].tolist() == [True] * 3 + [False] * 11
    assert found.after()[0].tolist() == [False] * 4 + [True] * 10
    assert found.since()[0, 4] == 0
    assert found.before(2)[2].all()  # who does not start has no weeks before a start
    assert not found.after()[2].any()


def test_it_refuses_what_is_not_known():
    totals, staff, starts = rollout(8)
    for wrong in (np.where(totals > 5, np.nan, totals), -totals):
        with pytest.raises(ValueError, match="not negative"):
            cells((wrong, staff), starts)
    with pytest.raises(ValueError, match="per unit"):
        cells((totals, staff[:4]), starts)

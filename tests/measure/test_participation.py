"""Who comes along and who stays: known answers, what always holds, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.measure.participation import funnel, retention, shrunk
from kring.measure.rates import GroupTooSmallError, wilson

# Freireich et al. (1963), Blood 21, 699-716: weeks in remission of 21 children on 6-MP, the classic of survival; by
# week of a relapse: at risk and relapsed. Survival after it and Greenwood's error: Cox and Oakes (1984), chapter 4.
RELAPSE = {6: (21, 3), 7: (17, 1), 10: (15, 1), 13: (12, 1), 16: (11, 1), 22: (7, 1), 23: (6, 1)}
AFTER = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
ERROR = {6: 0.0764, 7: 0.0869, 10: 0.0963, 13: 0.1068, 16: 0.1141, 22: 0.1282, 23: 0.1346}
AT_RISK = [21] * 6 + [17, 16, 16, 15, 13, 12, 12] + [11] * 3 + [10, 9, 9, 8, 7, 7, 6]


def test_those_in_remission_stay_as_published():
    left = np.array([RELAPSE.get(week, (0, 0))[1] for week in range(1, 24)])
    at_risk = np.array(AT_RISK)
    assert all(at_risk[week - 1] == risk for week, (risk, _gone) in RELAPSE.items())
    found = retention(at_risk, left, smallest_group=5)
    for week in RELAPSE:
        assert round(float(found.part[week - 1]), 4) == AFTER[week]
        assert round(float(found.error[week - 1]), 4) == ERROR[week]
    assert found.median == 23


def test_with_nobody_out_of_sight_it_is_the_plain_part():
    found = retention(np.array([100, 90, 72]), np.array([10, 18, 0]), smallest_group=5)
    assert found.part == pytest.approx([0.9, 0.72, 0.72])
    assert found.error[1] == pytest.approx(np.sqrt(0.72 * 0.28 / 100))
    assert found.median is None


counts = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30)


@settings(max_examples=60)
@given(counts)
def test_what_stays_never_grows_and_lies_in_its_range(weeks):
    at_risk, left, there = [], [], 400
    for gone, unseen in weeks:
        at_risk.append(there)
        left.append(gone)
        there -= gone + unseen
    found = retention(np.array(at_risk), np.array(left), smallest_group=1)
    assert np.all(np.diff(found.part) <= 1e-12)
    assert np.all((found.low <= found.part + 1e-12) & (found.part <= found.high + 1e-12))
    assert np.all((found.low >= 0) & (found.high <= 1))


def test_the_range_holds_the_truth_though_some_joined_late():
    dice, inside = np.random.default_rng(2), 0
    for _ in range(300):
        stays, seen = dice.geometric(0.05, 150), dice.integers(4, 30, 150)
        at_risk = np.array([np.sum((stays >= week) & (seen >= week)) for week in range(1, 14)])
        left = np.array([np.sum((stays == week) & (seen >= week)) for week in range(1, 14)])
        found = retention(at_risk, left, smallest_group=5)
        inside += found.low[12] <= 0.95**13 <= found.high[12]
    assert 0.92 <= inside / 300 <= 0.98


def test_weeks_with_few_people_are_not_shown():
    found = retention(np.array([20, 10, 4, 2]), np.array([5, 5, 1, 0]), smallest_group=5)
    assert len(found.part) == 2
    with pytest.raises(GroupTooSmallError):
        retention(np.array([4]), np.array([1]), smallest_group=5)
    with pytest.raises(GroupTooSmallError):
        retention(np.array([], int), np.array([], int), smallest_group=5)


@pytest.mark.parametrize(("at_risk", "left"), [([10], [11]), ([10, 10], [1, 0]), ([10, 9], [1])])
def test_retention_refuses_people_who_come_back_and_odd_shapes(at_risk, left):
    with pytest.raises(ValueError, match=r"week|weeks"):
        retention(np.array(at_risk), np.array(left), smallest_group=1)


def test_each_step_is_a_part_of_the_one_before():
    found = funnel((400, 300, 60, 3), smallest_group=5)
    assert [step.people for step in found] == [400, 300, 60, 3]
    assert found[0].of_before is None
    assert found[2].of_before == wilson(60, 300)
    assert found[3].of_all == wilson(3, 400)


def test_a_step_after_few_people_has_no_part_and_steps_never_grow():
    assert funnel((400, 4, 2), smallest_group=5)[2].of_before is None
    with pytest.raises(ValueError, match="without the one before"):
        funnel((400, 300, 301), smallest_group=5)
    with pytest.raises(GroupTooSmallError):
        funnel((4, 3), smallest_group=5)


def test_small_units_are_drawn_further_and_nearer_to_the_truth():
    dice = np.random.default_rng(3)
    truth, staff = dice.beta(6, 14, 200), np.where(np.arange(200) % 2, 12, 400)
    took = dice.binomial(staff, truth)
    found, raw, small = shrunk(took, staff), took / staff, staff == 12
    assert np.abs(found.rate - raw)[small].mean() > 4 * np.abs(found.rate - raw)[~small].mean()
    assert np.mean((found.rate - truth)[small] ** 2) < 0.7 * np.mean((raw - truth)[small] ** 2)
    assert 0.9 <= np.mean((found.low <= truth) & (truth <= found.high)) <= 0.98


def test_ranges_hold_also_with_few_units():
    dice, inside = np.random.default_rng(7), []
    for _ in range(150):
        truth, staff = dice.beta(6, 14, 8), dice.integers(10, 120, 8)
        found = shrunk(dice.binomial(staff, truth), staff)
        inside.append(np.mean((found.low <= truth) & (truth <= found.high)))
    assert 0.92 <= np.mean(inside) <= 0.98


def test_units_that_are_alike_are_all_the_mean():
    found = shrunk(np.array([30, 60, 90]), np.array([100, 200, 300]))
    assert found.rate == pytest.approx([0.3] * 3, abs=0.005)


@pytest.mark.parametrize(("took", "staff"), [([1, 0], [5, 0]), ([3], [5]), ([6, 1], [5, 5])])
def test_units_that_are_none_are_refused(took, staff):
    with pytest.raises(ValueError, match=r"at least two units|at most as many"):
        shrunk(np.array(took), np.array(staff))

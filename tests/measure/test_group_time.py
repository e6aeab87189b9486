"""Group-time effects: the published answers, what always holds, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from kring.measure.group_time import (
    NoPreTestError,
    TooFewUnitsError,
    aggregate,
    band,
    group_time,
    largest,
    pre_test,
)
from kring.measure.lift import NoComparisonError
from kring.measure.panel import NEVER, Panel, cohorts, panel
from tests.measure import by_weights
from tests.measure.mpdta import counties

# What the R package `did` prints for its data, by start and year; errors from influence functions.
EFFECTS = {
    2004: [-0.0105032462, -0.0704231581, -0.1372587389, -0.1008113631],
    2006: [0.0065201124, -0.0027508188, -0.004594607, -0.0412244715],
    2007: [0.0305066556, -0.0027258929, -0.0310871194, -0.0260544107],
}
ERRORS = {
    2004: [0.0232510364, 0.0309847668, 0.0364356643, 0.0343592258],
    2006: [0.0233268051, 0.019558561, 0.0177551967, 0.0202291807],
    2007: [0.0150335603, 0.0163958329, 0.0178775113, 0.0166554353],
}
TOGETHER = [
    ("never", "simple", -0.0399512752, 0.0120340128),
    ("never", "group", -0.0310182822, 0.0124460593),
    ("never", "dynamic", -0.0772398215, 0.0199649891),
    ("never", "calendar", -0.0417004321, 0.0159718519),
    ("not yet", "simple", -0.0397636256, 0.0120524248),
    ("not yet", "group", -0.0304622281, 0.0125751201),
    ("not yet", "dynamic", -0.0773993140, 0.0195601769),
    ("not yet", "calendar", -0.0442670835, 0.0155709044),
]


def odd(*codes, order=None):
    """Return an awkward panel: unevenly spaced periods, starts between them, before them and after them."""
    unit, period = (a.ravel() for a in np.meshgrid(np.arange(48), [2001, 2003, 2004, 2007, 2008], indexing="ij"))
    start = np.array(codes)[unit % 5]
    size = (unit * 29 % 48) / 48
    noise = (unit * 37 + period * 101 + unit * period * 13) % 97 / 97
    outcome = noise + size * (period - 2000) + (period >= start) * (start > 0)
    names = np.char.add("unit ", unit.astype(str))
    turn = slice(None) if order is None else np.random.default_rng(order).permutation(len(unit))
    return panel(names[turn], period[turn], outcome[turn], start[turn])


def test_the_published_effects_come_out():
    found = group_time(cohorts(counties()))
    for start, effects in EFFECTS.items():
        assert found.effect[found.group == start] == pytest.approx(effects, abs=1e-10)
        assert found.error[found.group == start] == pytest.approx(ERRORS[start], abs=1e-10)
    assert found.units.tolist() == [20, 40, 131]
    assert set(found.beside.tolist()) == {309}


@pytest.mark.parametrize(("comparison", "kind", "effect", "error"), TOGETHER)
def test_the_published_aggregates_come_out(comparison, kind, effect, error):
    found = aggregate(group_time(cohorts(counties()), comparison=comparison), kind)
    assert found.overall == pytest.approx(effect, abs=1e-10)
    assert found.overall_error == pytest.approx(error, abs=1e-10)


def test_the_published_test_before_the_start_comes_out():
    found = pre_test(group_time(cohorts(counties())))
    assert round(found.statistic, 5) == 7.79124
    assert round(found.p, 5) == 0.16812
    assert found.pairs == 5


def test_the_published_event_study_has_its_errors():
    found = aggregate(group_time(cohorts(counties())), "dynamic")
    assert found.at.tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert found.effect.round(4).tolist() == [0.0305, -0.0006, -0.0245, -0.0199, -0.0510, -0.1373, -0.1008]
    assert found.error.round(4).tolist() == [0.0150, 0.0133, 0.0142, 0.0118, 0.0169, 0.0364, 0.0344]


# The next two were computed once with the Python package csdid 0.4.3.
def test_one_base_for_all_and_units_that_had_started_by_the_first_period():
    found = group_time(cohorts(odd(0, 2001, 2003, 2006, 2008, order=4)), base="universal")
    expected = [0.0, 1.2527491409, 1.5291237113, 2.1582474227, 2.3346219931, -2.2628364834, -0.8579825315, 0.0]
    assert found.effect[:8] == pytest.approx(expected, abs=1e-9)
    errors = [np.nan, 0.1648807146, 0.1411780561, 0.1925031125, 0.2037543539, 0.2166088903, 0.2260020984, np.nan]
    assert found.error[:8] == pytest.approx(errors, abs=1e-9, nan_ok=True)
    dynamic = aggregate(found, "dynamic")
    assert (dynamic.overall, dynamic.overall_error) == pytest.approx((2.505367004280461, 0.11966356800519577))
    assert found.units_left_out == 10


def test_anticipation_when_all_start_in_the_end():
    found = group_time(cohorts(odd(2008, 2001, 2004, 2006, 2007)), comparison="not yet", anticipation=1)
    assert found.group.tolist() == [2004, 2004, 2006, 2006, 2007, 2007]
    expected = [-0.4463487973, 0.4340482327, 1.0400614939, 0.6808494604, 0.1046602761, -0.0324651836]
    errors = [0.1832146349, 0.2086211337, 0.1983002732, 0.195505536, 0.249708385, 0.1937396597]
    assert found.effect == pytest.approx(expected, abs=1e-9)
    assert found.error == pytest.approx(errors, abs=1e-9)
    assert found.periods_left_out.tolist() == [2007, 2008]


@pytest.mark.parametrize("how", [("never", 0, "varying"), ("not yet", 1, "universal"), ("not yet", 0, "varying")])
@pytest.mark.parametrize("kind", ["simple", "group", "dynamic", "calendar"])
def test_effects_and_errors_are_those_of_turning_each_units_weight(how, kind):
    dice, periods = np.random.default_rng(5), np.array([1.0, 2, 4, 5, 8])  # not evenly spaced
    starts = np.repeat([2.0, 4, 5, np.inf], [6, 9, 7, 8])
    outcomes = dice.normal(size=(30, 1)) + dice.normal(size=(30, 5)) + 0.3 * (periods >= starts[:, None])
    made, named = Panel(outcomes, starts, periods, np.empty((30, 0))), ("comparison", "anticipation", "base")
    options = dict(zip(named, how, strict=True))
    found = aggregate(group_time(cohorts(made), **options), kind)
    by_hand, error = by_weights.aggregates(made, np.ones(30), kind, **options), by_weights.errors(made, kind, **options)
    assert np.array([found.overall, *found.effect]) == pytest.approx(by_hand, abs=1e-12)
    own = np.nan_to_num([found.overall_error, *found.error])  # none for a period that is compared with itself
    assert own == pytest.approx(error, rel=1e-6, abs=1e-9)


def test_the_order_of_rows_changes_nothing():
    there, back = (group_time(cohorts(odd(0, 2003, 2004, 2007, 2008, order=order))) for order in (None, 5))
    assert np.allclose(there.effect, back.effect, atol=1e-12)
    assert np.allclose(there.covariance, back.covariance, atol=1e-12)


def test_one_start_leaves_one_comparison():
    data = cohorts(odd(0, 2004, 2004, 2004, 0))
    never, late = (group_time(data, comparison=comparison) for comparison in ("never", "not yet"))
    assert np.array_equal(never.effect, late.effect)
    assert np.array_equal(never.covariance, late.covariance)


def test_another_unit_of_counting_scales_and_another_level_per_unit_and_week_changes_nothing():
    data = odd(0, 2003, 2004, 2007, 2008)
    levels = np.arange(48)[:, None] + np.array([3.0, 1, 4, 1, 5])
    there = group_time(cohorts(data), comparison="not yet")
    moved = group_time(cohorts(replace(data, outcomes=data.outcomes * 100 + levels)), comparison="not yet")
    assert np.allclose(moved.effect, there.effect * 100)
    assert np.allclose(moved.error, there.error * 100)


def test_every_unit_twice_has_the_same_effects_and_less_doubt():
    data = odd(0, 2003, 2004, 2007, 2008)
    twice = replace(data, outcomes=np.tile(data.outcomes, (2, 1)), starts=np.tile(data.starts, 2))
    for kind in ("simple", "group", "dynamic", "calendar"):
        once, both = (aggregate(group_time(cohorts(one)), kind) for one in (data, twice))
        assert both.overall == pytest.approx(once.overall)
        assert both.overall_error == pytest.approx(once.overall_error / np.sqrt(2))


def test_errors_are_those_that_worlds_show():
    dice, found = np.random.default_rng(8), []
    for _ in range(400):
        starts = dice.choice([2.0, 3, NEVER], 200)
        outcomes = dice.normal(size=(200, 1)) + dice.normal(size=(200, 5)) + (np.arange(5) >= starts[:, None])
        found.append(
            aggregate(group_time(cohorts(Panel(outcomes, starts, np.arange(5.0), np.empty((200, 0))))), "dynamic")
        )
    inside = np.mean([abs(one.overall - 1) <= 1.96 * one.overall_error for one in found])
    assert 0.92 <= inside <= 0.975
    assert np.mean([one.overall_error for one in found]) == pytest.approx(
        np.std([one.overall for one in found]), rel=0.1
    )


def test_a_band_holds_all_at_once_and_is_the_same_again():
    found = aggregate(group_time(cohorts(counties())), "dynamic")
    one, again = band(found, seed=3), band(found, seed=3)
    assert one.critical == again.critical
    assert 2.5 < one.critical < 2.75  # R prints 2.6 to 2.7, by its seed
    assert np.all((one.low < found.effect - 1.96 * found.error) & (found.effect < one.high))


def test_independent_estimates_have_the_critical_value_of_sidak():
    exact = float(ndtri((1 + 0.95 ** (1 / 26)) / 2))
    assert largest(np.eye(26), seed=1, draws=40_000, level=0.95) == pytest.approx(exact, abs=0.03)
    assert largest(np.ones((9, 9)), seed=1, draws=40_000, level=0.95) == pytest.approx(1.96, abs=0.02)


def test_it_refuses_what_has_no_comparison():
    with pytest.raises(NoComparisonError, match="not started yet"):
        group_time(cohorts(odd(2003, 2003, 2004, 2007, 2008)))
    with pytest.raises(NoComparisonError, match="period before"):
        group_time(cohorts(odd(2003, 2003, 2003, 2003, 2003)), comparison="not yet")
    with pytest.raises(NoComparisonError, match="period before"):
        group_time(cohorts(odd(0, 2001, 0, 2001, 0)))
    with pytest.raises(NoComparisonError, match="after a start"):
        aggregate(group_time(cohorts(odd(0, 2009, 0, 0, 0)), anticipation=1), "simple")


def test_it_refuses_a_single_unit():
    data = odd(0, 0, 0, 0, 2004)
    alone = np.where(np.arange(48) == 9, 2007.0, data.starts)
    with pytest.raises(TooFewUnitsError, match="two units"):
        group_time(cohorts(replace(data, starts=alone)))
    with pytest.raises(TooFewUnitsError, match="two units"):
        group_time(cohorts(replace(data, starts=np.where(np.arange(48) == 9, NEVER, 2004.0))))


def test_it_refuses_to_test_what_cannot_be_tested():
    with pytest.raises(NoPreTestError):
        pre_test(group_time(cohorts(odd(0, 2003, 2003, 0, 0))))
    few = np.random.default_rng(2).normal(size=(4, 9))
    with pytest.raises(NoPreTestError):
        pre_test(group_time(cohorts(Panel(few, np.array([8, 8, NEVER, NEVER]), np.arange(9.0), np.empty((4, 0))))))

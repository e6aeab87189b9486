"""The lights: green where nothing is wrong, and each turns where its own thing is wrong."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.measure import checks
from kring.measure.activation import activation
from kring.measure.checks import Light
from kring.measure.imputation import NoComparisonError
from kring.measure.parts import effects
from kring.measure.spill import Spill
from kring.measure.world import SMALL, simulate
from tests.measure.rollouts import long_rollout


@pytest.mark.parametrize(("last", "fewest", "light"), [(5, 5, Light.GREEN), (2, 2, Light.AMBER), (1, 1, Light.RED)])
def test_few_units_to_compare_with_are_seen(last, fewest, light):
    starts = np.array([10] * 5 + [20] * 5 + [30] * last)
    found = checks.controls(starts, 40)
    assert (found.value, found.light) == (fewest, light)


def test_weeks_in_which_all_had_started_are_not_held_against_it():
    assert checks.controls(np.array([10] * 5 + [20] * 5), 40).light is Light.GREEN
    assert checks.controls(np.array([10] * 5 + [40] * 5), 40, anticipation=3).value == 5
    with pytest.raises(NoComparisonError):
        checks.controls(np.array([10] * 5), 40)


def test_waves_that_are_not_alike_are_seen():
    dice, starts = np.random.default_rng(1), np.repeat([10, 14, 18, 22], 6)
    traits = dice.normal(size=(24, 2))
    alike = checks.balance(traits, starts)
    apart = checks.balance(traits + 1.5 * starts[:, None] / 4, starts)
    assert alike.light is Light.GREEN
    assert apart.light is Light.AMBER
    assert apart.value == pytest.approx(0.001)
    assert checks.balance(np.ones((24, 2)), starts).light is Light.UNKNOWN
    with pytest.raises(ValueError, match="one row"):
        checks.balance(traits[:5], starts)


def test_balance_is_seldom_doubted_where_waves_are_drawn_by_lot():
    dice, starts = np.random.default_rng(2), np.repeat([10, 14, 18, 22], 6)
    p = [checks.balance(dice.normal(size=(24, 2)), starts).value for _ in range(30)]
    assert np.mean(np.array(p) <= 0.1) <= 0.25
    assert 0.35 < np.mean(p) < 0.65


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(-3, 3), st.floats(0.1, 10))
def test_balance_does_not_know_units_of_measurement(seed, shift, scale):
    dice, starts = np.random.default_rng(seed), np.repeat([10, 14, 18], 4)
    traits = dice.normal(size=(12, 2))
    other = checks.balance(np.column_stack([traits[:, 0] * scale + shift, traits.sum(axis=1)]), starts)
    assert other.value == pytest.approx(checks.balance(traits, starts).value)


def lit(rollout, *, by_lot=False):
    return checks.drift(effects(*rollout), checks.sensitivity(*rollout), by_lot=by_lot)


def test_a_drift_before_the_start_is_seen_when_it_is_large():
    assert lit(long_rollout(1)).light is Light.GREEN
    assert lit(long_rollout(1, effect=1, drift=0.05)).light is Light.RED
    assert lit(long_rollout(1, effect=1, drift=0.05), by_lot=True).light is Light.RED


def test_a_small_effect_could_be_a_drift_unless_waves_were_drawn_by_lot():
    small = long_rollout(1, effect=1.06)
    assert lit(small).value < 1
    assert lit(small).light is Light.AMBER
    assert lit(small, by_lot=True).light is Light.GREEN


def test_the_larger_the_effect_the_worse_a_drift_would_have_to_be():
    found = [checks.sensitivity(*long_rollout(2, effect=effect)) for effect in (1.0, 1.2, 1.5, 2.0)]
    assert np.all(np.diff([one.breakdown for one in found]) >= 0)
    assert found[0].breakdown == 0
    assert found[3].breakdown > 2
    assert 1 < found[0].steps < 3  # on average the second block of four weeks


def test_without_weeks_enough_before_the_start_drift_is_not_known():
    totals, staff, starts = long_rollout(3)
    early = totals[:, 20:], staff[:, 20:], starts - 20
    assert checks.sensitivity(*early, ahead=13) is None
    assert checks.drift(effects(*early, ahead=13), None, by_lot=True).light is Light.UNKNOWN


def test_one_unit_that_decides_is_seen():
    totals, staff, starts = long_rollout(4, effect=1.5)
    found = effects(totals, staff, starts)
    assert checks.one_unit(found).light is Light.GREEN
    theta, margin = np.log(found.whole.ratio), np.log(found.whole.ratio / found.whole.low)
    without = found.without.copy()
    without[3] = margin / 2
    assert checks.one_unit(replace(found, without=without)).light is Light.AMBER
    without[3] = -margin
    assert checks.one_unit(replace(found, without=without)).light is Light.RED
    assert theta > margin


def test_without_an_effect_a_unit_that_hides_one_is_seen():
    found = effects(*long_rollout(5, effect=1))
    assert checks.one_unit(found).light is Light.GREEN
    without = found.without.copy()
    without[0] = 10
    assert checks.one_unit(replace(found, without=without)).light is Light.AMBER


@pytest.mark.parametrize(("p", "light"), [(0.2, Light.GREEN), (0.02, Light.AMBER), (0.0005, Light.RED)])
def test_what_spills_over_turns_the_light(p, light):
    assert checks.spill_over(Spill(1.2, 1.1, 1.3, p, 10)).light is light


def test_spill_over_is_not_known_without_two_stages():
    assert checks.spill_over(None).light is Light.UNKNOWN


def test_a_start_that_changes_who_is_measured_is_seen():
    world = simulate(SMALL, 1)
    staff = world.staff.sum(axis=2).astype(float)
    dice = np.random.default_rng(1)
    keen = np.rint(staff * dice.uniform(0.4, 0.9, 20)[:, None])  # units differ, and stay as they are
    assert checks.measured(activation(keen, staff, world.starts), for_everybody=True).light is Light.GREEN
    linked = np.where(world.treated, np.rint(0.95 * staff), np.rint(0.6 * staff))
    found = checks.measured(activation(linked, staff, world.starts), for_everybody=True)
    assert found.light is Light.RED
    assert checks.measured(None, for_everybody=True).light is Light.GREEN
    assert checks.measured(None, for_everybody=False).light is Light.UNKNOWN

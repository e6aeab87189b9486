"""What a plan detects: published formulas, a table, and the estimator itself in a past that is made up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.measure.power import (
    HistoryTooShortError,
    Likeness,
    NotDetectableError,
    compare,
    effect_error,
    found,
    past_power,
    power,
    wave_sizes,
)
from kring.measure.world import NULL, simulate

FOUR = np.repeat([2, 5, 8, 11], 15)


def hussey_hughes(starts, people, periods, icc):
    """Hussey and Hughes (2007), equation 7, for units of one size."""
    units, within = len(starts), 1 / people
    between = icc / (1 - icc)
    x = np.arange(periods) >= np.asarray(starts)[:, None]
    u, w, v = x.sum(), np.sum(x.sum(axis=0) ** 2), np.sum(x.sum(axis=1) ** 2)
    below = (units * u - w) * within + (u**2 + units * periods * u - periods * w - units * v) * between
    return np.sqrt(units * within * (within + periods * between) / below)


@given(st.lists(st.integers(1, 6), min_size=4, max_size=12), st.integers(2, 200), st.floats(0, 0.5))
def test_it_is_the_formula_of_hussey_and_hughes(starts, people, icc):
    if len(set(starts)) < 2:
        starts = [*starts, 1, 5]
    error = effect_error(np.array(starts), np.full(len(starts), float(people)), 7, Likeness(icc, 1.0))
    assert error == pytest.approx(hussey_hughes(starts, people, 7, icc), rel=1e-6)


@pytest.mark.parametrize(
    ("waves", "constant", "three", "six", "lasting", "alike"),
    [  # 60 units of 120, 13 periods of four weeks, waves from period 2 to 11; 80%; see docs/measure.md
        (2, 0.0576, 0.0856, 0.0753, 0.0447, 0.0457),
        (3, 0.0499, 0.0593, 0.0593, 0.0384, 0.0400),
        (4, 0.0487, 0.0530, 0.0578, 0.0374, 0.0392),
        (6, 0.0489, 0.0537, 0.0595, 0.0375, 0.0394),
        (10, 0.0488, 0.0532, 0.0596, 0.0374, 0.0393),
    ],
)
def test_the_table_of_what_waves_can_detect(waves, constant, three, six, lasting, alike):
    starts = np.repeat(np.round(np.linspace(2, 11, waves)).astype(int), 60 // waves)
    people = np.full(60, 120.0)

    def smallest(icc, cac, first=None):
        return round(power(starts, people, 13, Likeness(icc, cac), first_periods=first).detectable, 4)

    assert smallest(0.05, 0.8) == constant
    assert (smallest(0.05, 0.8, 3), smallest(0.05, 0.8, 6)) == (three, six)
    assert (smallest(0.05, 0.95), smallest(0.02, 0.8)) == (lasting, alike)


def test_an_effect_that_differs_between_units_is_harder_to_find():
    alike = effect_error(FOUR, np.full(60, 120.0), 13, Likeness())
    differs = effect_error(FOUR, np.full(60, 120.0), 13, Likeness(effect_spread=0.2))
    tied = effect_error(FOUR, np.full(60, 120.0), 13, Likeness(effect_spread=0.2, effect_with_level=0.5))
    assert alike < differs
    assert tied != differs


@given(st.integers(2, 8), st.floats(0.01, 0.3), st.floats(0.1, 1))
def test_more_people_and_more_units_never_detect_less(waves, icc, cac):
    starts, likeness = np.repeat(np.arange(1, waves + 1), 3), Likeness(icc, cac)
    few, many, twice = (
        compare([starts, starts, np.tile(starts, 2)][:1], np.full(3 * waves, 20.0), waves + 2, likeness)
        + compare([starts], np.full(3 * waves, 40.0), waves + 2, likeness)
        + compare([np.tile(starts, 2)], np.full(6 * waves, 20.0), waves + 2, likeness)
    )
    assert many.detectable <= few.detectable * (1 + 1e-9)
    assert twice.detectable == pytest.approx(few.detectable / np.sqrt(2))


def test_power_of_nothing_is_the_level_and_of_the_detectable_effect_what_was_asked():
    assert found(0, 1) == pytest.approx(0.05)
    plan = power(FOUR, np.full(60, 120.0), 13, Likeness())
    assert found(plan.detectable, plan.error) == pytest.approx(0.80, abs=1e-4)
    with pytest.raises(ValueError, match="above 0"):
        found(1, 0)


def test_a_plan_with_one_start_tells_nothing_when_all_start_together():
    with pytest.raises(NotDetectableError):
        effect_error(np.full(10, 3), np.full(10, 50.0), 8, Likeness())
    with pytest.raises(NotDetectableError):
        effect_error(np.full(10, 8), np.full(10, 50.0), 8, Likeness())
    with pytest.raises(NotDetectableError):
        effect_error(FOUR, np.full(60, 50.0), 13, Likeness(), first_periods=12)
    with pytest.raises(ValueError, match="between 0 and 1"):
        effect_error(FOUR, np.full(60, 50.0), 13, Likeness(1.0))
    with pytest.raises(ValueError, match="somebody"):
        effect_error(FOUR, np.zeros(60), 13, Likeness())


def test_the_best_sizes_of_waves_are_the_published_ones():
    parts = wave_sizes(6, 30, 0.05).parts  # 23.8%, 13.1%
    assert np.round(parts, 3).tolist() == [0.238, 0.131, 0.131, 0.131, 0.131, 0.238]
    assert parts.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="two waves"):
        wave_sizes(1, 30, 0.05)


def test_no_sizes_of_waves_beat_the_best_ones():
    units = 6000
    best = np.round(wave_sizes(6, 30, 0.05).parts * units).astype(int)

    def error(sizes):
        starts = np.repeat(np.arange(1, 7), sizes)
        return effect_error(starts, np.full(len(starts), 30.0), 7, Likeness(0.05, 1.0)) * np.sqrt(len(starts))

    assert error(best) < error(np.full(6, units // 6))
    for shift in ([60, -60, 0, 0, 0, 0], [0, 60, -60, 0, 0, 0], [-60, 0, 60, 60, 0, -60]):
        assert error(best) < error(best + np.array(shift))


def past(seed=1, weeks=60):
    world = simulate(NULL, seed, np.full(60, 52))
    totals, staff = world.without_programme.sum(axis=2), world.staff.sum(axis=2)
    return totals[:, :weeks].astype(float), staff[:, :weeks].astype(float)


def test_in_the_own_past_nothing_is_found_and_more_waves_find_more():
    totals, staff = past()
    dice = np.random.default_rng(1)
    six = 14 + 4 * np.stack([dice.permutation(60) // 10 for _ in range(30)])
    two = 14 + 4 * np.stack([dice.permutation(60) // 30 for _ in range(30)])
    with_six = past_power(totals, staff, six, seed=1, plays=80)
    with_two = past_power(totals, staff, two, seed=1, plays=80)
    assert with_six.false_alarms <= 0.13
    assert 1.05 < with_six.detectable < 1.35
    assert with_six.detectable < with_two.detectable
    assert np.all(np.diff(with_six.found) >= -0.03)
    assert np.interp(with_six.detectable, with_six.ratios, with_six.found) == pytest.approx(0.8, abs=0.05)


def test_the_own_past_gives_the_same_answer_for_the_same_seed_and_refuses_a_short_one():
    totals, staff = past()
    draws = 14 + 4 * np.stack([np.random.default_rng(n).permutation(60) // 10 for n in range(5)])
    one, same = (past_power(totals, staff, draws, seed=3, plays=5) for _ in range(2))
    assert one.detectable == same.detectable
    with pytest.raises(HistoryTooShortError):
        past_power(totals[:, :15], staff[:, :15], draws, seed=1)
    with pytest.raises(HistoryTooShortError):
        past_power(totals * 0, staff, draws, seed=1)
    with pytest.raises(ValueError, match="per unit"):
        past_power(totals, staff, draws[:, :5], seed=1)

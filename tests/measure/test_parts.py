"""The lift in parts: they add up to the whole, an effect put in comes out in its place, and ranges leave units out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.measure.lift import by_group, lift
from kring.measure.parts import effects
from tests.measure.rollouts import long_rollout, rollout


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_parts_add_up_to_the_whole(seed):
    found = effects(*rollout(seed))
    whole = found.whole.extra
    for parts in (found.since, found.windows, found.waves):
        assert sum(part.extra for part in parts) == pytest.approx(whole, abs=1e-6 * max(1, abs(whole)) + 1e-5)
    assert found.whole.ratio == pytest.approx(lift(*rollout(seed)).ratio)
    assert found.without.shape == (9,)


def test_an_effect_that_grows_comes_out_week_by_week():
    totals, staff, starts = long_rollout(1, effect=1)
    since = np.arange(40) - starts[:, None]
    plain = effects(totals, staff, starts)
    grown = effects(totals * np.where(since >= 0, 1 + 0.1 * since, 1), staff, starts)
    assert [part.at for part in plain.since] == list(range(12))
    for one, other in zip(plain.since, grown.since, strict=True):
        assert other.ratio == pytest.approx(one.ratio * (1 + 0.1 * one.at))
        assert other.log_error == pytest.approx(one.log_error)
        assert other.low < other.ratio < other.high
    assert grown.before == plain.before


def test_units_weeks_and_controls_behind_a_part_are_told():
    found = effects(*long_rollout(2))
    behind = {part.at: (part.units, part.weeks, part.controls) for part in found.since}
    assert behind[0] == (18, 3, 6)  # the last wave has nobody beside it
    assert behind[11] == (6, 1, 6)
    assert [(part.at, part.units, part.weeks) for part in found.waves] == [(20, 6, 12), (24, 6, 8), (28, 6, 4)]
    assert [(part.at, part.units) for part in found.windows] == [(0, 18), (1, 12)]


def test_the_windows_can_be_set():
    found = effects(*long_rollout(2), windows=(2, 6))
    assert [(part.at, part.weeks) for part in found.windows] == [(0, 6), (1, 10), (2, 6)]


def test_before_the_start_nothing_is_seen_unless_something_drifts():
    still, drifting = (effects(*long_rollout(3, drift=drift)) for drift in (0.0, 0.05))
    assert [part.at for part in still.before] == list(range(-8, 0))
    assert still.placebo.low < 1 < still.placebo.high
    assert drifting.placebo.low > 1
    assert drifting.before[-1].ratio > drifting.before[0].ratio


def test_weeks_before_the_start_do_not_know_what_comes_after():
    totals, staff, starts = long_rollout(4)
    spoiled = np.where(np.arange(40) >= starts[:, None], totals * 7, totals)
    assert effects(spoiled, staff, starts).before == effects(totals, staff, starts).before


def test_without_weeks_enough_before_there_is_no_placebo():
    assert effects(*rollout(5), ahead=9).placebo is None


def test_the_error_of_a_part_is_that_of_leaving_out_one_unit_at_a_time():
    totals, staff, starts = rollout(6)
    found, every = effects(totals, staff, starts), np.arange(9)
    part = next(part for part in found.since if part.at == 2)
    without = []
    for unit in every:
        rest = effects(totals[every != unit], staff[every != unit], starts[every != unit])
        without.append(np.log(next(one for one in rest.since if one.at == 2).ratio))
    error = np.sqrt(8 / 9 * np.sum((np.array(without) - np.log(part.ratio)) ** 2))
    assert part.log_error == pytest.approx(error, rel=1e-6)


def test_a_part_of_one_unit_has_no_range():
    totals, staff, starts = rollout(7)
    starts = starts.copy()
    starts[0] = 7
    part = next(part for part in effects(totals, staff, starts).waves if part.at == 7)
    assert part.units == 1
    assert part.ratio > 0
    assert part.low is part.high is part.log_error is part.per_100_low is None


def test_groups_are_each_compared_with_themselves():
    (first, staff, starts), (second, _, _) = rollout(8), rollout(9)
    none = np.zeros_like(first)
    found = by_group(np.stack([first, second, none], axis=2), np.stack([staff, staff, none], axis=2), starts)
    assert found[0].ratio == lift(first, staff, starts).ratio
    assert found[1].high == lift(second, staff, starts).high
    assert found[2] is None
    with pytest.raises(ValueError, match="group"):
        by_group(first, staff, starts)


def test_it_refuses_windows_that_do_not_follow_each_other():
    with pytest.raises(ValueError, match="follow"):
        effects(*rollout(9), windows=(5, 5))

"""The forecast of comfort: a curve that is known, a range that covers, and too early to say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.choose.forecast import Pulses, PulsesMissingError, forecast, grow

WEEKS = np.arange(0, 13, 2)


def unit(dice, people=200):
    """A unit whose speeds differ from others', of which a part answers and one in 25 ticks the wrong box."""
    speeds = np.exp(dice.normal(np.log([0.03, 0.25]), 0.3))
    truth = grow(dice.beta(2, 18), *speeds, 12)
    answered = dice.binomial(people, dice.uniform(0.3, 0.7))
    yes = dice.hypergeometric(
        np.rint(truth[WEEKS] * people).astype(int), people - np.rint(truth[WEEKS] * people).astype(int), answered
    )
    seen = yes / answered
    return Pulses(WEEKS, 0.96 * seen + 0.04 * (1 - seen)), truth


def first(pulses, week):
    return Pulses(pulses.weeks[pulses.weeks <= week], pulses.comfortable[pulses.weeks <= week])


def test_growth_worked_out_by_hand():
    # 0.1; + (0.02 + 0.5 x 0.1) x 0.9 = 0.163; + (0.02 + 0.5 x 0.163) x 0.837 = 0.2479555
    assert grow(0.1, 0.02, 0.5, 2) == pytest.approx([0.1, 0.163, 0.2479555])


def test_without_noise_the_curve_is_found_and_the_range_is_narrow():
    earlier = [Pulses(WEEKS, grow(start, 0.03, 0.25, 12)[WEEKS]) for start in np.linspace(0.05, 0.2, 25)]
    truth = grow(0.11, 0.03, 0.25, 12)
    found = forecast(first(Pulses(WEEKS, truth[WEEKS]), 6), earlier, until=12)
    assert found.path == pytest.approx(truth[6:], abs=0.002)
    assert np.max(found.high - found.low) < 0.01
    assert found.weeks.tolist() == list(range(6, 13))
    assert found.units == 25


def test_until_twenty_units_have_gone_before_it_is_too_early_to_say():
    dice = np.random.default_rng(1)
    earlier = [unit(dice)[0] for _ in range(20)]
    now = first(unit(dice)[0], 6)
    assert forecast(now, earlier[:19], until=12).is_too_early
    assert forecast(now, [], until=12).is_too_early
    assert not forecast(now, earlier, until=12).is_too_early
    ends_early = [first(pulses, 8) for pulses in earlier]
    assert forecast(now, ends_early, until=12).is_too_early  # nobody has been where this unit is going
    assert not forecast(now, ends_early, until=8).is_too_early


def test_the_range_covers_nine_in_ten_and_beats_the_last_value():
    dice, inside, off, still = np.random.default_rng(3), 0, [], []
    for _ in range(25):
        earlier = [unit(dice)[0] for _ in range(30)]
        pulses, truth = unit(dice)
        found = forecast(first(pulses, 6), earlier, until=12)
        inside += found.low[-1] <= truth[12] <= found.high[-1]
        off.append(abs(found.path[-1] - truth[12]))
        still.append(abs(first(pulses, 6).comfortable[-1] - truth[12]))
    assert inside >= 18  # of 25: fewer happens once in 200 times at nine in ten
    assert np.mean(off) < 0.08 < np.mean(still)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_a_forecast_stays_between_nothing_and_everybody_and_holds_its_path(seed):
    dice = np.random.default_rng(seed)
    found = forecast(first(unit(dice, 40)[0], 4), [unit(dice, 40)[0] for _ in range(20)], until=12)
    for line in (found.path, found.low, found.high):
        assert np.all((line >= 0) & (line <= 1))
    assert np.all((found.low <= found.path) & (found.path <= found.high))
    assert np.all(np.diff(grow(0.1, 0.02, 0.3, 30)) >= 0)


def test_it_refuses_one_pulse_and_odd_ones():
    good = Pulses(WEEKS, np.linspace(0.1, 0.8, 7))
    with pytest.raises(PulsesMissingError):
        forecast(first(good, 0), [], until=12)
    with pytest.raises(PulsesMissingError):
        forecast(good, [], until=12)
    with pytest.raises(ValueError, match="weeks that rise"):
        forecast(Pulses(WEEKS[::-1], good.comfortable), [], until=14)
    with pytest.raises(ValueError, match="between 0 and 1"):
        forecast(Pulses(WEEKS, good.comfortable * 2), [], until=14)
    with pytest.raises(ValueError, match="speeds"):
        grow(0.1, -1, 0.2, 3)

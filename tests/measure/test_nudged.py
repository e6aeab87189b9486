"""What a nudge did: a known answer, what always holds, and what is refused."""

import numpy as np
import pytest
from scipy.stats import chisquare

from kring.measure.nudged import difference, sample_ratio
from kring.measure.rates import GroupTooSmallError


def arms(nudged, active_of_nudged, alone, active_of_alone):
    is_nudged = np.arange(nudged + alone) < nudged
    within = np.concatenate([np.arange(nudged) < active_of_nudged, np.arange(alone) < active_of_alone])
    return within, is_nudged


def test_each_for_themselves_it_is_the_usual_difference():
    active, nudged = arms(800, 400, 200, 80)
    found = difference(active, nudged, np.arange(1000), fewest=30)
    error = (0.5 * 0.5 / 800 + 0.4 * 0.6 / 200) ** 0.5  # of two means
    assert found.value == pytest.approx(0.1)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.01)
    assert found.is_told_apart
    assert not found.is_not_worth_it


def test_units_dealt_as_a_whole_are_less_sure_than_people():
    dice = np.random.default_rng(3)
    unit = np.repeat(np.arange(20), 100)
    nudged = unit % 2 == 0
    active = dice.random(2000) < (0.4 + 0.15 * dice.standard_normal(20))[unit]
    alone = difference(active, nudged, np.arange(2000), fewest=30)
    whole = difference(active, nudged, unit, fewest=30)
    assert whole.value == alone.value
    assert whole.high - whole.low > 2 * (alone.high - alone.low)


def test_its_range_holds_the_truth_in_nineteen_of_twenty():
    dice, held = np.random.default_rng(11), 0
    for _time in range(400):
        person = np.repeat(np.arange(150), 2)
        nudged = dice.random(300) < 0.8
        active = dice.random(300) < np.clip(dice.normal(0.4, 0.2, 150), 0, 1)[person] + 0.1 * nudged
        found = difference(active, nudged, person, fewest=20)
        held += found.low <= 0.1 <= found.high
    assert 0.92 <= held / 400 <= 0.98


def test_too_few_is_not_shown():
    active, nudged = arms(800, 400, 29, 10)
    with pytest.raises(GroupTooSmallError):
        difference(active, nudged, np.arange(829), fewest=30)
    active, nudged = arms(100, 2, 100, 2)
    with pytest.raises(GroupTooSmallError):
        difference(active, nudged, np.arange(200), fewest=30)
    active, nudged = arms(100, 50, 100, 50)
    with pytest.raises(GroupTooSmallError):
        difference(active, nudged, np.arange(200) % 3, fewest=30)


def test_a_split_that_no_lot_gives_is_seen():
    assert sample_ratio(800, 200, part_alone=0.2) == 1
    assert sample_ratio(830, 170, part_alone=0.2) == pytest.approx(chisquare([830, 170], [800, 200]).pvalue)
    assert sample_ratio(900, 100, part_alone=0.2) < 0.001
    with pytest.raises(ValueError, match="0 and 0"):
        sample_ratio(0, 0, part_alone=0.2)

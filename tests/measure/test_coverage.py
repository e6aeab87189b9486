"""Ranges hold the truth for units like these, in worlds of 20 units; what is often used instead does not.

A short version of `./run bench coverage`, which has the same functions and a thousand worlds of every kind.
"""

import numpy as np
import pytest

from bench.coverage import of_one, truths
from kring.measure.world import EFFECT, SMALL, SMALL_NULL

WORLDS = 100


@pytest.fixture(scope="module")
def effect():
    """What is estimated in worlds with an effect."""
    return [of_one(seed, SMALL) for seed in range(WORLDS)]


@pytest.fixture(scope="module")
def nothing():
    """What is estimated where the programme does nothing."""
    return [of_one(seed, SMALL_NULL) for seed in range(WORLDS)]


def held(rows, name, truth):
    return np.mean([row[f"{name}low"] <= truth <= row[f"{name}high"] for row in rows])


# The truths come of 400 other worlds: bench.coverage.true_sums.
@pytest.mark.parametrize(("name", "truth"), [("", 1.469), ("per_participant_", 0.121)])
def test_ranges_hold_the_truth(effect, name, truth):
    assert 0.90 <= held(effect, name, truth) <= 0.995


@pytest.mark.parametrize(
    ("name", "truth"), [("heroes_", 1.182), ("spreading_", 1.763), ("first_wave_", 1.586), ("one_week_", 1.889)]
)
def test_ranges_of_parts_are_never_too_sure(effect, name, truth):
    assert held(effect, name, truth) >= 0.90


def test_ranges_hold_nothing_where_there_is_nothing(nothing):
    for name, truth in (("", 1), ("per_100_", 0), ("per_participant_", 0), ("heroes_", 1), ("spreading_", 1)):
        assert held(nothing, name, truth) >= 0.90
    for p in ("p", "active_p"):
        assert 0.005 <= np.mean([row[p] < 0.05 for row in nothing]) <= 0.10


def test_the_estimates_are_right_on_average(effect):
    assert np.exp(np.mean([np.log(row["ratio"]) for row in effect])) == pytest.approx(1.469, rel=0.03)
    assert np.mean([row["per_participant"] for row in effect]) == pytest.approx(0.121, abs=0.012)


def test_a_before_and_after_or_one_effect_for_all_is_wrong():
    """In 60 units, where the network shows less from week 31 on and the effect grows: both say too little."""
    rows = [of_one(seed, EFFECT) for seed in range(20)]
    assert held(rows, "", 1.609) >= 0.8
    assert held(rows, "before_after_", 1.609) <= 0.6
    assert held(rows, "two_way_", 1.609) <= 0.6


def test_the_truth_is_a_sum_over_worlds():
    row = truths(50_000, SMALL)
    assert row["with_all"] == row["with_heroes"] + row["with_spreading"] + row["with_after"]
    assert row["with_all"] > row["without_all"] > 0
    assert row["staff"] > row["taking_part"] > 0

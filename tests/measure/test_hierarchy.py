"""Rates of many kinds in many groups at once: how far one helps another, and what nothing says."""

import numpy as np
import pytest

from kring.measure.hierarchy import known


def test_one_group_helps_another_only_as_far_as_they_are_alike():
    shown, ones = np.full(6, 2000), np.zeros(6, int)
    kind = np.arange(6) % 3
    agree = known(np.array([200, 100, 50, 200, 100, 50]), shown, np.repeat([0, 1], 3), kind)
    differ = known(np.array([200, 100, 50, 50, 100, 200]), shown, np.repeat([0, 1], 3), kind)
    alone = known(np.array([200, 100, 50]), shown[:3], ones[:3], kind[:3])
    wide = [one.high[0] - one.low[0] for one in (agree, alone, differ)]
    assert wide[0] < wide[1] == pytest.approx(wide[2], rel=0.1)


def test_nobody_shared_anything_is_a_range_from_nothing():
    found = known(np.zeros(3, int), np.full(3, 400), np.zeros(3, int), np.arange(3))
    assert np.all((found.low < 0.0005) & (found.high < 0.02) & (found.rate < 0.005))
    with pytest.raises(ValueError, match="shown to somebody"):
        known(np.zeros(2, int), np.ones(2, int), np.zeros(2, int), np.zeros(3, int))

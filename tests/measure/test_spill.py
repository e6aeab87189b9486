"""What spills over: about the truth where regions were drawn in two stages, and unknown where nothing tells it."""

from dataclasses import replace

import numpy as np
import pytest

from kring.measure.spill import spill
from kring.measure.world import SPILL, simulate
from tests.measure.rollouts import long_rollout


def two_stages(spec, seed):
    """A world whose regions were drawn early or late."""
    dice, region = np.random.default_rng(seed), simulate(spec, seed).region
    early = dice.permutation(spec.regions)[region] < spec.regions // 2
    half, wave = spec.waves // 2, np.zeros(spec.units, int)
    for where, first in ((early, 0), (~early, half)):
        wave[where] = first + dice.permutation(where.sum()) * half // where.sum()
    world = simulate(spec, seed, spec.first_wave + 4 * wave)
    return world.shares.sum(axis=2), world.staff.sum(axis=2), world.starts, region


def test_what_spills_over_is_seen_where_regions_were_drawn_in_two_stages():
    """True: exp(0.3) when all neighbours have started. One estimate is off by some 10 %, ten by some 3 %."""
    plain, spilled = (
        [spill(*two_stages(spec, seed)).ratio for seed in range(10)] for spec in (replace(SPILL, spill=0), SPILL)
    )
    assert np.exp(np.mean(np.log(plain))) == pytest.approx(1, abs=0.08)
    assert np.exp(np.mean(np.log(spilled))) == pytest.approx(np.exp(0.3), abs=0.12)


def test_what_spills_over_cannot_be_told_where_no_unit_has_a_neighbour():
    totals, staff, starts = long_rollout(6)
    assert spill(totals, staff, starts, np.arange(24)) is None
    assert spill(totals, staff, starts, np.arange(24) % 2) is None

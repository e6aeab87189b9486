"""The simulated roll-out: the same for a seed, its truth adds up, and each world is as it says."""

from dataclasses import replace

import numpy as np
import pytest

from kring.measure.lift import lift
from kring.measure.world import DRIFT, EFFECT, LINKING, NULL, SHOCK, SMALL, SPILL, engagement, simulate, true_ratio


def pooled(spec, worlds=12):
    """Return the estimated and the true ratio of a few worlds, pooled."""
    found, true = [], []
    for seed in range(worlds):
        world = simulate(spec, seed)
        counts = world.shares.sum(axis=2).astype(float), world.staff.sum(axis=2).astype(float)
        found.append(np.log(lift(*counts, world.starts).ratio))
        true.append(np.log(world.ratio))
    return np.exp(np.mean(found)), np.exp(np.mean(true))


def test_the_same_seed_gives_the_same_world_and_another_seed_another():
    one, same, other = simulate(SMALL, 3), simulate(SMALL, 3), simulate(SMALL, 4)
    for name in ("shares", "staff", "active", "participants", "starts"):
        assert np.array_equal(getattr(one, name), getattr(same, name))
    assert not np.array_equal(one.shares, other.shares)


def test_shapes_sizes_and_what_must_be_true_of_every_cell():
    world = simulate(EFFECT, 1)
    assert world.shares.shape == world.staff.shape == world.participants.shape == (60, 52, 4)
    assert world.active.shape == (60, 13, 4)
    sizes = world.staff[:, 0].sum(axis=1)
    assert 100 < sizes.mean() < 140
    assert sizes.min() >= 30
    assert sizes.max() <= 400
    assert np.all(world.with_programme >= world.without_programme)
    assert np.array_equal(world.with_programme[~world.treated], world.without_programme[~world.treated])
    assert np.all(world.participants[~world.treated] == 0)
    assert np.all((world.participants >= 0) & (world.participants <= world.staff))
    assert np.all(world.active <= world.staff[:, ::4])
    assert np.all(world.active >= world.active_without)
    assert np.bincount((world.starts - 14) // 4).tolist() == [10] * 6


def test_people_are_active_as_often_as_the_spec_says():
    """Who is ever active, and how often: against the mean of a lognormal rate, in a world without anything else."""
    plain = replace(
        NULL, units=200, unit_size=390, weeks=8, weather=0, season=0, unit_rate_spread=0, leaves=0, first_wave=4
    )
    world = simulate(plain, 1)
    expected = np.array(plain.active_before) * np.exp(np.array(plain.log_weekly_rate) + 0.5)
    rate = world.shares.sum(axis=(0, 1)) / world.staff.sum(axis=(0, 1))
    assert rate == pytest.approx(expected, rel=0.1)


def test_a_programme_that_does_nothing_changes_nothing():
    world = simulate(NULL, 2)
    assert np.array_equal(world.with_programme, world.without_programme)
    assert world.participants.sum() > 0


def test_starts_can_be_given():
    starts = np.repeat([5, 20], 10)
    assert np.array_equal(simulate(SMALL, 1, starts).starts, starts)


def test_the_effect_is_found_and_so_is_a_network_that_changes():
    for spec in (EFFECT, SHOCK):
        found, true = pooled(spec)
        assert found == pytest.approx(true, rel=0.04)
    assert simulate(SHOCK, 1).shares[:, 31:46].sum() < simulate(EFFECT, 1).shares[:, 31:46].sum()


@pytest.mark.parametrize("spec", [DRIFT, LINKING])
def test_the_worlds_that_mislead_do_mislead(spec):
    """What no comparison of weeks can mend: drift before the start, and being measured only from the start on."""
    found, true = pooled(spec, worlds=8)
    assert found > 1.04 * true
    assert true == 1


def test_spill_over_hides_a_part_of_the_effect():
    found, true = pooled(SPILL, worlds=8)
    assert found < 0.95 * true
    assert true > pooled(EFFECT, worlds=8)[1]


def test_engagement_has_a_heavy_tail_that_the_cap_takes_off():
    world = simulate(EFFECT, 1)
    found = engagement(world, 1)
    whole, capped = found.whole, found.capped
    assert whole.shape == capped.shape == (60, 52)
    assert np.all(capped <= whole)
    assert np.all((whole > 0) == (world.shares.sum(axis=2) > 0))
    assert whole.max() > 4 * capped.max()


def test_what_cannot_be_simulated_is_refused():
    with pytest.raises(ValueError, match="one week"):
        simulate(SMALL, 1, np.array([3]))
    with pytest.raises(ValueError, match="at least one"):
        true_ratio(SMALL, 1, worlds=0)
    with pytest.raises(ValueError, match="before the first"):
        engagement(simulate(SMALL, 1, np.zeros(20, int)), 1)

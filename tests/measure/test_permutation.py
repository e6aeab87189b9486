"""The test by lot: Fisher's tea, its true size over a kept set of draws, and a shuffle that would be wrong."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.measure.lift import log_ratio
from kring.measure.permutation import NotDrawnError, by_lot
from kring.measure.waves import Unit, draws, plan
from kring.measure.world import SMALL, SMALL_NULL, simulate

CUPS = np.array([[int(cup in chosen) for cup in range(8)] for chosen in combinations(range(8), 4)])


def test_the_lady_tasting_tea():
    """Fisher (1935): all four cups right is 1 of 70, three right or better 17 of 70."""
    truth = np.array([1, 1, 1, 1, 0, 0, 0, 0])

    def right(said):
        return float(np.sum(said * truth))

    assert by_lot(right, truth, CUPS, two_sided=False).p == pytest.approx(1 / 70)
    assert by_lot(right, np.array([1, 1, 1, 0, 1, 0, 0, 0]), CUPS, two_sided=False).p == pytest.approx(17 / 70)
    assert by_lot(right, truth, CUPS).one_in == pytest.approx(70)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 69))
def test_over_all_draws_p_is_never_too_small(seed, which):
    """Among all draws that could have been, at most one in twenty has a p of at most 0.05."""
    outcome = np.random.default_rng(seed).normal(size=8)
    p = [by_lot(lambda wave: float(wave @ outcome), row, CUPS, two_sided=False).p for row in CUPS]
    assert np.mean(np.array(p) <= 0.05) <= 0.05
    found = by_lot(lambda wave: float(wave @ outcome), CUPS[which], CUPS)
    assert found.smallest_p <= found.p <= 1
    assert found.shuffled.shape == (70,)


def test_a_draw_that_came_up_twice_counts_twice():
    rows = np.array([[0, 1], [0, 1], [1, 0]])
    found = by_lot(lambda wave: float(wave[1]), np.array([0, 1]), rows, two_sided=False)
    assert found.p == pytest.approx(2 / 3)


def small_plan(seed, spec):
    """A plan for the small world, balanced on its size and on what was counted before."""
    world = simulate(spec, seed)
    size = world.staff[:, 0].sum(axis=1)
    before = np.log((world.without_programme[:, :14].sum(axis=(1, 2)) + 1) / size)
    units = [Unit(f"{n:02}", int(size[n]), str(world.region[n]), (float(before[n]),)) for n in range(20)]
    drawn = plan(units, [5] * 4, seed=f"world-{seed}", tries=1500, keep=0.06)
    return drawn, draws(drawn, units, [5] * 4)


def p_by_lot(seed, spec):
    drawn, kept = small_plan(seed, spec)
    world = simulate(spec, seed, spec.first_wave + spec.weeks_between_waves * drawn.wave)
    totals, staff = world.shares.sum(axis=2).astype(float), world.staff.sum(axis=2).astype(float)
    starts = spec.first_wave + spec.weeks_between_waves * np.arange(spec.waves)
    return by_lot(lambda wave: log_ratio(totals, staff, starts[wave]), drawn.wave, kept).p


def test_its_size_is_right_where_the_programme_does_nothing():
    p = np.array([p_by_lot(seed, SMALL_NULL) for seed in range(40)])
    assert np.mean(p <= 0.05) <= 0.15  # 40 worlds: more than 6 of them in 1 of 100 runs at 5%
    assert 0.3 < p.mean() < 0.7


def test_it_finds_a_programme_that_works():
    assert np.median([p_by_lot(seed, SMALL) for seed in range(6)]) <= 0.05


def test_it_refuses_waves_that_were_not_drawn():
    with pytest.raises(NotDrawnError):
        by_lot(lambda wave: 1.0, np.array([1, 1, 1, 1, 1, 0, 0, 0]), CUPS)
    with pytest.raises(ValueError, match="two draws"):
        by_lot(lambda wave: 1.0, CUPS[0], CUPS[:1])
    with pytest.raises(ValueError, match="per unit"):
        by_lot(lambda wave: 1.0, CUPS[0][:4], CUPS)

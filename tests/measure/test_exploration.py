"""Exploration: chances set right, and batches that learn; known answers, what always holds, what is refused."""

import numpy as np
import pytest

from kring.measure.exploration import PropensityError, by_exploration, thompson


def test_cells_worked_out_by_hand():
    kind, chance = np.array([0, 0, 1]), np.array([0.5, 0.25, 0.5])
    found = by_exploration(kind, chance, np.array([10, 4, 8]), np.array([2, 2, 4]), kinds=3)
    # Kind 0: 2 x 2 + 4 x 2 = 12 shares for 2 x 10 + 4 x 4 = 36 people; kind 1: 8 for 16.
    assert found.rate[:2] == pytest.approx([12 / 36, 1 / 2])
    assert found.unbiased == pytest.approx([12 / 22, 8 / 22, 0])
    assert found.effective == pytest.approx([36**2 / (4 * 10 + 16 * 4), 8, 0])
    third = 4 * (2 * (2 / 3) ** 2 + 8 / 9) + 16 * (2 * (2 / 3) ** 2 + 2 / 9)
    assert found.error[0] == pytest.approx(np.sqrt(third) / 36)
    assert np.isnan(found.rate[2])


def test_with_one_chance_for_all_it_is_the_plain_rate():
    found = by_exploration(np.array([0, 1]), np.array([0.1, 0.1]), np.array([400, 900]), np.array([40, 30]), kinds=2)
    assert found.rate == pytest.approx([0.1, 1 / 30])
    assert found.effective == pytest.approx([400, 900])
    assert found.error == pytest.approx([np.sqrt(0.09 / 400), np.sqrt((1 / 30) * (29 / 30) / 900)])


def test_it_finds_the_truth_where_keen_people_are_shown_more_of_one_kind():
    dice, inside, plain = np.random.default_rng(2), 0, []
    for _ in range(200):
        shown = np.array([dice.multinomial(600, (0.8, 0.2)), dice.multinomial(600, (0.2, 0.8))])  # keen, and others
        shared = np.array([dice.binomial(shown[0], (0.10, 0.10)), dice.binomial(shown[1], (0.02, 0.02))])
        kind, chance = np.array([0, 1, 0, 1]), np.array([0.8, 0.2, 0.2, 0.8])
        found = by_exploration(kind, chance, shown.ravel(), shared.ravel(), kinds=2)
        inside += found.low[0] <= 0.06 <= found.high[0]
        plain.append(shared[:, 0].sum() / shown[:, 0].sum())
    assert 0.91 <= inside / 200 <= 0.99
    assert np.mean(plain) > 0.08


@pytest.mark.parametrize("chance", [0.0, np.nan, 1.2, -0.1])
def test_it_refuses_what_was_not_kept(chance):
    with pytest.raises(PropensityError):
        by_exploration(np.array([0, 1]), np.array([0.5, chance]), np.array([5, 5]), np.array([1, 1]), kinds=2)


def test_it_refuses_more_shares_than_people():
    with pytest.raises(ValueError, match="at most as many"):
        by_exploration(np.array([0]), np.array([0.5]), np.array([5]), np.array([6]), kinds=1)
    with pytest.raises(ValueError, match="at most as many"):
        thompson(np.array([6]), np.array([5]), seed=1)


def test_of_two_kinds_it_is_known_by_a_sum_how_sure_the_best_is():
    found = thompson(np.array([3, 1]), np.array([4, 4]), seed=1, draws=40_000)
    assert found.best[0] == pytest.approx(113 / 126, abs=0.006)  # P(beta(4, 2) > beta(2, 4))


def test_nothing_known_gives_equal_parts_and_the_floor_stays():
    assert thompson(np.zeros(4, int), np.zeros(4, int), seed=1).part == pytest.approx([0.25] * 4, abs=0.02)
    sure = thompson(np.array([500, 5, 5, 5]), np.full(4, 1000), seed=1)
    assert sure.part == pytest.approx([0.85, 0.05, 0.05, 0.05])
    with pytest.raises(ValueError, match="no room"):
        thompson(np.zeros(21, int), np.zeros(21, int), seed=1)


def test_batches_find_the_best_kind_and_what_they_showed_can_be_set_right():
    dice, truth = np.random.default_rng(6), np.array([0.02, 0.03, 0.06])
    shown, shared, cells = np.zeros(3, int), np.zeros(3, int), []
    for day in range(30):
        part = thompson(shared, shown, seed=day, draws=2000).part
        today = dice.multinomial(200, part)
        came = dice.binomial(today, truth)
        cells += list(zip(range(3), part, today, came, strict=True))
        shown, shared = shown + today, shared + came
    assert shown[2] > 0.6 * shown.sum()
    assert shown.min() > 0.03 * shown.sum()
    kind, part, today, came = (np.array(column) for column in zip(*cells, strict=True))
    found = by_exploration(kind, part, today, came, kinds=3)
    assert np.all((found.low <= truth) & (truth <= found.high))

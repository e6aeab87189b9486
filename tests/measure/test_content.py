"""Content per group: known answers from papers, what always holds, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.measure.content import pooled, ranking

# Colditz et al. (1994), J. Am. Med. Assoc. 271, 698-702: thirteen trials of the BCG vaccine;
# cases and others among the vaccinated, cases and others among the rest.
BCG = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    float,
)


def test_pooling_gives_the_published_answer_for_the_bcg_trials():
    a, b, c, d = BCG.T
    risk = np.log((a / (a + b)) / (c / (c + d)))
    both = pooled(risk, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    assert round(both.between, 4) == 0.3088
    assert round(both.mean, 4) == -0.7141


def test_estimates_that_agree_have_nothing_between_them():
    both = pooled(np.array([0.2, 0.2, 0.2]), np.array([0.1, 0.4, 0.2]))
    assert both.between == 0
    assert both.mean == pytest.approx(0.2)


@pytest.mark.parametrize(("estimates", "variances"), [([1.0], [1.0]), ([1.0, 2.0], [1.0, 0.0]), ([1.0, 2.0], [1.0])])
def test_pooling_refuses_what_it_cannot_weigh(estimates, variances):
    with pytest.raises(ValueError, match="at least two"):
        pooled(np.array(estimates), np.array(variances))


stories = st.lists(
    st.integers(20, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=15
)


@given(stories)
def test_every_rate_lies_between_what_was_counted_and_the_mean_and_in_its_range(counts):
    shared, shown = np.array(counts).T
    found = ranking(shared, shown)
    assert np.all((found.low <= found.rate) & (found.rate <= found.high))
    assert np.all((found.low >= 0) & (found.high <= 1))
    assert np.all((found.first >= 1) & (found.first <= found.last) & (found.last <= len(shared)))
    assert np.ptp(found.rate) <= np.ptp((shared + 0.5) / (shown + 1)) + 1e-9


@given(stories)
def test_the_order_in_which_stories_come_changes_nothing(counts):
    shared, shown = np.array(counts).T
    there, back = ranking(shared, shown), ranking(shared[::-1], shown[::-1])
    assert np.allclose(there.rate, back.rate[::-1])
    assert np.array_equal(there.first, back.first[::-1])


def test_stories_that_differ_by_chance_alone_are_not_told_apart():
    dice, wrong = np.random.default_rng(5), 0
    for _ in range(300):
        shown = dice.integers(200, 1000, 12)
        wrong += ranking(dice.binomial(shown, 0.03), shown).differs
    assert wrong / 300 <= 0.08


def test_a_story_that_is_really_better_stands_alone_at_the_top():
    found = ranking(np.array([30, 28, 33, 120]), np.array([1000, 1000, 1000, 1000]))
    assert found.differs
    assert (found.first[3], found.last[3]) == (1, 1)
    assert (found.first[0], found.last[0]) == (2, 4)


def test_the_luckiest_of_many_is_drawn_back():
    dice = np.random.default_rng(11)
    truth = 1 / (1 + np.exp(-dice.normal(-3.4, 0.18, 400)))
    shown = np.full(400, 500)
    found = ranking(dice.binomial(shown, truth), shown)
    best = np.argsort(found.raw)[-20:]
    raw_claim, claim, held = found.raw[best].mean(), found.rate[best].mean(), truth[best].mean()
    assert raw_claim - held > 3 * abs(claim - held)


def test_the_intervals_cover_what_is_true():
    dice, inside = np.random.default_rng(3), []
    for _ in range(60):
        truth = 1 / (1 + np.exp(-dice.normal(-2.5, 0.4, 40)))
        shown = dice.integers(200, 900, 40)
        found = ranking(dice.binomial(shown, truth), shown)
        inside.append(np.mean((found.low <= truth) & (truth <= found.high)))
    assert 0.92 <= np.mean(inside) <= 0.98


def test_one_story_alone_has_a_range_and_no_rival():
    found = ranking(np.array([10]), np.array([100]))
    assert found.low[0] < 0.1 < found.high[0]
    assert not found.differs


@pytest.mark.parametrize(("shared", "shown"), [([], []), ([1], [0]), ([3], [2]), ([1, 2], [5])])
def test_it_refuses_impossible_counts(shared, shown):
    with pytest.raises(ValueError, match="shown to somebody"):
        ranking(np.array(shared, int), np.array(shown, int))

"""Small experiments: known answers, what always holds, and what is refused."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.measure.experiment import ArmsError, people, split, units
from kring.measure.permutation import NotDrawnError


@pytest.mark.parametrize(
    ("did", "of", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10
        ((56, 48), (70, 80), 0.0524, 0.3339),
        ((9, 3), (10, 10), 0.1705, 0.8090),
    ],
)
def test_two_rates_differ_by_the_published_ranges(did, of, low, high, monkeypatch):
    monkeypatch.setattr("kring.measure.experiment.FEWEST", 0)  # some published examples are smaller than we show
    found = people(did, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_ratio_and_its_range_worked_out_by_hand():
    found = people((60, 40), (200, 200))
    factor = np.exp(1.959964 * np.sqrt(1 / 60 - 1 / 200 + 1 / 40 - 1 / 200))
    assert found.ratio == pytest.approx(1.5)
    assert (found.ratio_low, found.ratio_high) == pytest.approx((1.5 / factor, 1.5 * factor))
    assert found.p == pytest.approx(0.0209, abs=1e-4)  # z = 0.1 / sqrt(.25 x .75 / 100) = 2.3094
    assert found.detectable == pytest.approx(2.80159 * np.sqrt(0.25 * 0.75 / 100), rel=1e-4)
    assert not found.is_too_early


@given(st.tuples(st.integers(5, 200), st.integers(5, 200)), st.tuples(st.integers(205, 900), st.integers(205, 900)))
def test_turning_the_arms_round_turns_the_answer_round(did, of):
    there, back = people(did, of), people(did[::-1], of[::-1])
    assert there.low == pytest.approx(-back.high)
    assert there.ratio_low == pytest.approx(1 / back.ratio_high)
    assert there.p == pytest.approx(back.p)
    assert there.low < there.difference < there.high


def test_few_people_are_refused_and_some_are_too_early():
    with pytest.raises(ArmsError):
        people((4, 9), (50, 50))
    with pytest.raises(ValueError, match="at most as many"):
        people((51, 9), (50, 50))
    assert people((9, 8), (30, 30)).is_too_early
    assert not people((900, 910), (3000, 3000)).is_too_early


ALL = np.array([[n in chosen for n in range(8)] for chosen in combinations(range(8), 4)], int)
STAFF = np.full(8, 10.0)


def test_units_are_held_against_all_their_draws():
    outcome = np.array([50.0, 60, 70, 80, 10, 20, 30, 40])
    treated = np.arange(8) < 4
    found = units(outcome, STAFF, treated, ALL)
    assert found.difference == pytest.approx(4)
    assert found.p == pytest.approx(2 / 70)  # nothing but the mirrored draw is so far out
    assert found.low < 4 < found.high
    assert found.low > 0


def test_the_range_holds_what_the_test_does_not_rule_out():
    outcome, treated = np.array([50.0, 64, 71, 87, 13, 28, 32, 43]), np.arange(8) < 4
    found = units(outcome, STAFF, treated, ALL)
    for end, outward in ((found.low, -1), (found.high, 1)):
        for step, kept in ((-0.01, True), (0.01, False)):
            effect = end + outward * step
            rest = (outcome / 10 - effect * treated)[None] * ALL
            gaps = (rest.sum(axis=1) - (outcome / 10 - effect * treated).sum() / 2) / 2
            mine = found.difference - effect
            reached = gaps <= mine + 1e-9 if outward > 0 else gaps >= mine - 1e-9
            assert (reached.mean() >= 1 / 40) == kept


@settings(max_examples=30)
@given(st.permutations(range(8)), st.floats(0.5, 20))
def test_the_order_of_units_changes_nothing_and_the_unit_of_counting_scales(order, factor):
    outcome, treated = np.array([50.0, 64, 71, 87, 13, 28, 32, 43]), np.arange(8) % 2 == 0
    there, back = units(outcome, STAFF, treated, ALL), units(outcome[order] * factor, STAFF, treated[order], ALL)
    assert back.low == pytest.approx(there.low * factor)
    assert back.ratio_high == pytest.approx(there.ratio_high)
    assert back.p == pytest.approx(there.p)


def test_what_units_did_before_makes_the_range_narrower_and_the_range_holds_the_truth():
    dice, inside, wide = np.random.default_rng(3), 0, np.zeros(2)
    draws = np.array([dice.permutation(np.arange(24) % 2) for _ in range(160)])
    staff = dice.integers(50, 200, 24).astype(float)
    for n in range(120):
        level = np.exp(dice.normal(-1, 0.5, 24))
        before, arm = dice.poisson(level * staff).astype(float), draws[n] == 1
        outcome = dice.poisson(level * staff) + 0.1 * staff * arm
        plain, found = units(outcome, staff, arm, draws), units(outcome, staff, arm, draws, before=before)
        inside += found.low <= 0.1 <= found.high
        wide += [plain.high - plain.low, found.high - found.low]
    assert 0.91 <= inside / 120 <= 0.995
    assert wide[1] < 0.5 * wide[0]
    assert found.explained > 0.6


def test_few_draws_rule_nothing_out():
    treated = np.arange(8) < 4
    few = np.vstack([ALL[:20], treated.astype(int)])
    found = units(np.arange(8.0), STAFF, treated, few)
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.is_too_early
    assert found.ratio is None  # a unit with nothing


def test_units_that_were_not_drawn_or_stand_alone_are_refused():
    treated = np.arange(8) < 3
    with pytest.raises(NotDrawnError):
        units(np.ones(8), STAFF, treated, ALL)
    with pytest.raises(ArmsError, match="two units"):
        units(np.ones(8), STAFF, np.arange(8) < 1, ALL)
    with pytest.raises(ValueError, match="above 0"):
        units(np.ones(8), STAFF * 0, treated, ALL)


def test_arms_that_are_not_as_large_as_meant_are_red():
    # Fabijan et al. (2019): 821,588 and 815,482 users of an even split, p = 1.8e-6.
    found = split((821_588, 815_482))
    assert found.p == pytest.approx(1.8e-6, rel=0.02)
    assert found.is_red
    assert not split((510, 490)).is_red
    assert split((10, 90), (0.1, 0.9)).p == pytest.approx(1)
    with pytest.raises(ValueError, match="somebody"):
        split((0, 0))

"""Rates: known answers from papers, what always holds, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.measure.rates import (
    GroupTooSmallError,
    jackknife_error,
    participation_rate,
    shares_per_participant,
    wilson,
)


@pytest.mark.parametrize(
    ("took_part", "people", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(took_part, people, low, high):
    rate = wilson(took_part, people)
    assert (round(rate.low, 4), round(rate.high, 4)) == (low, high)
    assert rate.value == took_part / people
    assert rate.base == people


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_rate_and_mirrors(counts):
    took_part, people = counts
    rate, rest = wilson(took_part, people), wilson(people - took_part, people)
    assert 0 <= rate.low <= rate.value + 1e-12
    assert rate.value - 1e-12 <= rate.high <= 1
    assert rate.low == pytest.approx(1 - rest.high, abs=1e-12)


@pytest.mark.parametrize(("took_part", "people"), [(0, 0), (3, 2), (-1, 4)])
def test_wilson_refuses_what_is_no_rate(took_part, people):
    with pytest.raises(ValueError, match="no rate"):
        wilson(took_part, people)


def test_participation_counts_everybody_on_the_staff():
    rate = participation_rate(np.array([True] * 15 + [False] * 133), smallest_group=5)
    assert rate == wilson(15, 148)


def test_participation_refuses_a_small_group():
    with pytest.raises(GroupTooSmallError):
        participation_rate(np.array([True, False, True, False]), smallest_group=5)
    with pytest.raises(GroupTooSmallError):
        participation_rate(np.array([], dtype=bool), smallest_group=0)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_the_jackknife_of_a_mean_is_its_textbook_error(values):
    numbers = np.array(values)  # Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 11.2
    without = (numbers.sum() - numbers) / (len(numbers) - 1)
    expected = numbers.std(ddof=1) / np.sqrt(len(numbers))
    assert jackknife_error(without, float(numbers.mean())) == pytest.approx(expected, abs=1e-9)


def test_the_jackknife_refuses_a_single_part():
    with pytest.raises(ValueError, match="at least two"):
        jackknife_error(np.array([1.0]), 1.0)


def test_shares_per_participant_of_two_units_worked_out_by_hand():
    rate = shares_per_participant(np.array([10.0, 30.0]), np.array([100.0, 100.0]), smallest_group=5)
    # Without each unit: 30/100 and 10/100; on the logarithm around log 0.2 that is +-; t(1) = 12.7062.
    error = np.sqrt(0.5 * (np.log(1.5) ** 2 + np.log(0.5) ** 2))
    assert rate.value == pytest.approx(0.2)
    assert rate.low == pytest.approx(0.2 * np.exp(-12.7062047 * error))
    assert rate.high == pytest.approx(0.2 * np.exp(12.7062047 * error))
    assert rate.base == 200


def test_units_that_are_all_alike_leave_no_doubt():
    rate = shares_per_participant(np.full(6, 4.0), np.full(6, 20.0), smallest_group=5)
    assert rate.low == pytest.approx(0.2)
    assert rate.high == pytest.approx(0.2)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 200)), min_size=2, max_size=20))
def test_the_order_of_units_and_units_without_participants_change_nothing(units):
    shares, people = np.array(units, float).T
    rate = shares_per_participant(shares, people, smallest_group=1)
    turned = shares_per_participant(np.append(shares[::-1], 0.0), np.append(people[::-1], 0.0), smallest_group=1)
    assert turned.value == pytest.approx(rate.value)
    assert turned.low == pytest.approx(rate.low)
    assert rate.low <= rate.value <= rate.high


def test_the_interval_covers_when_units_differ():
    dice, inside = np.random.default_rng(7), 0
    for _ in range(400):
        people = dice.integers(40, 160, 30).astype(float)
        shares = dice.poisson(0.3 * people * np.exp(dice.normal(-0.045, 0.3, 30))).astype(float)
        rate = shares_per_participant(shares, people, smallest_group=5)
        inside += rate.low <= 0.3 <= rate.high
    assert 0.92 <= inside / 400 <= 0.98


@pytest.mark.parametrize("shares", [[3.0], [3.0, 0.0]])
def test_without_two_units_that_share_it_is_not_known_how_sure(shares):
    rate = shares_per_participant(np.array(shares), np.full(len(shares), 10.0), smallest_group=5)
    assert rate.low is None
    assert rate.high is None


def test_it_refuses_few_participants_and_odd_arrays():
    with pytest.raises(GroupTooSmallError):
        shares_per_participant(np.array([1.0]), np.array([4.0]), smallest_group=5)
    with pytest.raises(ValueError, match="per unit"):
        shares_per_participant(np.array([1.0, 2.0]), np.array([4.0]), smallest_group=1)

"""Who is likely to go on, and whom to nudge: known answers, what always holds, what is refused."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from kring.choose.still_active import (
    NEVER,
    Past,
    TooEarlyError,
    chances,
    decayed,
    lot,
    may_be_nudged,
    middle_third,
    whom_to_nudge,
)
from tests.choose.known import DATA, expected

HOLIDAYS = (15, 16)


@pytest.fixture(scope="module")
def known():
    with (DATA / "advocacy" / "activity_weeks.csv").open(newline="") as file:
        table = np.array([[int(value) for value in row] for row in list(csv.reader(file))[1:]])
    return table[:, :-1].astype(bool), table[:, -1]


def auc(score, went_on):
    ranks, yes = rankdata(score), int(went_on.sum())
    return (ranks[went_on].sum() - yes * (yes + 1) / 2) / (yes * (len(score) - yes))


@pytest.mark.parametrize("week", [12, 20, 26])
def test_it_tells_who_goes_on_as_well_as_the_reference(known, week):
    active, since = known
    went_on = active[:, week : week + 4].any(axis=1)
    answer = expected("advocacy")["activity"][f"cut{week}"]
    holidays = [one for one in HOLIDAYS if one < week]
    assert auc(decayed(active[:, :week], holidays), went_on) == pytest.approx(answer["auc_decayed"], abs=0.001)
    chance = chances(active[:, :week], since, holidays)
    assert auc(chance, went_on) >= answer["auc_logistic"] - 0.002
    assert np.mean((chance - went_on) ** 2) == pytest.approx(answer["brier_logistic"], abs=0.005)


def test_two_weeks_halve_what_a_week_weighs():
    active = np.array([[0, 0, 1], [1, 0, 0], [1, 0, 1]], bool)
    assert decayed(active) == pytest.approx([1, 0.5, 1.5])


def test_a_holiday_takes_no_time_and_loses_nothing():
    active = np.array([[0, 1, 0, 0], [0, 0, 1, 0]], bool)
    assert decayed(active, [2]) == pytest.approx([0.5**0.5, 0.5**0.5])


def test_it_is_too_early_with_few_people_or_when_all_did_the_same():
    with pytest.raises(TooEarlyError):
        chances(np.ones((99, 20), bool), np.zeros(99, int))
    with pytest.raises(TooEarlyError):
        chances(np.zeros((500, 20), bool), np.zeros(500, int))
    with pytest.raises(TooEarlyError):
        chances(np.random.default_rng(1).random((500, 20)) < 0.5, np.full(500, 18))
    with pytest.raises(ValueError, match="holiday"):
        decayed(np.ones((3, 4), bool), [4])


def past(people, last=NEVER, in_quarter=0, ignored=0):
    return Past(*(np.full(people, one) for one in (last, in_quarter, ignored)))


@pytest.mark.parametrize(
    ("last", "in_quarter", "ignored", "may"),
    [
        (NEVER, 0, 0, True),
        (1, 1, 0, False),
        (2, 1, 1, True),
        (3, 1, 2, False),
        (4, 2, 2, True),
        (7, 2, 3, False),
        (8, 2, 3, True),
        (15, 0, 4, False),
        (16, 0, 9, True),
        (5, 4, 0, False),
    ],
)
def test_it_holds_back(last, in_quarter, ignored, may):
    assert may_be_nudged(past(1, last, in_quarter, ignored)).tolist() == [may]


@given(
    chance=st.lists(st.floats(0, 1), min_size=1, max_size=80),
    last=st.integers(-1, 6),
    seed=st.text("abc", max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_the_list_is_in_the_middle_rested_and_split_without_rest(chance, last, seed):
    ids = np.arange(len(chance)) * 7 + 3
    before = past(len(chance), last)
    found = whom_to_nudge(np.array(chance), before, ids, seed=seed)
    on_list = set(found.send.tolist()) | set(found.control.tolist())
    assert not set(found.send.tolist()) & set(found.control.tolist())
    assert on_list == set(np.flatnonzero(middle_third(np.array(chance), ids) & may_be_nudged(before)).tolist())
    order = np.random.default_rng(0).permutation(len(chance))
    turned = whom_to_nudge(np.array(chance)[order], past(len(chance), last), ids[order], seed=seed)
    assert {int(ids[order][n]) for n in turned.send} == {int(ids[n]) for n in found.send}


def test_one_in_five_is_left_alone():
    ids = np.arange(9000)
    found = whom_to_nudge(ids / 9000, past(9000), ids, seed="week")
    assert len(found.send) + len(found.control) == 3000
    assert len(found.control) == pytest.approx(600, abs=66)  # three standard deviations
    assert lot("week", 1) != lot("other week", 1)

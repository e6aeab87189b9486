"""Counting names: each giver weighs the same, nobody names themselves, and small counts stay inside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from kring.choose.nominations import BOTH, ONE, TEAM, Names, count, tie_strengths
from tests.choose import known

IDS = np.array([30, 10, 20, 40, 50])


def names(*given):
    table = np.array(given, dtype=int).reshape(len(given), 3)
    return Names(table[:, 0], table[:, 1], table[:, 2])


def test_names_are_counted_in_the_order_of_the_people():
    counted = count(IDS, names((10, 1, 30), (20, 1, 30), (20, 2, 30), (30, 1, 40)))
    assert counted.named.tolist() == [3, 0, 0, 1, 0]
    assert (counted.answered, counted.answer_rate) == (3, 0.6)
    assert counted.is_enough_for_ties
    assert [counted.shown(row) for row in range(4)] == [3, None, None, None]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([(10, 1, 10)], "oneself"),
        ([(99, 1, 10)], "a giver from outside"),
        ([(10, 1, 99)], "a name from outside"),
    ],
)
def test_a_name_that_does_not_count(given, why):
    assert count(IDS, names(*given)).named.sum() == 0, why


def test_a_name_given_twice_counts_once_and_the_fourth_not():
    given = names((10, 1, 20), (10, 1, 20), (10, 1, 30), (10, 1, 40), (10, 1, 50), (10, 2, 50))
    assert count(IDS, given).named.tolist() == [1, 0, 1, 1, 1]


def test_too_few_answers_keep_to_counts():
    assert not count(IDS, names((10, 1, 20))).is_enough_for_ties
    assert count(np.arange(0), names()).answer_rate == 0


def test_the_survey_of_the_advocacy_set_is_answered_by_half():
    unit, _ = known.advocacy("a")
    counted = count(unit.ids, known.survey("a"))
    assert counted.answer_rate == pytest.approx(0.5, abs=0.02)
    assert counted.named.sum() == len(known.survey("a").givers)  # it has no name that does not count


def test_a_tie_is_as_strong_as_the_names_teams_and_work_say():
    given = names((10, 1, 20), (20, 1, 10), (10, 2, 30))
    teams = np.array([1, 2, 2, 1, -1])  # 30 and 40; 10 and 20
    ties = tie_strengths(IDS, names=given, teams=teams).toarray()
    at = {person: row for row, person in enumerate(IDS.tolist())}
    assert ties[at[10], at[20]] == BOTH
    assert ties[at[10], at[30]] == ties[at[30], at[10]] == ONE
    assert ties[at[30], at[40]] == TEAM
    assert ties[at[50]].sum() == 0


def test_work_together_counts_by_rank_so_that_who_writes_much_weighs_no_more():
    work = sparse.csr_array(np.array([[0, 1, 9], [0, 0, 0], [0, 0, 0]]))
    busy = sparse.csr_array(np.array([[0, 100, 9000], [0, 0, 0], [0, 0, 0]]))
    ties = tie_strengths(np.arange(3), collaboration=work).toarray()
    assert np.array_equal(ties, tie_strengths(np.arange(3), collaboration=busy).toarray())
    assert ties[0].tolist() == [0, 0.5, 1]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 2), st.integers(0, 6)), max_size=40))
def test_nobody_gives_more_than_their_names_and_ties_go_both_ways(given):
    people = np.arange(6)
    counted = count(people, names(*given))
    assert counted.named.sum() <= 6 * counted.answered
    ties = tie_strengths(people, names=names(*given)).toarray()
    assert np.array_equal(ties, ties.T)
    assert ties.diagonal().sum() == 0
    assert set(np.unique(ties)) <= {0, ONE, BOTH}

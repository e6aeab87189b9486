"""Answers to posts at another time: known answers, what always holds, and what is refused."""

import numpy as np
import pytest

from kring.measure.rates import GroupTooSmallError
from kring.measure.timing import at_another_time, per_post


def posts(*rows):
    """Arrays from (person, at the other time, answers)."""
    person, other, answers = zip(*rows, strict=True)
    return np.array(answers, float), np.array(other, bool), np.array(person, np.int64)


TWO = posts((1, 1, 6), (1, 1, 4), (1, 0, 3), (2, 1, 4), (2, 0, 1), (2, 0, 2), (2, 0, 3))


def test_it_is_the_ratio_over_people_who_did_both():
    found = at_another_time(*TWO, fewest=2)
    assert found.value == pytest.approx((10 * 1 / 3 + 4 * 3 / 4) / (3 * 2 / 3 + 6 * 1 / 4))  # by hand
    assert found.people == 2


def test_who_posted_at_one_time_only_changes_nothing():
    more = [np.append(column, value) for column, value in zip(TWO, (900.0, True, 9), strict=True)]
    assert at_another_time(*more, fewest=2) == at_another_time(*TWO, fewest=2)


def test_many_followers_do_not_make_a_time_better():
    """Whoever posts at the other time mostly has ten times the followers; the time itself brings half as much again."""
    rows = []
    for one in range(30):
        size = 10 if one % 2 else 1
        rows += [(one, 1, 3 * size)] * (5 if one % 2 else 1) + [(one, 0, 2 * size)] * (1 if one % 2 else 5)
    answers, other, person = posts(*rows)
    found = at_another_time(answers, other, person, fewest=20)
    assert answers[other].mean() / answers[~other].mean() > 4
    assert found.value == pytest.approx(1.5)
    assert found.low == pytest.approx(found.high)


def test_the_range_holds_the_truth_about_as_often_as_it_says():
    dice, held, worlds = np.random.default_rng(5), 0, 400
    for _world in range(worlds):
        person, other = np.repeat(np.arange(40), 6), np.tile([1, 0, 0, 1, 0, 0], 40).astype(bool)
        reach = dice.gamma(1.0, 4.0, 40)[person] * dice.gamma(2.0, 0.5, len(person))
        found = at_another_time(dice.poisson(reach * np.where(other, 1.5, 1.0)) * 1.0, other, person, fewest=20)
        held += found.low <= 1.5 <= found.high
    assert 0.90 <= held / worlds <= 0.98


def test_more_times_at_once_make_a_wider_range():
    alone, one_of_five = (at_another_time(*TWO, fewest=2, compared=n) for n in (1, 5))
    assert one_of_five.low < alone.low < alone.value < alone.high < one_of_five.high


def test_a_mean_takes_the_posts_of_one_person_together():
    answers, _other, person = posts(*[(one, 0, one) for one in range(10) for _post in range(4)])
    found = per_post(answers, person, fewest=10)
    assert found.value == pytest.approx(4.5)
    once = per_post(answers[::4], person[::4], fewest=10)
    assert (found.low, found.high) == pytest.approx((once.low, once.high))  # four times the same says no more


def test_it_refuses_too_few_nothing_at_one_time_and_what_does_not_fit():
    with pytest.raises(GroupTooSmallError):
        at_another_time(*TWO, fewest=3)
    with pytest.raises(GroupTooSmallError):
        at_another_time(np.where(TWO[1], TWO[0], 0.0), *TWO[1:], fewest=2)
    with pytest.raises(GroupTooSmallError):
        per_post(TWO[0], TWO[2], fewest=3)
    with pytest.raises(ValueError, match="every post"):
        at_another_time(TWO[0][1:], *TWO[1:], fewest=2)

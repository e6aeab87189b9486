"""Who stays and what came in late, from counts: rounded, and closed where too few people stand behind them."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from kring.insights import telling_late
from kring.insights.queries.cells import OUT, WEEKS
from kring.insights.queries.way import later, stays
from kring.insights.rules.answers import Late
from tests.insights.test_saying import EXTRA, MORE, Claim, answers

SMALLEST = 5


def people(joined, last):
    return SimpleNamespace(joined=np.array(joined), last=np.array(last))


def test_half_of_a_wave_stays_and_who_joined_lately_is_not_taken_to_have_stayed():
    early = [0] * 100 + [20] * 60  # a hundred in the first week; sixty too late to know anything of
    last = [25] * 50 + [5] * 50 + [20] * 60  # half of the hundred was active for the last time in their sixth week
    found = stays(people(early, last), SMALLEST)
    assert [one.weeks for one in found] == [8, 12, 16, 20]  # until week 4 everybody is there, which tells of everybody
    assert [round(one.figure.value, 2) for one in found] == [0.5] * 4
    assert found[0].figure.low < 0.5 < found[0].figure.high


def test_who_takes_no_part_or_joined_before_is_in_no_line():
    assert stays(people([OUT] * 50 + [-3] * 50, [10] * 100), SMALLEST) == ()


@pytest.mark.parametrize("more", [0, 1, 2])
def test_one_person_more_who_fell_silent_does_not_show(more):
    found = stays(people([0] * 100, [25] * (60 - more) + [5] * (40 + more)), SMALLEST)
    assert [round(one.figure.value, 2) for one in found] == [0.6] * 4


def world(late, sharers):
    """Five weeks of one unit and group, with a hundred reactions each and no clicks."""
    shape = (1, 5, 1)
    sums = SimpleNamespace(
        mondays=tuple(date(2026, 10, 26) + timedelta(weeks=n) for n in range(5)),
        engagements=np.full(shape, 100.0), clicks=np.full(shape, np.nan),
        late=np.reshape(late, shape).astype(float), late_clicks=np.full(shape, np.nan),
    )  # fmt: skip
    return SimpleNamespace(sharers=np.array([0] * (WEEKS - 5) + sharers)), sums


def test_what_came_in_later_is_told_of_weeks_in_which_enough_people_posted():
    cells, sums = world([10, 41, 90, 22, 0], [30, 30, 3, 30, 30])
    weeks, whole = later(cells, sums, 13, SMALLEST)
    assert weeks == (
        Late(date(2026, 10, 26), 0.1), Late(date(2026, 11, 2), 0.4), Late(date(2026, 11, 16), 0.2),
    )  # fmt: skip
    assert whole == pytest.approx(75 / 300)
    assert later(*world([1] * 5, [3] * 5), 13, SMALLEST) == ((), None)


def test_it_says_which_weeks_came_in_late():
    found = replace(answers(Claim.LED_TO, MORE, EXTRA), later=(Late(date(2026, 11, 2), 0.4),), later_part=0.25)
    said = telling_late.later_said(found)
    assert "25" in said
    assert "most on those of the week of 2 November" in said
    assert telling_late.later_said(answers(Claim.LED_TO, MORE, EXTRA)) == ""

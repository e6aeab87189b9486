"""Answers as plain values and back; tables of what others counted."""

from datetime import date

import numpy as np
import pytest

from kring.insights.rules import kept, sums
from kring.insights.rules.answers import WaveSums
from kring.insights.rules.counts import NotReadableError, counts
from kring.insights.rules.protocol import Outcome, Promise
from kring.measure.lift import log_ratio
from tests.insights.test_saying import EXTRA, MORE, Claim, answers

TODAY = date(2026, 11, 26)


def test_what_is_kept_comes_back_the_same():
    found = answers(Claim.LED_TO, MORE, EXTRA)
    assert kept.read(type(found), kept.plain(found)) == found


def test_a_fingerprint_follows_the_values_and_not_their_order():
    assert kept.digest({"a": 1, "b": (2.5, None)}) == kept.digest({"b": [2.5, None], "a": 1})
    assert kept.digest(Promise()) != kept.digest(Promise(outcome=Outcome.ENGAGEMENTS))
    assert kept.canonical({"ë": float("nan")}) == '{"ë":null}'


def test_a_table_is_read_as_spreadsheets_save_it():
    data = "\ufeffEenheid;Week;Berichten;Interactie;Mensen\r\nGoes;2026-11-18;12;;3\r\n\r\n".encode()
    (row,) = counts(data, TODAY)
    assert (row.unit, row.monday, row.posts, row.engagements, row.active) == ("Goes", date(2026, 11, 16), 12, None, 3)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("name,count\nGoes,1", 1, "columns"),
        ("unit,week,posts\n", 0, "empty"),
        ("unit,week,posts\nGoes,gisteren,1", 2, "week"),
        ("unit,week,posts\nGoes,2026-11-23,1", 2, "future"),
        ("unit,week,posts\nGoes,2026-11-16,-1", 2, "number"),
        ("unit,week,posts\nGoes,2026-11-16,", 2, "number"),
        ("unit,week,posts\nGoes,2026-11-16,1\ngoes,2026-11-17,2", 3, "twice"),
    ],
)
def test_what_cannot_be_read_names_its_line(text, line, problem):
    with pytest.raises(NotReadableError) as trouble:
        counts(text.encode(), TODAY)
    assert (trouble.value.line, trouble.value.problem) == (line, problem)


def test_the_sums_that_are_given_away_give_the_difference_again():
    dice = np.random.default_rng(5)
    staff = np.full((6, 30), 900.0)
    starts = np.array([8, 12, 16, 20, 24, 30])
    posts = dice.poisson(90 * np.where(np.arange(30) >= starts[:, None], 1.5, 1)).astype(float)
    waves = [WaveSums(n, 6, int(starts[n]), tuple(map(int, posts[n])), tuple(map(int, staff[n]))) for n in range(6)]
    shown = sums.given(waves, smallest=5)
    assert all(count % 5 == 0 for wave in shown for count in wave.posts)
    file = {"format": sums.FORMAT, "weeks_before": 0, "waves": kept.plain(shown)}
    exact = float(np.exp(log_ratio(posts, staff, starts)))
    assert sums.again(file | {"ratio": exact}).is_same
    assert not sums.again(file | {"ratio": exact * 1.1}).is_same
    with pytest.raises(ValueError, match="not a file"):
        sums.again({"format": "other"})


def test_sums_of_one_unit_or_few_people_are_not_given_away():
    small = WaveSums(1, 1, 3, (5, 5), (900, 900)), WaveSums(2, 4, 3, (5, 5), (99, 120))
    assert sums.given(small, smallest=5) == ()

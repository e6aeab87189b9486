"""What came of a decision, as the ranges of then and now allow."""

from dataclasses import replace

import pytest

from kring.adjust.rules.figures import Change, Figure
from kring.adjust.rules.verdicts import Outcome, Why, change, verdict

THEN = Figure("help.9", 0.20, 0.18, 0.22, "part")
HOPED = Change(0.10, 0.05, 0.15)


def now(value, half=0.02, **fields):
    return replace(THEN, value=value, low=value - half, high=value + half, **fields)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (now(0.45), Outcome.BETTER),
        (now(0.30), Outcome.AS_HOPED),
        (now(0.24), Outcome.AS_HOPED),  # certainly more, and what was hoped is within the range
        (now(0.22), Outcome.WORSE),  # the range ends below the least that was hoped
        (now(0.24, 0.06), Outcome.NOT_SHOWN),
        (now(0.10), Outcome.WORSE),
    ],
)
def test_more_of_it(found, outcome):
    assert verdict(THEN, found, HOPED, is_more_better=True).outcome == outcome


def test_the_range_of_a_change_comes_from_both_ranges():
    found = change(THEN, now(0.30))
    assert found.value == pytest.approx(0.10)
    assert found.high - found.value == pytest.approx(0.02 * 2**0.5)
    assert found.value - found.low == pytest.approx(0.02 * 2**0.5)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (now(0.20, 0.01), Outcome.AS_HOPED),
        (now(0.18, 0.02), Outcome.NOT_SHOWN),
        (now(0.10), Outcome.WORSE),
        (now(0.40), Outcome.BETTER),
    ],
)
def test_what_was_only_to_stay(found, outcome):
    assert verdict(THEN, found, Change(0.0, -0.03, 0.03), is_more_better=True).outcome == outcome


@pytest.mark.parametrize(
    ("days", "outcome"), [(6, Outcome.AS_HOPED), (7, Outcome.AS_HOPED), (9, Outcome.WORSE), (12, Outcome.WORSE)]
)
def test_fewer_of_what_is_counted(days, outcome):
    then = Figure("silence.3", 12.0, None, None, "days", is_exact=True)
    found = verdict(then, replace(then, value=float(days)), Change(-5.0, -12.0, -5.0), is_more_better=False)
    assert found.outcome == outcome


@pytest.mark.parametrize(
    ("then", "found", "hoped", "why"),
    [
        (THEN, None, HOPED, Why.CLOSED),
        (THEN, now(0.3, version="2"), HOPED, Why.CHANGED),
        (THEN, now(0.3, unit="days"), HOPED, Why.CHANGED),
        (THEN, replace(THEN, low=None), HOPED, Why.NO_RANGE),
        (THEN, now(0.3), None, Why.NOTHING_HOPED),
        (None, None, None, Why.NOTHING_HOPED),
    ],
)
def test_what_cannot_be_told(then, found, hoped, why):
    made = verdict(then, found, hoped, is_more_better=True)
    assert (made.outcome, made.change, made.why) == (Outcome.CANNOT_TELL, None, why)

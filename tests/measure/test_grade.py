"""The grade: A when nothing is missing, and lower for every single thing that is."""

from dataclasses import replace

import pytest

from kring.measure.checks import Check, Key, Light
from kring.measure.grade import Design, Letter, Missing, grade

BEST = Design(by_lot=True, for_everybody=True, protocol_before=True, two_stages=True)
GREEN = tuple(Check(key, Light.GREEN, 1.0, 1.0) for key in Key)


def graded(design=BEST, *, dates=4, is_compared=True, is_enough=True, **lights):
    checks = tuple(replace(check, light=lights.get(check.key, check.light)) for check in GREEN)
    return grade(checks, design, dates=dates, is_compared=is_compared, is_enough=is_enough)


def test_nothing_missing_is_an_a():
    found = graded()
    assert (found.letter, found.reasons, found.missing, found.is_causal) == (Letter.A, (), (), True)


@pytest.mark.parametrize(
    ("design", "letter", "reason", "missing"),
    [
        ({"by_lot": False}, Letter.B, "not_by_lot", Missing.DRAW_BY_LOT),
        ({"as_drawn": False}, Letter.B, "not_as_drawn", Missing.FOLLOW_THE_DRAW),
        ({"protocol_before": False}, Letter.B, "protocol_after", Missing.WRITE_DOWN_BEFORE),
        ({"is_capped": True}, Letter.B, "cap_not_declared", Missing.DECLARE_CAP),
        ({"for_everybody": False}, Letter.D, "joined_only", Missing.MEASURE_EVERYBODY),
    ],
)
def test_each_thing_that_was_not_done_lowers_it(design, letter, reason, missing):
    found = graded(replace(BEST, **design))
    assert (found.letter, found.reasons, found.missing) == (letter, (reason,), (missing,))
    assert found.is_causal == (letter is not Letter.D)


def test_a_cap_that_was_declared_does_no_harm():
    assert graded(replace(BEST, is_capped=True, cap_declared=True)).letter is Letter.A


@pytest.mark.parametrize("key", list(Key))
@pytest.mark.parametrize("light", [Light.AMBER, Light.UNKNOWN, Light.RED])
def test_a_light_that_is_not_green_lowers_it(key, light):
    found = graded(**{key: light})
    red = Letter.D if key is Key.MEASURED else Letter.C
    assert found.letter is (red if light is Light.RED else Letter.B)
    assert found.reasons == (f"{key}_{light}",)
    assert len(found.missing) == 1


@pytest.mark.parametrize(
    ("case", "letter", "reason"),
    [
        ({"dates": 1}, Letter.C, "one_date"),
        ({"is_compared": False, "is_enough": False, "dates": 1}, Letter.D, "no_comparison"),
        ({"is_enough": False}, Letter.B, "few_units"),
    ],
)
def test_waves_and_units_that_are_not_there_lower_it(case, letter, reason):
    found = graded(**case)
    assert (found.letter, found.reasons) == (letter, (reason,))


def test_the_worst_reason_comes_first_and_each_cure_once():
    found = graded(
        replace(BEST, by_lot=False, for_everybody=False), drift=Light.RED, balance=Light.AMBER, measured=Light.RED
    )
    assert found.letter is Letter.D
    assert found.reasons == ("joined_only", "measured_red", "drift_red", "not_by_lot", "balance_amber")
    assert found.missing == (Missing.MEASURE_EVERYBODY, Missing.DRAW_BY_LOT)


def test_a_check_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        grade((*GREEN, GREEN[0]), BEST, dates=4, is_compared=True, is_enough=True)

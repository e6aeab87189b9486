"""What a row of a staff list says about somebody, and what is wrong with it."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.people.rules.staff_rows import Checker, Row, UnknownDateError, as_copy, day, tidy

TODAY = date(2026, 11, 2)
MAPPING = {"name": 0, "email": 1, "unit": 2, "region": 3, "language": 4, "employed_from": 5, "employed_until": 6}
HEADINGS = ["Naam", "E-mail", "Eenheid", "Regio", "Taal", "In dienst", "Uit dienst"]
GOOD = ["Anna", "anna@bank.example", "Zwolle", "Oost", "nl", "01-03-2019", ""]


def checker():
    return Checker(MAPPING, HEADINGS, TODAY)


def row(**changes):
    cells = list(GOOD)
    for what, value in changes.items():
        cells[MAPPING[what]] = value
    return cells


def reasons(cells):
    found = checker().check(2, cells)
    return [] if isinstance(found, Row) else [problem.reason for problem in found]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"email": ""}, ["email_missing"]),
        ({"email": "anna@bank"}, ["email_invalid"]),
        ({"email": "anna.@bank.example"}, ["email_invalid"]),
        ({"email": "  ANNA@Bank.Example\u00a0"}, []),
        ({"email": "mailto:anna@bank.example"}, []),
        ({"name": "  "}, ["name_missing"]),
        ({"name": "123"}, ["name_missing"]),
        ({"name": "Zo\ufffd"}, ["garbled"]),
        ({"name": "A" * 201}, ["too_long"]),
        ({"unit": "", "region": ""}, ["unit_missing"]),
        ({"unit": ""}, []),
        ({"language": "Klingon"}, ["language_unknown"]),
        ({"language": "Engels"}, []),
        ({"language": "Duits"}, []),
        ({"employed_from": "30-02-2019"}, ["date_unknown"]),
        ({"employed_from": "12/31/2019"}, ["date_unknown"]),
        ({"employed_from": "01-01-1900"}, ["date_too_early"]),
        ({"employed_from": "01-01-2031"}, ["date_too_late"]),
        ({"employed_until": "01-03-2018"}, ["left_before_joined"]),
        ({"employed_until": "31-12-9999"}, []),
        ({"name": "Totaal", "email": "312"}, ["totals"]),
        ({"email": "E-mail"}, ["headings_again"]),
        ({"email": "", "name": ""}, ["email_missing", "name_missing"]),
    ],
)
def test_everything_that_is_wrong_is_said(changes, found):
    assert reasons(row(**changes)) == found


def test_a_value_too_many_is_not_read_as_something_else():
    assert reasons([*GOOD, "wat is dit"]) == ["value_too_many"]


def test_an_address_counts_once_and_the_second_says_where_the_first_is():
    checks = checker()
    assert isinstance(checks.check(2, GOOD), Row)
    (problem,) = checks.check(9, row(name="Bram", email="ANNA@bank.example"))
    assert (problem.reason, problem.other_line) == ("email_twice", 2)


def test_a_bad_row_does_not_use_up_its_address():
    checks = checker()
    assert not isinstance(checks.check(2, row(name="")), Row)
    assert isinstance(checks.check(3, GOOD), Row)


def test_units_that_are_spelled_alike_are_one():
    checks = checker()
    checks.check(2, GOOD)
    assert checks.check(3, row(email="b@bank.example", unit=" ZWOLLE ")).unit == "Zwolle"


def test_one_unit_in_two_regions_is_asked_about():
    checks = checker()
    checks.check(2, GOOD)
    (problem,) = checks.check(3, row(email="b@bank.example", region="West"))
    assert (problem.reason, problem.other_line) == ("unit_in_two_regions", 2)


def test_units_that_are_each_others_region_are_asked_about():
    checks = checker()
    checks.check(2, GOOD)
    assert checks.check(3, row(email="b@bank.example", unit="Oost", region="Zwolle"))[0].reason == "unit_in_two_regions"


@pytest.mark.parametrize(
    "text",
    ["31-12-2025", "31/12/2025", "31.12.2025", "2025-12-31", "20251231", "31-12-25", "31 dec 2025", "31 december 2025",
     "2025-12-31 00:00:00", "2025-12-31T00:00:00", "46022", "46022.0", "31-Dec-2025"],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(text):
    assert day(text, today=TODAY) == date(2025, 12, 31)


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_is_not(text):
    with suppress(UnknownDateError):
        assert isinstance(day(text, today=TODAY), date)


@given(st.text(max_size=60))
def test_what_is_tidy_stays_tidy_and_fits_on_one_line_of_copy(text):
    once = tidy(text)
    assert tidy(once) == once
    assert once.isprintable()
    assert len(once.splitlines()) <= 1
    line = as_copy(Row(1, "a@b.example", once))
    assert line.count("\n") == 1
    assert line.count("\t") == 11


@given(st.lists(st.text(max_size=30), max_size=9))
def test_any_row_is_read_or_refused(cells):
    found = checker().check(2, cells)
    assert isinstance(found, Row) or found

"""Which kind fits, how a half is drawn, when a week is told."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from kring.nudges import rules
from kring.nudges.rules import Facts, Kind

ZONE = ZoneInfo("Europe/Amsterdam")
NOTHING = Facts(quiet=0, moment=None, has_story=False, has_lesson=False)
ALL = Facts(quiet=9, moment=7, has_story=True, has_lesson=True)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (NOTHING, None),
        (ALL, Kind.HELP_MOMENT),
        (Facts(quiet=4, moment=None, has_story=True, has_lesson=True), Kind.SMALLER_STEP),
        (Facts(quiet=3, moment=None, has_story=True, has_lesson=True), Kind.NEW_STORY),
        (Facts(quiet=1, moment=None, has_story=True, has_lesson=True), Kind.LESSON),
        (Facts(quiet=1, moment=None, has_story=True, has_lesson=False), None),
    ],
)
def test_the_first_kind_with_a_reason_is_taken(facts, kind):
    assert rules.kind_for(facts, last="", without=()) == kind


def test_it_changes_where_it_can():
    assert rules.kind_for(ALL, last=Kind.HELP_MOMENT, without=()) == Kind.SMALLER_STEP
    only = set(Kind) - {Kind.LESSON}
    assert rules.kind_for(ALL, last=Kind.LESSON, without=only) == Kind.LESSON
    assert rules.kind_for(ALL, last="", without=set(Kind)) is None


def test_a_half_has_one_of_every_two_of_about_one_size_and_can_be_drawn_again():
    units = [(pk, 10 * pk) for pk in range(1, 12)]
    drawn = rules.halves(units, "zaad")
    assert drawn == rules.halves(units[::-1], "zaad")
    assert drawn != rules.halves(units, "ander zaad")
    assert sorted(drawn["in"] + drawn["out"]) == [pk for pk, _people in units]
    for first in range(1, 10, 2):
        assert len({first, first + 1} & set(drawn["in"])) == 1


@pytest.mark.parametrize(("hour", "at"), [(None, 8), (7, 8), (10, 10), (22, 8)])
def test_a_week_is_told_in_the_morning_at_the_hour_somebody_is_used_to(hour, at):
    week = date(2026, 11, 23)
    moments = [rules.digest_moment(person, week, hour, ZONE) for person in range(40)]
    assert {moment.weekday() for moment in moments} == {0, 1, 2, 3}
    assert {moment.hour for moment in moments} == {at}


def test_a_week_with_three_days_off_is_a_holiday():
    week = date(2026, 12, 21)
    assert rules.is_holiday(week, [(date(2026, 12, 23), date(2027, 1, 3))])
    assert not rules.is_holiday(week, [(date(2026, 12, 25), date(2026, 12, 26))])
    assert not rules.is_holiday(week + timedelta(weeks=3), [(date(2026, 12, 23), date(2027, 1, 3))])

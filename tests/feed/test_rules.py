"""The feed's own rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kring.choose.tailor import Place, Reason
from kring.feed import rules

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_four_groups_get_four_different_pages():
    layouts = [rules.layout(key) for key in ("role_model", "thought_leader", "networker", "ambassador")]
    assert len(set(layouts)) == 4
    assert rules.layout("role_model").slate < rules.layout("ambassador").slate
    assert rules.layout("their_own_group") == rules.layout(None) == rules.Layout()


def test_steps_come_in_turn_one_a_week():
    steps = ["listen", "react", "tell"]
    monday = date(2026, 11, 23)
    weeks = [rules.this_weeks(steps, monday + timedelta(weeks=n)) for n in range(3)]
    assert sorted(weeks) == sorted(steps)
    assert rules.this_weeks(steps, monday) == rules.this_weeks(steps, monday + timedelta(days=6))
    assert rules.this_weeks([], monday) == ""


def test_newer_shared_and_fitting_stories_are_looked_at_first():
    plain = rules.hot(NOW, shares=0, fit=0, editorial=0)
    assert rules.hot(NOW, shares=10, fit=0, editorial=0) > plain
    assert rules.hot(NOW, shares=0, fit=1, editorial=0) > plain > rules.hot(NOW, shares=0, fit=-1, editorial=0)
    assert rules.hot(NOW, shares=0, fit=0, editorial=-1) < plain
    assert rules.hot(NOW - timedelta(days=7), shares=0, fit=0, editorial=0) == pytest.approx(plain - 1)


@pytest.mark.parametrize(("hour", "part"), [(3, "evening"), (7, "morning"), (12, "afternoon"), (18, "evening")])
def test_people_are_greeted_by_the_time_of_day(hour, part):
    assert rules.part_of_day(hour) == part


def test_a_theme_is_only_called_mine_when_i_told_about_it():
    place = Place(1, 0.9, False, (Reason.THEME, Reason.NEW))
    assert rules.why(place, theme_shares=0) == ("group_theme", "new")
    assert rules.why(place, theme_shares=2) == ("theme", "new")


def test_with_few_stories_each_may_reach_more_people():
    assert rules.cap(5) == 1
    assert rules.cap(20) == pytest.approx(0.375)
    assert rules.cap(500) == rules.CAP

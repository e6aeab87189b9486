"""When somebody may be reached, by example and always."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kring.reach.rules import WEEK, Hours, next_in_budget, next_open

HERE = ZoneInfo("Europe/Amsterdam")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(at=MOMENTS, first=st.integers(0, 22), days=st.sets(st.integers(0, 6), min_size=1))
def test_the_next_moment_is_always_open_and_never_earlier(at, first, days):
    hours = Hours(first, first + 2, frozenset(days))
    local = at.astimezone(HERE)
    found = next_open(local, hours, {local.date()})
    assert found > local
    assert first <= found.hour < first + 2
    assert found.weekday() in days
    assert found.date() != local.date()


def test_open_now_is_now():
    at = datetime(2026, 11, 23, 17, 59, tzinfo=HERE)
    assert next_open(at, Hours(), set()) == at


def test_the_hours_are_those_of_the_clock_on_the_wall_when_it_changes():
    saturday = datetime(2027, 3, 27, 20, tzinfo=HERE)
    found = next_open(saturday, Hours(8, 18, frozenset({6})), set())
    assert (found.hour, found.utcoffset()) == (8, timedelta(hours=2))


def test_hours_that_do_not_meet_are_never_open():
    assert next_open(datetime(2026, 11, 23, 10, tzinfo=HERE), Hours().narrowed(19, 21, []), set()) is None


@given(at=MOMENTS, ages=st.lists(st.floats(0, 10), max_size=8), budget=st.integers(1, 3))
def test_no_seven_days_ever_hold_more_than_the_budget(at, ages, budget):
    spent = [at - timedelta(days=age) for age in ages]
    found = next_in_budget(at, spent, budget)
    assert found >= at
    assert len([moment for moment in spent if found - WEEK < moment <= at]) < budget

"""When an answer is due, in opening hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.hub.rules.opening_hours import Hours, NeverOpenError, due_at, open_times

HERE = ZoneInfo("Europe/Amsterdam")


def minutes_open(since, until, hours, zone):
    """For how many minutes the desk is open in [since, until)."""
    total = timedelta()
    for opens, shuts in open_times(hours, since.astimezone(zone).date(), zone):
        if opens >= until:
            return total.total_seconds() / 60
        total += max(min(shuts, until) - max(opens, since), timedelta())
    return 0.0


def at(*moment):
    return datetime(*moment, tzinfo=HERE)


@pytest.mark.parametrize(
    ("said", "minutes", "due"),
    [
        (at(2026, 11, 25, 10), 60, at(2026, 11, 25, 11)),
        (at(2026, 11, 25, 16, 30), 60, at(2026, 11, 26, 9, 30)),  # half an hour today, the rest tomorrow
        (at(2026, 11, 27, 18), 60, at(2026, 11, 30, 10)),  # a Friday evening waits until Monday
        (at(2026, 11, 25, 9), 480, at(2026, 11, 25, 17)),  # a whole day ends with the day
        (at(2026, 11, 25, 22), 0, at(2026, 11, 26, 9)),
        (at(2026, 12, 24, 16), 120, at(2026, 12, 28, 10)),  # Christmas is closed
    ],
)
def test_it_counts_opening_hours(said, minutes, due):
    assert due_at(said, minutes, Hours(holidays=frozenset({date(2026, 12, 25)})), HERE) == due


def test_a_night_that_changes_the_clock_is_as_long_as_it_is():
    always = Hours(week=[(time(0), time(0))] * 7)
    assert due_at(at(2026, 3, 29, 0, 0), 23 * 60, always, HERE) == at(2026, 3, 30, 0, 0)  # an hour is skipped
    assert due_at(at(2026, 10, 25, 0, 0), 25 * 60, always, HERE) == at(2026, 10, 26, 0, 0)  # an hour comes twice


@pytest.mark.parametrize(
    "week",
    [
        [None] * 7,
        [(time(9), time(9)), *[None] * 6],
        [(time(17), time(9)), *[None] * 6],
        [(time(9), time(17))] * 6,
        [],
    ],
    ids=["never", "no time", "backwards", "six days", "empty"],
)
def test_hours_in_which_nothing_could_be_answered_are_refused(week):
    with pytest.raises(NeverOpenError):
        Hours(week=week)


QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
DAYS = st.one_of(
    st.none(),
    st.tuples(QUARTERS, QUARTERS).map(sorted).filter(lambda two: two[0] < two[1]).map(tuple),
    QUARTERS.map(lambda opens: (opens, time(0))),
)
WEEKS = st.lists(DAYS, min_size=7, max_size=7).filter(any)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
HOLIDAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=20)


@given(week=WEEKS, holidays=HOLIDAYS, said=MOMENTS, minutes=st.integers(1, 3000))
def test_between_question_and_due_the_desk_is_open_for_as_long_as_was_promised(week, holidays, said, minutes):
    hours = Hours(week, holidays)
    due = due_at(said, minutes, hours, HERE)
    assert due >= said + timedelta(minutes=minutes)
    assert minutes_open(said, due, hours, HERE) == pytest.approx(minutes)


@given(week=WEEKS, said=MOMENTS, minutes=st.integers(0, 3000), more=st.integers(0, 600), later=st.integers(0, 9000))
def test_more_time_or_a_later_question_is_never_due_earlier(week, said, minutes, more, later):
    hours = Hours(week)
    due = due_at(said, minutes, hours, HERE)
    assert due_at(said, minutes + more, hours, HERE) >= due
    assert due_at(said + timedelta(minutes=later), minutes, hours, HERE) >= due

"""Rules of figures: which weeks count, how finely a number is shown."""

from datetime import date, timedelta

EPOCH = date(1970, 1, 5)  # the Monday that weeks in files are counted from
BLOCK = 4  # weeks in which somebody is active or not
MOST_WEEKS = 104  # that totals go back
PERIODS = (4, 13, 26)  # completed weeks; fixed, so that no two views differ by a week
STORY_WEEKS = 13  # a story needs time to be shown and told
MY_WEEKS = 12
SHOWN_AT_LEAST = 50  # people of a group, before a story is compared
STORIES_PER_GROUP = 5
UNITS_AT_LEAST = 2  # behind each week of a line: one unit alone would be told by its neighbours' absence
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


def monday(day: date) -> date:
    """Return the Monday of a day's week: weeks run from Monday to Sunday (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def week_number(day: date) -> int:
    """Return the number of a day's week, the same in every file: weeks since Monday 5 January 1970."""
    return (day - EPOCH).days // 7


def week_of(day: date, until: date, weeks: int) -> int:
    """Return which of the `weeks` completed weeks before `until` (a Monday) a day falls in; the oldest is 0."""
    return weeks + (day - until).days // 7


def weeks_there(first_day: date, end: date | None, until: date, weeks: int) -> tuple[int, int]:
    """Return the weeks [first, after) on whose Sunday somebody is there who is there from `first_day` until `end`."""
    first = max(week_of(first_day, until, weeks), 0)
    return first, weeks if end is None else min(week_of(end, until, weeks), weeks)


def recency(weeks_ago: int, periods: tuple[int, ...] = PERIODS) -> int:
    """Return the shortest period that holds a week so many weeks ago (1: the last completed one)."""
    return next((n for n, weeks in enumerate(periods) if weeks_ago <= weeks), len(periods))


def step_for(people: int, smallest: int) -> float:
    """Return how finely a number per person is shown, so that what a few people do does not show."""
    return next((step for step in STEPS if step * people >= smallest), STEPS[-1])

"""When somebody may be reached: hours, days and how much a week holds, without database or clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

BUDGETS = (1, 3)  # what an organisation may choose
WEEK = timedelta(days=7)
WORKING_DAYS = frozenset(range(5))  # 0 is Monday
LOOK_AHEAD = 60  # days
PAUSE = timedelta(weeks=4)


BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac": "Mac",
    "Linux": "Linux",
}


def browser_name(agent: str) -> str:
    """Return what a person calls the browser that says this of itself: Firefox, Android."""
    found = [next((name for part, name in known.items() if part in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)


@dataclass(frozen=True)
class Hours:
    """From which hour, before which hour and on which days; 0 is Monday."""

    first: int = 8
    last: int = 18
    weekdays: frozenset[int] = WORKING_DAYS

    def narrowed(self, first: int | None, last: int | None, weekdays: Collection[int]) -> "Hours":
        """Return the part of these hours that lies inside somebody's own; it may be empty."""
        return Hours(
            max(self.first, first if first is not None else 0),
            min(self.last, last if last is not None else 24),
            self.weekdays & frozenset(weekdays) if weekdays else self.weekdays,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left."""
        return self.first >= self.last or not self.weekdays


def next_open(at: datetime, hours: Hours, closed: Collection[object]) -> datetime | None:
    """Return the first moment from `at` on within `hours` that is on no `closed` day, in the zone of `at`.

    None when there is none in the coming two months.
    """
    if hours.is_empty:
        return None
    for days in range(LOOK_AHEAD):
        day = at.date() + timedelta(days=days)
        if day.weekday() not in hours.weekdays or day in closed:
            continue
        opens = datetime.combine(day, time(hours.first), at.tzinfo)
        closes = datetime.combine(day, time(), at.tzinfo) + timedelta(hours=hours.last)
        if at < closes:
            return max(at, opens)
    return None


def next_in_budget(at: datetime, spent: Sequence[datetime], budget: int) -> datetime:
    """Return the first moment from `at` on at which fewer than `budget` were spent in the seven days before."""
    recent = sorted(moment for moment in spent if moment > at - WEEK)
    return at if len(recent) < budget else max(at, recent[-budget] + WEEK)


def next_moment(
    at: datetime, *, hours: Hours, closed: Collection[object], spent: Sequence[datetime], budget: int
) -> datetime | None:
    """Return the first moment from `at` on that is in budget, in hours and on no closed day; None: not in sight."""
    free = next_in_budget(at, spent, budget)
    return next_open(free.astimezone(at.tzinfo), hours, closed)

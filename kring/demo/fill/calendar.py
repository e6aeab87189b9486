"""From days of the simulated world to days of ours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

WEEKS = 34  # whole weeks before the one that runs now: two months of watching, half a year of programme
DAY = 86_400.0


@dataclass(frozen=True)
class Calendar:
    """When the simulated world began, and what is now."""

    first: date  # a Monday
    midnight: float  # of that day, in epoch seconds
    now: datetime

    @property
    def days(self) -> float:
        """How many days have passed since the beginning."""
        return (self.now.timestamp() - self.midnight) / DAY

    def monday(self, week: int) -> date:
        """Return the first day of a week."""
        return self.first + timedelta(weeks=week)

    def epoch(self, days: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return moments in epoch seconds; NaN for never."""
        return np.where(days < 0, np.nan, self.midnight + days * DAY)

    def dates(self, days: NDArray[np.float64]) -> list[date]:
        """Return on which day each moment falls."""
        known = [self.first + timedelta(days=n) for n in range(int(self.days) + 2)]
        return [known[n] for n in np.floor(days).astype(int)]


def calendar(now: datetime) -> Calendar:
    """Return the calendar in which `now`, a local time, lies in the last week."""
    monday = now.date() - timedelta(days=now.weekday())
    first = monday - timedelta(weeks=WEEKS)
    midnight = datetime(first.year, first.month, first.day, tzinfo=now.tzinfo)
    return Calendar(first, midnight.timestamp(), now)

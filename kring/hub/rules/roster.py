"""Days, parts of the day, and how old a question is."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

HALVES = time(13, 0)
OPENS, CLOSES = time(7, 0), time(20, 0)


class DayPart(StrEnum):
    """A part of a working day at the desk."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


def days_shown(today: date) -> list[date]:
    """Return the working days of this week and the next, Monday first."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(days=day) for day in range(14) if day % 7 < 5]


def part_of(local: datetime) -> DayPart | None:
    """Return which part of the day it is at the desk; None outside of it."""
    if not OPENS <= local.time() < CLOSES:
        return None
    return DayPart.MORNING if local.time() < HALVES else DayPart.AFTERNOON


BANDS = (timedelta(hours=4), timedelta(days=1), timedelta(days=3))  # how long something waits; the last is longer

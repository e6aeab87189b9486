"""When an answer is due, counted in the hours that the desk is open."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time(0, 0)
MOST_MINUTES = 100_000  # of opening hours: most of a year
WORKING_WEEK: tuple[tuple[time, time] | None, ...] = (*[(time(9), time(17))] * 5, None, None)


class NeverOpenError(ValueError):
    """Hours in which nothing could ever be answered."""


@dataclass(frozen=True)
class Hours:
    """When the desk is open: seven days from Monday, each from one time until another (00:00: until midnight)."""

    week: Sequence[tuple[time, time] | None] = WORKING_WEEK
    holidays: Set[date] = frozenset()

    def __post_init__(self) -> None:
        days = [day for day in self.week if day is not None]
        if len(self.week) != 7 or not days or any(shuts != MIDNIGHT and shuts <= opens for opens, shuts in days):
            raise NeverOpenError


def open_times(hours: Hours, since: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Go through the times that the desk is open from a day on, in UTC; a night that changes the clock is counted."""
    day = since
    while True:
        opening = hours.week[day.weekday()]
        if opening is not None and day not in hours.holidays:
            opens, shuts = opening
            last = day + timedelta(days=1) if shuts == MIDNIGHT else day
            start = datetime.combine(day, opens, zone).astimezone(UTC)
            end = datetime.combine(last, shuts, zone).astimezone(UTC)
            if start < end:  # not when the clock skips this part of the night
                yield start, end
        day += timedelta(days=1)


def due_at(said_at: datetime, minutes: int, hours: Hours, zone: ZoneInfo) -> datetime:
    """Return when something that was said has to be answered: after so many minutes of opening hours, in UTC."""
    left = timedelta(minutes=max(0, min(minutes, MOST_MINUTES)))
    said = said_at.astimezone(UTC)
    for opens, shuts in open_times(hours, said.astimezone(zone).date(), zone):
        start = max(opens, said)
        if start >= shuts:
            continue
        if start + left <= shuts:
            return start + left
        left -= shuts - start
    raise NeverOpenError  # pragma: no cover - the times go on for ever

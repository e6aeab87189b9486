"""Where things stand on the time line, in per cent of its width."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kring.rollout.rules.phases import Dates, Phase

MOST_MONTHS = 30  # the picture ends there: a phase that goes on is cut off
AFTER = timedelta(weeks=9)  # how much of keeping alive is drawn


@dataclass(frozen=True)
class Bar:
    """A phase of a unit."""

    phase: Phase
    x: str  # "12.50%": as a drawing takes it, in any language
    width: str


@dataclass(frozen=True)
class Month:
    """The first day of a month."""

    day: date
    x: str
    is_wide: bool  # one of those that also have room for a name on a phone
    is_named: bool


@dataclass(frozen=True)
class Axis:
    """The time line's own line."""

    since: date
    until: date
    months: tuple[Month, ...]
    today: str | None

    def at(self, day: date) -> float:
        """Return where a day stands."""
        part = (day - self.since).days / (self.until - self.since).days
        return 100 * min(max(part, 0.0), 1.0)


def per_cent(value: float) -> str:
    """Write a place on the line."""
    return f"{value:.2f}%"


def axis(every: Sequence[Dates], today: date) -> Axis:
    """Return the line for all units: from the month before the first start to after the last one is helped."""
    starts = [when.forming for when in every if when.forming] or [today]
    ends = [when.keeping for when in every if when.keeping] or [today + timedelta(weeks=26)]
    since = (min(starts) - timedelta(days=14)).replace(day=1)
    until = min(max(max(ends) + AFTER, today + timedelta(weeks=4)), since + timedelta(days=31 * MOST_MONTHS))
    line = Axis(since, until, (), None)
    firsts = []
    day = since
    while day < until:
        firsts.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every_nth, on_phone = max(1, -(-len(firsts) // 15)), max(1, -(-len(firsts) // 5))
    places, now = [line.at(first) for first in firsts], line.at(today)
    months = tuple(
        Month(first, per_cent(x), n % on_phone == 0 and x < 88, n % every_nth == 0 and x < 95 and not 0 <= now - x < 7)
        for n, (first, x) in enumerate(zip(firsts, places, strict=True))
    )
    return Axis(since, until, months, per_cent(line.at(today)) if since <= today <= until else None)


def bars(when: Dates, line: Axis) -> tuple[Bar, ...]:
    """Return the phases of a unit that fall on the line."""
    if not (when.forming and when.helping and when.keeping):
        return ()
    ends = [
        (Phase.FORMING, when.forming, when.helping),
        (Phase.HELPING, when.helping, when.keeping),
        (Phase.KEEPING, when.keeping, line.until),
    ]
    placed = [(phase, line.at(since), line.at(until)) for phase, since, until in ends]
    return tuple(Bar(phase, per_cent(x), per_cent(end - x)) for phase, x, end in placed if end > x)

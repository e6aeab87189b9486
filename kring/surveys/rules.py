"""Rules of surveys: what is asked when, which answers are kept together, how an answer looks in its envelope."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

USES = ("listen", "respond", "share", "write", "lead")
MARKED = frozenset({"pulse", "end"})  # before the start there is no programme to give a mark
QUESTIONS = ("helped", "more")
LONGEST = 500  # characters of an open answer
FEWEST = 5  # answers that are kept together, at least
FEWEST_ASKED = 10  # fewer people are not asked: nothing of it could be shown
REMARKS_OF_A_UNIT = 10  # fewer open answers are kept without their unit
LATE_DAYS = 7  # a survey of the plan that was missed for longer is left out
COMFORTABLE, GOOD_MARK = 4, 8

Place = tuple[int | None, int | None]  # unit, target group


@dataclass(frozen=True)
class Answers:
    """What somebody answered; None: left open."""

    listen: int | None = None
    respond: int | None = None
    share: int | None = None
    write: int | None = None
    lead: int | None = None
    mark: int | None = None
    helped: str = ""
    more: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was answered."""
        return self == Answers()


@dataclass(frozen=True)
class Due:
    """A survey that the plan wants on a day."""

    kind: str
    on: date


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def due(starts_on: date, *, baseline_days: int, pulse_weeks: int, end_weeks: int) -> list[Due]:
    """Return the surveys around a start: a baseline, pulses until the end, and the end."""
    weeks = range(pulse_weeks, end_weeks - 1, pulse_weeks) if pulse_weeks else ()
    pulses = [Due("pulse", starts_on + timedelta(weeks=week)) for week in weeks]
    end = Due("end", starts_on + timedelta(weeks=end_weeks))
    return [Due("baseline", starts_on - timedelta(days=baseline_days)), *pulses, end]


def kept_together(answered: Mapping[Place, int], asked: Mapping[Place, int], *, fewest: int) -> dict[Place, Place]:
    """Return for each unit and group the unit and group that its answers are kept with; None: of several.

    What is enough keeps both. Else the same group of several units goes together, then what is left of a unit, then
    all that is left; the last takes a larger one along when it is not enough. So there is never a block of fewer
    answers than `fewest` in which somebody was asked, and no rest to find by subtraction.
    """
    places = sorted(set(answered) | set(asked), key=str)
    kept: dict[Place, Place] = {place: place for place in places if answered.get(place, 0) >= fewest}
    for part in (1, 0):  # first by group, then by unit
        together: dict[int | None, list[Place]] = defaultdict(list)
        for place in places:
            if place not in kept and place[part] is not None:
                together[place[part]].append(place)
        for key, some in together.items():
            if sum(answered.get(place, 0) for place in some) >= fewest:
                kept |= dict.fromkeys(some, (None, key) if part else (key, None))
    rest = [place for place in places if place not in kept]
    while rest and sum(answered.get(place, 0) for place in rest) < fewest and kept:
        sums: dict[Place, int] = defaultdict(int)
        for place, block in kept.items():
            sums[block] += answered.get(place, 0)
        smallest = min(sums, key=lambda block: (sums[block], str(block)))
        rest += [place for place, block in kept.items() if block == smallest]
        kept = {place: block for place, block in kept.items() if block != smallest}
    return kept | dict.fromkeys(rest, (None, None))


def padded(text: bytes) -> bytes:
    """Return an answer as long as nearly all others, so that its envelope does not tell whether somebody wrote much."""
    return text.ljust(2048 if len(text) <= 2048 else 4608)

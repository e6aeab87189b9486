"""Rules of nudges: which kind fits whom, how a half is drawn, when somebody's week begins."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from kring.choose.still_active import lot

WEEKS = 26  # completed weeks that are looked at
STILL = 4  # weeks in which somebody who did something is still active
LONGER = 13
AFTER = 2  # weeks after a nudge that are looked at: no second one falls into them
SHOWN_DAYS = 14  # a card that nobody answered goes by itself
TOLD_DAYS = 4  # a message that could not go by then is not sent any more
HINT_DAYS = 28
QUIET, FADING = 2, 4  # weeks without doing anything, before there is a word about it
FRESH_DAYS = 7  # a story is new
DAYS, FIRST_HOUR, LAST_HOUR = 4, 8, 11  # the digest: Monday to Thursday, in the morning
HOLIDAY_DAYS = 3  # working days to avoid that make a week a holiday
FEWEST_UNITS = 4  # in each half
FEWEST_TIMES = 30  # on the list in each part, before a difference is shown
STRATUM = 100  # and before a kind is stopped for a group


class Kind(StrEnum):
    """What a nudge can be about; the first that fits is taken."""

    WENT_LIVE = "went_live"
    HELP_MOMENT = "help_moment"
    SMALLER_STEP = "smaller_step"
    NEW_STORY = "new_story"
    LESSON = "lesson"


def key_of(kind: Kind) -> str:
    """Return what the kind is called as a message."""
    return f"nudges.{kind}"


class State(StrEnum):
    """How an organisation uses a kind."""

    ON = "on"
    HALF = "half"  # for a half of the units, drawn by lot, while it is tried
    OFF = "off"


class Answer(StrEnum):
    """What somebody did with a nudge."""

    OPENED = "opened"
    STEP = "step"
    GROUP = "group"
    PAUSE = "pause"
    NOT_FOR_ME = "not_for_me"
    FINE = "fine"


CLOSED_BY = frozenset({Answer.PAUSE, Answer.NOT_FOR_ME, Answer.FINE})


@dataclass(frozen=True)
class Facts:
    """What there is to tell one person this week."""

    quiet: int  # weeks since they did something
    moment: int | None  # a help moment of their circle this week
    has_story: bool
    has_lesson: bool


def fits(kind: Kind, facts: Facts) -> bool:
    """Return whether there is a reason for a nudge of this kind."""
    match kind:
        case Kind.HELP_MOMENT:
            return facts.moment is not None
        case Kind.SMALLER_STEP:
            return facts.quiet >= FADING
        case Kind.NEW_STORY:
            return facts.quiet >= QUIET and facts.has_story
        case Kind.LESSON:
            return facts.has_lesson
        case Kind.WENT_LIVE:  # decided for whoever told the idea, not for the list
            return False


def kind_for(facts: Facts, *, last: str, without: Collection[str]) -> Kind | None:
    """Return what to nudge somebody with: the first kind that fits and is not `without`, a change from the last one."""
    fitting = [kind for kind in Kind if kind not in without and fits(kind, facts)]
    changed = [kind for kind in fitting if kind != last]
    return next(iter(changed or fitting), None)


def halves(units: Sequence[tuple[int, int]], seed: str) -> dict[str, list[int]]:
    """Return a random half of units (key, people): of every two of about one size one is in, by the lot of the seed."""
    by_size = sorted(units, key=lambda unit: (unit[1], unit[0]))
    drawn: dict[str, list[int]] = {"in": [], "out": []}
    for place in range(0, len(by_size), 2):
        pair = sorted((unit for unit, _people in by_size[place : place + 2]), key=lambda unit: lot(seed, unit))
        alone = ["out" if lot(seed, pair[0]) < 0.5 else "in"] if len(pair) == 1 else ["in", "out"]
        for unit, half in zip(pair, alone, strict=True):
            drawn[half].append(unit)
    return drawn


def redrawn(drawn: Mapping[str, Sequence[int]], seed: str, times: int) -> list[frozenset[int]]:
    """Return the units that would be in, in so many other draws of the same pairs; anybody can repeat them."""
    ins, outs = drawn["in"], drawn["out"]
    pairs = [*zip(ins, outs, strict=False)]
    alone = [*ins[len(pairs) :], *outs[len(pairs) :]]
    choices = [*pairs, *((unit, None) for unit in alone)]
    return [
        frozenset(
            unit
            for place, pair in enumerate(choices)
            if (unit := pair[lot(f"{seed}/{number}", place) < 0.5]) is not None
        )
        for number in range(times)
    ]


def gets_other_time(seed: str, person: int) -> bool:
    """Return whether somebody is in the half that gets their week at the other time."""
    return lot(seed, person) < 0.5


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_key(week: date) -> str:
    """Return what the message that tells a week is known by, so that it is told once."""
    return f"week-{week}"


def digest_moment(person: int, week: date, hour: int | None, zone: tzinfo) -> datetime:
    """Return when somebody gets their week: always the same day, at the hour they are used to if it is a morning."""
    at = hour if hour is not None and FIRST_HOUR <= hour <= LAST_HOUR else FIRST_HOUR
    return moment_in(week, person % DAYS, at, zone)


def moment_in(week: date, weekday: int, hour: int, zone: tzinfo) -> datetime:
    """Return one hour of one day of a week."""
    return datetime.combine(week + timedelta(days=weekday), time(hour), zone)


def is_holiday(week: date, stretches: Sequence[tuple[date, date]]) -> bool:
    """Return whether most working days of a week are days to avoid."""
    days = [week + timedelta(days=n) for n in range(5)]
    return sum(any(since <= day <= until for since, until in stretches) for day in days) >= HOLIDAY_DAYS

"""How the feed is laid out for each target group, and the order in which it looks at stories: pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import log

from kring.choose.tailor import Place, Reason

CANDIDATES = 60  # hottest stories of a segment that are scored for a person
OTHERS = 10  # places from here on are the second helping of a day
TIRING = 0.5  # what it costs, in log-odds, that a person saw a story on an earlier day
CAP = 0.15  # the part of a segment that one story should reach in a week
FEWEST = 20  # people in a segment before its stories have prices
WEEK = 7


@dataclass(frozen=True)
class Layout:
    """What is different for one target group; everything else is the same page."""

    slate: int = 5
    invites_to: str = "tell"  # the words on the main button: tell, view, weigh_in, react
    source_first: bool = False  # the link to the source stands above the question
    applauds: bool = False  # posts of their own people, to applaud
    reacting_counts: bool = False  # reading and reacting is doing, and the page says so


LAYOUTS: dict[str, Layout] = {
    "role_model": Layout(slate=3, invites_to="view", applauds=True),
    "thought_leader": Layout(slate=4, invites_to="weigh_in", source_first=True),
    "networker": Layout(slate=5, invites_to="react", reacting_counts=True),
    "ambassador": Layout(slate=5, invites_to="tell"),
}


def layout(group_key: str | None) -> Layout:
    """Return the layout of a target group; one of an organisation's own gets the ambassadors'."""
    return LAYOUTS.get(group_key or "", Layout())


def segment(group_id: int | None) -> str:
    """Return the segment that people of a group look in."""
    return f"group:{group_id}" if group_id else "all"


def hot(live_from: datetime, *, shares: int, fit: int, editorial: int) -> float:
    """Return where a story stands in its segment: a week of age, or e² times the shares, weigh one.

    It only changes when the story or its shares do; as time goes by all stories fall alike.
    """
    return live_from.timestamp() / (WEEK * 86400) + 0.5 * log(1 + shares) + 0.5 * fit + 0.5 * editorial


def fit(group_id: int | None, *, groups: Collection[int] | None, is_local: bool) -> int:
    """Return how a story fits a group: 1 made for it, 0 for everyone, -1 for others; a local one fits its own unit."""
    if is_local:
        return 1
    if groups is None or group_id is None:
        return 0
    return 1 if group_id in groups else -1


def this_weeks(steps: Sequence[str], on: date) -> str:
    """Return one of the weekly steps, the next one each ISO week."""
    if not steps:
        return ""
    year, week, _day = on.isocalendar()
    return steps[(year * 53 + week) % len(steps)]


def part_of_day(hour: int) -> str:
    """Return what somebody is greeted with at an hour: morning, afternoon or evening."""
    return "morning" if 4 <= hour < 12 else "afternoon" if hour < 18 and hour >= 12 else "evening"


def cap(live: int, slate: int = 5) -> float:
    """Return the part of the people that one story should reach, among `live` stories: all have to be seen by some."""
    return min(1.0, max(CAP, 1.5 * slate / live)) if live else CAP


def why(place: Place, *, theme_shares: int, is_local: bool = False) -> tuple[str, ...]:
    """Return the codes of what told most for a story; a theme that a person never told about is their group's.

    What is local is news of their own unit: that comes first, and it was not made for a group.
    """
    told = [reason for reason in place.reasons if not (is_local and reason is Reason.GROUP)]
    codes = ["group_theme" if reason is Reason.THEME and not theme_shares else reason.value for reason in told]
    return ("local", *codes[:1]) if is_local else tuple(codes)

"""Rows to arrays: everything that the figures of half a year need, in a fixed number of queries.

What leaves this module is counted per unit, group and week; no figure is ever about one person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models.functions import TruncDate
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.core.words import said_in
from kring.engagement import queries as engagement
from kring.feed import queries as feed
from kring.insights import rules
from kring.insights.queries.placed import placed
from kring.people import queries as people
from kring.sharing import queries as sharing
from kring.stories import queries as stories
from kring.training import queries as training

if TYPE_CHECKING:
    from kring.people.models import Unit

WEEKS = rules.PERIODS[-1]
OUT = WEEKS  # instead of the week in which somebody joined
ACTIVITIES = ("shared", "contributed", "listened", "learned")
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Item:
    """A unit or a target group that a number can be about."""

    pk: int
    name: str
    hue: int = 0


@dataclass(frozen=True)
class Posts:
    """What was posted in these weeks by people on the staff at their end. All arrays have shape (posts,)."""

    person: Numbers  # place in Cells.unit
    story: Numbers  # primary key
    channel: Numbers  # place in `channels`
    channels: tuple[str, ...]
    words: Numbers  # 0 own, 1 mixed, 2 copy
    is_claimed: NDArray[np.bool_]
    recency: Numbers
    clicks: Numbers  # by people
    robots: Numbers


@dataclass(frozen=True)
class UnitWeeks:
    """Participants and their posts by unit and week since the programme started there, shape (units, weeks).

    Week 0 is the first. NaN participants: that week is not, or not yet, one of the weeks looked at.
    """

    participants: NDArray[np.float64]
    shares: NDArray[np.float64]
    sharers: NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """Everything behind the figures of one organisation, up to the last completed week."""

    until: date  # the Monday after it
    units: tuple[Item, ...]
    groups: tuple[Item, ...]
    levels: Numbers  # item of each unit at each level of the tree, shape (levels, units)
    level_items: tuple[tuple[Item, ...], ...]
    unit: Numbers  # of everybody on the staff on the last Sunday, shape (people,)
    group: Numbers
    recency: dict[str, Numbers]  # of each activity: the shortest period in which somebody did it, shape (people,)
    invited: NDArray[np.bool_]  # or taking part, shape (people,)
    joined: Numbers  # week in which somebody joined, 0 is the first, below 0: before; OUT: not; shape (people,)
    last: Numbers  # week in which somebody last did anything, -1: not in these weeks; shape (people,)
    sharers: Numbers  # people who posted in each week, shape (weeks,)
    posts: Posts
    since_start: UnitWeeks
    shown: dict[tuple[int, int], int]  # people by story and group on whose feed it was
    titles: dict[int, str]

    @property
    def sunday(self) -> date:
        """The last day that is counted."""
        return self.until - timedelta(days=1)

    def table(self, activity: str) -> Numbers:
        """Return people by unit, group and recency class of an activity."""
        shape = (len(self.units), len(self.groups), len(rules.PERIODS) + 1)
        out = np.zeros(shape, np.int64)
        np.add.at(out, (self.unit, self.group, self.recency[activity]), 1)
        return out


def gather(organisation: Organisation, now: datetime, language: str) -> Cells:
    """Return the cells of the last 26 completed weeks of `organisation`, in its own time zone."""
    zone = ZoneInfo(organisation.time_zone)
    until = rules.monday(now.astimezone(zone).date())
    since = until - timedelta(weeks=WEEKS)
    start, end = (datetime.combine(day, time(), zone) for day in (since, until))
    rows = list(placed(since, until, zone))
    all_units, all_groups = list(people.units()), list(people.target_groups())
    units = tuple(Item(unit.pk, unit.name) for unit in all_units)
    # Whoever is in no target group is in a group of their own, which nothing is shown of by itself.
    groups = (*(Item(g.pk, said_in(g.name), g.hue) for g in all_groups), Item(0, ""))
    unit_at = {unit.pk: n for n, unit in enumerate(units)}
    group_at = {group.pk: n for n, group in enumerate(groups)}
    now_here = [row for row in rows if row[4] is None or row[4] >= until]
    at = {row[0]: n for n, row in enumerate(now_here)}
    posted = list(
        sharing.posts(since=start, until=end)
        .annotate(day=TruncDate("posted_at", tzinfo=zone))
        .values_list("pk", "person_id", "story_id", "channel", "words_kind", "status", "day")
    )
    posts = _posts(posted, engagement.clicks_on_posts(since=start, until=end), at, until)
    last_idea, last_opened = (
        stories.last_idea(since=start, until=end),
        stories.last_opened(since=start, until=end),
    )
    last_lesson = training.last_completion(since=start, until=end)
    shared = np.full(len(now_here), len(rules.PERIODS))
    np.minimum.at(shared, posts.person, posts.recency)
    shown_since = until - timedelta(weeks=rules.STORY_WEEKS)
    shown = {
        (story, group_at.get(group or 0, len(groups) - 1)): count
        for story, group, count in feed.exposures(since=shown_since, until=until)
    }
    levels, level_items = _levels({u.pk: u.parent_id for u in all_units}, units)
    return Cells(
        until=until,
        units=units,
        groups=groups,
        levels=levels,
        level_items=level_items,
        unit=np.array([unit_at[row[1]] for row in now_here], np.int64),
        group=np.array([group_at.get(row[2] or 0, len(groups) - 1) for row in now_here], np.int64),
        recency={
            "shared": shared,
            "contributed": _last(last_idea, at, zone, until),
            "listened": _last(last_opened, at, zone, until),
            "learned": _last(last_lesson, at, zone, until),
        },
        invited=np.array([row[6] is not None and row[6] < until for row in now_here], bool),
        joined=_numbers(
            OUT if row[5] is None or row[5] >= until else rules.week_of(row[5], until, WEEKS) for row in now_here
        ),
        last=_last_week(posted, (last_idea, last_opened, last_lesson), at, zone, until),
        sharers=_sharers(posted, at, until),
        posts=posts,
        since_start=_since_start(rows, posted, unit_at, starts_of(all_units), until),
        shown=shown,
        titles=stories.titles({story for story, _ in shown}, language),
    )


def _posts(
    rows: list[tuple[int, int, int, str, str, str, date]],
    clicks: dict[int, tuple[int, int]],
    at: dict[int, int],
    until: date,
) -> Posts:
    rows = [row for row in rows if row[1] in at]
    channels = tuple(sorted({row[3] for row in rows}))
    words = {"own": 0, "mixed": 1, "copy": 2}
    counted = [clicks.get(row[0], (0, 0)) for row in rows]
    return Posts(
        person=_numbers(at[row[1]] for row in rows),
        story=_numbers(row[2] for row in rows),
        channel=_numbers(channels.index(row[3]) for row in rows),
        channels=channels,
        words=_numbers(words.get(row[4], 1) for row in rows),
        is_claimed=np.array([row[5] == "claimed" for row in rows], bool),
        recency=_numbers(_class(row[6], until) for row in rows),
        clicks=_numbers(by_people for by_people, _ in counted),
        robots=_numbers(robots for _, robots in counted),
    )


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int64)


def _class(day: date, until: date) -> int:
    return rules.recency(WEEKS - rules.week_of(day, until, WEEKS))


def _last(last: dict[int, datetime], at: dict[int, int], zone: ZoneInfo, until: date) -> Numbers:
    out = np.full(len(at), len(rules.PERIODS))
    for person, moment in last.items():
        if person in at:
            out[at[person]] = _class(moment.astimezone(zone).date(), until)
    return out


def _last_week(
    posted: Sequence[tuple[int, int, int, str, str, str, date]],
    others: Iterable[dict[int, datetime]],
    at: dict[int, int],
    zone: ZoneInfo,
    until: date,
) -> Numbers:
    last = np.full(len(at), -1)
    days = [(row[1], row[6]) for row in posted]
    days += [(person, moment.astimezone(zone).date()) for some in others for person, moment in some.items()]
    for person, day in days:
        if person in at:
            last[at[person]] = max(last[at[person]], rules.week_of(day, until, WEEKS))
    return last


def _sharers(posted: Sequence[tuple[int, int, int, str, str, str, date]], at: dict[int, int], until: date) -> Numbers:
    weeks = {(row[1], rules.week_of(row[6], until, WEEKS)) for row in posted if row[1] in at}
    return np.bincount([week for _person, week in weeks], minlength=WEEKS)


def _levels(parents: dict[int, int | None], units: tuple[Item, ...]) -> tuple[Numbers, tuple[tuple[Item, ...], ...]]:
    """Return for each level of the tree which item each unit is in: its ancestor there, or itself when higher."""
    paths: list[list[int]] = []
    for unit in units:
        path, above = [unit.pk], parents[unit.pk]
        while above is not None and above not in path:
            path.append(above)
            above = parents[above]
        paths.append(path[::-1])
    names = {unit.pk: unit for unit in units}
    levels, items = [], []
    for depth in range(max(map(len, paths), default=0)):
        at_depth = [path[min(depth, len(path) - 1)] for path in paths]
        found = sorted(set(at_depth), key=lambda pk: names[pk].name)
        place = {pk: n for n, pk in enumerate(found)}
        levels.append([place[pk] for pk in at_depth])
        items.append(tuple(names[pk] for pk in found))
    return np.array(levels, np.int64).reshape(len(levels), len(units)), tuple(items)


def starts_of(units: list["Unit"]) -> dict[int, date | None]:
    """Return when the programme starts in each unit: its own day, else that of the unit above."""
    by_pk = {unit.pk: unit for unit in units}

    def start(unit: "Unit") -> date | None:
        seen: set[int] = set()
        while unit.starts_on is None and unit.parent_id is not None and unit.pk not in seen:
            seen.add(unit.pk)
            unit = by_pk[unit.parent_id]
        return unit.starts_on

    return {unit.pk: start(unit) for unit in units}


def _since_start(
    placements: Sequence[tuple[int, int, int | None, date, date | None, date | None, date | None]],
    posted: Sequence[tuple[int, int, int, str, str, str, date]],
    unit_at: dict[int, int],
    starts: dict[int, date | None],
    until: date,
) -> UnitWeeks:
    units = len(unit_at)
    change = np.zeros((units, WEEKS + 1))
    where: dict[int, list[tuple[date, date, int]]] = {}
    for person, unit, _, valid_from, valid_until, joined, _invited in placements:
        if joined is None or joined >= until:
            continue
        first, after = rules.weeks_there(max(valid_from, joined), valid_until, until, WEEKS)
        if first < after:
            change[unit_at[unit], first] += 1
            change[unit_at[unit], after] -= 1
        where.setdefault(person, []).append((max(valid_from, joined), valid_until or date.max, unit_at[unit]))
    participants = np.cumsum(change, axis=1)[:, :WEEKS]
    shares, sharers = np.zeros((units, WEEKS)), np.zeros((units, WEEKS))
    seen: set[tuple[int, int, int]] = set()
    for _, person, _, _, _, _, day in posted:
        placed = next((n for since, before, n in where.get(person, ()) if since <= day < before), None)
        if placed is None:
            continue
        week = rules.week_of(day, until, WEEKS)
        shares[placed, week] += 1
        if (person, placed, week) not in seen:
            seen.add((person, placed, week))
            sharers[placed, week] += 1
    shifted = UnitWeeks(*(np.full((units, WEEKS), np.nan) for _ in range(3)))
    for pk, row in unit_at.items():
        start = starts[pk]
        if start is None or start >= until:
            continue
        first = rules.week_of(start, until, WEEKS)
        weeks = np.arange(max(first, 0), WEEKS)
        weeks = weeks[weeks - first < WEEKS]
        for to, values in zip(
            (shifted.participants, shifted.shares, shifted.sharers), (participants, shares, sharers), strict=True
        ):
            to[row, weeks - first] = values[row, weeks]
    return shifted

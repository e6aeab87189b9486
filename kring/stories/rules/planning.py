"""The plan over days: where nothing is told, and how far the parts are from what was planned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

LONGEST = 7  # days without a story for a group before it is worth saying
FEWEST = 8  # stories before a part of them says anything
FAR = 0.10  # how far a pillar may be from its plan before it is worth saying


@dataclass(frozen=True)
class Planned:
    """A story in the plan: from which day on, on which pillar, and which groups it asks something of their own."""

    day: date
    pillar_id: int
    group_ids: frozenset[int]


@dataclass(frozen=True)
class GroupGap:
    """Days in a row on which nothing begins for a group."""

    group_id: int
    first: date
    days: int


@dataclass(frozen=True)
class PillarGap:
    """A pillar whose part of the stories is far from its plan; both are parts of one."""

    pillar_id: int
    part: float
    plan: float


def group_gaps(
    stories: Iterable[Planned], groups: Iterable[int], *, first: date, last: date, longest: int = LONGEST
) -> list[GroupGap]:
    """Return, per group, the longest run of days in [first, last] on which no story for it begins."""
    told = list(stories)
    found = []
    for group in groups:
        days = sorted({s.day for s in told if group in s.group_ids and first <= s.day <= last})
        edges = [first - timedelta(days=1), *days, last + timedelta(days=1)]
        runs = [(b - a).days - 1 for a, b in pairwise(edges)]
        run = max(runs)
        if run >= longest:
            found.append(GroupGap(group, edges[runs.index(run)] + timedelta(days=1), run))
    return sorted(found, key=lambda gap: -gap.days)


def pillar_gaps(
    stories: Iterable[Planned],
    weights: dict[int, int],
    *,
    first: date,
    last: date,
    fewest: int = FEWEST,
    far: float = FAR,
) -> list[PillarGap]:
    """Return the pillars whose part of the stories in [first, last] is far from their weight, farthest first."""
    inside = [s.pillar_id for s in stories if first <= s.day <= last]
    total = sum(weights.values())
    if len(inside) < fewest or not total:
        return []
    found = [
        PillarGap(pillar, inside.count(pillar) / len(inside), weight / total) for pillar, weight in weights.items()
    ]
    apart = [gap for gap in found if abs(gap.part - gap.plan) >= far]
    return sorted(apart, key=lambda gap: -abs(gap.part - gap.plan))


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of a day's week."""
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's quarter."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return first, (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)

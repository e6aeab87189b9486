"""What part of the participants is still active per unit and target group, now and week by week; never of a few.

Every week is cut by itself as the figures are (`kring.measure.suppress`): a unit or group that is shown has a point in
a week only when it is a whole of what may be shown of that week, so no week gives away what another one hides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kring.core.words import said_in
from kring.measure.rates import Rate, wilson
from kring.measure.suppress import CLOSED, rounded, shown
from kring.nudges import rules
from kring.nudges.queries.weeks import Weeks

if TYPE_CHECKING:
    from kring.people.models import TargetGroup

FEWEST_POINTS = 8
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Point:
    """The part that was still active at the end of one week; no rate where too few were, or were not."""

    sunday: date
    rate: Rate | None


@dataclass(frozen=True)
class Row:
    """One unit or group, or several that are only shown together: still active, and active within three months."""

    names: tuple[str, ...]
    hue: int
    still: Rate
    longer: Rate | None  # None: too few did nothing in three months to say it
    line: tuple[Point, ...]  # week by week; empty where too few weeks can be said


@dataclass(frozen=True)
class Rows:
    """Units and target groups, each beside its like."""

    units: tuple[Row, ...] = ()
    groups: tuple[Row, ...] = ()


@dataclass(frozen=True)
class _Week:
    """One kind of item at the end of one week: people by class, shape (items, 4), and the block each is shown in."""

    table: Numbers
    labels: Numbers


def part_of(did: int, everybody: int, smallest: int) -> Rate | None:
    """Return a part as it may be shown: enough did, enough did not, and a few more or less do not show."""
    if min(did, everybody - did) < smallest:
        return None
    base = rounded(everybody, smallest)  # how many take part is nobody's to know exactly
    return wilson(min(rounded(did, smallest), base), base)


def as_line(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return points from the first that can be said on; nothing when that is too few to be a line."""
    known = [n for n, point in enumerate(points) if point.rate]
    return tuple(points[known[0] :]) if len(known) >= FEWEST_POINTS else ()


def side_by_side(weeks: Weeks, names: Mapping[int, str], groups: Sequence["TargetGroup"], *, smallest: int) -> Rows:
    """Return units and groups side by side, so that neither tells who takes part, nor who stopped (`shown`)."""
    if len(weeks.unit) == 0:
        return Rows()
    unit_keys, group_keys = sorted(names), [0, *(group.pk for group in groups)]
    unit = np.searchsorted(unit_keys, weeks.unit)
    group = np.array([group_keys.index(pk) if pk in group_keys else 0 for pk in weeks.group.tolist()], np.int64)
    shape = (len(unit_keys), len(group_keys), 4)
    units, by_group = [], []
    for end in range(rules.STILL, rules.WEEKS + 1):
        cells = np.zeros(shape, np.int64)
        np.add.at(cells, (unit, group, _classes(weeks, end)), 1)
        found = shown(cells, np.arange(len(unit_keys))[None], smallest=smallest)
        units.append(_Week(cells.sum(axis=1), found.levels[0][0]))
        by_group.append(_Week(cells.sum(axis=0), found.groups[0]))
    said = {n: (said_in(one.name), one.hue) for n, one in enumerate(groups, 1)} | {0: ("", 0)}
    by_unit = {n: (names[pk], 0) for n, pk in enumerate(unit_keys)}
    last = weeks.until - timedelta(days=1)
    rows = _blocks(units, by_unit, last, smallest)
    rows.sort(key=lambda row: (len(row.names) > 1, -row.still.value))
    return Rows(tuple(rows), tuple(_blocks(by_group, said, last, smallest)))


def _classes(weeks: Weeks, end: int) -> Numbers:
    """Return 0: active in the four weeks before `end`; 1: in three months; 2: took part; 3: did not; of all staff."""
    recent = weeks.active[:, end - rules.STILL : end].any(axis=1)
    longer = weeks.active[:, max(0, end - rules.LONGER) : end].any(axis=1)
    takes_part = weeks.takes_part & (weeks.since <= end)
    return np.asarray(np.select([~takes_part, recent, longer], [3, 0, 1], 2), np.int64)


def _blocks(ends: Sequence[_Week], names: Mapping[int, tuple[str, int]], last: date, smallest: int) -> list[Row]:
    """Return what may be shown now, each with its line."""
    now, rows = ends[-1], []
    for block in sorted(set(now.labels.tolist()) - {CLOSED}):
        members = np.flatnonzero(now.labels == block)
        still, longer, rest, _out = now.table[members].sum(axis=0).tolist()
        everybody = still + longer + rest
        rates = part_of(still, everybody, smallest), part_of(still + longer, everybody, smallest)
        said = [names[int(n)] for n in members if names[int(n)][0]]
        if rates[0] is None or not said:
            continue
        points = [
            Point(last - timedelta(weeks=len(ends) - 1 - n), _rate_in(week, members, smallest))
            for n, week in enumerate(ends)
        ]
        hue = said[0][1] if len(said) == 1 else 0
        rows.append(Row(tuple(name for name, _hue in said), hue, rates[0], rates[1], as_line(points)))
    return rows


def _rate_in(week: _Week, members: Numbers, smallest: int) -> Rate | None:
    """Return the rate of some items in one week, when they are together a whole of what may be shown of it."""
    blocks = set(week.labels[members].tolist())
    if CLOSED in blocks or set(np.flatnonzero(np.isin(week.labels, list(blocks))).tolist()) != set(members.tolist()):
        return None
    still, longer, rest, _out = week.table[members].sum(axis=0).tolist()
    return part_of(still, still + longer + rest, smallest)

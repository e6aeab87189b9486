"""What part of the participants is still active, for groups that are large enough; and what each nudge did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.core.words import said_in
from kring.measure.rates import Rate, wilson
from kring.measure.suppress import CLOSED, Shown, rounded, shown
from kring.nudges import rules
from kring.nudges.queries.effects import Effect, effects
from kring.nudges.queries.weeks import Weeks
from kring.nudges.queries.where import Where, settings
from kring.nudges.rules import Kind, State
from kring.people import queries as people

if TYPE_CHECKING:
    from kring.people.models import TargetGroup

FEWEST_POINTS = 8


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


@dataclass(frozen=True)
class KindRow:
    """One kind of nudge: how it is used, and what it did."""

    kind: Kind
    where: Where
    effect: Effect | None  # None: nobody is left alone, so there is nothing to compare with
    half: tuple[str, ...]  # the units that are in
    stopped: tuple[str, ...]  # the groups it is not used for any more


@dataclass(frozen=True)
class Alive:
    """Everything on the page that keeps a programme alive. None: too few to say, never 0."""

    sunday: date
    now: Rate | None
    line: tuple[Point, ...]
    units: tuple[Row, ...]
    groups: tuple[Row, ...]
    kinds: tuple[KindRow, ...]
    smallest: int
    may_draw: bool  # whether there are enough units for a half


def alive(organisation: Organisation, weeks: Weeks, *, smallest: int) -> Alive:
    """Return how alive the programme is at `organisation`, with nothing that names people."""
    units, groups = list(people.units()), list(people.target_groups())
    names = {unit.pk: unit.name for unit in units}
    where = settings(weeks.until)
    line = _line(weeks, smallest)
    return Alive(
        sunday=weeks.until - timedelta(days=1),
        now=line[-1].rate if line else None,
        line=line,
        **_rows(weeks, names, groups, smallest),
        kinds=_kinds(where, effects(weeks, where, smallest=smallest), names, groups),
        smallest=smallest,
        may_draw=len(np.unique(weeks.unit)) >= 2 * rules.FEWEST_UNITS,
    )


def _line(weeks: Weeks, smallest: int) -> tuple[Point, ...]:
    """Return the part of today's participants that did something in the four weeks to each week's end."""
    points = []
    for end in range(rules.STILL, rules.WEEKS + 1):
        base = weeks.takes_part & (weeks.since <= end - rules.STILL)
        did = int(weeks.active[base, end - rules.STILL : end].any(axis=1).sum())
        sunday = weeks.until - timedelta(weeks=rules.WEEKS - end, days=1)
        points.append(Point(sunday, _rate(did, int(base.sum()), smallest)))
    known = [n for n, point in enumerate(points) if point.rate]
    return tuple(points[known[0] :]) if len(known) >= FEWEST_POINTS else ()


def _rate(did: int, everybody: int, smallest: int) -> Rate | None:
    """Return a part as it may be shown: enough did, enough did not, and a few more or less do not show."""
    if min(did, everybody - did) < smallest:
        return None
    base = rounded(everybody, smallest)  # how many take part is nobody's to know exactly
    return wilson(min(rounded(did, smallest), base), base)


def _classes(weeks: Weeks) -> NDArray[np.int64]:
    """Return 0: active in the last four weeks; 1: in three months; 2: takes part; 3: does not. All of the staff."""
    recent = weeks.active[:, -rules.STILL :].any(axis=1)
    longer = weeks.active[:, -rules.LONGER :].any(axis=1)
    found = np.select([~weeks.takes_part, recent, longer], [3, 0, 1], 2)
    return np.asarray(found, np.int64)


def _rows(
    weeks: Weeks, names: Mapping[int, str], groups: Sequence["TargetGroup"], smallest: int
) -> dict[str, tuple[Row, ...]]:
    """Return units and groups side by side, so that neither tells who takes part, nor who stopped (`shown`)."""
    unit_keys, group_keys = sorted(names), [0, *(group.pk for group in groups)]
    unit = np.searchsorted(unit_keys, weeks.unit)
    group = np.array([group_keys.index(pk) if pk in group_keys else 0 for pk in weeks.group.tolist()], np.int64)
    cells = np.zeros((len(unit_keys), len(group_keys), 4), np.int64)
    if len(unit) == 0:
        return {"units": (), "groups": ()}
    np.add.at(cells, (unit, group, _classes(weeks)), 1)
    found: Shown = shown(cells, np.arange(len(unit_keys))[None], smallest=smallest)
    said = {n: (said_in(one.name), one.hue) for n, one in enumerate(groups, 1)} | {0: ("", 0)}
    by_unit = {n: (names[pk], 0) for n, pk in enumerate(unit_keys)}
    return {
        "units": _blocks(cells.sum(axis=1), found.levels[0][0], by_unit, smallest),
        "groups": _blocks(cells.sum(axis=0), found.groups[0], said, smallest, keep=True),
    }


def _blocks(
    table: NDArray[np.int64],
    labels: NDArray[np.int64],
    names: Mapping[int, tuple[str, int]],
    smallest: int,
    *,
    keep: bool = False,
) -> tuple[Row, ...]:
    rows = []
    for block in sorted(set(labels.tolist()) - {CLOSED}):
        members = np.flatnonzero(labels == block)
        still, longer, rest, _out = table[members].sum(axis=0).tolist()
        everybody = still + longer + rest
        rates = _rate(still, everybody, smallest), _rate(still + longer, everybody, smallest)
        said = [names[int(n)] for n in members if names[int(n)][0]]
        if rates[0] is None or not said:
            continue
        hue = said[0][1] if len(said) == 1 else 0
        rows.append(Row(tuple(name for name, _hue in said), hue, rates[0], rates[1]))
    return tuple(rows) if keep else tuple(sorted(rows, key=lambda row: (len(row.names) > 1, -row.still.value)))


def _kinds(
    where: Mapping[Kind, Where], did: Mapping[Kind, Effect], names: Mapping[int, str], groups: Sequence["TargetGroup"]
) -> tuple[KindRow, ...]:
    said = {group.pk: said_in(group.name) for group in groups}
    return tuple(
        KindRow(
            kind,
            one,
            did.get(kind),
            tuple(sorted(names[pk] for pk in one.half_in if pk in names)) if one.state == State.HALF else (),
            tuple(said[pk] for pk in sorted(did[kind].stopped) if pk in said) if kind in did else (),
        )
        for kind, one in where.items()
    )

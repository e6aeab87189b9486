"""What part of the participants is still active, and what each nudge did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kring.core.models import Organisation
from kring.core.words import said_in
from kring.measure.rates import Rate
from kring.nudges import rules
from kring.nudges.queries.effects import Effect, effects
from kring.nudges.queries.fading import Point, Row, as_line, part_of, side_by_side
from kring.nudges.queries.weeks import Weeks
from kring.nudges.queries.where import Where, settings
from kring.nudges.rules import Kind, State
from kring.people import queries as people

if TYPE_CHECKING:
    from kring.people.models import TargetGroup


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
    line, rows = _line(weeks, smallest), side_by_side(weeks, names, groups, smallest=smallest)
    return Alive(
        sunday=weeks.until - timedelta(days=1),
        now=line[-1].rate if line else None,
        line=line,
        units=rows.units,
        groups=rows.groups,
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
        points.append(Point(sunday, part_of(did, int(base.sum()), smallest)))
    return as_line(points)


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

"""Tables to sums by unit, week and target group: all that the measures of cause and effect ever get."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.core.words import said_in
from kring.insights import rules
from kring.insights.queries import engine, files
from kring.insights.queries.before import Before, before
from kring.insights.queries.cells import Item, Numbers, starts_of
from kring.people import queries as people
from kring.rollout import queries as rollout
from kring.rollout.rules import draws

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """How the waves were drawn by lot, for the test that shuffles over the very draws they were taken from."""

    units: Numbers  # place in Totals.units of each unit that went into the draw, shape (drawn,)
    wave: Numbers  # the wave that each was given, from 0, shape (drawn,)
    starts: Numbers  # the week in which each wave starts, as Totals.starts, shape (waves,)
    draws: Callable[[], Numbers]  # makes the accepted set again (it takes a second): waves from 0, shape (draws, drawn)


@dataclass(frozen=True)
class Totals:
    """Sums by unit, week and target group. No person is in it. NaN: not known, which is never 0."""

    mondays: tuple[date, ...]  # every completed week since measuring began, at most 104; shape (weeks,)
    units: tuple[Item, ...]
    groups: tuple[Item, ...]  # the last one: of no group
    starts: Numbers  # the week in which the programme started in each unit, len(mondays): not yet; shape (units,)
    waves: Numbers  # wave number, -1: in none; shape (units,)
    staff: Real  # people there on each week's Sunday; this and what follows has shape (units, weeks, groups)
    participants: Real
    invited: Real
    shares: Real  # confirmed by a network or claimed by their person
    claimed: Real  # of these: only claimed
    linked: Real  # of these: with a link that is counted
    told: Real  # of these: whose network told its numbers
    engagements: Real  # reactions, comments and reshares of the told ones; NaN where there are shares and none is told
    late: Real  # of these: came in after the week was closed
    clicks: Real  # by people, robots out, one browser once a day; NaN where there are shares and none has a link
    late_clicks: Real
    active: Real  # people with at least one share in a block of 4 weeks, shape (units, blocks, groups); block 0 begins
    active2: Real  # at mondays[0], and weeks at the end that make no whole block are in none
    active4: Real
    before: Before  # what people brought in of the time before they took part: its own weeks, in no array above
    design: Drawn | None  # None: the waves were not drawn by lot

    @property
    def blocks(self) -> int:
        """How many whole blocks of 4 weeks there are."""
        return len(self.mondays) // rules.BLOCK


def totals(
    organisation: Organisation, now: datetime, *, channel: str | None = None, pillar: int | None = None
) -> Totals:
    """Return the sums of every completed week, of one channel, one pillar, or all; a fixed number of queries."""
    until = files.closed(organisation, now)
    since = files.first_week(organisation, until)
    weeks = (until - since).days // 7
    all_units, all_groups = list(people.units()), list(people.target_groups())
    units = tuple(Item(unit.pk, unit.name) for unit in all_units)
    groups = (*(Item(g.pk, said_in(g.name), g.hue) for g in all_groups), Item(0, ""))
    began = starts_of(all_units)
    starts = [_week(began[unit.pk], until, weeks) for unit in units]
    numbers = rollout.wave_numbers()
    return Totals(
        mondays=tuple(since + timedelta(weeks=n) for n in range(weeks)),
        units=units,
        groups=groups,
        starts=np.array(starts, np.int64),
        waves=np.array([numbers.get(unit.pk, -1) for unit in units], np.int64),
        before=before(organisation, until, units, groups),
        design=_design(units, until, weeks),
        **engine.counted(
            organisation, since=since, until=until, units=units, groups=groups, channel=channel, pillar=pillar
        ),
    )


def _week(start: date | None, until: date, weeks: int) -> int:
    return weeks if start is None else min(max(rules.week_of(start, until, weeks), 0), weeks)


def _design(units: Sequence[Item], until: date, weeks: int) -> Drawn | None:
    draw = rollout.accepted_draw()
    if draw is None or not draw.is_by_lot:
        return None
    given, drawn = draws.Given.read(draw.given), draws.Found.read(draw.found)
    at = {unit.pk: n for n, unit in enumerate(units)}
    by_name = sorted(given.units, key=lambda one: one.name)
    if any(one.id not in at or one.name not in drawn.wave for one in by_name):
        return None
    kept, seed = list(draw.kept), draw.seed

    def again() -> Numbers:
        return draws.kept_draws(given, seed, drawn, kept)

    return Drawn(
        units=np.array([at[one.id] for one in by_name], np.int64),
        wave=np.array([drawn.wave[one.name] - 1 for one in by_name], np.int64),
        starts=np.array([_week(day, until, weeks) for day in given.starts], np.int64),
        draws=again,
    )

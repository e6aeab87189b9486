"""What may be said about what the programme caused: effect, test by lot, lights and grade in one, and no more.

Numbers that the evidence does not carry are not there at all, so that no page can show them by mistake.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kring.measure import checks as lights
from kring.measure.activation import Activation, NobodyTakesPartError, TookPartBeforeError, activation, net_active
from kring.measure.checks import Check, Sensitivity
from kring.measure.grade import Design, Grade, grade
from kring.measure.imputation import NoComparisonError
from kring.measure.lift import Lift, by_group, log_ratio
from kring.measure.parts import AHEAD, WINDOWS, Effects, effects
from kring.measure.permutation import ByLot, by_lot
from kring.measure.spill import Spill, spill

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


class Withheld(StrEnum):
    """Why the numbers are not there."""

    GRADE = "grade_d"  # nothing may be said about a cause
    FEW = "few_units"  # the range would be too sure: only the test by lot may speak


@dataclass(frozen=True)
class Counts:
    """What was counted, as sums."""

    totals: Real  # shape (units, weeks), or (units, weeks, groups); as counted
    staff: Real  # the same shape; people
    starts: Whole  # week in which each unit starts, as drawn, shape (units,); at or after `weeks`: not yet
    draws: Whole | None = None  # starts under every draw that could have been, shape (draws, units)
    regions: Whole | None = None  # shape (units,)
    traits: Real | None = None  # what waves should be alike in, shape (units, traits)
    measured: Real | None = None  # people who are measured, shape (units, weeks)


@dataclass(frozen=True)
class People:
    """Who is active and who takes part, by unit and period of `weeks` weeks; shapes (units, periods)."""

    active: Real
    staff: Real
    participants: Real | None = None
    active_participants: Real | None = None
    weeks: int = 4


@dataclass(frozen=True)
class Answer:
    """What may be said, and how good it is. What is withheld is None, and `withheld` says why."""

    grade: Grade
    checks: tuple[Check, ...]
    withheld: Withheld | None
    effects: Effects | None
    groups: tuple[Lift | None, ...]  # one per target group when totals have groups, else none
    activation: Activation | None
    by_lot: ByLot | None  # of the logarithm of the lift
    active_by_lot: ByLot | None  # of people made active per 100 staff
    sensitivity: Sensitivity | None
    spill: Spill | None


def answer(
    counts: Counts,
    design: Design,
    people: People | None = None,
    *,
    anticipation: int = 0,
    windows: tuple[int, int] = WINDOWS,
    ahead: int = AHEAD,
) -> Answer:
    """Return what may be said about what the programme caused.

    Parameters
    ----------
    counts
        What was counted.
    design
        How the programme was rolled out and measured.
    people
        Who is active and takes part, to know how many became active.
    anticipation
        Weeks before the start in which a unit may already change; they are left out.
    windows
        Weeks since the start in which spreading begins, and ends.
    ahead
        Weeks before the start in which nothing should be seen yet.

    Returns
    -------
    Answer
        Units as in `effects`, `activation`, `by_lot`. No effect at grade D; with fewer than 12 units or 3 waves the
        test by lot alone, and nothing where waves were not drawn by lot.

    Raises
    ------
    ValueError
        When the shapes do not fit, or a number is negative.

    Source
    ------
    Own; its parts name theirs.
    """
    totals, staff = _over_groups(counts.totals), _over_groups(counts.staff)
    design = _as_it_went(counts, design)
    drawn = _by_lot(lambda starts: log_ratio(totals, staff, starts, anticipation=anticipation), counts, design)
    found = _effects(totals, staff, counts.starts, anticipation, windows, ahead)
    checked, how_bad, spilled = _checks(counts, totals, staff, design, found, anticipation, ahead)
    graded = grade(
        checked,
        design,
        dates=len(np.unique(counts.starts[counts.starts < totals.shape[1]])),
        is_compared=found is not None,
        is_enough=found is not None and found.whole.is_enough,
    )
    withheld = Withheld.GRADE if found is None or not graded.is_causal else None
    if withheld is None and found is not None and not found.whole.is_enough:
        withheld = Withheld.FEW
    may_speak = withheld is None
    active = None if people is None or not may_speak else _active(people, counts.starts)
    may_test = withheld is not Withheld.GRADE
    return Answer(
        grade=graded,
        checks=checked,
        withheld=withheld,
        effects=found if may_speak else None,
        groups=_groups(counts, anticipation) if may_speak else (),
        activation=active,
        by_lot=drawn if may_test else None,
        active_by_lot=_active_by_lot(people, counts, design) if may_test and people is not None else None,
        sensitivity=how_bad if may_speak else None,
        spill=spilled if may_speak else None,
    )


def _over_groups(values: Real) -> Real:
    return values.sum(axis=2) if values.ndim == 3 else values


def _effects(
    totals: Real, staff: Real, starts: Whole, anticipation: int, windows: tuple[int, int], ahead: int
) -> Effects | None:
    try:
        return effects(totals, staff, starts, anticipation=anticipation, windows=windows, ahead=ahead)
    except NoComparisonError:
        return None


def _groups(counts: Counts, anticipation: int) -> tuple[Lift | None, ...]:
    if counts.totals.ndim != 3:
        return ()
    return by_group(counts.totals, counts.staff, counts.starts, anticipation=anticipation)


def _as_it_went(counts: Counts, design: Design) -> Design:
    """Return the design as the draws bear it out: no lot without draws, and not as drawn when it is none of them."""
    if not design.by_lot or counts.draws is None:
        return replace(design, by_lot=False)
    return replace(design, as_drawn=design.as_drawn and bool(np.any(np.all(counts.draws == counts.starts, axis=1))))


def _by_lot(statistic: Callable[[Whole], float], counts: Counts, design: Design) -> ByLot | None:
    """Return the test by lot; None when waves were not drawn, or not as they are, or a draw has no comparison."""
    if counts.draws is None or not (design.by_lot and design.as_drawn):
        return None
    try:
        return by_lot(statistic, counts.starts, counts.draws)
    except NoComparisonError:
        return None


def _active(people: People, starts: Whole) -> Activation | None:
    """Return how many became active; only per 100 staff when who takes part does not allow more."""
    when, kinds = starts / people.weeks, (people.active, people.staff)
    try:
        return activation(*kinds, when, people.participants, people.active_participants)
    except (NobodyTakesPartError, TookPartBeforeError):
        return activation(*kinds, when)
    except NoComparisonError:
        return None


def _active_by_lot(people: People, counts: Counts, design: Design) -> ByLot | None:
    return _by_lot(lambda starts: net_active(people.active, people.staff, starts / people.weeks), counts, design)


def _checks(
    counts: Counts,
    totals: Real,
    staff: Real,
    design: Design,
    found: Effects | None,
    anticipation: int,
    ahead: int,
) -> tuple[tuple[Check, ...], Sensitivity | None, Spill | None]:
    """Return the lights, and two of the findings behind them."""
    if found is None:
        return (), None, None
    starts = counts.starts
    how_bad = lights.sensitivity(totals, staff, starts, anticipation=anticipation, ahead=ahead)
    spilled = None
    if design.two_stages and counts.regions is not None:
        spilled = spill(totals, staff, starts, counts.regions, anticipation=anticipation)
    change = None if counts.measured is None else activation(counts.measured, staff, starts)
    traits = _traits(totals, staff, starts) if counts.traits is None else counts.traits
    checked = (
        lights.controls(starts, totals.shape[1], anticipation=anticipation),
        lights.balance(traits, starts),
        lights.drift(found, how_bad, by_lot=design.by_lot and design.as_drawn),
        lights.one_unit(found),
        lights.spill_over(spilled),
        lights.measured(change, for_everybody=design.for_everybody),
    )
    return checked, how_bad, spilled


def _traits(totals: Real, staff: Real, starts: Whole) -> Real:
    """Return size and what was counted per person before anything started, on the logarithm, shape (units, 2)."""
    early = slice(0, max(1, int(starts.min())))
    people = staff[:, early].sum(axis=1)
    return np.log(np.column_stack([people + 1, (totals[:, early].sum(axis=1) + 1) / (people + 1)]))

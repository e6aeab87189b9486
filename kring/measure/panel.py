"""A panel, read once: the same units in the same periods, and when each of them started.

Group-time effects (`kring.measure.group_time`) need very little of it: per cohort, which is all units that start in the
same period, how many units there are, their mean in every period, and how the periods vary together. One pass gives
that, and from then on nobody needs to see a unit, or a person, again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

NEVER = np.inf


class UnbalancedError(ValueError):
    """A unit is not there exactly once in every period."""


@dataclass(frozen=True)
class Panel:
    """The same units in the same periods."""

    outcomes: Real  # shape (units, periods)
    starts: Real  # the period in which each unit starts, shape (units,); infinite: never
    periods: Real  # shape (periods,), ascending; they need not be evenly spaced
    covariates: Real  # what was known of each unit before, shape (units, covariates); there may be none


@dataclass(frozen=True)
class Cohorts:
    """What a panel says of the units that start together."""

    starts: Real  # shape (cohorts,), ascending; infinite: never
    units: Whole  # shape (cohorts,)
    means: Real  # shape (cohorts, periods). Unit: as the outcome
    spread: Real  # sums of products around the means, shape (cohorts, periods, periods). Unit: outcome squared
    periods: Real  # shape (periods,), ascending


def panel(
    unit: ArrayLike, period: ArrayLike, outcome: ArrayLike, start: ArrayLike, covariates: ArrayLike | None = None
) -> Panel:
    """Return a panel from rows in any order.

    Parameters
    ----------
    unit
        Which unit a row is about, shape (rows,): numbers or texts.
    period
        When, shape (rows,). Unit: any number that grows with time, a year or a week.
    outcome
        What was counted, shape (rows,). Any unit.
    start
        The period in which the unit starts, shape (rows,), the same in all rows of a unit; 0 or infinite: never.
    covariates
        What was known of the unit before, shape (rows,) or (rows, covariates), the same in all rows of a unit.

    Returns
    -------
    Panel
        Units in the order of their names.

    Raises
    ------
    UnbalancedError
        When a unit is not there exactly once in every period.
    ValueError
        When the shapes do not fit, a number is missing, or what should hold for a unit differs between its rows.

    Source
    ------
    Own.
    """
    units, when, begins = np.asarray(unit), _numbers(period), _numbers(start)
    counted = np.asarray(outcome, np.float64)
    known = np.empty((len(units), 0)) if covariates is None else np.asarray(covariates, np.float64)
    known = known.reshape(len(units), -1) if known.ndim < 2 else known
    if (
        units.ndim != 1
        or not len(units)
        or not len(known) == len(units)
        or not (units.shape == when.shape == counted.shape == begins.shape)
    ):
        raise ValueError("unit, period, outcome and start are one value per row, and there is at least one row")
    if (
        np.isnan(begins).any()
        or np.any(units != units)
        or not (np.isfinite(when).all() and np.isfinite(counted).all() and np.isfinite(known).all())
    ):
        raise ValueError("a number is missing")
    rows, periods = _in_order(units, when)
    table = (len(units) // len(periods), len(periods))
    begins, known = begins[rows].reshape(table), known[rows].reshape(*table, known.shape[1])
    if np.any(begins != begins[:, :1]) or np.any(known != known[:, :1]):
        raise ValueError("start and covariates are the same in all rows of a unit")
    starts = np.where(begins[:, 0] == 0, NEVER, begins[:, 0])
    return Panel(counted[rows].reshape(table), starts, periods, known[:, 0])


def cohorts(panel: Panel) -> Cohorts:
    """Return what the units that start together have in common: numbers, means, and how periods vary together.

    Parameters
    ----------
    panel
        Outcomes by unit and period. The covariates are not used.

    Returns
    -------
    Cohorts
        In the order of their start; those that never start are last.

    Raises
    ------
    ValueError
        When the shapes of the panel do not fit, a number is missing, or periods do not ascend.

    Source
    ------
    Own. Means and centred second moments are sufficient for the estimators of Callaway and Sant'Anna (2021), J.
    Econometrics 225, 200-230, without covariates, and for their standard errors.
    """
    units, width = panel.outcomes.shape
    if panel.starts.shape != (units,) or panel.periods.shape != (width,):
        raise ValueError("one start per unit, and one outcome per unit and period")
    if np.isnan(panel.starts).any() or not np.isfinite(panel.outcomes).all():
        raise ValueError("a number is missing")
    starts, cohort = np.unique(panel.starts, return_inverse=True)
    means, spread = np.empty((len(starts), width)), np.empty((len(starts), width, width))
    for k in range(len(starts)):
        rows = panel.outcomes[cohort == k].astype(np.float64, copy=False)
        means[k] = rows.mean(axis=0)
        rows -= means[k]
        spread[k] = rows.T @ rows
    return Cohorts(starts, np.bincount(cohort).astype(np.int64), means, spread, panel.periods)


def _numbers(values: ArrayLike) -> NDArray[np.generic]:
    """Return numbers as they are, whole or not; a large column is not copied for it."""
    numbers = np.asarray(values)
    return numbers if numbers.dtype.kind in "iuf" else numbers.astype(np.float64)


def _in_order(units: NDArray[np.generic], when: NDArray[np.generic]) -> tuple[Whole | slice, Real]:
    """Return the rows by unit (by name) and then by period, and the periods."""
    width = int(np.argmax(units != units[0])) or len(units)
    if len(units) % width == 0:  # rows that come unit by unit, as files often have them, need no sorting
        blocks, times = units.reshape(-1, width), when.reshape(-1, width)
        names, first = np.unique(blocks[:, 0], return_index=True)
        turn = np.argsort(times[0])
        if (
            len(names) == len(blocks)
            and np.all(times[0][turn][1:] > times[0][turn][:-1])
            and np.all(times == times[0])
            and np.all(blocks == blocks[:, :1])
        ):
            is_sorted = np.all(first[1:] > first[:-1]) and np.all(turn[1:] > turn[:-1])
            rows = slice(None) if is_sorted else (first[:, None] * width + turn).ravel()
            return rows, times[0][turn].astype(np.float64)
    names, number = np.unique(units, return_inverse=True)
    periods, column = np.unique(when, return_inverse=True)
    row = np.full(len(names) * len(periods), -1)
    row[number * len(periods) + column] = np.arange(len(units))
    if len(row) != len(units) or np.any(row < 0):
        raise UnbalancedError(f"{len(names)} units in {len(periods)} periods are not there exactly once in each")
    return row, periods.astype(np.float64)

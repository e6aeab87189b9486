"""How much more there is because of the programme: units that have started beside units that have not started yet.

What a unit would have done without the programme is its own level before it started, times how the units that had not
started yet changed in the same weeks. Only sums go in, unit by week, never a person.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from kring.measure.rates import jackknife_error

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

FEWEST_UNITS, FEWEST_WAVES = 12, 3  # below these a jackknife is too sure of itself; the lot alone may speak
ROUNDS, CLOSE = 2000, 1e-11


class NoComparisonError(ValueError):
    """Nothing to compare with: no unit that has started while another had not."""


@dataclass(frozen=True)
class Lift:
    """What the programme brought in the unit-weeks that have others to be compared with; all ranges are 95%."""

    ratio: float  # with the programme / without it
    low: float
    high: float
    log_error: float  # standard error of the logarithm of the ratio
    extra: float  # what would not have been there without it, in the unit of the totals
    extra_low: float
    extra_high: float
    per_100: float  # the same per 100 staff per week
    per_100_low: float
    per_100_high: float
    p: float  # of a ratio at least this far from 1 when there is no effect, by t
    units: int
    waves: int
    weeks: int  # in which a unit that has started stands beside one that has not
    controls: Whole  # units not yet started in each week, shape (weeks of the data,)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough units and waves for this range; else only a test by lot counts."""
        return self.units >= FEWEST_UNITS and self.waves >= FEWEST_WAVES


def log_ratio(totals: Real, staff: Real, starts: Whole, *, anticipation: int = 0) -> float:
    """Return the logarithm of what there is with the programme per what there would be without it.

    Parameters
    ----------
    totals
        What was counted (shares, say) by unit and week, shape (units, weeks). Unit: as counted, not negative.
    staff
        People on the staff, shape (units, weeks). Unit: people.
    starts
        The week in which each unit starts, counted from 0, shape (units,). At or after `weeks`: not yet.
    anticipation
        Weeks before the start in which a unit may already change; they are left out.

    Returns
    -------
    float
        Unit: logarithm of a ratio, 0 for no effect.

    Raises
    ------
    NoComparisonError
        When no unit-week with the programme has a unit without it beside it, or nothing was counted in either.
    ValueError
        When the shapes do not fit, or a number is negative.

    Source
    ------
    Wooldridge (2023), Econometrics J. 26, C31-C66: Poisson imputation for staggered starts, on cohort by week cells.
    """
    cells = _cells(totals, staff, starts)
    sums, expected, _ = _compared(cells.totals[None], cells.staff[None], cells, anticipation)
    return log(sums[0] / expected[0])


def lift(totals: Real, staff: Real, starts: Whole, *, anticipation: int = 0) -> Lift:
    """Return how much more there is because of the programme, with its range.

    The range leaves out one unit at a time, on the logarithm: units start as a whole, and differ by factors. It is
    about units like these, so also about those that are still to start.

    Parameters
    ----------
    totals
        What was counted (shares, say) by unit and week, shape (units, weeks). Unit: as counted, not negative.
    staff
        People on the staff, shape (units, weeks). Unit: people.
    starts
        The week in which each unit starts, counted from 0, shape (units,). At or after `weeks`: not yet.
    anticipation
        Weeks before the start in which a unit may already change; they are left out.

    Returns
    -------
    Lift
        Unit of the ratio: with / without. Of the extra: as counted; and per 100 staff per week.

    Raises
    ------
    NoComparisonError
        When there is nothing to compare with, with or without any one of the units.
    ValueError
        When the shapes do not fit, or a number is negative.

    Source
    ------
    Wooldridge (2023), Econometrics J. 26, C31-C66; MacKinnon, Nielsen, Webb (2023), J. Appl. Econometrics 38, 671-694:
    jackknife over clusters with t(units - 1). The extra is y (1 - 1/ratio) with the ends of the ratio put in.
    """
    cells = _cells(totals, staff, starts)
    units, waves = len(starts), len(cells.starts)
    every = np.arange(units)
    without = np.repeat(cells.totals[None], units + 1, axis=0)
    people = np.repeat(cells.staff[None], units + 1, axis=0)
    without[every + 1, cells.wave_of] -= totals
    people[every + 1, cells.wave_of] -= staff
    np.maximum(without, 0, out=without)  # what is left of sums of decimals
    empty = np.bincount(cells.wave_of, minlength=waves)[cells.wave_of] == 1
    without[every[empty] + 1, cells.wave_of[empty]] = people[every[empty] + 1, cells.wave_of[empty]] = 0
    sums, expected, counted = _compared(without, people, cells, anticipation)
    thetas = np.log(sums / expected)
    error = jackknife_error(thetas[1:], float(thetas[0]))
    theta, margin = float(thetas[0]), float(stdtrit(units - 1, 0.975)) * error
    ends = np.array([theta, theta - margin, theta + margin])
    extra = sums[0] * -np.expm1(-ends)
    staffed = 100 / float(cells.staff[counted].sum())
    return Lift(
        ratio=float(np.exp(ends[0])),
        low=float(np.exp(ends[1])),
        high=float(np.exp(ends[2])),
        log_error=error,
        extra=float(extra[0]),
        extra_low=float(extra[1]),
        extra_high=float(extra[2]),
        per_100=float(extra[0]) * staffed,
        per_100_low=float(extra[1]) * staffed,
        per_100_high=float(extra[2]) * staffed,
        p=float(2 * stdtr(units - 1, -abs(theta) / error)) if error else float(theta == 0),
        units=units,
        waves=waves,
        weeks=int(counted.any(axis=0).sum()),
        controls=(np.arange(totals.shape[1]) < starts[:, None] - anticipation).sum(axis=0),
    )


@dataclass(frozen=True)
class _Cells:
    """Sums by wave and week."""

    totals: Real  # shape (waves, weeks)
    staff: Real
    starts: Whole  # shape (waves,)
    wave_of: Whole  # shape (units,)


def _cells(totals: Real, staff: Real, starts: Whole) -> _Cells:
    if totals.ndim != 2 or totals.shape != staff.shape or len(starts) != len(totals):
        raise ValueError("totals and staff are one number per unit and week, starts one per unit")
    if np.any(totals < 0) or np.any(staff < 0) or np.any(starts < 0):
        raise ValueError("what is counted is not negative")
    weeks = totals.shape[1]
    waves, wave_of = np.unique(np.minimum(starts, weeks), return_inverse=True)
    belongs = (np.arange(len(waves))[:, None] == wave_of).astype(np.float64)
    return _Cells(belongs @ totals, belongs @ staff, waves.astype(np.int64), wave_of.astype(np.int64))


def _compared(totals: Real, staff: Real, cells: _Cells, anticipation: int) -> tuple[Real, Real, Flag]:
    """Return sums with the programme, sums expected without it, and which cells are in them for the first table.

    `totals` and `staff` hold several tables to fit at once, shape (tables, waves, weeks).
    """
    week = np.arange(totals.shape[2])
    before = (week < cells.starts[:, None] - anticipation) & (staff > 0)
    alpha, gamma = _fit(totals, staff, before)
    of_wave: Flag = np.any(before, axis=2)[:, :, None]
    of_week: Flag = np.any(before, axis=1)[:, None, :]
    is_known = of_wave & of_week
    after = (week >= cells.starts[:, None]) & (staff > 0) & is_known
    expected = np.sum(np.where(after, staff * alpha[:, :, None] * gamma[:, None, :], 0), axis=(1, 2))
    sums = np.sum(np.where(after, totals, 0), axis=(1, 2))
    if not np.all((sums > 0) & (expected > 0)):
        raise NoComparisonError("no unit that has started while another had not, or nothing was counted")
    return sums, expected, after[0]


def _fit(totals: Real, staff: Real, before: Flag) -> tuple[Real, Real]:
    """Return the level of each wave and of each week without the programme (Poisson likelihood), table by table."""
    counted, people = np.where(before, totals, 0), np.where(before, staff, 0)
    by_wave, by_week = counted.sum(axis=2), counted.sum(axis=1)
    alpha = _over(by_wave, people.sum(axis=2))
    gamma = np.zeros_like(by_week)
    for _ in range(ROUNDS):
        gamma = _over(by_week, np.matmul(alpha[:, None, :], people)[:, 0, :])
        newer = _over(by_wave, np.matmul(people, gamma[:, :, None])[:, :, 0])
        is_close = bool(np.all(np.abs(newer - alpha) <= CLOSE * newer))
        alpha = newer
        if is_close:
            break
    return alpha, gamma


def _over(above: Real, below: Real) -> Real:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)

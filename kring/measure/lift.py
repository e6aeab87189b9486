"""How much more there is because of the programme: units that have started beside units that have not started yet.

What a unit would have done without the programme is its own level before it started, times how the units that had not
started yet changed in the same weeks. Only sums go in, unit by week, never a person.
"""

from dataclasses import dataclass
from functools import partial
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from kring.measure.imputation import Cells, NoComparisonError, cells, in_parts, with_and_without_each
from kring.measure.rates import jackknife_error

__all__ = ["Lift", "NoComparisonError", "by_group", "headline", "lift", "log_ratio"]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST_UNITS, FEWEST_WAVES = 12, 3  # below these a jackknife is too sure of itself; the lot alone may speak


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
    found = cells((totals, staff), starts)
    counted, expected, _ = in_parts(found.by_wave[:, None], found.after()[None], found.before(anticipation))[0, :, 0]
    if not (counted > 0 and expected > 0):
        raise NoComparisonError("no unit that has started while another had not, or nothing was counted")
    return log(counted / expected)


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
    found = cells((totals, staff), starts)
    before = found.before(anticipation)
    sums = with_and_without_each(found, partial(in_parts, parts=found.after()[None], before=before))
    return headline(found, sums[:, :, 0], before)


def by_group(totals: Real, staff: Real, starts: Whole, *, anticipation: int = 0) -> tuple[Lift | None, ...]:
    """Return the lift in each target group, beside the same group in units that have not started.

    Parameters
    ----------
    totals
        What was counted by unit, week and group, shape (units, weeks, groups). Unit: as counted, not negative.
    staff
        People on the staff, shape (units, weeks, groups). Unit: people. Units without a group count for nothing in it.
    starts
        The week in which each unit starts, counted from 0, shape (units,). At or after `weeks`: not yet.
    anticipation
        Weeks before the start in which a unit may already change; they are left out.

    Returns
    -------
    tuple
        One `Lift` per group; None for a group in which there is nothing to compare with.

    Raises
    ------
    ValueError
        When the shapes do not fit, or a number is negative.

    Source
    ------
    As `lift`, group by group, each with its own levels and weeks.
    """
    if totals.ndim != 3 or totals.shape != staff.shape:
        raise ValueError("totals and staff are one number per unit, week and group")
    if not np.all(staff >= 0):
        raise ValueError("what is counted is known and not negative")
    return tuple(
        _if_any(totals[:, :, group], staff[:, :, group], starts, anticipation) for group in range(totals.shape[2])
    )


def _if_any(totals: Real, staff: Real, starts: Whole, anticipation: int) -> Lift | None:
    here = staff.sum(axis=1) > 0
    try:
        return lift(totals[here], staff[here], starts[here], anticipation=anticipation) if here.sum() > 1 else None
    except NoComparisonError:
        return None


def headline(found: Cells, sums: Real, before: NDArray[np.bool_]) -> Lift:
    """Return the lift from sums that are there already.

    Parameters
    ----------
    found
        The cells, shape (waves, weeks).
    sums
        What there is, what there would be, and the staff; of all units and without each, shape (1 + units, 3).
    before
        Cells without the programme, from which was learnt, shape (waves, weeks).

    Returns
    -------
    Lift
        As `lift`.

    Raises
    ------
    NoComparisonError
        When there is nothing to compare with, with or without any one of the units.

    Source
    ------
    As `lift`.
    """
    units = len(found.wave_of)
    if units < 2 or not np.all(sums[:, :2] > 0):
        raise NoComparisonError("no unit that has started while another had not, or nothing was counted")
    thetas = np.log(sums[:, 0] / sums[:, 1])
    error = jackknife_error(thetas[1:], float(thetas[0]))
    theta, margin = float(thetas[0]), float(stdtrit(units - 1, 0.975)) * error
    ends = np.array([theta, theta - margin, theta + margin])
    ratio, low, high = np.exp(ends).tolist()
    extra, extra_low, extra_high = (sums[0, 0] * -np.expm1(-ends)).tolist()
    staffed = 100 / float(sums[0, 2])
    return Lift(
        ratio=ratio,
        low=low,
        high=high,
        log_error=error,
        extra=extra,
        extra_low=extra_low,
        extra_high=extra_high,
        per_100=extra * staffed,
        per_100_low=extra_low * staffed,
        per_100_high=extra_high * staffed,
        p=float(2 * stdtr(units - 1, -abs(theta) / error)) if error else float(theta == 0),
        units=units,
        waves=len(found.starts),
        weeks=int((found.after() & found.known(before)).any(axis=0).sum()),
        controls=found.units @ before.astype(np.int64),
    )

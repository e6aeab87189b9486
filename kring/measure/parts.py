"""The lift in parts: by weeks since the start, while heroes begin, while it spreads and after, and by wave.

Every part comes with how many units and weeks are behind it, because far from the start there are few.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from kring.measure.imputation import Cells, cells, in_parts, with_and_without_each
from kring.measure.lift import Lift, headline
from kring.measure.rates import jackknife_error

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

HEROES, SPREADING, AFTER = 0, 1, 2  # the windows after a start
WINDOWS = (4, 13)  # weeks since the start in which spreading begins, and ends
AHEAD = 8  # weeks before the start in which nothing should be seen yet


@dataclass(frozen=True)
class Part:
    """The lift in some of these unit-weeks; without a range it is not known how sure it is."""

    at: int  # weeks since the start (below 0: before it), the window, or the week in which the wave starts
    ratio: float  # with the programme / without it
    low: float | None
    high: float | None
    log_error: float | None
    extra: float  # in the unit of the totals
    per_100: float  # the same per 100 staff per week
    per_100_low: float | None
    per_100_high: float | None
    units: int  # that have the programme in it
    weeks: int  # different weeks of the calendar in it
    controls: int  # units not yet started in the week that has fewest of them


@dataclass(frozen=True)
class Effects:
    """The lift as a whole and in parts. Parts with nothing to compare with are not there."""

    whole: Lift
    since: tuple[Part, ...]  # by weeks since the start
    before: tuple[Part, ...]  # by weeks before it, as if the start had been `AHEAD` weeks earlier: about 1
    placebo: Part | None  # all of those together
    windows: tuple[Part, ...]  # heroes, spreading, after
    waves: tuple[Part, ...]  # by the week in which a wave starts
    without: Real  # logarithm of the whole ratio without each unit (that has a staff) in turn, shape (units,)


def effects(
    totals: Real,
    staff: Real,
    starts: Whole,
    *,
    anticipation: int = 0,
    windows: tuple[int, int] = WINDOWS,
    ahead: int = AHEAD,
) -> Effects:
    """Return the lift as a whole, by weeks since the start, in three windows and by wave.

    Before the start the same is asked of `ahead` weeks in which the programme had not begun, learnt from the weeks
    before those: as the points after the start are, so that they can stand in one picture.

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
    windows
        Weeks since the start in which the second and the third window begin: heroes, spreading, after.
    ahead
        Weeks before the start (and before the anticipation) to look at.

    Returns
    -------
    Effects
        Unit of the ratios: with / without. A part has t(units in it - 1), which is never too sure.

    Raises
    ------
    NoComparisonError
        When there is nothing to compare with, with or without any one of the units.
    ValueError
        When the shapes do not fit, a number is negative, or the windows are not in order.

    Source
    ------
    As `lift`; for the weeks before the start Borusyak, Jaravel, Spiess (2024), Rev. Econ. Stud. 91, 3253-3285.
    """
    if not 0 < windows[0] < windows[1] or ahead < 1:
        raise ValueError("windows follow each other, and at least one week is looked at before the start")
    found = cells((totals, staff), starts)
    since, after = found.since(), found.after()
    lasting = np.unique(since[after])
    chosen = [
        after[None],
        after & (since == lasting[:, None, None]),
        after & (np.digitize(since, windows) == np.arange(3)[:, None, None]),
        after & np.eye(len(found.starts), dtype=np.bool_)[:, :, None],
    ]
    first_weeks = np.where(np.isfinite(found.starts), found.starts, -1).astype(int)
    labels = [0, *lasting.tolist(), HEROES, SPREADING, AFTER, *first_weeks.tolist()]
    before = found.before(anticipation)
    sums, parts = _parts(found, np.concatenate(chosen), labels, before)
    first, second = 1 + len(lasting), 4 + len(lasting)
    early = _early(found, anticipation, ahead)
    return Effects(
        whole=headline(found, sums[:, :, 0], before),
        since=_there(parts[1:first]),
        before=_there(early[1:]),
        placebo=early[0],
        windows=_there(parts[first:second]),
        waves=_there(parts[second:]),
        without=np.log(sums[1:, 0, 0] / sums[1:, 1, 0]),
    )


def _early(found: Cells, anticipation: int, ahead: int) -> list[Part | None]:
    """Return the weeks before the start together, and one by one, learnt from the weeks before those."""
    labels = np.arange(-ahead, 0) - anticipation
    each = found.since() == labels[:, None, None]
    chosen = np.concatenate([each.any(axis=0)[None], each])
    return _parts(found, chosen, [int(labels[0]), *labels.tolist()], found.before(anticipation + ahead))[1]


def _there(parts: list[Part | None]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part is not None)


def _parts(found: Cells, parts: Flag, labels: list[int], before: Flag) -> tuple[Real, list[Part | None]]:
    """Return the sums of all parts, with and without each unit, and the parts that come of them."""
    sums = with_and_without_each(found, partial(in_parts, parts=parts, before=before))
    with np.errstate(divide="ignore", invalid="ignore"):
        thetas = np.log(sums[:, 0] / sums[:, 1])
    inside, controls = parts & found.known(before), found.units @ before.astype(np.int64)
    return sums, [
        _part(found, at, sums[0, :, place], thetas[:, place], inside[place], controls)
        for place, at in enumerate(labels)
    ]


def _part(found: Cells, at: int, sums: Real, thetas: Real, inside: Flag, controls: Whole) -> Part | None:
    counted, expected, staff = sums.tolist()
    if not expected > 0:
        return None
    units, weeks = int(found.units[inside.any(axis=1)].sum()), inside.any(axis=0)
    theta, error, ends = thetas[0], None, None
    if units > 1 and np.all(np.isfinite(thetas)):
        error = jackknife_error(thetas[1:], float(theta))
        margin = float(stdtrit(units - 1, 0.975)) * error
        ends = np.array([theta - margin, theta + margin])
    rates = None if ends is None else 100 * counted * -np.expm1(-ends) / staff
    return Part(
        at=at,
        ratio=counted / expected,
        low=None if ends is None else float(np.exp(ends[0])),
        high=None if ends is None else float(np.exp(ends[1])),
        log_error=error,
        extra=counted - expected,
        per_100=100 * (counted - expected) / staff,
        per_100_low=None if rates is None else float(rates[0]),
        per_100_high=None if rates is None else float(rates[1]),
        units=units,
        weeks=int(weeks.sum()),
        controls=int(controls[weeks].min()),
    )

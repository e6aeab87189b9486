"""When will this unit be comfortable: what its first pulses and the units before it say, and how sure that is.

Comfort spreads as people see others do it: the part that is comfortable grows by a little of its own accord and by more
the more colleagues are. A few pulses say little about how fast, so what earlier units did is put beside them; and how
far such forecasts were off in earlier units is the range.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST_UNITS = 20  # earlier units before a range can be given
FEWEST_PULSES = 2
LEVEL = 0.90
PULSE_ERROR = 0.02
SMALLEST_SPREAD = 0.15
SLOWEST, FASTEST = log(1e-5), 0.0  # logarithms of both speeds
ROUNDS, CLOSE, STEP = 60, 1e-9, 1e-6
WIDE_START, WIDE_SPREAD = (log(0.03), log(0.2)), 1.5  # when nothing is known of earlier units


class PulsesMissingError(ValueError):
    """Too few pulses to forecast from."""


@dataclass(frozen=True)
class Pulses:
    """What a unit answered until now."""

    weeks: Whole  # since the unit started, rising, shape (pulses,)
    comfortable: Real  # part of the answers that is comfortable, shape (pulses,)


@dataclass(frozen=True)
class Forecast:
    """The part of a unit that is comfortable, week by week from its last pulse on; all shapes (weeks,)."""

    weeks: Whole
    path: Real
    low: Real | None  # 90%; None: too early to say how sure
    high: Real | None
    units: int  # earlier units that the range rests on, the fewest of all weeks

    @property
    def is_too_early(self) -> bool:
        """Whether there are too few earlier units to say how sure it is, so that nothing should be shown."""
        return self.low is None


def forecast(now: Pulses, earlier: Sequence[Pulses], *, until: int) -> Forecast:
    """Return how comfort in a unit is expected to grow, with a range from how far off it was in earlier units.

    Parameters
    ----------
    now
        The pulses of the unit, at least two. Unit: part of the answers, 0 to 1.
    earlier
        The pulses of units that went further than the last pulse of this one.
    until
        The week to forecast to.

    Returns
    -------
    Forecast
        Unit: part of the staff, 0 to 1. Without a range with fewer than 20 earlier units that were asked by then.

    Raises
    ------
    PulsesMissingError
        With fewer than two pulses, or no week left to forecast.
    ValueError
        When weeks do not rise, or a part is not between 0 and 1.

    Source
    ------
    Bass (1969), Management Science 15, 215-227: F(t+1) = F + (p + qF)(1 - F), with a penalty towards the median of
    earlier units; range by split conformal prediction: Vovk, Gammerman, Shafer (2005); Lei et al. (2018), J. Am. Stat.
    Assoc. 113, 1094-1111.
    """
    for pulses in (now, *earlier):
        _check(pulses)
    last = int(now.weeks[-1]) if len(now.weeks) else 0
    if len(now.weeks) < FEWEST_PULSES or until <= last:
        raise PulsesMissingError(f"{len(now.weeks)} pulses, at least {FEWEST_PULSES} and a week to come needed")
    # Only who was asked at much the same time is like this unit was then.
    like = [(unit, _until(unit, last)) for unit in earlier]
    like = [(unit, so_far) for unit, so_far in like if len(so_far.weeks) >= FEWEST_PULSES and unit.weeks[-1] > last]
    nothing_known = np.array(WIDE_START), np.full(2, WIDE_SPREAD)
    whole = _speeds([unit for unit, _ in like], [nothing_known] * len(like))
    others = [_usual(np.delete(whole, number, axis=0)) for number in range(len(like))]
    speeds = _speeds([now, *(so_far for _, so_far in like)], [_usual(whole), *others])
    weeks = np.arange(last, until + 1)
    path = _path(now, speeds[0], until)[weeks - int(now.weeks[0])]
    errors = np.full((len(like), len(weeks)), np.nan)
    for number, (unit, _) in enumerate(like):
        came = _path(unit, speeds[number + 1], max(until, int(unit.weeks[-1])))[unit.weeks - int(unit.weeks[0])]
        asked = weeks <= unit.weeks[-1]
        errors[number, asked] = np.interp(weeks, unit.weeks, unit.comfortable - came)[asked]
    known = np.sum(~np.isnan(errors), axis=0)
    if known.min() < FEWEST_UNITS:
        return Forecast(weeks, path, None, None, int(known.min()))
    middle, low, high = (np.clip(path + off, 0, 1) for off in _conformal(errors))
    return Forecast(weeks, middle, low, high, int(known.min()))


def grow(start: float, innovation: float, imitation: float, weeks: int) -> Real:
    """Return the part that is comfortable, week by week.

    Parameters
    ----------
    start
        The part in week 0, 0 to 1.
    innovation
        Who becomes comfortable of their own accord, per week and person that is not yet (p).
    imitation
        Who does because all others are, per week and person that is not yet (q).
    weeks
        How many weeks to go on.

    Returns
    -------
    array
        Unit: part of the staff, shape (weeks + 1,).

    Raises
    ------
    ValueError
        When start is not between 0 and 1, or a speed is negative.

    Source
    ------
    Bass (1969), Management Science 15, 215-227, in steps of a week.
    """
    if not 0 <= start <= 1 or innovation < 0 or imitation < 0:
        raise ValueError("a part lies between 0 and 1, and speeds are not negative")
    part, path = start, [start]
    for _ in range(weeks):
        part = min(1.0, part + (innovation + imitation * part) * (1 - part))
        path.append(part)
    return np.array(path)


def _check(pulses: Pulses) -> None:
    weeks, part = pulses.weeks, pulses.comfortable
    if len(weeks) != len(part) or np.any(np.diff(weeks) <= 0) or np.any(weeks < 0):
        raise ValueError("one part per week, and weeks that rise")
    if not np.all((part >= 0) & (part <= 1)):
        raise ValueError("a part lies between 0 and 1")


def _until(pulses: Pulses, week: int) -> Pulses:
    kept = pulses.weeks <= week
    return Pulses(pulses.weeks[kept], pulses.comfortable[kept])


def _usual(speeds: Real) -> tuple[Real, Real]:
    """Return the median of the logarithms of both speeds, and how far units are from it."""
    if len(speeds) < 2:
        return np.array(WIDE_START), np.full(2, WIDE_SPREAD)
    return np.median(speeds, axis=0), np.maximum(speeds.std(axis=0, ddof=1), SMALLEST_SPREAD)


def _speeds(units: Sequence[Pulses], usual: Sequence[tuple[Real, Real]]) -> Real:
    """Return the logarithms of both speeds that fit each unit's pulses and are not far from what is usual.

    Least squares after Levenberg and Marquardt, for all units at once; shape (units, 2).
    """
    if not units:
        return np.empty((0, 2))
    longest = max(int(unit.weeks[-1] - unit.weeks[0]) for unit in units)
    asked = np.full((len(units), longest + 1), np.nan)
    for row, unit in zip(asked, units, strict=True):
        row[unit.weeks - int(unit.weeks[0])] = unit.comfortable
    start, middle = asked[:, 0].copy(), np.array([both[0] for both in usual])
    spread = np.array([both[1] for both in usual])

    def off(speed: Real) -> Real:
        path, part = [start], start
        for _ in range(longest):
            part = np.minimum(1.0, part + (np.exp(speed[:, 0]) + np.exp(speed[:, 1]) * part) * (1 - part))
            path.append(part)
        misses = np.nan_to_num((np.stack(path, axis=1) - asked) / PULSE_ERROR)
        return np.concatenate([misses, (speed - middle) / spread], axis=1)

    speed = np.clip(middle, SLOWEST, FASTEST)
    caution, now = np.full(len(units), 1e-2), off(speed)
    for _ in range(ROUNDS):
        slope = np.stack([(off(speed + STEP * axis) - now) / STEP for axis in np.eye(2)], axis=2)
        bend = slope.transpose(0, 2, 1) @ slope
        bend = bend + caution[:, None, None] * bend * np.eye(2)
        step = -np.linalg.solve(bend, slope.transpose(0, 2, 1) @ now[:, :, None])[:, :, 0]
        tried = np.clip(speed + step, SLOWEST, FASTEST)
        then = off(tried)
        is_better = np.sum(then**2, axis=1) <= np.sum(now**2, axis=1)
        moved = np.where(is_better[:, None], np.abs(tried - speed), 0)
        speed, now = np.where(is_better[:, None], tried, speed), np.where(is_better[:, None], then, now)
        caution = np.where(is_better, caution / 5, caution * 5)
        if np.all(is_better) and moved.max() < CLOSE:
            break
    return speed


def _path(pulses: Pulses, speed: Real, until: int) -> Real:
    innovation, imitation = np.exp(speed)
    return grow(float(pulses.comfortable[0]), float(innovation), float(imitation), until - int(pulses.weeks[0]))


def _conformal(errors: Real) -> tuple[Real, Real, Real]:
    """Return, week by week, the median of earlier errors, and between which two nine in ten and this unit's lie.

    Of n units and one more, each has any rank as likely: it lies between ranks k and n + 1 - k in 1 - 2k / (n + 1).
    """
    middle, low, high = (np.zeros(errors.shape[1]) for _ in range(3))
    for week in range(errors.shape[1]):
        known = np.sort(errors[~np.isnan(errors[:, week]), week])
        rank = max(1, floor((len(known) + 1) * (1 - LEVEL) / 2 + CLOSE))
        middle[week], low[week], high[week] = np.median(known), known[rank - 1], known[-rank]
    return middle, low, high

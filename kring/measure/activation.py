"""How many people became active because of the programme, among all staff and among those who take part.

Active is a person with at least so many shares in four weeks. What is counted is net: more people active than there
would have been. Whether each of them became active by the programme nobody can know; the bounds say what is left open.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from kring.measure.imputation import Cells, NoComparisonError, by_differences, cells, with_and_without_each
from kring.measure.lift import FEWEST_UNITS, FEWEST_WAVES
from kring.measure.rates import jackknife_error

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]


class NobodyTakesPartError(ValueError):
    """Nobody takes part in the weeks that can be compared, so nothing can be said per participant."""


class TookPartBeforeError(ValueError):
    """Somebody took part before the start, so the level without the programme has some of it in it."""


@dataclass(frozen=True)
class Bounds:
    """Which part of the participants that became active by the programme is possible, and the shares it rests on."""

    low: float
    high: float
    active: float  # part of the participants that is active
    active_without: float  # part that would be, if the programme did nothing to those who do not take part


@dataclass(frozen=True)
class Activation:
    """How many more people are active because of the programme; all ranges are 95%."""

    per_100: float  # net more people active at a time, per 100 staff
    low: float
    high: float
    error: float  # standard error of `per_100`
    p: float  # of a number at least this far from 0 when there is no effect, by t
    most: float  # people per 100 staff that can have become active, if as many others as possible became inactive
    per_participant: float | None  # net more people active per participant
    participant_low: float | None
    participant_high: float | None
    bounds: Bounds | None
    taking_part: float | None  # participants per person on the staff, where it is compared
    units: int
    waves: int
    periods: int  # in which a unit that has started stands beside one that has not

    @property
    def is_enough(self) -> bool:
        """Whether there are enough units and waves for this range; else only a test by lot counts."""
        return self.units >= FEWEST_UNITS and self.waves >= FEWEST_WAVES


def activation(
    active: Real,
    staff: Real,
    starts: Real | Whole,
    participants: Real | None = None,
    active_participants: Real | None = None,
) -> Activation:
    """Return how many more people are active because of the programme, per 100 staff and per participant.

    Per 100 staff is the number that stands by itself. Per participant divides by who takes part, and so takes it that
    the programme does nothing to who does not. Where heroes carry colleagues along who never join, their part is put
    down to those who joined, and only the number per 100 staff is right.

    Parameters
    ----------
    active
        People with enough shares in each period of four weeks, shape (units, periods). Unit: people.
    staff
        People on the staff, shape (units, periods). Unit: people.
    starts
        The period in which each unit starts, counted from 0, shape (units,). A fraction is within a period, which then
        is neither before nor after: a unit that starts in week 14 starts in period 3.5.
    participants
        People who take part at the end of each period, shape (units, periods). Unit: people.
    active_participants
        Those of them who are active, shape (units, periods). Needed for the bounds only. Unit: people.

    Returns
    -------
    Activation
        Unit: people per 100 staff, people per participant; at a time, on average over the periods compared.

    Raises
    ------
    NoComparisonError
        When no unit that has started has one that has not beside it, with or without any one of the units.
    NobodyTakesPartError
        When participants are given and there are none where it is compared.
    TookPartBeforeError
        When somebody takes part before the unit's start.
    ValueError
        When the shapes do not fit, or a number is negative.

    Source
    ------
    Borusyak, Jaravel, Spiess (2024), Rev. Econ. Stud. 91, 3253-3285: linear imputation; Bloom (1984), Evaluation
    Review 8, 225-246: per participant; jackknife as in MacKinnon, Nielsen, Webb (2023), with t(units - 1). Bounds:
    Frechet (1935), of two shares that are known only one by one.
    """
    none = np.zeros_like(active)
    kinds = (active, staff, none if participants is None else participants)
    found = cells((*kinds, none if active_participants is None else active_participants), starts)
    before, after = found.before(), found.after()
    if np.any(found.by_wave[2][before] > 0):
        raise TookPartBeforeError("somebody took part before the start")

    def sums(tables: Real) -> Real:
        expected = by_differences(tables[0], tables[1], before)
        inside = after & ~np.isnan(expected)
        kinds = (tables[0] - expected, *tables[1:], tables[0])
        return np.stack([np.sum(np.where(inside, kind, 0), axis=(1, 2)) for kind in kinds], axis=1)

    each = with_and_without_each(found, sums)
    units = len(found.wave_of)
    if units < 2 or not np.all(each[:, 1] > 0):
        raise NoComparisonError("no unit that has started while another had not")
    rates, error, margin = _with_range(100 * each[:, 0] / each[:, 1])
    net = part = None
    if participants is not None:
        if not np.all(each[:, 2] > 0):
            raise NobodyTakesPartError("nobody takes part where it is compared")
        net, part = _with_range(each[:, 0] / each[:, 2]), float(each[0, 2] / each[0, 1])
    active_part, net_part = float(each[0, 4] / each[0, 1]), rates / 100
    shares = None if net is None or active_participants is None else float(each[0, 3] / each[0, 2])
    return Activation(
        per_100=rates,
        low=rates - margin,
        high=rates + margin,
        error=error,
        p=float(2 * stdtr(units - 1, -abs(rates) / error)) if error else float(rates == 0),
        most=100 * made_active(min(active_part, 1.0), active_part - net_part).high,
        per_participant=None if net is None else net[0],
        participant_low=None if net is None else net[0] - net[2],
        participant_high=None if net is None else net[0] + net[2],
        bounds=None if net is None or shares is None else made_active(shares, shares - net[0]),
        taking_part=part,
        units=units,
        waves=len(found.starts),
        periods=_periods(found, before, after),
    )


def made_active(active: float, active_without: float) -> Bounds:
    """Return which part of the participants can have become active by the programme.

    Parameters
    ----------
    active
        Part of the participants that is active, 0 to 1.
    active_without
        Part that would be active without the programme; an estimate, so it is drawn to between 0 and 1.

    Returns
    -------
    Bounds
        Unit: part of the participants. The lower end is reached when nobody becomes less active.

    Raises
    ------
    ValueError
        When `active` is not between 0 and 1.

    Source
    ------
    Frechet (1935): max(0, p1 - p0) <= P(active with, not without) <= min(p1, 1 - p0).
    """
    if not 0 <= active <= 1:
        raise ValueError("a part lies between 0 and 1")
    without = min(max(active_without, 0.0), 1.0)
    return Bounds(max(0.0, active - without), min(active, 1 - without), active, without)


def net_active(active: Real, staff: Real, starts: Real | Whole) -> float:
    """Return the net number of people made active per 100 staff, without a range: for a test by lot.

    Parameters
    ----------
    active
        People with enough shares in each period, shape (units, periods). Unit: people.
    staff
        People on the staff, shape (units, periods). Unit: people.
    starts
        The period in which each unit starts, shape (units,), as in `activation`.

    Returns
    -------
    float
        Unit: people per 100 staff.

    Raises
    ------
    NoComparisonError
        When no unit that has started has one that has not beside it.
    ValueError
        When the shapes do not fit, or a number is negative.

    Source
    ------
    As `activation`.
    """
    found = cells((active, staff), starts)
    counted, people = found.by_wave[:, None]
    expected = by_differences(counted, people, found.before())[0]
    inside = found.after() & ~np.isnan(expected)
    if not inside.any():
        raise NoComparisonError("no unit that has started while another had not")
    return 100 * float(np.sum((found.by_wave[0] - expected)[inside]) / np.sum(found.by_wave[1][inside]))


def _with_range(each: Real) -> tuple[float, float, float]:
    """Return the estimate, its standard error and how far its range goes to either side."""
    estimate, units = float(each[0]), len(each) - 1
    error = jackknife_error(each[1:], estimate)
    return estimate, error, float(stdtrit(units - 1, 0.975)) * error


def _periods(found: Cells, before: Flag, after: Flag) -> int:
    return int((after & found.known(before)).any(axis=0).sum())

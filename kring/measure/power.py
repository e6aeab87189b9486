"""What a plan could detect: before anything starts, how small an effect would still be seen.

Two answers. A formula for any outcome per person, from how alike colleagues of a unit are; and the very estimator of
the lift, run on the organisation's own past with waves that did not happen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtrit

from kring.measure.lift import lift

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

POWER, LEVEL = 0.80, 0.05


class NotDetectableError(ValueError):
    """The plan says nothing about the effect, however large it is."""


class HistoryTooShortError(ValueError):
    """Too few weeks of the organisation's own past to play a plan in."""


@dataclass(frozen=True)
class Likeness:
    """How alike people are; the standard deviation between people of one unit in one period is 1."""

    within_unit: float = 0.05  # ICC: correlation of two people of a unit in one period
    over_time: float = 0.8  # CAC: correlation of a unit's mean in two periods, over that in one period
    effect_spread: float = 0.0  # the effect differs between units by so much
    effect_with_level: float = 0.0  # correlation of a unit's effect with its level


@dataclass(frozen=True)
class Power:
    """What a plan could detect."""

    error: float  # standard error of the effect
    detectable: float  # smallest effect that is found with `power`
    power: float
    method: str  # "formula" or "own past"


@dataclass(frozen=True)
class PastPower:
    """What a plan would have detected in the organisation's own past."""

    detectable: float  # smallest ratio above 1 that is found with `power`
    power: float
    ratios: Real  # shape (ratios,)
    found: Real  # part of the plays in which each ratio is found, shape (ratios,)
    error: float  # spread of the logarithm of the estimate when nothing happened
    false_alarms: float  # part of the plays in which something is found although nothing happened
    plays: int
    method: str = "own past"


@dataclass(frozen=True)
class Sizes:
    """Which part of the units should start in each wave, shape (waves,); they add up to 1."""

    parts: Real


def effect_error(
    starts: Whole, people: Real, periods: int, likeness: Likeness, *, first_periods: int | None = None
) -> float:
    """Return the standard error of the effect that a plan would give (generalised least squares).

    Parameters
    ----------
    starts
        The period in which each unit starts, from 0, shape (units,). At or after `periods`: not within them.
    people
        Who is measured in each unit and period, shape (units,) for the same in all periods, or (units, periods).
    periods
        How many periods there are.
    likeness
        How alike people are.
    first_periods
        With a number: the mean of the effects in so many first periods after the start, each its own. Without: one
        effect that is the same from the first period on, which is too hopeful when an effect grows.

    Returns
    -------
    float
        Unit: standard deviations between people of one unit in one period.

    Raises
    ------
    NotDetectableError
        When the plan does not tell the effect from the passing of time.
    ValueError
        When the shapes do not fit or a correlation is out of range.

    Source
    ------
    Hussey and Hughes (2007), Contemp. Clin. Trials 28, 182-191; Hooper et al. (2016), Stat. Med. 35, 4718-4728; Kenny
    et al. (2022), Stat. Med. 41, 4311-4339, for effects that grow. Between periods of a unit
    V = diag(1/n + g2) + t2 J + e2 xx' + r t e (1x' + x1').
    """
    icc, cac = likeness.within_unit, likeness.over_time
    if not (0 <= icc < 1 and 0 <= cac <= 1 and abs(likeness.effect_with_level) <= 1):
        raise ValueError("a correlation lies between 0 and 1")
    people = np.broadcast_to(people[:, None] if people.ndim == 1 else people, (len(starts), periods))
    if not np.all(people > 0):
        raise ValueError("in every unit somebody is measured")
    lasting = np.arange(periods) - starts[:, None]
    longest = int(lasting.max())
    if longest < 0 or (first_periods is not None and not 1 <= first_periods <= longest + 1):
        raise NotDetectableError("no unit has the programme for so long")
    steps = 1 if first_periods is None else longest + 1
    information = np.zeros((periods + steps, periods + steps))
    rows = np.column_stack([starts, people])
    for row, times in zip(*np.unique(rows, axis=0, return_counts=True), strict=True):
        since = np.arange(periods) - int(row[0])
        x = (since >= 0).astype(np.float64)
        unit, own = icc * cac / (1 - icc), icc * (1 - cac) / (1 - icc)
        spread, tied = likeness.effect_spread, likeness.effect_with_level * sqrt(unit) * likeness.effect_spread
        v = np.diag(1 / row[1:] + own) + unit + spread**2 * np.outer(x, x) + tied * (x[:, None] + x)
        effects = x[:, None] if first_periods is None else (since[:, None] == np.arange(steps)).astype(np.float64)
        design = np.column_stack([np.eye(periods), effects])
        information += times * design.T @ np.linalg.solve(v, design)
    wanted = np.zeros(periods + steps)
    wanted[periods : periods + (first_periods or 1)] = 1 / (first_periods or 1)
    solved = np.linalg.pinv(information, rcond=1e-12, hermitian=True) @ wanted
    if not np.allclose(information @ solved, wanted, atol=1e-8):
        raise NotDetectableError("the plan does not tell the effect from the passing of time")
    return sqrt(float(wanted @ solved))


def power(
    starts: Whole,
    people: Real,
    periods: int,
    likeness: Likeness,
    *,
    first_periods: int | None = None,
    power: float = POWER,
) -> Power:
    """Return the smallest effect that a plan would find, by the formula of `effect_error`.

    Parameters
    ----------
    starts
        The period in which each unit starts, from 0, shape (units,). At or after `periods`: not within them.
    people
        Who is measured in each unit and period, shape (units,) or (units, periods).
    periods
        How many periods there are.
    likeness
        How alike people are.
    first_periods
        The mean over so many first periods after the start; without it one effect that is the same at once.
    power
        How often an effect of that size is found, two-sided at 5%.

    Returns
    -------
    Power
        Unit: standard deviations between people of one unit in one period.

    Raises
    ------
    NotDetectableError
        When the plan does not tell the effect from the passing of time.
    ValueError
        When the shapes do not fit or a correlation is out of range.

    Source
    ------
    (z(0.975) + z(power)) times the error; see `effect_error`.
    """
    error = effect_error(starts, people, periods, likeness, first_periods=first_periods)
    return Power(error, float(ndtri(1 - LEVEL / 2) + ndtri(power)) * error, power, "formula")


def found(effect: float, error: float) -> float:
    """Return how often an effect is found, two-sided at 5%.

    Parameters
    ----------
    effect
        The true effect, in any unit.
    error
        Its standard error, in that unit.

    Returns
    -------
    float
        Unit: part of all times, 0 to 1.

    Raises
    ------
    ValueError
        With an error that is not positive.

    Source
    ------
    The normal distribution.
    """
    if error <= 0:
        raise ValueError("an error is above 0")
    z, ratio = float(ndtri(1 - LEVEL / 2)), effect / error
    return float(ndtr(ratio - z) + ndtr(-ratio - z))


def past_power(
    totals: Real,
    staff: Real,
    draws: Whole,
    *,
    seed: int,
    plays: int = 200,
    block: int = 8,
    effect_spread: float = 0.3,
    power: float = POWER,
) -> PastPower:
    """Return what a plan would have found in the organisation's own past, with the estimator that will be used.

    Each play puts pieces of the past weeks of all units together, lets the units start as in one of the draws, and
    estimates the lift. A ratio put into the weeks after the start moves the estimate by exactly that ratio, so one play
    answers for every ratio.

    Parameters
    ----------
    totals
        What was counted by unit and week, before the programme, shape (units, past weeks). Unit: as counted.
    staff
        People on the staff, shape (units, past weeks). Unit: people.
    draws
        Weeks in which units start, one draw per row, shape (draws, units); the last start ends the plan.
    seed
        Any whole number, not negative.
    plays
        How often to play.
    block
        Weeks that stay together, so that what lasts for weeks still does.
    effect_spread
        Units differ in their effect by so much, on the log scale: an effect that differs is harder to find.
    power
        How often the smallest ratio has to be found, two-sided at 5%.

    Returns
    -------
    PastPower
        Unit of ratios: with / without.

    Raises
    ------
    HistoryTooShortError
        With fewer than two blocks of past weeks, or a past in which nothing was counted.
    ValueError
        When the shapes do not fit.

    Source
    ------
    Kuensch (1989), Ann. Stat. 17, 1217-1241: blocks of what follows in time; the estimator of kring/measure/lift.py.
    """
    units, past = totals.shape
    if draws.ndim != 2 or draws.shape[1] != units or staff.shape != totals.shape:
        raise ValueError("one column per unit in the draws, one row in the past")
    if past < 2 * block or not totals.sum():
        raise HistoryTooShortError(f"{past} weeks of the past, at least {2 * block} with something in them needed")
    dice = np.random.default_rng([seed, 23])
    weeks = int(draws.max())
    thetas, errors = np.empty(plays), np.empty(plays)
    for play in range(plays):
        begins = dice.integers(0, past, -(-weeks // block))
        order = ((begins[:, None] + np.arange(block)) % past).ravel()[:weeks]
        starts = draws[dice.integers(len(draws))]
        differs = np.exp(dice.normal(-(effect_spread**2) / 2, effect_spread, units))
        after = np.arange(weeks) >= starts[:, None]
        played = lift(totals[:, order] * np.where(after, differs[:, None], 1), staff[:, order], starts)
        thetas[play], errors[play] = log(played.ratio), played.log_error
    needed = float(stdtrit(units - 1, 1 - LEVEL / 2)) * errors
    # The play finds a ratio r when theta + log r > needed: so the detectable one is a quantile of needed - theta.
    smallest = exp(max(0.0, float(np.quantile(needed - thetas, power))))
    ratios = np.linspace(1, max(1.5, smallest * 1.2), 26)
    moved = np.abs(thetas + np.log(ratios)[:, None]) > needed
    error = sqrt(float(np.mean(thetas**2)))
    return PastPower(smallest, power, ratios, moved.mean(axis=1), error, float(moved[0].mean()), plays)


def wave_sizes(waves: int, people: int, icc: float) -> Sizes:
    """Return which part of the units should start in each wave, for the smallest error of one lasting effect.

    Parameters
    ----------
    waves
        How many waves; measured once before the first, and once after each.
    people
        Who is measured in a unit and period.
    icc
        Correlation of two people of one unit.

    Returns
    -------
    Sizes
        Unit: part of the units. Equal waves lose a few per cent at most; they are the default elsewhere.

    Raises
    ------
    ValueError
        With fewer than two waves, without people, or a correlation out of range.

    Source
    ------
    Lawrie, Carlin, Forbes (2015), Stat. Probab. Lett. 99, 210-214.
    """
    if waves < 2 or people < 1 or not 0 <= icc < 1:
        raise ValueError("at least two waves, one person, and a correlation between 0 and 1")
    below = 1 + icc * (people * (waves + 1) - 1)
    parts = np.full(waves, icc * people / below)
    parts[[0, -1]] = (1 + icc * (3 * people - 1)) / (2 * below)
    return Sizes(parts)


def compare(
    plans: Sequence[Whole], people: Real, periods: int, likeness: Likeness, *, first_periods: int | None = None
) -> tuple[Power, ...]:
    """Return what each of several plans would find, in the order that was given.

    Parameters
    ----------
    plans
        For each plan the period in which each unit starts, shape (units,).
    people
        Who is measured in each unit and period, shape (units,) or (units, periods).
    periods
        How many periods there are; the same for all plans.
    likeness
        How alike people are.
    first_periods
        As in `power`.

    Returns
    -------
    tuple of Power
        Unit: standard deviations between people of one unit in one period.

    Raises
    ------
    NotDetectableError
        When one of the plans does not tell the effect from the passing of time.

    Source
    ------
    See `power`.
    """
    return tuple(power(starts, people, periods, likeness, first_periods=first_periods) for starts in plans)

"""What starting did, start by start and period by period: units that started beside units that had not.

For every cohort (the units that start in the same period) and every period, the change since the last period before the
start, less the same change of units that had not started. Nothing is assumed about how effects grow or differ, as a
regression with effects per unit and period would. Differences are additive and standard errors are normal, so this
wants many units; with the twenty to sixty units of a programme, `kring.measure.lift` is the better answer
(docs/measure.md).
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from kring.measure.lift import NoComparisonError
from kring.measure.panel import Cohorts
from kring.measure.rates import Z95

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]
Comparison = Literal["never", "not yet"]
Base = Literal["varying", "universal"]
Kind = Literal["simple", "group", "dynamic", "calendar"]


class TooFewUnitsError(ValueError):
    """A single unit stands for a cohort, or for all it is compared with: nobody knows how much such units vary."""


class NoPreTestError(ValueError):
    """There are no periods before a start to test, or too few units to test them all at once."""


@dataclass(frozen=True)
class Pairs:
    """Which cohort is looked at in which period, and beside whom; cohorts and periods by their place in the data."""

    cohort: Whole  # shape (pairs,)
    period: Whole  # shape (pairs,)
    base: Whole  # the period that it is compared with, shape (pairs,)
    beside: Flag  # the cohorts that had not started, shape (pairs, cohorts)
    left_out: Whole  # cohorts that had started before there was anything to compare with
    unseen: Whole  # periods without anybody who had not started


@dataclass(frozen=True)
class GroupTime:
    """The effect in each cohort and period; without an error where a period is compared with itself."""

    group: Real  # the period in which the cohort starts, shape (pairs,)
    period: Real  # shape (pairs,)
    base: Real  # the period that it is compared with, shape (pairs,)
    effect: Real  # shape (pairs,). Unit: as the outcome
    error: Real  # standard error, shape (pairs,)
    covariance: Real  # shape (pairs, pairs)
    beside: Whole  # units that it is compared with, shape (pairs,)
    starts: Real  # of the cohorts that are looked at, shape (groups,)
    units: Whole  # in each of them, shape (groups,)
    shifts: Real  # influence on each effect, summed over the units of each cohort, shape (pairs, groups)
    anticipation: int
    units_left_out: int  # that had started by the first period
    periods_left_out: Real  # without anybody who had not started

    @property
    def is_after(self) -> Flag:
        """Whether the cohort had started, shape (pairs,)."""
        return self.period >= self.group


@dataclass(frozen=True)
class Aggregate:
    """Group-time effects taken together: one by one, and all in one."""

    at: Real  # the start, the periods since it, or the period, shape (rows,); none for the simple one
    effect: Real  # shape (rows,)
    error: Real  # shape (rows,)
    covariance: Real  # shape (rows, rows)
    overall: float
    overall_error: float

    @property
    def low(self) -> float:
        """Lower end of the 95% range of the overall effect."""
        return self.overall - Z95 * self.overall_error

    @property
    def high(self) -> float:
        """Upper end of the 95% range of the overall effect."""
        return self.overall + Z95 * self.overall_error


@dataclass(frozen=True)
class Band:
    """Ranges that hold all effects at once, all of shape (effects,)."""

    low: Real
    high: Real
    critical: float  # standard errors to each side; 1.96 would do for one effect alone


@dataclass(frozen=True)
class PreTest:
    """Whether cohorts changed alike before any of them started."""

    statistic: float
    pairs: int
    p: float


def group_time(
    cohorts: Cohorts, *, comparison: Comparison = "never", anticipation: int = 0, base: Base = "varying"
) -> GroupTime:
    """Return the effect in every cohort and period, from what the units of a cohort have in common.

    Parameters
    ----------
    cohorts
        Numbers, means and spread of the units that start together (`kring.measure.panel.cohorts`).
    comparison
        Beside whom: units that never start in these periods, or all that had not started yet.
    anticipation
        Periods before the start in which a unit may already change. Unit: that of the periods.
    base
        What periods before the start are compared with: "varying" the period before each (the default of R's `did`),
        "universal" the last period before the start for all, as an event study draws it.

    Returns
    -------
    GroupTime
        Unit: as the outcome. Cohorts that had started by the first period are left out, as are periods in which all
        have started; it says which.

    Raises
    ------
    NoComparisonError
        When nobody had not started, or no cohort starts within the periods.
    TooFewUnitsError
        When a cohort, or those it is compared with, is a single unit.
    ValueError
        When there is no such comparison or base, or starts or periods do not ascend.

    Source
    ------
    Callaway and Sant'Anna (2021), J. Econometrics 225, 200-230, equations 2.5 and 2.6 without covariates. Standard
    errors from influence functions, which for a unit of cohort k are fixed numbers times its distance from the means
    of k, plus a fixed number; so they follow from means and centred second moments.
    """
    pairs = compared(cohorts.starts, cohorts.units, cohorts.periods, comparison, anticipation, base)
    units, every = cohorts.units, np.arange(len(cohorts.starts))
    own = pairs.cohort[:, None] == every
    weight = own / units - pairs.beside / (pairs.beside @ units)[:, None]  # of a unit of each cohort, (pairs, cohorts)
    change = (cohorts.means[:, pairs.period] - cohorts.means[:, pairs.base]).T
    effect = np.sum(weight * units * change, axis=1)
    usual = np.sum(pairs.beside * units * change, axis=1) / (pairs.beside @ units)
    shift = weight * np.where(pairs.beside, change - usual[:, None], 0)
    covariance = (shift * units) @ shift.T
    for k in every:
        here = np.flatnonzero(weight[:, k])
        period, before = pairs.period[here], pairs.base[here]
        rows = cohorts.spread[k][period] - cohorts.spread[k][before]
        together = rows[:, period] - rows[:, before]
        covariance[np.ix_(here, here)] += together * np.outer(weight[here, k], weight[here, k])
    return assembled(cohorts.starts, units, cohorts.periods, pairs, effect, covariance, shift * units, anticipation)


def compared(starts: Real, units: Whole, periods: Real, comparison: Comparison, anticipation: int, base: Base) -> Pairs:
    """Return which cohort is looked at in which period, with which period and which cohorts it is compared.

    Parameters
    ----------
    starts
        The period in which each cohort starts, shape (cohorts,), ascending; infinite: never.
    units
        Units in each, shape (cohorts,).
    periods
        Shape (periods,), ascending.
    comparison, anticipation, base
        As in `group_time`.

    Returns
    -------
    Pairs
        Cohort by cohort, and in it period by period.

    Raises
    ------
    NoComparisonError
        When nobody had not started, or no cohort starts within the periods.
    TooFewUnitsError
        When a cohort, or those it is compared with, is a single unit.
    ValueError
        When there is no such comparison or base, or starts or periods do not ascend.

    Source
    ------
    The rules of the R package `did` 2.5: starts after the last period (and the anticipation) are as never; without any
    such unit the last cohort is only compared with, in the periods before it; who had started by the first is left out.
    """
    if comparison not in get_args(Comparison) or base not in get_args(Base) or not anticipation >= 0:
        raise ValueError(f"{comparison!r}, {base!r} and {anticipation} are not known here")
    if not (np.all(starts[1:] > starts[:-1]) and np.all(periods[1:] > periods[:-1])):
        raise ValueError("starts and periods ascend")
    never = starts > periods[-1] + anticipation
    if not never.any() and comparison == "never":
        raise NoComparisonError("every unit starts in these periods: compare with those that had not started yet")
    seen = len(periods) if never.any() else int(np.sum(periods < starts[-1] - anticipation))
    left_out = starts <= periods[0] + anticipation
    looked_at = ~never & ~left_out & (starts < (np.inf if never.any() else starts[-1]))
    if seen < 2 or not looked_at.any():
        raise NoComparisonError("no cohort starts while another had not, with a period before it")
    found = []
    for k in np.flatnonzero(looked_at):
        last_before = int(np.sum(periods + anticipation < starts[k])) - 1
        for t in range(0 if base == "universal" else 1, seen):
            is_fixed = base == "universal" or periods[t] >= starts[k] - anticipation
            found.append((k, t, last_before if is_fixed else t - 1))
    cohort, period, before = np.array(found).T
    beside = np.broadcast_to(never, (len(found), len(starts)))
    if comparison == "not yet":
        late = np.maximum(periods[period], periods[before]) + anticipation
        beside = (never | (starts > late[:, None])) & (np.arange(len(starts)) != cohort[:, None])
    if np.any(units[looked_at] < 2) or np.any(beside @ units < 2):
        raise TooFewUnitsError("every cohort, and those it is compared with, is at least two units")
    return Pairs(cohort, period, before, beside, np.flatnonzero(left_out), np.arange(seen, len(periods)))


def assembled(
    starts: Real,
    units: Whole,
    periods: Real,
    pairs: Pairs,
    effect: Real,
    covariance: Real,
    sums: Real,
    anticipation: int,
) -> GroupTime:
    """Return group-time effects with the names of their cohorts and periods.

    Parameters
    ----------
    starts, units, periods
        Of all cohorts, shapes (cohorts,), (cohorts,) and (periods,).
    pairs
        What was compared.
    effect, covariance
        Shapes (pairs,) and (pairs, pairs).
    sums
        Influence on each effect, summed over the units of each cohort, shape (pairs, cohorts).
    anticipation
        Periods before the start in which a unit may already change.

    Returns
    -------
    GroupTime
        Unit: as the effect.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Source
    ------
    Own.
    """
    looked_at = np.unique(pairs.cohort)
    return GroupTime(
        group=starts[pairs.cohort],
        period=periods[pairs.period],
        base=periods[pairs.base],
        effect=effect,
        error=_errors(covariance),
        covariance=covariance,
        beside=pairs.beside @ units,
        starts=starts[looked_at],
        units=units[looked_at],
        shifts=sums[:, looked_at],
        anticipation=anticipation,
        units_left_out=int(units[pairs.left_out].sum()),
        periods_left_out=periods[pairs.unseen],
    )


def aggregate(found: GroupTime, kind: Kind) -> Aggregate:
    """Return group-time effects taken together, larger cohorts counting for more.

    Parameters
    ----------
    found
        Group-time effects.
    kind
        "simple": all pairs after a start. "group": the mean per cohort, then over units. "dynamic": by periods since
        the start, also before it; then the mean over those from the start on. "calendar": by period, then their mean.

    Returns
    -------
    Aggregate
        Unit: as the effects. Errors count that the sizes of cohorts are a draw as well.

    Raises
    ------
    NoComparisonError
        When no pair is after a start.
    ValueError
        When there is no such kind.

    Source
    ------
    Callaway and Sant'Anna (2021), section 3, equations 3.5 to 3.11, and 4.3 for the errors.
    """
    if kind not in get_args(Kind):
        raise ValueError(f"effects are taken together as one of {', '.join(get_args(Kind))}")
    if not found.is_after.any():
        raise NoComparisonError("no effect after a start")
    since = found.period - found.group
    by = {"simple": np.zeros_like(since), "group": found.group, "dynamic": since, "calendar": found.period}[kind]
    counts = found.is_after | (kind == "dynamic")
    at = np.unique(by[counts])
    member = (found.group[:, None] == found.starts).astype(np.float64)
    size = (by == at[:, None]) * counts * (member @ found.units)
    weight = size / size.sum(axis=1, keepdims=True)
    effect = weight @ found.effect
    # The sizes of cohorts are a draw as well, so the weights vary: by this much for each unit of a cohort.
    turn = ((size > 0) * (found.effect - effect[:, None])) @ member / size.sum(axis=1, keepdims=True)
    part = np.full(len(at), 1 / len(at))
    extra = np.zeros(len(found.units))
    if kind == "dynamic":
        part = (at >= 0) / np.sum(at >= 0)
    if kind == "group":
        sizes = found.units[np.isin(found.starts, at)]
        part = sizes / sizes.sum()
        extra[np.isin(found.starts, at)] = (effect - part @ effect) / sizes.sum()
    weight, turn = np.vstack([weight, part @ weight]), np.vstack([turn, part @ turn + extra])
    mixed = weight @ found.shifts @ turn.T
    covariance = weight @ found.covariance @ weight.T + mixed + mixed.T + (turn * found.units) @ turn.T
    error = _errors(covariance)
    rows = slice(0, 0) if kind == "simple" else slice(0, len(at))
    return Aggregate(
        at[rows], effect[rows], error[:-1][rows], covariance[rows, rows], float(part @ effect), float(error[-1])
    )


def band(found: GroupTime | Aggregate, *, seed: int, draws: int = 5_000, level: float = 0.95) -> Band:
    """Return ranges that hold all effects at once as often as `level` says.

    Parameters
    ----------
    found
        Effects with their covariance.
    seed
        Any whole number, not negative. The same seed gives the same band.
    draws
        How often chance is played. Unit: draws.
    level
        How often the band holds all of the truth.

    Returns
    -------
    Band
        Unit: as the effects; without ends where an effect has no error.

    Raises
    ------
    ValueError
        When no effect has an error.

    Source
    ------
    The largest |t| of normal draws with the covariance of the effects: what the multiplier bootstrap of Callaway and
    Sant'Anna (2021), section 4.1, tends to; Montiel Olea and Plagborg-Møller (2019), J. Appl. Econometrics 34, 1-17.
    """
    known = found.error > 0
    if not known.any():
        raise ValueError("no effect with an error")
    critical = largest(found.covariance[np.ix_(known, known)], seed=seed, draws=draws, level=level)
    return Band(found.effect - critical * found.error, found.effect + critical * found.error, critical)


def largest(covariance: Real, *, seed: int, draws: int, level: float) -> float:
    """Return what the largest of |t| stays under as often as `level` says, when all that there is is chance.

    Parameters
    ----------
    covariance
        Of the estimates, shape (estimates, estimates), each with a variance above 0. Any unit.
    seed
        Any whole number, not negative.
    draws
        How often chance is played. Unit: draws.
    level
        How often the largest stays under it.

    Returns
    -------
    float
        Unit: standard errors; never less than for one estimate alone.

    Raises
    ------
    ValueError
        When a variance is not above 0.

    Source
    ------
    Montiel Olea and Plagborg-Møller (2019), J. Appl. Econometrics 34, 1-17, algorithm 1.
    """
    variance = np.diag(covariance)
    if np.any(variance <= 0):
        raise ValueError("every estimate has a variance above 0")
    values, vectors = np.linalg.eigh(covariance / np.sqrt(np.outer(variance, variance)))
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T  # the one symmetric root, whatever the library
    played = np.abs(np.random.default_rng(seed).standard_normal((draws, len(root))) @ root).max(axis=1)
    return max(Z95, float(np.quantile(played, level)))


def pre_test(found: GroupTime) -> PreTest:
    """Return whether cohorts changed alike before any of them started, all periods at once.

    A green light proves little: drifts that spoil the effect are often too small to be seen (Roth 2022, Am. Econ.
    Rev. Insights 4, 305-322).

    Parameters
    ----------
    found
        Group-time effects.

    Returns
    -------
    PreTest
        Unit of p: how often chance alone gives so much.

    Raises
    ------
    NoPreTestError
        Without periods before a start, or with too few units to test them all at once.

    Source
    ------
    Wald test of Callaway and Sant'Anna (2021), as the R package `did` prints it.
    """
    before = (found.period < found.group - found.anticipation) & (found.error > 0)
    covariance = found.covariance[np.ix_(before, before)]
    if not before.any() or 1 / np.linalg.cond(covariance, 1) <= np.finfo(np.float64).eps:
        raise NoPreTestError("nothing before a start, or more of it than units can tell apart")
    statistic = float(found.effect[before] @ np.linalg.solve(covariance, found.effect[before]))
    return PreTest(statistic, int(before.sum()), float(chdtrc(before.sum(), statistic)))


def _errors(covariance: Real) -> Real:
    """Return standard errors, none where there is no variance: a period that is compared with itself."""
    variance = np.diag(covariance)
    return np.sqrt(np.where(variance > 0, variance, np.nan))

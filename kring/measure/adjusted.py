"""Group-time effects among units that differ beforehand: compared with units that are like them.

Two ways to make units comparable, and one that is right when either of them is. `reg` predicts from what was known
before how the units would have changed, by a line fitted among those that had not started. `ipw` counts these for
more the more they look like units that start. `dr`, the doubly robust one, does both. Unlike
`kring.measure.group_time` it needs a row per unit.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from kring.measure.group_time import Base, Comparison, GroupTime, assembled, compared
from kring.measure.panel import Panel

Real = NDArray[np.float64]
Flag = NDArray[np.bool_]
Method = Literal["dr", "reg", "ipw"]

ROUNDS, CLOSE = 50, 1e-12
TOO_SURE = 0.999  # units that start which no unit beside them resembles
TRIMMED = 0.995  # a unit beside them that counts for more than this many hundreds of others counts for nothing


class NoOverlapError(ValueError):
    """Units that start can be told from the others by what was known before: no like is compared with like."""


class CollinearError(ValueError):
    """What was known before says the same thing twice, or says nothing, among the units compared with."""


def adjusted_group_time(
    panel: Panel,
    *,
    method: Method = "dr",
    comparison: Comparison = "never",
    anticipation: int = 0,
    base: Base = "varying",
) -> GroupTime:
    """Return the effect in every cohort and period, among units that were alike beforehand.

    Parameters
    ----------
    panel
        Outcomes and covariates by unit. Takes memory for units x pairs of numbers.
    method
        "dr", "reg" or "ipw", see above.
    comparison, anticipation, base
        As in `kring.measure.group_time.group_time`; without covariates the answer is the same as there.

    Returns
    -------
    GroupTime
        Unit: as the outcome.

    Raises
    ------
    NoComparisonError
        When nobody had not started, or no cohort starts within the periods.
    TooFewUnitsError
        When a cohort, or those it is compared with, is a single unit.
    NoOverlapError
        When covariates tell units that start from the others.
    CollinearError
        When a covariate follows from the others.
    ValueError
        When a number is missing, or there is no such method.

    Source
    ------
    Callaway and Sant'Anna (2021), J. Econometrics 225, 200-230; Sant'Anna and Zhao (2020), J. Econometrics 219,
    101-122: the panel estimators with a logit by maximum likelihood and least squares, normalised weights; Abadie
    (2005), Rev. Econ. Stud. 72, 1-19; Heckman, Ichimura, Todd (1997), Rev. Econ. Stud. 64, 605-654. Trimmed as the R
    package `DRDID` does.
    """
    if method not in get_args(Method) or np.isnan(panel.starts).any():
        raise ValueError(f"a way to compare is one of {', '.join(get_args(Method))}, and every start is known")
    if not np.isfinite(panel.outcomes).all() or not np.isfinite(panel.covariates).all():
        raise ValueError("a number is missing")
    starts, cohort = np.unique(panel.starts, return_inverse=True)
    units = np.bincount(cohort).astype(np.int64)
    pairs = compared(starts, units, panel.periods, comparison, anticipation, base)
    design = np.column_stack([np.ones(len(cohort)), panel.covariates])
    effect = np.empty(len(pairs.cohort))
    influence = np.zeros((len(cohort), len(effect)))
    alike, of = np.unique(np.column_stack([pairs.cohort, pairs.beside]), axis=0, return_inverse=True)
    for number, (own, *beside) in enumerate(alike):
        here = np.flatnonzero(of.ravel() == number)
        rows = np.flatnonzero((cohort == own) | np.array(beside, bool)[cohort])
        change = panel.outcomes[np.ix_(rows, pairs.period[here])] - panel.outcomes[np.ix_(rows, pairs.base[here])]
        effect[here], influence[np.ix_(rows, here)] = _compare(change, design[rows], cohort[rows] == own, method)
    sums = (influence.T @ (cohort[:, None] == np.arange(len(starts)))).astype(np.float64)
    covariance = influence.T @ influence
    return assembled(starts, units, panel.periods, pairs, effect, covariance, sums, anticipation)


def _compare(change: Real, design: Real, starting: Flag, method: Method) -> tuple[Real, Real]:
    """Return the effect on each change, shape (pairs,), and each unit's influence on it, shape (units, pairs).

    `change` is of shape (units, pairs), `design` of (units, 1 + covariates), its first column ones.
    """
    left, own = change, starting / starting.sum()
    if method != "ipw":
        left, inverse = _without_trend(change, design, ~starting)
    effect = own @ left
    influence = own[:, None] * (left - effect)
    moved = own @ design  # how the effect follows the coefficients of the line
    if method != "reg":
        chance, inverse_logit = _chance(design, starting)
        odds = np.where(~starting & (chance < TRIMMED), chance / (1 - chance), 0)
        share = odds / odds.sum()
        usual = share @ left
        effect = effect - usual
        influence -= share[:, None] * (left - usual)
        tilt = (design * share[:, None]).T @ (left - usual)  # how it follows the coefficients of the logit
        influence -= ((starting - chance)[:, None] * design) @ inverse_logit @ tilt
        moved = moved - share @ design
    if method != "ipw":
        influence -= (~starting * (design @ inverse @ moved))[:, None] * left
    return effect, influence


def _without_trend(change: Real, design: Real, beside: Flag) -> tuple[Real, Real]:
    """Return changes less those predicted from the units beside, and the inverse of their squared design."""
    squared = design[beside].T @ design[beside]
    inverse = _inverse(squared)
    return change - design @ (inverse @ (design[beside].T @ change[beside])), inverse


def _chance(design: Real, starting: Flag) -> tuple[Real, Real]:
    """Return the chance that each unit starts by its covariates, and the inverse of the information in that."""
    slope = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        chance = expit(design @ slope)
        inverse = _inverse((design * (chance * (1 - chance))[:, None]).T @ design)
        step = inverse @ (design.T @ (starting - chance))
        slope = slope + step
        if np.max(np.abs(step)) <= CLOSE * (1 + np.max(np.abs(slope))):
            break
    chance = expit(design @ slope)
    if chance.max() >= TOO_SURE:
        raise NoOverlapError("some units start for sure, by what was known before")
    return chance, _inverse((design * (chance * (1 - chance))[:, None]).T @ design)


def _inverse(squared: Real) -> Real:
    """Return the inverse of a squared design."""
    if 1 / np.linalg.cond(squared, 1) <= np.finfo(np.float64).eps:
        raise CollinearError("a covariate follows from the others")
    return np.asarray(np.linalg.inv(squared), np.float64)

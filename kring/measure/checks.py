"""Six lights beside an effect: what could make it wrong, as far as the sums themselves can tell.

A green light is no proof. Whether something drifts before the start is seldom seen in eight weeks, and what spills over
to units that wait is never seen unless whole regions wait; so the lights also say what cannot be known.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from kring.measure.activation import Activation
from kring.measure.imputation import NoComparisonError, cells, in_parts, with_and_without_each
from kring.measure.parts import AHEAD, Effects
from kring.measure.rates import jackknife_error
from kring.measure.spill import Spill

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

ENOUGH_CONTROLS, TOO_FEW_CONTROLS = 5, 2
RARE, RARER = 0.01, 0.001  # p of a difference that should not be there: amber, red
STEP = 4  # weeks from one step of a drift to the next
SHUFFLES, SEED = 999, 24


class Light(StrEnum):
    """How a check came out."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


class Key(StrEnum):
    """What is checked."""

    CONTROLS = "controls"  # are there enough units to compare with in every week?
    BALANCE = "balance"  # were the waves alike before anything started?
    DRIFT = "drift"  # was something moving before the start, and could that explain it?
    ONE_UNIT = "one_unit"  # would we say the same without any one unit?
    SPILL_OVER = "spill_over"  # do units that wait change with their neighbours that have started?
    MEASURED = "measured"  # does starting change who is measured?


@dataclass(frozen=True)
class Check:
    """One light, with the number it follows from and where that number turns."""

    key: Key
    light: Light
    value: float | None
    threshold: float | None


@dataclass(frozen=True)
class Sensitivity:
    """How bad a drift would have to be to explain the effect away."""

    breakdown: float  # drift per step, over the largest that could have been there before the start
    largest_step: float  # on the logarithm, per `STEP` weeks, with its noise
    steps: float  # how many steps the effect lies after the start, on average


def controls(starts: Whole, weeks: int, *, anticipation: int = 0) -> Check:
    """Return whether enough units had not started in every week that counts.

    Parameters
    ----------
    starts
        The week in which each unit starts, counted from 0, shape (units,). At or after `weeks`: not yet.
    weeks
        Weeks that are measured.
    anticipation
        Weeks before the start in which a unit may already change.

    Returns
    -------
    Check
        Value: units not yet started, in the week that has fewest of them.

    Raises
    ------
    NoComparisonError
        When there is no week with both.

    Source
    ------
    Own: the mean of one or two units is theirs, not that of a week.
    """
    week = np.arange(weeks)
    never = starts >= weeks
    waiting = np.sum((week < starts[:, None] - anticipation) | never[:, None], axis=0)
    counts = waiting[(week >= starts.min()) & (waiting > 0)]
    if not len(counts):
        raise NoComparisonError("no week in which some have started and some have not")
    fewest = int(counts.min())
    light = Light.GREEN if fewest >= ENOUGH_CONTROLS else Light.AMBER if fewest >= TOO_FEW_CONTROLS else Light.RED
    return Check(Key.CONTROLS, light, fewest, ENOUGH_CONTROLS)


def balance(traits: Real, starts: Whole) -> Check:
    """Return whether the waves were alike before anything started; never red, because levels are taken out.

    Parameters
    ----------
    traits
        What waves should be alike in, shape (units, traits). Any unit.
    starts
        The week in which each unit starts, shape (units,).

    Returns
    -------
    Check
        Value: how often waves shuffled at random differ at least as much, 0 to 1.

    Raises
    ------
    ValueError
        When there is not one row of traits per unit.

    Source
    ------
    Morgan and Rubin (2012), Ann. Stat. 40, 1263-1282: Mahalanobis distance, here of all waves from the mean.
    """
    if len(traits) != len(starts) or traits.ndim != 2:
        raise ValueError("one row of traits per unit")
    varies = traits[:, np.ptp(traits, axis=0) > 0]
    _, wave_of, units = np.unique(starts, return_inverse=True, return_counts=True)
    if not varies.shape[1] or len(units) < 2:
        return Check(Key.BALANCE, Light.UNKNOWN, None, RARE)
    centred = varies - varies.mean(axis=0)
    own, _, _ = np.linalg.svd(centred, full_matrices=False)  # directions of length 1: the inverse of the spread
    own = own[:, : np.linalg.matrix_rank(centred)]
    dice, order = np.random.default_rng(SEED), np.argsort(wave_of, kind="stable")
    begins = np.cumsum(units) - units

    def apart(rows: Whole) -> float:
        return float(np.sum(np.add.reduceat(own[rows], begins, axis=0) ** 2 / units[:, None]))

    mine = apart(order)
    others = sum(apart(dice.permutation(len(starts))) >= mine - 1e-12 for _ in range(SHUFFLES))
    p = (1 + others) / (1 + SHUFFLES)
    return Check(Key.BALANCE, Light.GREEN if p >= RARE else Light.AMBER, p, RARE)


def sensitivity(
    totals: Real, staff: Real, starts: Whole, *, anticipation: int = 0, ahead: int = AHEAD
) -> Sensitivity | None:
    """Return how bad a drift would have to be to explain the effect away, against what was there before the start.

    It asks for a straight line: from the start on, a drift adds as much in every four weeks as the largest step that
    could have been there before it (what was seen, plus its noise), times the breakdown. Under 1, a drift that nobody
    would have seen is enough.

    Parameters
    ----------
    totals
        What was counted by unit and week, shape (units, weeks). Unit: as counted.
    staff
        People on the staff, shape (units, weeks). Unit: people.
    starts
        The week in which each unit starts, shape (units,).
    anticipation
        Weeks before the start in which a unit may already change.
    ahead
        Weeks before the start in which steps are looked for.

    Returns
    -------
    Sensitivity or None
        Unit of the step: logarithm of a ratio. None when there are too few weeks or units before the start.

    Raises
    ------
    NoComparisonError
        When there is nothing to compare with after the start.
    ValueError
        When the shapes do not fit.

    Source
    ------
    Rambachan and Roth (2023), Rev. Econ. Stud. 90, 2555-2591: relative magnitudes; a cautious interval in place of
    theirs, theta +- (t se + Mbar c (largest step + its noise)), with a step of four weeks.
    """
    found = cells((totals, staff), starts)
    since, after, units = found.since(), found.after(), len(found.wave_of)
    steps = since // STEP
    lasting = np.unique(steps[after])
    late = np.concatenate([after[None], after & (steps == lasting[:, None, None])])
    before = found.before(anticipation)
    sums = with_and_without_each(found, lambda tables: in_parts(tables, late, before))
    bins = np.arange(-(ahead // STEP), 0)
    early = (since + anticipation) // STEP == bins[:, None, None]
    learnt = found.before(anticipation + ahead)
    seen = with_and_without_each(found, lambda tables: in_parts(tables, early, learnt))
    if not len(bins) or not np.all(seen[:, :2] > 0) or not np.all(sums[:, :2, 0] > 0):
        return None
    levels = np.log(seen[:, 0] / seen[:, 1])
    moves = np.diff(levels, axis=1, prepend=0)
    quantile = float(stdtrit(units - 1, 1 - 0.025 / len(bins)))
    noise = np.array([jackknife_error(moves[1:, place], float(moves[0, place])) for place in range(len(bins))])
    largest = float(np.max(np.abs(moves[0]) + quantile * noise))
    thetas = np.log(sums[:, 0, 0] / sums[:, 1, 0])
    left = abs(float(thetas[0])) - float(stdtrit(units - 1, 0.975)) * jackknife_error(thetas[1:], float(thetas[0]))
    reach = float(np.average(lasting + 1, weights=sums[0, 1, 1:]))
    return Sensitivity(max(0.0, left) / (reach * largest) if largest else inf, largest, reach)


def drift(effects: Effects, found: Sensitivity | None, *, by_lot: bool) -> Check:
    """Return whether something moved before the start, or a drift nobody would have seen explains the effect.

    With waves by lot a drift towards the earlier ones could only come by chance, which the range knows of: then only
    what is seen before the start counts, and the number is there to be read.

    Parameters
    ----------
    effects
        The lift in parts, with the weeks before the start.
    found
        How bad a drift would have to be.
    by_lot
        Whether the waves were drawn by lot.

    Returns
    -------
    Check
        Value: the breakdown; it turns at 1.

    Raises
    ------
    ValueError
        Never.

    Source
    ------
    Roth (2022), AER: Insights 4, 305-322: that nothing is seen before the start proves little.
    """
    placebo = effects.placebo
    if placebo is None or placebo.log_error is None or found is None:
        return Check(Key.DRIFT, Light.UNKNOWN, None, 1.0)
    t = abs(np.log(placebo.ratio)) / placebo.log_error if placebo.log_error else inf
    p = 2 * float(stdtr(placebo.units - 1, -t))
    if p < RARE:
        light = Light.RED
    else:
        light = Light.GREEN if p >= 5 * RARE and (by_lot or found.breakdown >= 1) else Light.AMBER
    return Check(Key.DRIFT, light, found.breakdown, 1.0)


def one_unit(effects: Effects) -> Check:
    """Return whether the same would be said without any one of the units.

    Parameters
    ----------
    effects
        The lift, with what it is without each unit.

    Returns
    -------
    Check
        Value: the logarithm of the ratio without the unit that matters most, over half of the width of the range. An
        effect that is found stays above 1; one that is not found stays under it.

    Raises
    ------
    ValueError
        Never.

    Source
    ------
    Own, from the jackknife of `lift`.
    """
    theta = float(np.log(effects.whole.ratio))
    margin = theta - float(np.log(effects.whole.low))
    if not margin:
        return Check(Key.ONE_UNIT, Light.GREEN, None, 1.0)
    toward = np.sign(theta) * effects.without / margin
    if abs(theta) <= margin:
        most = float(np.max(np.abs(toward)))
        return Check(Key.ONE_UNIT, Light.GREEN if most <= 1 else Light.AMBER, most, 1.0)
    least = float(np.min(toward))
    light = Light.GREEN if least > 1 else Light.AMBER if least > 0 else Light.RED
    return Check(Key.ONE_UNIT, light, least, 1.0)


def spill_over(found: Spill | None) -> Check:
    """Return whether units that wait change with their neighbours; unknown unless two stages were drawn.

    Parameters
    ----------
    found
        What spills over; None when it cannot be known.

    Returns
    -------
    Check
        Value: p of so much when nothing spills over.

    Raises
    ------
    ValueError
        Never.

    Source
    ------
    See `kring.measure.spill`.
    """
    if found is None:
        return Check(Key.SPILL_OVER, Light.UNKNOWN, None, 5 * RARE)
    light = Light.GREEN if found.p >= 5 * RARE else Light.AMBER if found.p >= RARER else Light.RED
    return Check(Key.SPILL_OVER, light, found.p, 5 * RARE)


def measured(change: Activation | None, *, for_everybody: bool) -> Check:
    """Return whether starting changes who is measured.

    Parameters
    ----------
    change
        `activation` of the people who are measured: how many more of the staff are, because of the start. None when
        it was not counted.
    for_everybody
        Whether what is counted exists for everybody on the staff, whoever joins.

    Returns
    -------
    Check
        Value: p of so large a change when there is none.

    Raises
    ------
    ValueError
        Never.

    Source
    ------
    A sample-ratio test (Fabijan et al. 2019, KDD '19, 2156-2164) on means of units, because colleagues link accounts
    together: a test that counts people would take a unit that is keen for a fault.
    """
    if change is None:
        return Check(Key.MEASURED, Light.GREEN if for_everybody else Light.UNKNOWN, None, RARE)
    light = Light.GREEN if change.p >= RARE else Light.AMBER if change.p >= RARER else Light.RED
    return Check(Key.MEASURED, light, change.p, RARE)

"""Which stories are shared best by one target group, without being fooled by luck."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kring.measure.hierarchy import Known, known, log_odds

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

FEWEST_SHOWN, FEWEST_UNIT_WEEKS = 200, 10  # below these a kind of content is not ranked within a group
DRAWS, LEVEL = 1_000, 0.95


@dataclass(frozen=True)
class Pooled:
    """Several estimates of one thing, taken together."""

    mean: float
    between: float  # variance between the things themselves, beside the noise in each estimate


@dataclass(frozen=True)
class Ranking:
    """How often each story is shared by one group. All arrays have shape (stories,), in the order that was given."""

    rate: NDArray[np.float64]  # shares per person shown, drawn towards the group's mean
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    raw: NDArray[np.float64]  # what was counted
    first: NDArray[np.int64]  # best rank that cannot be ruled out; 1 is best
    last: NDArray[np.int64]  # worst rank that cannot be ruled out
    differs: bool  # whether any two stories can be told apart


@dataclass(frozen=True)
class GroupRanking:
    """How often one group shares each kind of content, for the kinds it was shown often enough."""

    counts: Flag  # whether it was shown often enough, shape (kinds,)
    ranking: Ranking | None  # of the kinds that count, in their order; None when there are none


def between(estimates: Real, variances: Real, of: Whole) -> float:
    """Return how much things of one group differ beside the noise in each estimate, taken over all groups.

    Parameters
    ----------
    estimates
        One estimate per thing, shape (things,). Any unit.
    variances
        The variance of the noise in each, shape (things,). The unit of the estimates, squared.
    of
        The group of each thing, shape (things,): whole numbers from 0. Groups of one thing say nothing.

    Returns
    -------
    float
        Unit: that of the estimates, squared.

    Raises
    ------
    ValueError
        When no group has two things, the shapes do not fit, or a variance is not positive.

    Source
    ------
    DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188, with the moments of all groups summed.
    """
    if not len(estimates) == len(variances) == len(of) or np.any(variances <= 0):
        raise ValueError("at least two estimates, each with a variance above 0")
    weights = 1 / variances
    total, squared, things = (np.bincount(of, one) for one in (weights, weights**2, np.ones(len(of))))
    here = things > 0
    means = np.divide(np.bincount(of, weights * estimates), total, out=np.zeros_like(total), where=here)
    excess = float(np.sum(weights * (estimates - means[of]) ** 2) - np.sum(things[here] - 1))
    room = float(np.sum(total[here] - squared[here] / total[here]))
    if not np.any(things > 1):
        raise ValueError("at least two estimates, each with a variance above 0")
    return max(0.0, excess / room)


def pooled(estimates: NDArray[np.float64], variances: NDArray[np.float64]) -> Pooled:
    """Return the mean of estimates that differ by more than chance, and by how much they differ.

    Parameters
    ----------
    estimates
        One estimate per thing, shape (things,). Any unit.
    variances
        The variance of the noise in each, shape (things,). The unit of the estimates, squared.

    Returns
    -------
    Pooled
        The mean, in the unit of the estimates, and the variance between things, in that unit squared.

    Raises
    ------
    ValueError
        With fewer than two things, or a variance that is not positive.

    Source
    ------
    DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188.
    """
    if len(estimates) < 2 or len(estimates) != len(variances) or np.any(variances <= 0):
        raise ValueError("at least two estimates, each with a variance above 0")
    spread = between(estimates, variances, np.zeros(len(estimates), np.int64))
    return Pooled(float(np.average(estimates, weights=1 / (variances + spread))), spread)


def ranking(shared: Whole, shown: Whole, *, spread: float | None = None, seed: int = 1) -> Ranking:
    """Return how often each story is shared by the people of one group who were shown it.

    The best of many raw rates is mostly the luckiest. So each rate is drawn towards the mean of all, the more so the
    fewer people it rests on; and two stories have different ranks only when their difference is more than chance
    over all pairs at once.

    Parameters
    ----------
    shared
        People of the group who shared each story, shape (stories,). Unit: people.
    shown
        People of the group who were shown each story, shape (stories,). Unit: people.
    spread
        How much such stories differ, as `between` finds it over many groups; by default from these stories alone.
        Unit: log odds, squared.
    seed
        For the chance that ranks are held against. Any whole number, not negative.

    Returns
    -------
    Ranking
        Unit of the rates: people who shared per person shown, with 95% intervals. Where stories do not differ beside
        the noise, all have the same places.

    Raises
    ------
    ValueError
        Without stories, with a story that nobody was shown, or one shared by more people than were shown it.

    Source
    ------
    Rates as `kring.measure.hierarchy.known`; whether they differ at all after DerSimonian and Laird (1986), with 1/2
    added to each count (Haldane 1956, Ann. Hum. Genet. 20, 309-311). Rank sets from all pairwise differences at once,
    stepwise (Mogstad, Romano, Shaikh, Wilhelm 2024, Rev. Econ. Stud. 91, 476-518), with normal draws.
    """
    if shared.shape != shown.shape:
        raise ValueError("each story is shown to somebody, and shared by at most as many")
    found = known(shared, shown, np.zeros(len(shared), np.int64), np.arange(len(shared)), spread=spread)
    return _ranked(shared, shown, found, _better(shared, shown, spread, seed))


def by_group(
    shared: Whole,
    shown: Whole,
    *,
    unit_weeks: Whole | None = None,
    fewest_shown: int = FEWEST_SHOWN,
    fewest_unit_weeks: int = FEWEST_UNIT_WEEKS,
    seed: int = 1,
) -> tuple[GroupRanking, ...]:
    """Return how often each group shares each kind of content, where a group alone says little with help of all.

    A group's rate for a kind is drawn towards what all groups do with that kind, and that towards the mean of all
    kinds; the more so the less is known. Ranks are held against what this group did itself.

    Parameters
    ----------
    shared
        People of each group who shared, per kind (a theme in a form, say), shape (groups, kinds). Unit: people.
    shown
        People of each group who were shown it, shape (groups, kinds). Unit: people, per story of the kind.
    unit_weeks
        In how many weeks of how many units it was shown, shape (groups, kinds); not asked when not given.
    fewest_shown, fewest_unit_weeks
        Below these a kind is not ranked in a group, nor counts for others.
    seed
        For the chance that ranks are held against. Any whole number, not negative.

    Returns
    -------
    tuple[GroupRanking, ...]
        One per group. Unit of the rates: shared per person shown.

    Raises
    ------
    ValueError
        When the shapes do not fit, or something was shared more often than shown.

    Source
    ------
    As `ranking`, with a kind's deviation in a group normal around its deviation in all groups.
    """
    if shared.ndim != 2 or shared.shape != shown.shape or not np.all((shared >= 0) & (shared <= shown)):
        raise ValueError("one number per group and kind, and at most as many share as are shown")
    counts = shown >= max(1, fewest_shown)
    if unit_weeks is not None:
        counts = counts & (unit_weeks >= fewest_unit_weeks)
    group, kind = np.nonzero(counts)
    if not len(group):
        return tuple(GroupRanking(one, None) for one in counts)
    cells = (np.unique(one, return_inverse=True)[1].ravel() for one in (group, kind))
    found = known(shared[group, kind], shown[group, kind], *cells)
    out = []
    for g, which in enumerate(counts):
        here, did, people = group == g, shared[g, which], shown[g, which]
        of = Known(found.rate[here], found.low[here], found.high[here])
        out.append(
            GroupRanking(which, _ranked(did, people, of, _better(did, people, None, seed)) if len(did) else None)
        )
    return tuple(out)


def clearly_better(odds: Real, noise: Real, spread: float, seed: int) -> Flag:
    """Return whether each story (row) is shared more than each other (column), over all pairs at once.

    Parameters
    ----------
    odds
        An estimate per story, shape (stories,). Any unit.
    noise
        The variance of each, shape (stories,). That unit squared.
    spread
        How much stories differ beside the noise; where they do not, none is better. That unit squared.
    seed
        Any whole number, not negative.

    Returns
    -------
    NDArray[np.bool_]
        Shape (stories, stories).

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Source
    ------
    Mogstad, Romano, Shaikh, Wilhelm (2024), Rev. Econ. Stud. 91, 476-518, with the steps of Romano and Wolf (2005),
    Econometrica 73, 1237-1282: what has been told apart makes it easier to tell the rest apart.
    """
    if odds.shape != noise.shape:
        raise ValueError("one variance per estimate")
    better = np.zeros((len(odds), len(odds)), bool)
    if spread <= 0:
        return better
    order = np.lexsort((odds, noise))  # so that the order in which stories come changes nothing
    error = np.sqrt(noise[order, None] + noise[order])
    gap = (odds[order, None] - odds[order]) / error
    chance = np.random.default_rng(seed).standard_normal((len(odds), DRAWS)) * np.sqrt(noise[order, None])
    told = np.zeros_like(better)
    while True:
        enough = float(np.quantile(_largest(chance.astype(np.float32), error, ~(told | told.T)), LEVEL))
        newer = told | (gap > enough)
        if np.array_equal(newer, told) or newer.sum() == len(odds) * (len(odds) - 1) / 2:
            break
        told = newer
    better[np.ix_(order, order)] = newer
    return better


def _largest(chance: NDArray[np.float32], error: Real, open_: Flag) -> NDArray[np.float32]:
    """Return the largest difference of each draw, in standard errors, over the pairs that are not told apart yet."""
    largest = np.zeros(chance.shape[1], np.float32)
    for n in range(len(error) - 1):
        others = n + 1 + np.flatnonzero(open_[n, n + 1 :])
        apart = (chance[n] - chance[others]) / error[n, others, None].astype(np.float32)
        np.maximum(largest, np.abs(apart).max(axis=0, initial=0), out=largest)
    return largest


def _better(shared: Whole, shown: Whole, spread: float | None, seed: int) -> Flag:
    """Return whether each story is clearly better than each other, from the counts of one group."""
    odds, noise = log_odds(shared, shown)
    if spread is None:
        spread = pooled(odds, noise).between if len(odds) > 1 else 0.0
    return clearly_better(odds, noise, spread, seed)


def _ranked(shared: Whole, shown: Whole, found: Known, better: Flag) -> Ranking:
    return Ranking(
        rate=found.rate,
        low=found.low,
        high=found.high,
        raw=shared / shown,
        first=1 + better.sum(axis=0),
        last=len(shared) - better.sum(axis=1),
        differs=bool(better.any()),
    )

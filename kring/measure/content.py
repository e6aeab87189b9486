"""Which stories are shared best by one target group, without being fooled by luck."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from kring.measure.rates import Z95


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
    weights = 1 / variances
    mean = np.average(estimates, weights=weights)
    excess = np.sum(weights * (estimates - mean) ** 2) - (len(estimates) - 1)
    between = max(0.0, float(excess / (weights.sum() - np.sum(weights**2) / weights.sum())))
    return Pooled(float(np.average(estimates, weights=1 / (variances + between))), between)


def ranking(shared: NDArray[np.int64], shown: NDArray[np.int64]) -> Ranking:
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

    Returns
    -------
    Ranking
        Unit of the rates: people who shared per person shown, with 95% intervals.

    Raises
    ------
    ValueError
        Without stories, with a story that nobody was shown, or one shared by more people than were shown it.

    Source
    ------
    Normal-normal empirical Bayes on log odds with 1/2 added to each count (Haldane 1956, Ann. Hum. Genet. 20,
    309-311; Efron and Morris 1975, J. Am. Stat. Assoc. 70, 311-319), the variance between stories after DerSimonian
    and Laird (1986). Rank sets from all pairwise differences (Mogstad, Romano, Shaikh, Wilhelm 2024, Rev. Econ. Stud.
    91, 476-518), with Bonferroni's bound in place of their bootstrap: wider, never too sure.
    """
    if (
        not len(shared)
        or len(shared) != len(shown)
        or np.any(shown <= 0)
        or np.any(shared < 0)
        or np.any(shared > shown)
    ):
        raise ValueError("each story is shown to somebody, and shared by at most as many")
    yes, no = shared + 0.5, shown - shared + 0.5
    odds, noise = np.log(yes / no), 1 / yes + 1 / no
    one, raw = np.ones(len(shared), np.int64), shared / shown
    if len(shared) == 1:
        margin = Z95 * np.sqrt(noise)
        return Ranking(expit(odds), expit(odds - margin), expit(odds + margin), raw, one, one, differs=False)
    group = pooled(odds, noise)
    trust = group.between / (group.between + noise)  # 0: all of the difference is noise
    middle = group.mean + trust * (odds - group.mean)
    # Where no difference shows between stories, what is known of the mean is known of each.
    margin = Z95 * np.sqrt(trust * noise + (1 - trust) ** 2 / np.sum(1 / (noise + group.between)))
    better = _clearly_better(odds, noise)
    return Ranking(
        rate=expit(middle),
        low=expit(middle - margin),
        high=expit(middle + margin),
        raw=raw,
        first=1 + better.sum(axis=0),
        last=len(shared) - better.sum(axis=1),
        differs=bool(better.any()),
    )


def _clearly_better(odds: NDArray[np.float64], noise: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether each story (row) is shared more than each other (column), over all pairs at once."""
    pairs = len(odds) * (len(odds) - 1) / 2
    enough = float(ndtri(1 - 0.025 / pairs))
    return (odds[:, None] - odds[None, :]) > enough * np.sqrt(noise[:, None] + noise[None, :])

"""What a nudge did: the part that was active afterwards, with it and without it, as the lot decided."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from kring.measure.experiment import split
from kring.measure.rates import GroupTooSmallError, Rate, wilson

Flag = NDArray[np.bool_]
Whole = NDArray[np.int64]

NOT_BY_CHANCE = 0.001  # a split that comes out by chance more seldom than this is no split by lot
WORTH_IT = 0.01  # a nudge that certainly does less than this is not worth a message


@dataclass(frozen=True)
class Difference:
    """How many more were active with a nudge than without: parts of the people, with the 95% interval."""

    value: float
    low: float
    high: float
    nudged: Rate
    alone: Rate
    clusters: int

    @property
    def is_told_apart(self) -> bool:
        """Whether it is more, or less, than chance brings."""
        return self.low > 0 or self.high < 0

    @property
    def is_not_worth_it(self) -> bool:
        """Whether even the upper end of the range is less than one in a hundred."""
        return self.high < WORTH_IT


def difference(active: Flag, nudged: Flag, cluster: Whole, *, fewest: int) -> Difference:
    """Return the difference in the part that was active between who was nudged and who was left alone.

    Parameters
    ----------
    active
        Whether somebody was active in the weeks after, one for each time they were on the list, shape (times,).
    nudged
        Whether they were nudged that time, shape (times,).
    cluster
        What was decided by one lot, or belongs to one person, shape (times,): people, or units dealt as a whole.
    fewest
        Fewest times in each part, and of each kind in both together.

    Returns
    -------
    Difference
        Unit: active people per person, nudged less left alone.

    Raises
    ------
    GroupTooSmallError
        When a part is too small, or too few were active or were not, or there are fewer than four clusters.
    ValueError
        When the shapes differ.

    Source
    ------
    Linearised difference of two means with errors clustered: Liang, Zeger (1986), Biometrika 73, 13-22; with the usual
    correction for few clusters and t quantiles, Cameron, Miller (2015), J. Human Resources 50, 317-372.
    """
    if not active.shape == nudged.shape == cluster.shape:
        raise ValueError("one of each for every time")
    parts = (int(nudged.sum()), int((~nudged).sum()))
    groups = np.unique(cluster)
    kinds = min(int(active.sum()), int((~active).sum()))
    if min(*parts, kinds) < max(fewest, 2) or len(groups) < 4:
        raise GroupTooSmallError(f"{parts[0]} times nudged and {parts[1]} times not, at least {fewest} needed")
    means = active[nudged].mean(), active[~nudged].mean()
    pulls = np.where(nudged, (active - means[0]) / parts[0], -(active - means[1]) / parts[1])
    sums = np.zeros(len(groups))
    np.add.at(sums, np.searchsorted(groups, cluster), pulls)
    count = len(groups)
    margin = float(stdtrit(count - 2, 0.975)) * sqrt(count / (count - 1) * float(np.sum(sums**2)))
    value = float(means[0] - means[1])
    return Difference(
        value,
        max(-1.0, value - margin),
        min(1.0, value + margin),
        wilson(int(active[nudged].sum()), parts[0]),
        wilson(int(active[~nudged].sum()), parts[1]),
        count,
    )


def sample_ratio(nudged: int, alone: int, *, part_alone: float) -> float:
    """Return how often a fair lot splits people this unevenly, or more so.

    Parameters
    ----------
    nudged, alone
        How many were nudged, and how many were left alone.
    part_alone
        The part that the lot was to leave alone, between 0 and 1.

    Returns
    -------
    float
        Unit: probability. Below `NOT_BY_CHANCE` something else than the lot decided, and no difference may be read.

    Raises
    ------
    ValueError
        Without anybody, or when the part is not between 0 and 1.

    Source
    ------
    Chi-squared test with one degree of freedom: Fabijan et al. (2019), KDD, 2156-2164, on sample ratio mismatch.
    """
    everybody = nudged + alone
    if everybody <= 0 or min(nudged, alone) < 0 or not 0 < part_alone < 1:
        raise ValueError(f"{nudged} and {alone} people cannot be compared with a part of {part_alone}")
    return split((nudged, alone), (1 - part_alone, part_alone)).p

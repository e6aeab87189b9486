"""Rates with their range: the part of the staff that takes part, and shares per participant."""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

Z95 = float(ndtri(0.975))


class GroupTooSmallError(ValueError):
    """Fewer people than the smallest group for which a number may be shown."""


@dataclass(frozen=True)
class Rate:
    """A rate with its 95% interval; without an interval it is not known how sure it is."""

    value: float
    low: float | None
    high: float | None
    base: int  # over how many people


def wilson(took_part: int, people: int) -> Rate:
    """Return the part of `people` that took part.

    Parameters
    ----------
    took_part
        People who did it; at most `people`.
    people
        Everyone it is counted over.

    Returns
    -------
    Rate
        Unit: people who took part per person, with a 95% interval.

    Raises
    ------
    ValueError
        Without people, or with more who took part than there are.

    Source
    ------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209-212: the score interval.
    """
    if people <= 0 or not 0 <= took_part <= people:
        raise ValueError(f"{took_part} of {people} people is no rate")
    value = took_part / people
    centre = (value + Z95**2 / (2 * people)) / (1 + Z95**2 / people)
    margin = Z95 * sqrt(value * (1 - value) / people + Z95**2 / (4 * people**2)) / (1 + Z95**2 / people)
    return Rate(value, max(0.0, centre - margin), min(1.0, centre + margin), people)


def participation_rate(took_part: NDArray[np.bool_], *, smallest_group: int) -> Rate:
    """Return the part of the staff that took part in a period.

    Parameters
    ----------
    took_part
        Whether each person shared, contributed, listened or learned, shape
        (people,). Everyone on the staff in that period is in it, nobody else.
    smallest_group
        Fewest people for which a number may be shown.

    Returns
    -------
    Rate
        Unit: people who took part per person on the staff, with a 95% interval.

    Raises
    ------
    GroupTooSmallError
        With fewer than `smallest_group` people.

    Source
    ------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209-212: the score interval.
    """
    people = len(took_part)
    if people < max(smallest_group, 1):
        raise GroupTooSmallError(f"{people} people, at least {smallest_group} needed")
    return wilson(int(np.sum(took_part)), people)


def shares_per_participant(
    shares: NDArray[np.float64], participants: NDArray[np.float64], *, smallest_group: int
) -> Rate:
    """Return how many shares there are per participant, over units that are alike within.

    Colleagues of one unit start together, hear the same stories and copy each other, so a unit is the thing that could
    have gone otherwise: the interval leaves out one unit at a time, on the logarithm, because units differ by factors.

    Parameters
    ----------
    shares
        Shares of each unit's participants in the period, shape (units,). Unit: shares.
    participants
        People of each unit who take part in that period, shape (units,). Unit: people.
    smallest_group
        Fewest participants for which a number may be shown.

    Returns
    -------
    Rate
        Unit: shares per participant. No interval with fewer than two units, or when one unit has all the shares.

    Raises
    ------
    GroupTooSmallError
        With fewer than `smallest_group` participants.
    ValueError
        When the arrays do not have one shape, or have negative numbers.

    Source
    ------
    MacKinnon, Nielsen, Webb (2023), J. Appl. Econometrics 38, 671-694: jackknife over clusters, t(units - 1).
    """
    if shares.shape != participants.shape or not np.all(shares >= 0) or not np.all(participants >= 0):
        raise ValueError("shares and participants are one number, not negative, per unit")
    here = participants > 0
    shares, participants = shares[here], participants[here]
    people, units = int(participants.sum()), len(shares)
    if people < max(smallest_group, 1):
        raise GroupTooSmallError(f"{people} participants, at least {smallest_group} needed")
    value = float(shares.sum() / people)
    without = shares.sum() - shares
    if units < 2 or np.any(without <= 0):
        return Rate(value, None, None, people)
    spread = jackknife_error(np.log(without / (people - participants)), log(value))
    margin = float(stdtrit(units - 1, 0.975)) * spread
    return Rate(value, value * exp(-margin), value * exp(margin), people)


def jackknife_error(without: NDArray[np.float64], estimate: float) -> float:
    """Return the standard error of an estimate from the same estimate without each of its parts in turn.

    Parameters
    ----------
    without
        The estimate with one part left out, shape (parts,). Unit: as the estimate.
    estimate
        The estimate over all parts.

    Returns
    -------
    float
        Unit: as the estimate.

    Raises
    ------
    ValueError
        With fewer than two parts.

    Source
    ------
    Tukey (1958), Ann. Math. Stat. 29, 614; around the full estimate, as in MacKinnon, Nielsen, Webb (2023).
    """
    parts = len(without)
    if parts < 2:
        raise ValueError("a jackknife leaves out one of at least two parts")
    return sqrt((parts - 1) / parts * float(np.sum((without - estimate) ** 2)))

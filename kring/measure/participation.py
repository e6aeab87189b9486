"""Who comes along and who stays, from counts: the steps from invitation to active, and how long people stay active."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln

from kring.measure.rates import Z95, GroupTooSmallError, Rate, wilson

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Retention:
    """What part still takes part after so many weeks; arrays of shape (weeks,), the first is after one week."""

    part: Real
    error: Real
    low: Real
    high: Real
    median: int | None  # the first week after which at most half is left; None when it does not come to that


@dataclass(frozen=True)
class Step:
    """One step of the way: those who took it, of those who took the one before, and of all."""

    people: int
    of_before: Rate | None  # None for the first, and where few took the one before
    of_all: Rate


@dataclass(frozen=True)
class Shrunk:
    """What part takes part in each unit, drawn towards all units; arrays of shape (units,), with 95% ranges."""

    rate: Real
    low: Real
    high: Real


def retention(at_risk: Whole, left: Whole, *, smallest_group: int) -> Retention:
    """Return what part of those who joined still takes part, week after week.

    Parameters
    ----------
    at_risk
        People whose n-th week is known: who had joined that long ago and had not left before it, shape (weeks,). Who
        joined too recently is not in it, and is not taken to have stayed. Unit: people.
    left
        Those of them who left in that week, shape (weeks,). Unit: people.
    smallest_group
        Fewest people at risk for which a number may be shown; later weeks are cut off.

    Returns
    -------
    Retention
        Unit: people per person who joined. Weeks with too few people are not in it.

    Raises
    ------
    GroupTooSmallError
        When the first week has too few people.
    ValueError
        When the shapes do not fit, or people come back.

    Source
    ------
    Kaplan and Meier (1958), J. Am. Stat. Assoc. 53, 457-481; Greenwood (1926), with the interval on log(-log):
    Kalbfleisch and Prentice (1980), The Statistical Analysis of Failure Time Data, section 1.3.
    """
    if at_risk.shape != left.shape or at_risk.ndim != 1 or np.any((left < 0) | (left > at_risk)):
        raise ValueError("as many who left as weeks, and at most as many as there were")
    if np.any(at_risk[1:] > (at_risk - left)[:-1]):
        raise ValueError("who is there in a week was there in the week before")
    enough = at_risk >= max(smallest_group, 1)
    if not len(at_risk) or not enough[0]:
        raise GroupTooSmallError(f"at least {smallest_group} people needed")
    weeks = int(np.argmin(enough)) if not enough.all() else len(enough)
    risk, gone = at_risk[:weeks].astype(np.float64), left[:weeks].astype(np.float64)
    part = np.cumprod(1 - gone / risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(gone / (risk * (risk - gone)))
        margin = Z95 * np.sqrt(spread) / np.log(part)
        low, high = part ** np.exp(-margin), part ** np.exp(margin)
        error = part * np.sqrt(spread)
    is_sure = (part == 1) | (part == 0)
    half = np.flatnonzero(part <= 0.5)
    return Retention(
        part=part,
        error=np.where(is_sure, 0, error),
        low=np.where(is_sure, part, low),
        high=np.where(is_sure, part, high),
        median=int(half[0]) + 1 if len(half) else None,
    )


def funnel(steps: tuple[int, ...], *, smallest_group: int) -> tuple[Step, ...]:
    """Return how many take each step on the way: invited, linked an account, shared once, active.

    Parameters
    ----------
    steps
        People who took each step, the first is everybody; none of them grows. Unit: people.
    smallest_group
        Fewest people for which a part may be shown.

    Returns
    -------
    tuple[Step, ...]
        One per step. Unit of the rates: people per person.

    Raises
    ------
    GroupTooSmallError
        When there are too few people to start with.
    ValueError
        When more take a step than took the one before.

    Source
    ------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209-212: the score interval.
    """
    if not steps or steps[0] < max(smallest_group, 1):
        raise GroupTooSmallError(f"at least {smallest_group} people needed")
    if min(steps) < 0 or any(later > before for before, later in pairwise(steps)):
        raise ValueError("nobody takes a step without the one before")
    found = [Step(steps[0], None, wilson(steps[0], steps[0]))]
    for before, people in pairwise(steps):
        of_before = wilson(people, before) if before >= max(smallest_group, 1) else None
        found.append(Step(people, of_before, wilson(people, steps[0])))
    return tuple(found)


def shrunk(took_part: Whole, staff: Whole) -> Shrunk:
    """Return what part takes part in each unit, small units drawn towards the others.

    Of the smallest units some are always on top and some at the bottom, by luck alone. Their own people count, and so
    do all other units, the more so the less units differ.

    Parameters
    ----------
    took_part
        People of each unit who take part, shape (units,). Unit: people.
    staff
        Everybody on the staff of each unit, shape (units,). Unit: people.

    Returns
    -------
    Shrunk
        Unit: people who take part per person on the staff.

    Raises
    ------
    ValueError
        With fewer than two units, a unit without staff, or more who take part than there are.

    Source
    ------
    Beta-binomial: Skellam (1948), J. R. Stat. Soc. B 10, 257-261. How much units differ is not known well, so it is
    averaged over a grid with a flat prior on mean and standard deviation (Gelman 2006, Bayesian Anal. 1, 515-534);
    ranges are those of a beta with each unit's posterior mean and variance.
    """
    if len(staff) < 2 or took_part.shape != staff.shape or not np.all(staff > 0):
        raise ValueError("at least two units, each with a staff")
    if not np.all((took_part >= 0) & (took_part <= staff)):
        raise ValueError("at most as many take part as there are")
    rate = (took_part.sum() + 0.5) / (staff.sum() + 1)
    doubt = np.std(took_part / staff) / np.sqrt(len(staff)) + np.sqrt(rate * (1 - rate) / staff.sum())
    means = np.clip(rate + np.linspace(-4, 4, 33) * doubt, 1e-4, 1 - 1e-4)
    mean, alike = (one.reshape(-1, 1) for one in np.meshgrid(means, np.linspace(0.01, 0.7, 24) ** 2))
    weight = 1 / alike - 1  # how many people of one's own weigh as much as all other units
    yes, no = mean * weight + took_part, (1 - mean) * weight + staff - took_part
    fit = np.sum(betaln(yes, no) - betaln(mean * weight, (1 - mean) * weight), axis=1)
    likely = np.exp(fit - fit.max())
    likely /= likely.sum()
    each, people = yes / (yes + no), yes + no + 1
    middle = likely @ each
    size = middle * (1 - middle) / (likely @ (each * (1 - each) / people + (each - middle) ** 2)) - 1
    low, high = (betaincinv(middle * size, (1 - middle) * size, end) for end in (0.025, 0.975))
    return Shrunk(middle, low, high)

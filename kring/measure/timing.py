"""At which time of the week a post gets more answers: the same people held against themselves.

Who posts in the evening is another kind of person than who posts in the morning, and has other followers. So only
people who did both count, each against their own posts.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from kring.measure.rates import GroupTooSmallError

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """A number with its range, and over how many people."""

    value: float
    low: float
    high: float
    people: int


def at_another_time(answers: Real, is_other: Flag, person: Whole, *, fewest: int, compared: int = 1) -> Estimate:
    """Return how many times as many answers a post gets at another time as at the usual one, from the same people.

    Parameters
    ----------
    answers
        What each post got, shape (posts,). Unit: answers.
    is_other
        Whether it was posted at the other time, shape (posts,); if not, at the usual one.
    person
        Who posted it, shape (posts,).
    fewest
        Fewest people who posted at both. Unit: people.
    compared
        How many other times are looked at: the range is so wide that all of them hold together.

    Returns
    -------
    Estimate
        Unit: answers per post at the other time, over those at the usual one. 95 % over all that are compared.

    Raises
    ------
    GroupTooSmallError
        When fewer people posted at both, or there was no answer at one of the two.
    ValueError
        When the shapes differ, or an answer is missing.

    Source
    ------
    Ratio of rates in strata, a person being one: Rothman, Greenland, Lash (2008), Modern Epidemiology, 3rd edition,
    chapter 15 (Mantel-Haenszel). Its variance by people, as answers are more uneven than counts by chance: Liang, Zeger
    (1986), Biometrika 73, 13-22. Several at once: Bonferroni.
    """
    if not answers.shape == is_other.shape == person.shape:
        raise ValueError("one of each for every post")
    if not np.all(answers >= 0):
        raise ValueError("answers are counted")
    _people, at = np.unique(person, return_inverse=True)
    size = len(_people)
    there, usual = (np.bincount(at[one], minlength=size) for one in (is_other, ~is_other))
    got, got_usual = (np.bincount(at[one], answers[one], minlength=size) for one in (is_other, ~is_other))
    both = (there > 0) & (usual > 0)
    count, weight = int(both.sum()), (there + usual)[both]
    ours, theirs = got[both] * usual[both] / weight, got_usual[both] * there[both] / weight
    if count < max(fewest, 2) or min(ours.sum(), theirs.sum(), 1) <= 0:
        raise GroupTooSmallError(f"{count} people posted at both times, at least {fewest} needed")
    found = log(ours.sum() / theirs.sum())
    pulls = ours / ours.sum() - theirs / theirs.sum()
    margin = _margin(pulls, count, compared)
    return Estimate(exp(found), exp(found - margin), exp(found + margin), count)


def per_post(answers: Real, person: Whole, *, fewest: int) -> Estimate:
    """Return how many answers a post gets.

    Parameters
    ----------
    answers
        What each post got, shape (posts,). Unit: answers.
    person
        Who posted it, shape (posts,).
    fewest
        Fewest people. Unit: people.

    Returns
    -------
    Estimate
        Unit: answers per post. The range is 95 %, with the posts of one person taken together.

    Raises
    ------
    GroupTooSmallError
        With fewer people.
    ValueError
        When the shapes differ, or an answer is missing.

    Source
    ------
    A ratio of two sums over people, linearised: Cochran (1977), Sampling Techniques, section 2.11.
    """
    if answers.shape != person.shape or not np.all(answers >= 0):
        raise ValueError("answers are counted, one number for every post")
    people, at = np.unique(person, return_inverse=True)
    if len(people) < max(fewest, 2):
        raise GroupTooSmallError(f"{len(people)} people posted, at least {fewest} needed")
    mean = float(answers.mean())
    pulls = np.bincount(at, answers - mean) / len(answers)
    margin = _margin(pulls, len(people), 1)
    return Estimate(mean, max(0.0, mean - margin), mean + margin, len(people))


def _margin(pulls: Real, people: int, compared: int) -> float:
    """Return half of the range of a sum of what each person pulls."""
    quantile = float(stdtrit(people - 1, 1 - 0.025 / compared))
    return quantile * sqrt(people / (people - 1) * float(pulls @ pulls))

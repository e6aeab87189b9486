"""What a feed that leaves something to chance says of kinds of content, and how it may leave more to chance.

What people share most is partly what they are shown most, and to whom. Where the feed drew what to show and kept with
which chance, this can be set right: what was unlikely to be shown counts for more. Only sums come in, never a person.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kring.measure.rates import Z95

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

FLOOR, DRAWS = 0.05, 10_000


class PropensityError(ValueError):
    """It was not kept with which chance something was shown, so nothing can be set right."""


@dataclass(frozen=True)
class Explored:
    """How often each kind would be shared if all were shown it; arrays of shape (kinds,)."""

    rate: Real  # self-normalised: stable, and between 0 and 1
    error: Real
    low: Real
    high: Real
    unbiased: Real  # right on average, but it may leave 0 to 1 when few were shown a kind
    effective: Real  # how many people shown with one and the same chance would say as much


@dataclass(frozen=True)
class Allocation:
    """What part of the next batch is shown each kind; arrays of shape (kinds,)."""

    part: Real  # also the chance to keep with what is shown
    best: Real  # how sure it is that this kind is the best


def by_exploration(kind: Whole, propensity: Real, shown: Whole, shared: Whole, *, kinds: int) -> Explored:
    """Return how often each kind would be shared if everybody were shown it, from what was shown by chance.

    Parameters
    ----------
    kind
        The kind of content that a cell is about, shape (cells,): whole numbers from 0.
    propensity
        The chance with which it was shown, kept at the time, shape (cells,).
    shown
        People who were shown it with that chance, shape (cells,). Unit: people.
    shared
        Those of them who shared it, shape (cells,). Unit: people.
    kinds
        How many kinds there are.

    Returns
    -------
    Explored
        Unit of the rates: shared per person shown, with 95% intervals; none for a kind that nobody was shown.

    Raises
    ------
    PropensityError
        When a chance is missing, 0, or more than 1.
    ValueError
        When the shapes do not fit, or more shared than were shown.

    Source
    ------
    Horvitz and Thompson (1952), J. Am. Stat. Assoc. 47, 663-685; self-normalised: Hájek (1971), Swaminathan and
    Joachims (2015), Advances in Neural Information Processing Systems 28; effective size: Kish (1965), Survey Sampling.
    """
    if not kind.shape == propensity.shape == shown.shape == shared.shape or np.any((kind < 0) | (kind >= kinds)):
        raise ValueError("one number per cell, of a kind that there is")
    if not np.all((shared >= 0) & (shared <= shown)):
        raise ValueError("at most as many share as are shown")
    if not np.all((propensity > 0) & (propensity <= 1)):
        raise PropensityError("the chance with which each was shown is missing or 0")
    weight = 1 / propensity

    def total(of: Real) -> Real:
        return np.asarray(np.bincount(kind, of, kinds), np.float64)

    people, squares = total(weight * shown), total(weight**2 * shown)
    everybody = float(shown.sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = total(weight * shared) / people
        misses = shared * (1 - rate[kind]) ** 2 + (shown - shared) * rate[kind] ** 2
        error = np.sqrt(total(weight**2 * misses)) / people
        effective = people**2 / squares
    return Explored(
        rate=rate,
        error=error,
        low=np.clip(rate - Z95 * error, 0, 1),
        high=np.clip(rate + Z95 * error, 0, 1),
        unbiased=total(weight * shared) / everybody,
        effective=np.nan_to_num(effective),
    )


def thompson(shared: Whole, shown: Whole, *, seed: int, floor: float = FLOOR, draws: int = DRAWS) -> Allocation:
    """Return what part of the next batch to show each kind: the more, the surer it is the best; never nothing.

    Only for organisations that ask for it. What was shown so must not go into `kring.measure.content.ranking` as it
    is: keep `part` with it, and use `by_exploration`.

    Parameters
    ----------
    shared
        People who shared each kind until now, shape (kinds,). Unit: people.
    shown
        People who were shown it, shape (kinds,). Unit: people.
    seed
        Any whole number, not negative; the same gives the same.
    floor
        The least part of each kind, so that what changes is noticed.
    draws
        How often the future is played. Unit: draws.

    Returns
    -------
    Allocation
        Unit: parts of the batch, together 1.

    Raises
    ------
    ValueError
        When the shapes do not fit, more shared than were shown, or there is no room for all at the floor.

    Source
    ------
    Thompson (1933), Biometrika 25, 285-294, with beta posteriors and a uniform prior, in batches.
    """
    if shared.shape != shown.shape or not len(shared) or not np.all((shared >= 0) & (shared <= shown)):
        raise ValueError("one number per kind, and at most as many share as are shown")
    if floor < 0 or floor * len(shared) > 1:
        raise ValueError("there is no room for every kind at the floor")
    played = np.random.default_rng(seed).beta(shared + 1, shown - shared + 1, (draws, len(shared)))
    best = np.bincount(played.argmax(axis=1), minlength=len(shared)) / draws
    return Allocation(floor + (1 - floor * len(shared)) * best, best)

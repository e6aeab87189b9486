"""Where a post is cut off, so that one that went round the country does not decide about sixty units.

The cap is learnt from posts before the first start only, and written down before it: a cap that is chosen with the
result in hand, or from posts that the programme has changed already, moves the result.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

QUANTILE = 0.995
FEWEST_BEYOND = 5  # posts above the cap, so that it is no single post's own number


class TooFewPostsError(ValueError):
    """So few posts that the cap would be the number of one of them."""


@dataclass(frozen=True)
class Cap:
    """Posts count for at most so much; to be written down before the first start."""

    value: float
    quantile: float
    posts: int  # that it was learnt from

    def cut(self, values: Real) -> Real:
        """Return what posts count for, in the shape of `values`."""
        return np.minimum(values, self.value)


def cap(values: Real, posts: Whole | None = None, *, quantile: float = QUANTILE) -> Cap:
    """Return where posts are cut off, from what came of those before the first start.

    Parameters
    ----------
    values
        What came of a post (reactions, say), shape (posts,); or the different numbers that occur, shape (numbers,).
        Of posts before the first start only. Unit: as counted, not negative.
    posts
        How many posts have each number, shape (numbers,). Without it every value is one post.
    quantile
        The part of the posts that is not cut off.

    Returns
    -------
    Cap
        Unit: as counted; the smallest number that at least this part of the posts does not exceed.

    Raises
    ------
    TooFewPostsError
        When fewer than five posts would lie above the cap, so with fewer than 1,000 posts at 99.5 %.
    ValueError
        When the shapes do not fit, a number is negative, or the quantile is not between 0 and 1.

    Source
    ------
    The inverse of the empirical distribution (definition 1 of Hyndman and Fan 1996, Am. Stat. 50, 361-365).
    """
    times = np.ones(len(values), np.int64) if posts is None else posts
    if values.shape != times.shape or not np.all(values >= 0) or not np.all(times >= 0) or not 0 < quantile < 1:
        raise ValueError("numbers of posts are not negative, and a quantile lies between 0 and 1")
    total = int(times.sum())
    if total * (1 - quantile) < FEWEST_BEYOND - 1e-9:
        raise TooFewPostsError(f"{total} posts, at least {round(FEWEST_BEYOND / (1 - quantile))} needed")
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(times[order]) >= quantile * total * (1 - 1e-12)
    return Cap(float(values[order][np.argmax(reached)]), quantile, total)

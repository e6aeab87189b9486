"""Rules of help moments: their kinds, what a circle reaches, the weeks of a hero, what counts for a unit."""

from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kring.measure.rates import Rate, wilson
from kring.measure.suppress import CLOSED, rounded, together

WEEKS = 13  # three months
MOST_PEOPLE = 200  # at one help moment


class Kind(StrEnum):
    """What a help moment is."""

    MEETING = "meeting"
    TRAINING = "training"
    CALL = "call"
    OTHER = "other"


class Reached(StrEnum):
    """What a circle can reach; in the order in which it usually comes."""

    FIRST_MOMENT = "first_moment"
    FIRST_WORDS = "first_words"  # somebody shared in own words, says that somebody
    EVERYBODY = "everybody"  # everyone says so of themselves
    HANDED_BACK = "handed_back"


class GoesOn(StrEnum):
    """What becomes of a circle after the three months."""

    HERO = "hero"
    MEMBER = "member"
    TOGETHER = "together"
    ENDS = "ends"


def week_of(since: date, today: date) -> int:
    """Return which of the thirteen weeks of a hero it is, from 1; at the most one more than there are."""
    return min(WEEKS + 1, max(0, (today - since).days // 7) + 1)


def last_monday(today: date) -> date:
    """Return the Monday of this week: figures end with the last completed week."""
    return today - timedelta(days=today.weekday())


def at_least(count: int, smallest: int) -> int:
    """Return a count rounded down to a multiple of the smallest group."""
    return count - count % max(1, smallest)


def helped_at_least(moments: list[tuple[int | None, int]], who_said: int) -> int:
    """Return how many of a circle certainly had help: the fullest moment, or those who say they were there.

    `moments` are pairs of how many were there (None: not said) and how many the circle had then.
    """
    return max([who_said, *(min(people or 0, members) for people, members in moments)])


def blocks_to_show(
    people: NDArray[np.int64], helped: NDArray[np.int64], *, smallest: int
) -> list[tuple[list[int], Rate]]:
    """Return which units are shown together, as places in the arrays, and what part of them had help.

    Parameters
    ----------
    people
        On the staff of each unit, shape (units,).
    helped
        Of these, who had a help moment, shape (units,).
    smallest
        Fewest people on either side.

    Returns
    -------
    list
        Blocks by their place in the arrays. The rates are over counts rounded to `smallest`; a unit that may not be
        shown is in a block with others, or, when the whole may not be shown, nowhere.
    """
    whole = together(
        np.array([people.sum()]), np.array([[helped.sum()]]), np.zeros((1, 1), np.int64), smallest=smallest
    )
    if whole[0, 0] == CLOSED:
        return []
    labels = together(people, helped[:, None], np.zeros((1, len(people)), np.int64), smallest=smallest)[0]
    found = []
    for label in sorted({int(label) for label in labels} - {CLOSED}):
        places = np.flatnonzero(labels == label)
        found.append((places.tolist(), rate_of(int(people[places].sum()), int(helped[places].sum()), smallest)))
    return found


def rate_of(people: int, helped: int, smallest: int) -> Rate:
    """Return the part that was helped, over counts that are rounded so that one person hardly ever shows."""
    base = max(rounded(people, smallest), 1)
    return wilson(min(base, rounded(helped, smallest)), base)

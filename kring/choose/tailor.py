"""Which few stories suit a person today: one linear score, a little exploration, and a price on what everybody got.

All terms are log-odds, so that they can be added and each can be told as a reason. Nothing here knows a database or a
clock; the same person, day and seed give the same slate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

THEME_PRIOR = 8  # impressions that a person's own history has to outweigh
RATE_PRIOR = 30  # impressions that a story's own rate has to outweigh
EXPLORE_FROM = 20  # exploration draws from this many best stories


class Reason(StrEnum):
    """Why a story was chosen: the terms of the score that told most for it."""

    THEME = "theme"  # this person often tells something about it
    SHARED = "shared"  # colleagues tell this one more than others
    GROUP = "group"  # made for their target group
    NEW = "new"
    EDITOR = "editor"
    EXPLORED = "explored"  # drawn by chance, to learn what suits


@dataclass(frozen=True)
class Weights:
    """What each term counts, in log-odds."""

    fit: float = 0.7  # made for this target group, or for another
    age: float = 0.08  # per day
    editorial: float = 0.5


@dataclass(frozen=True)
class Items:
    """The candidates; every array has shape (items,)."""

    ids: NDArray[np.int64]
    themes: NDArray[np.int64]
    fit: Floats  # -1 made for other groups, 0 for everyone, 1 for this person's group
    age_days: Floats
    editorial: Floats  # -1, 0 or 1
    shares: Floats  # by the person's group
    shown: Floats  # impressions in the person's group
    prices: Floats  # from `pace`


@dataclass(frozen=True)
class Taste:
    """What a person saw and shared before, by theme; what they chose not to see is filtered out before."""

    seen: Mapping[int, int] = field(default_factory=dict)
    shares: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """One story in a slate."""

    item: int
    propensity: float  # chance that it stood here, given what stood above it
    is_explored: bool
    reasons: tuple[Reason, ...]


def affinity(taste: Taste, items: Items) -> Floats:
    """Return how much rather a person tells something about each item's theme than about a theme on average.

    Parameters
    ----------
    taste
        Impressions and shares of the person, by theme.
    items
        The candidates; their shares and impressions give what the person's group does, the prior.

    Returns
    -------
    Floats
        Log-odds, shape (items,): the person's share rate per theme, shrunk towards their group's, over the mean theme.
    """
    themes, place = np.unique(items.themes, return_inverse=True)
    group_shares = np.bincount(place, items.shares, len(themes))
    group_shown = np.bincount(place, items.shown, len(themes))
    prior = (group_shares + 1) / (group_shown + 33)
    seen = np.array([taste.seen.get(int(theme), 0) for theme in themes], dtype=float)
    shares = np.array([taste.shares.get(int(theme), 0) for theme in themes], dtype=float)
    rate = (shares + THEME_PRIOR * prior) / (seen + THEME_PRIOR)
    return np.asarray(np.log(rate / rate.mean())[place])


def terms(taste: Taste, items: Items, weights: Weights) -> dict[Reason, Floats]:
    """Return the parts of the score, each of shape (items,), in log-odds."""
    mean = (items.shares.sum() + 1) / (items.shown.sum() + RATE_PRIOR)
    rate = (items.shares + RATE_PRIOR * mean) / (items.shown + RATE_PRIOR)
    return {
        Reason.THEME: affinity(taste, items),
        Reason.SHARED: np.log(rate / mean),
        Reason.GROUP: weights.fit * items.fit,
        Reason.NEW: -weights.age * items.age_days,
        Reason.EDITOR: weights.editorial * items.editorial,
    }


def rank(
    taste: Taste,
    items: Items,
    *,
    person: int,
    day: int,
    slate: int = 5,
    explore: float = 0.1,
    spread: float = 0.3,
    weights: Weights | None = None,
    seed: int = 0,
) -> list[Place]:
    """Return the slate of one person on one day, best first.

    Parameters
    ----------
    taste, items
        What the person did before; the candidates, already without what they cannot read or chose not to see.
    person, day, seed
        The same three numbers give the same slate.
    slate
        How many stories; fewer when there are fewer candidates.
    explore
        Part of the places that is drawn uniformly from the 20 best left.
    spread
        Taken off the score of every other story on a theme that was picked, for each pick.

    Returns
    -------
    list[Place]
        With the chance of each pick, given the picks before it, so that any other rule can be judged on the log.
    """
    if not len(items.ids):
        return []
    parts = terms(taste, items, weights or Weights())
    score = np.sum(list(parts.values()), axis=0) - items.prices
    order = np.argsort(items.ids)  # ties by id, whatever order the candidates came in
    draw = np.random.default_rng([abs(seed), abs(person), abs(day)])
    left = np.ones(len(items.ids), dtype=bool)
    places: list[Place] = []
    for _ in range(min(slate, len(items.ids))):
        open_ = order[left[order]]
        best = open_[np.argsort(-score[open_], kind="stable")][:EXPLORE_FROM]
        is_explored = bool(draw.random() < explore)
        pick = int(best[draw.integers(len(best))]) if is_explored else int(best[0])
        chance = (1 - explore) * (pick == best[0]) + explore / len(best)
        places.append(
            Place(
                item=int(items.ids[pick]),
                propensity=float(chance),
                is_explored=is_explored and pick != best[0],
                reasons=(Reason.EXPLORED,) if is_explored and pick != best[0] else reasons(parts, pick),
            )
        )
        left[pick] = False
        score = score - spread * (items.themes == items.themes[pick])
    return places


def reasons(parts: Mapping[Reason, Floats], item: int, most: int = 2) -> tuple[Reason, ...]:
    """Return the terms that tell most for one item against the other candidates, the largest first."""
    ahead = {reason: float(part[item] - part.mean()) for reason, part in parts.items()}
    # A term only counts as a reason when it is true by itself: "colleagues share this" takes shares above the mean.
    true = [r for r in ahead if ahead[r] > 0.01 and (r is Reason.NEW or parts[r][item] > 0.01)]
    return tuple(sorted(true, key=lambda r: -ahead[r])[:most])


def pace(prices: Floats, reach: Floats, *, cap: float = 0.15, step: float = 1.0, most: float = 4.0) -> Floats:
    """Return new prices: up for what more than `cap` of the people got, down to nothing for what fewer got.

    Parameters
    ----------
    prices
        What showing each item costs now, log-odds, shape (items,).
    reach
        Part of the people that got each item, 0 to 1, shape (items,).
    cap
        The part of the people that one item should reach, 0 to 1.
    step
        How fast prices move, log-odds per unit of reach.
    most
        The highest price, so that an item that everybody got comes back within days.

    Raises
    ------
    ValueError
        When `cap` is no part of one.
    """
    if not 0 < cap <= 1:
        raise ValueError(f"cap is a part of one, not {cap}")
    return np.asarray(np.clip(prices + step * (reach - cap), 0, most))

"""Circles: every participant who wants one gets a hero near them, and circles are as large as each other.

One assignment problem: people against the places in the circles, solved exactly. Made again when people come and go,
it prefers to leave everyone where they are, and tells how many it moved.
"""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy  # whose solvers are loaded when somebody solves: 23 MB that no web process needs
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STAY = (
    40  # what staying with one's hero is worth when circles are made again: more than a nearer place, less than a tie
)
FILL = 100_000  # what a place is worth that has to be filled; above all else together for one person
NEVER = 10_000_000
SLACK = 3  # how far circles made again may be from equal, so that few people move


@dataclass(frozen=True)
class Weights:
    """What tells in the nearness of a person and a hero."""

    tie: float = 100  # times the strength, 0 to 1
    common: float = 6  # per colleague both have a tie with
    most_common: int = 5
    department: float = 10
    place: float = 30


@dataclass(frozen=True)
class Nearness:
    """How near each person is to each hero, both in order of id; and with whom they cannot be."""

    people: Ints  # ids, shape (people,)
    heroes: Ints  # ids, shape (heroes,)
    benefit: Ints  # shape (people, heroes), 0 to 100,000
    allowed: Bools  # shape (people, heroes)
    has_tie: Bools  # shape (people, heroes)
    same_place: Bools  # shape (people, heroes)


@dataclass(frozen=True)
class Colleagues:
    """What is known of everyone in a unit, heroes too; arrays have shape (people,), in any order.

    `ties` has shape (people, people), 0 to 1. `managers` holds the id of each one's manager, -1 without.
    """

    ids: Ints
    ties: sparse.csr_array
    departments: Ints
    places: Ints
    languages: tuple[frozenset[str], ...]
    managers: Ints


class Cannot(StrEnum):
    """Why there are no such circles."""

    TOO_FEW_PLACES = "too_few_places"  # in all circles together
    TOO_FEW_PEOPLE = "too_few_people"  # to fill every circle to its least
    NO_HERO = "no_hero"  # for some people there is no hero they can be with
    CROWDED = "crowded"  # some people can only be with heroes that have too few places for them all
    EMPTY = "empty"  # some heroes cannot get to their least with the people who can be with them


class NoSuchCirclesError(ValueError):
    """The circles asked for do not exist; `people` and `heroes` are those it is about."""

    def __init__(self, cannot: Cannot, people: tuple[int, ...] = (), heroes: tuple[int, ...] = ()) -> None:
        super().__init__(cannot, people, heroes)
        self.cannot, self.people, self.heroes = cannot, people, heroes

    def __str__(self) -> str:
        return f"{self.cannot}: {len(self.people)} people, {len(self.heroes)} heroes"


@dataclass(frozen=True)
class Circle:
    """A hero and the people they help, by id."""

    hero: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class Circles:
    """All circles of a unit; no other circles that keep the limits are nearer in all."""

    circles: tuple[Circle, ...]
    total: int  # nearness, added up, without what staying is worth
    with_tie: float  # part of the people with a tie to their hero, 0 to 1
    same_place: float  # part of the people with a hero in their place, 0 to 1
    moved: tuple[int, ...]  # ids of those who had a hero who is still one, and get another

    def hero_of(self) -> Mapping[int, int]:
        """Return the id of everyone's hero."""
        return {person: circle.hero for circle in self.circles for person in circle.people}


def nearness(
    unit: Colleagues,
    *,
    people: Collection[int],
    heroes: Collection[int],
    avoid: Collection[tuple[int, int]] = (),
    weights: Weights | None = None,
) -> Nearness:
    """Return how near people are to heroes.

    Parameters
    ----------
    unit
        Everyone.
    people
        Ids of those who want a hero.
    heroes
        Ids of the heroes.
    avoid
        Pairs of a person and a hero who are not to be together: the person asked for another, and gave no reason.
    weights
        What tells how much.

    Returns
    -------
    Nearness
        Whole numbers. Not allowed: one's own manager, no language in common, pairs to avoid, oneself.

    Raises
    ------
    ValueError
        When somebody is not in the unit, or is both a hero and wants one.

    Source
    ------
    100 tie + 6 min(common contacts, 5) + 10 same department + 30 same place, see docs/heroes.md.
    """
    weights = weights or Weights()
    order = np.argsort(unit.ids)
    ids = unit.ids[order]
    who, whom = np.array(sorted(set(people)), dtype=np.int64), np.array(sorted(set(heroes)), dtype=np.int64)
    if not set(who) | set(whom) <= set(ids) or set(who) & set(whom):
        raise ValueError("people and heroes are different people of the unit")
    rows, columns = order[np.searchsorted(ids, who)], order[np.searchsorted(ids, whom)]
    strength = unit.ties[rows][:, columns].toarray()
    some = sparse.csr_array(unit.ties)
    some = sparse.csr_array((np.ones(some.nnz), some.indices, some.indptr), shape=some.shape)
    common = (some[rows] @ some[columns].T).toarray()
    same_place = unit.places[rows][:, None] == unit.places[columns]
    benefit = (
        weights.tie * strength
        + weights.common * np.minimum(common, weights.most_common)
        + weights.department * (unit.departments[rows][:, None] == unit.departments[columns])
        + weights.place * same_place
    )
    allowed = unit.managers[rows][:, None] != whom
    allowed &= _common_language([unit.languages[row] for row in rows], [unit.languages[row] for row in columns])
    pairs = set(avoid)
    for person, hero in sorted(pairs):
        allowed[np.ix_(who == person, whom == hero)] = False
    return Nearness(who, whom, np.rint(benefit).astype(np.int64), allowed, strength > 0, np.asarray(same_place))


def _common_language(people: list[frozenset[str]], heroes: list[frozenset[str]]) -> Bools:
    spoken = sorted(frozenset().union(*people, *heroes))
    ours = np.array([[language in own for language in spoken] for own in people], dtype=int).reshape(len(people), -1)
    theirs = np.array([[language in own for language in spoken] for own in heroes], dtype=int).reshape(len(heroes), -1)
    return np.asarray(ours @ theirs.T > 0)


def make_circles(
    near: Nearness,
    *,
    least: int | None = None,
    most: int | None = None,
    present: Mapping[int, int] | None = None,
    stay: Collection[int] = (),
) -> Circles:
    """Return the circles that are nearest in all.

    Parameters
    ----------
    near
        From `nearness`.
    least, most
        People in each circle. Without: as equal as can be, so that circles differ by one at most; when there are
        circles already, by SLACK less and more, so that few people move.
    present
        The id of each person's hero so far, to be left as it is where that costs little. A person who comes, or whose
        hero goes, has none.
    stay
        Ids of people who asked to stay with their hero: they are not moved.

    Returns
    -------
    Circles
        By id of the hero. The same for the same input, in whatever order it comes.

    Raises
    ------
    NoSuchCirclesError
        When there are none; it says why, and for whom.
    ValueError
        When `least` is more than `most`.

    Source
    ------
    Assignment problem: Crouse (2016), IEEE Trans. Aerospace 52, 1679-1696, as in scipy. Each hero has `most` places,
    the first `least` of them worth FILL more, so that these are filled first. That people can be placed and that
    circles can be filled means that both can be at once: Mendelsohn, Dulmage (1958), Canadian J. Math. 10, 517-534.
    """
    people, heroes = len(near.people), len(near.heroes)
    even, rest = divmod(people, heroes) if heroes else (0, people)
    slack = SLACK if present else 0
    least = max(0, even - slack) if least is None else least
    most = even + (rest > 0) + slack if most is None else most
    if not 0 <= least <= most:
        raise ValueError(f"at least {least} and at most {most} people in a circle")
    before = _before(near, present or {})
    allowed = _with_stayers(near, before, stay)
    _refuse_by_number(near, allowed, least, most)
    prize = near.benefit + STAY * (before[:, None] == np.arange(heroes))
    place = _assigned(np.where(allowed, prize, -NEVER), least, most)
    _refuse_by_pairs(near, allowed, place, least, most)
    return _told(near, place, before)


def _before(near: Nearness, present: Mapping[int, int]) -> Ints:
    """Return the row of each person's hero so far, -1 without, shape (people,)."""
    row = {int(hero): row for row, hero in enumerate(near.heroes)}
    return np.array([row.get(present.get(int(person), -1), -1) for person in near.people], dtype=np.int64)


def _with_stayers(near: Nearness, before: Ints, stay: Collection[int]) -> Bools:
    """Return who can be with whom when those who asked to stay can only be where they are."""
    allowed = near.allowed.copy()
    stays = np.isin(near.people, sorted(stay)) & (before >= 0)
    stays[stays] &= near.allowed[stays, before[stays]]  # who may no longer be there does not stay
    allowed[stays] = False
    allowed[stays, before[stays]] = True
    return allowed


def _assigned(prize: Ints, least: int, most: int) -> Ints:
    """Return the row of each person's hero, shape (people,): the best assignment of people to places."""
    places = np.repeat(prize, most, axis=1)
    places += np.tile(np.where(np.arange(most) < least, FILL, 0), prize.shape[1])
    _, chosen = scipy.optimize.linear_sum_assignment(places, maximize=True)
    return np.asarray(chosen // max(1, most), dtype=np.int64)


def _refuse_by_number(near: Nearness, allowed: Bools, least: int, most: int) -> None:
    people, heroes = allowed.shape
    alone = np.flatnonzero(~allowed.any(axis=1))
    if len(alone):
        raise NoSuchCirclesError(Cannot.NO_HERO, tuple(near.people[alone].tolist()))
    if people > heroes * most:
        raise NoSuchCirclesError(Cannot.TOO_FEW_PLACES, tuple(near.people.tolist()), tuple(near.heroes.tolist()))
    if people < heroes * least:
        raise NoSuchCirclesError(Cannot.TOO_FEW_PEOPLE, tuple(near.people.tolist()), tuple(near.heroes.tolist()))


def _refuse_by_pairs(near: Nearness, allowed: Bools, place: Ints, least: int, most: int) -> None:
    """Refuse when the best assignment still has people where they cannot be, or too few: then there is none."""
    misplaced = np.flatnonzero(~allowed[np.arange(len(place)), place])
    loads = np.bincount(place, minlength=allowed.shape[1])
    if not len(misplaced) and np.all(loads >= least):
        return
    filled = _most_placed(allowed, most)
    left_over = np.flatnonzero(filled < 0)
    if len(left_over):
        _, heroes = _crowd(allowed, filled, int(left_over[0]))
        people = np.flatnonzero(~np.delete(allowed, heroes, axis=1).any(axis=1))  # everyone who can be nowhere else
        raise NoSuchCirclesError(
            Cannot.CROWDED, tuple(near.people[people].tolist()), tuple(near.heroes[heroes].tolist())
        )
    filled = _most_placed(allowed.T.repeat(least, axis=0), 1)
    short = int(np.flatnonzero(filled < 0)[0]) if np.any(filled < 0) else 0
    wanting, people = _crowd(allowed.T.repeat(least, axis=0), filled, short)
    heroes = np.unique(wanting // max(1, least))
    raise NoSuchCirclesError(Cannot.EMPTY, tuple(near.people[people].tolist()), tuple(near.heroes[heroes].tolist()))


def _most_placed(allowed: Bools, most: int) -> Ints:
    """Return a column for as many rows as can be, each column at most `most` times; -1 for the others."""
    wide = sparse.csr_array(np.repeat(allowed, most, axis=1))
    matched = maximum_bipartite_matching(wide, perm_type="column")
    return np.where(matched >= 0, matched // max(1, most), -1)


def _crowd(allowed: Bools, filled: Ints, start: int) -> tuple[Ints, Ints]:
    """Return rows that together can only be with columns too few for them (Hall's condition), from one left over."""
    rows, columns, queue = {start}, set(), deque([start])
    while queue:
        for column in np.flatnonzero(allowed[queue.popleft()]).tolist():
            if column not in columns:
                columns.add(column)
                more = set(np.flatnonzero(filled == column).tolist()) - rows
                rows |= more
                queue.extend(sorted(more))
    return np.array(sorted(rows), dtype=np.int64), np.array(sorted(columns), dtype=np.int64)


def _told(near: Nearness, place: Ints, before: Ints) -> Circles:
    each = np.arange(len(place))
    moved = (before >= 0) & (before != place)
    return Circles(
        circles=tuple(
            Circle(int(hero), tuple(near.people[place == row].tolist())) for row, hero in enumerate(near.heroes)
        ),
        total=int(near.benefit[each, place].sum()),
        with_tie=float(near.has_tie[each, place].mean()) if len(place) else 0.0,
        same_place=float(near.same_place[each, place].mean()) if len(place) else 0.0,
        moved=tuple(near.people[moved].tolist()),
    )

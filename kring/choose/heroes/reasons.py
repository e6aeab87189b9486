"""Why each person is on the list, and what it costs to swap, pin or leave out somebody by hand: from the list itself.

All of it follows from the worth of the list after every swap of one for one, so a page can say it at once. What a
small number could tell of who named whom is not said: counts come back from SHOWN_FROM on.
"""

from dataclasses import dataclass, replace

import numpy as np

from kring.choose.heroes.choosing import limits_and_goal, order_of, ranked
from kring.choose.heroes.goals import Goal, Helped
from kring.choose.heroes.limits import Limits
from kring.choose.heroes.unit import Bools, Floats, Ints, Rule, Unit, Wanted

SHOWN_FROM = 3


@dataclass(frozen=True)
class Why:
    """What one hero brings, and what it would take to do without them."""

    person: int
    brings: float  # colleagues helped, or names, that the list loses without this person
    colleagues: int | None  # with a tie to them; None: no ties are known, or fewer than SHOWN_FROM
    only_for: int | None  # colleagues who have no other hero; None as above
    named: int | None  # times; None: nobody was asked, or fewer than SHOWN_FROM
    needed_for: tuple[Rule, ...]  # without them fewer than the rule's least are left
    stand_in: int | None  # the best one in their place who keeps every rule
    stand_in_cost: float | None  # what the list loses by that


@dataclass(frozen=True)
class Change:
    """A list changed by hand, against the one before."""

    heroes: tuple[int, ...]
    value: float
    cost: float  # what the list loses; below nought when it gains
    left: int | None  # who goes
    came: int | None  # who comes in their place
    broken: tuple[Rule, ...]  # rules that the new list breaks


class NoSwapError(ValueError):
    """Nobody can go or come without breaking a rule."""

    def __init__(self, person: int) -> None:
        super().__init__(f"no swap of one for one for {person} keeps every rule")
        self.person = person


@dataclass(frozen=True)
class _Table:
    """The worth of a list after each swap, and which swaps keep the rules: shape (chosen, people)."""

    unit: Unit
    limits: Limits
    goal: Goal
    chosen: Ints
    places: Ints
    after: Floats
    kept: Bools

    def best(self, kept: Bools) -> tuple[int, int] | None:
        """Return the best of the swaps in `kept`: places in the list and the unit; equals as in `choose`."""
        if not kept.any():
            return None
        top = float(self.after[kept].max())
        equal = kept & (self.after >= top - 1e-9 * max(1.0, abs(top)))
        rows, columns = np.nonzero(equal)
        first = np.lexsort((-self.places[self.chosen[rows]], self.places[columns]))[0]
        return int(rows[first]), int(columns[first])


def _table(unit: Unit, wanted: Wanted, heroes: tuple[int, ...]) -> _Table:
    unit, limits, goal = limits_and_goal(unit, wanted)
    chosen = _rows(unit, heroes)
    places = order_of(unit, wanted).places
    return _Table(unit, limits, goal, chosen, places, goal.swaps(chosen), limits.swaps_kept(chosen))


def _rows(unit: Unit, people: tuple[int, ...]) -> Ints:
    rows = np.searchsorted(unit.ids, np.sort(np.array(people, dtype=np.int64)))
    if np.any(rows >= len(unit.ids)) or set(unit.ids[rows].tolist()) != set(people) or len(set(people)) != len(people):
        raise ValueError("a list has people of this unit, each once")
    return rows


def why(unit: Unit, wanted: Wanted, heroes: tuple[int, ...]) -> tuple[Why, ...]:
    """Return why each of a list is on it.

    Parameters
    ----------
    unit, wanted
        As for `choose`.
    heroes
        The ids of the list, from `choose` or changed by hand.

    Returns
    -------
    tuple[Why, ...]
        In the order of `heroes`. Unit of `brings` and `stand_in_cost`: colleagues expected to be helped, or names.

    Raises
    ------
    ValueError
        When somebody on the list is not in the unit.

    Source
    ------
    The swap neighbourhood of the list: every number is a difference between two lists.
    """
    table = _table(unit, wanted, heroes)
    value, without = table.goal.value(table.chosen), table.goal.without_each(table.chosen)
    counts = table.limits.counts(table.chosen)
    found = {}
    for place, row in enumerate(table.chosen):
        only = np.zeros_like(table.kept)
        only[place] = table.kept[place]
        # A stand-in can be asked for a pinned person too: that is what the swap would take.
        if table.limits.must[row]:
            only[place] = _as_if_free(table, place)
        best = table.best(only)
        colleagues, alone = _ties(table.goal, table.chosen, place)
        named = None if table.unit.named is None else int(table.unit.named[row])
        rules = zip(table.limits.rules, table.limits.members[:, row], counts, table.limits.low, strict=True)
        found[int(table.unit.ids[row])] = Why(
            person=int(table.unit.ids[row]),
            brings=float(value - without[place]),
            colleagues=_shown(colleagues),
            only_for=_shown(alone),
            named=_shown(named),
            needed_for=tuple(rule for rule, has, count, low in rules if has and 0 < low >= count),
            stand_in=None if best is None else int(table.unit.ids[best[1]]),
            stand_in_cost=None if best is None else float(value - table.after[best]),
        )
    return tuple(found[person] for person in heroes)


def _as_if_free(table: _Table, place: int) -> Bools:
    """Return which swaps keep the rules for somebody who is pinned, shape (people,)."""
    must = table.limits.must.copy()
    must[table.chosen[place]] = False
    return np.asarray(replace(table.limits, must=must).swaps_kept(table.chosen)[place])


def _ties(goal: Goal, chosen: Ints, place: int) -> tuple[int | None, int | None]:
    """Return how many colleagues have a tie to one of the list, and how many to no other of it."""
    if not isinstance(goal, Helped):
        return None, None
    some = goal.chances[chosen].toarray() > 0
    some[:, chosen] = False  # heroes are no colleagues to be helped here
    return int(some[place].sum()), int((some[place] & (some.sum(axis=0) == 1)).sum())


def _shown(count: int | None) -> int | None:
    return count if count is not None and count >= SHOWN_FROM else None


def swap(unit: Unit, wanted: Wanted, heroes: tuple[int, ...], *, out: int, put: int) -> Change:
    """Return the list with one put in another's place, what it costs and which rules it breaks.

    Parameters
    ----------
    unit, wanted, heroes
        As for `why`.
    out, put
        Ids of who goes and who comes.

    Returns
    -------
    Change
        Also when it breaks a rule: a person decides, and is told.

    Raises
    ------
    ValueError
        When `out` is not on the list, or `put` is on it already or cannot be chosen at all.
    """
    table = _table(unit, wanted, heroes)
    (row,) = _rows(table.unit, (put,))
    if out not in heroes or put in heroes or not table.limits.may[row]:
        raise ValueError(f"{put} cannot come in the place of {out}")
    place = int(np.searchsorted(table.unit.ids[table.chosen], out))
    return _changed(table, wanted, place, int(row))


def pin(unit: Unit, wanted: Wanted, heroes: tuple[int, ...], *, person: int) -> Change:
    """Return the list with one more person on it, in the place of whoever is missed least.

    Parameters
    ----------
    unit, wanted, heroes
        As for `why`.
    person
        Id of who comes. Who is on the list already costs nothing.

    Returns
    -------
    Change
        Keeps every rule.

    Raises
    ------
    NoSwapError
        When no swap of one for one keeps every rule. To move more people, choose again with the pin.
    """
    table = _table(unit, wanted, heroes)
    value = table.goal.value(table.chosen)
    if person in heroes:
        return Change(heroes, value, 0.0, None, None, table.limits.broken(table.chosen))
    (row,) = _rows(table.unit, (person,))
    only = np.zeros_like(table.kept)
    only[:, row] = table.kept[:, row]
    best = table.best(only)
    if best is None:
        raise NoSwapError(person)
    return _changed(table, wanted, *best)


def exclude(unit: Unit, wanted: Wanted, heroes: tuple[int, ...], *, person: int) -> Change:
    """Return the list without one person, with the best stand-in in their place.

    Parameters
    ----------
    unit, wanted, heroes
        As for `why`.
    person
        Id of who goes.

    Returns
    -------
    Change
        Keeps every rule. Who is not on the list costs nothing.

    Raises
    ------
    NoSwapError
        When no swap of one for one keeps every rule. To move more people, choose again without them.
    """
    table = _table(unit, wanted, heroes)
    if person not in heroes:
        return Change(heroes, table.goal.value(table.chosen), 0.0, None, None, table.limits.broken(table.chosen))
    place = int(np.searchsorted(table.unit.ids[table.chosen], person))
    only = np.zeros_like(table.kept)
    only[place] = _as_if_free(table, place)
    best = table.best(only)
    if best is None:
        raise NoSwapError(person)
    return _changed(table, wanted, *best)


def _changed(table: _Table, wanted: Wanted, place: int, row: int) -> Change:
    now = np.sort(np.append(np.delete(table.chosen, place), row))
    value = table.goal.value(now)
    return Change(
        heroes=ranked(table.unit, table.goal, order_of(table.unit, wanted), now),
        value=value,
        cost=table.goal.value(table.chosen) - value,
        left=int(table.unit.ids[table.chosen[place]]),
        came=int(table.unit.ids[row]),
        broken=table.limits.broken(now),
    )

"""The rules as arrays, whether any list keeps them, and if not, which of them are in each other's way."""

from dataclasses import dataclass

import numpy as np
import scipy  # whose solvers are loaded when somebody solves: 23 MB that no web process needs
from scipy import sparse

from kring.choose.heroes.unit import Bools, Demand, Ints, NoSuchChoiceError, Rule, Side, Unit, Wanted, Wish, has


@dataclass(frozen=True)
class Limits:
    """What a list has to keep, over the people of a unit in order of id."""

    rules: tuple[Rule, ...]
    members: Bools  # who has what a rule is about, shape (rules, people)
    low: Ints  # shape (rules,)
    high: Ints  # shape (rules,)
    heroes: int
    may: Bools  # be chosen, shape (people,)
    must: Bools  # be chosen, shape (people,)

    def counts(self, chosen: Ints) -> Ints:
        """Return how many of a list each rule is about, shape (rules,)."""
        return np.asarray(self.members[:, chosen].sum(axis=1))

    def broken(self, chosen: Ints) -> tuple[Rule, ...]:
        """Return the rules that a list breaks."""
        counts = self.counts(chosen)
        return tuple(self.rules[rule] for rule in np.flatnonzero((counts < self.low) | (counts > self.high)))

    def swaps_kept(self, chosen: Ints) -> Bools:
        """Return which swaps of one for one keep every rule, shape (chosen, people): row out, column in."""
        counts = self.counts(chosen)
        kept = np.repeat((self.may & ~self.must)[None], len(chosen), axis=0)
        kept[:, chosen] = False
        kept[self.must[chosen]] = False
        for member, low, high, count in zip(self.members, self.low, self.high, counts, strict=True):
            left = (count - member[chosen])[:, None]
            kept &= (left >= low) | (member & (left + 1 >= low))
            kept &= (left + 1 <= high) | (~member & (left <= high))
        return kept

    def constraint(self, who: Ints) -> "scipy.optimize.LinearConstraint":
        """Return the rules and the size of the list, over the people in `who`."""
        rows = np.vstack([self.members[:, who], np.ones((1, len(who)), dtype=bool)]).astype(float)
        low, high = np.append(self.low, self.heroes), np.append(self.high, self.heroes)
        return scipy.optimize.LinearConstraint(sparse.csr_array(rows), low, high)


def limits_of(unit: Unit, wanted: Wanted) -> Limits:
    """Return what a list has to keep.

    Parameters
    ----------
    unit
        People in order of id.
    wanted
        Rules may come in any order. A pin goes before the hours, never before a no.

    Returns
    -------
    Limits
        Rules in order of attribute and value; one without `at_most` allows the whole list.

    Raises
    ------
    ValueError
        When somebody is pinned or excluded who is not in the unit.
    """
    rules = tuple(sorted(set(wanted.rules), key=lambda rule: (rule.attribute, rule.value, rule.at_least)))
    strangers = (wanted.pinned | wanted.excluded) - set(unit.ids.tolist())
    if strangers:
        raise ValueError(f"not in this unit: {sorted(strangers)}")
    must = np.isin(unit.ids, sorted(wanted.pinned))
    may = ~np.isin(unit.ids, sorted(wanted.excluded))
    if unit.wishes is not None:
        may &= unit.wishes != Wish.NO
    if unit.hours is not None:
        may &= ~(unit.hours < wanted.hours) | must
    members = np.array([has(unit, rule.attribute, rule.value) for rule in rules], dtype=bool)
    return Limits(
        rules=rules,
        members=members.reshape(len(rules), len(unit.ids)),
        low=np.array([rule.at_least for rule in rules], dtype=np.int64),
        high=np.array([wanted.heroes if r.at_most is None else r.at_most for r in rules], dtype=np.int64),
        heroes=wanted.heroes,
        may=may,
        must=must,
    )


def refuse_if_impossible(unit: Unit, limits: Limits) -> None:
    """Refuse when no list keeps everything that was asked, and name what is in each other's way.

    Parameters
    ----------
    unit
        People in order of id.
    limits
        What a list has to keep.

    Raises
    ------
    NoSuchChoiceError
        With demands that cannot hold together, while without any single one of them the others can. A demand that can
        never hold is named by itself; otherwise the smaller of two such sets is named.

    Source
    ------
    Deletion filtering: Chinneck, Dravnieks (1991), ORSA J. Computing 3, 157-168.
    """
    demands, ask = _demands(unit, limits), _Question(unit, limits)
    if ask.can_hold(demands):
        return
    for demand in demands:
        if not ask.can_hold([demand]):
            raise NoSuchChoiceError((demand,))
    found = [ask.irreducible(order) for order in (demands, demands[::-1])]
    named = min(found, key=len)
    raise NoSuchChoiceError(tuple(demand for demand in demands if demand in named))


def _demands(unit: Unit, limits: Limits) -> list[Demand]:
    """Return everything asked that could fail, the size of the list first."""
    asked = [Demand(Side.HEROES, limits.heroes, int(limits.may.sum()))]
    for rule, member in zip(limits.rules, limits.members, strict=True):
        available = int((member & limits.may).sum())
        if rule.at_least:
            asked.append(Demand(Side.AT_LEAST, rule.at_least, available, rule))
        if rule.at_most is not None:
            asked.append(Demand(Side.AT_MOST, rule.at_most, available, rule))
    pins = np.flatnonzero(limits.must)
    return asked + [Demand(Side.PINNED, 1, int(limits.may[row]), person=int(unit.ids[row])) for row in pins]


class _Question:
    """Whether demands can hold together, over kinds of people who are the same to every rule: few numbers."""

    def __init__(self, unit: Unit, limits: Limits) -> None:
        pin = np.where(limits.must, np.arange(1, len(unit.ids) + 1), 0)
        kinds, kind_of = np.unique(np.vstack([limits.members, pin]), axis=1, return_inverse=True)
        self.people = np.bincount(kind_of.ravel(), limits.may, kinds.shape[1])
        self.rules = dict(zip(limits.rules, kinds[:-1].astype(float), strict=True))
        pinned = {int(unit.ids[row - 1]): kind for kind, row in enumerate(kinds[-1]) if row}
        self.pins = {person: np.eye(1, kinds.shape[1], kind)[0] for person, kind in pinned.items()}

    def can_hold(self, demands: list[Demand]) -> bool:
        """Return whether some list meets all of `demands`."""
        rows, low, high = [np.ones(len(self.people))], [0.0], [np.inf]
        for demand in demands:
            if demand.rule is not None:
                rows.append(self.rules[demand.rule])
            elif demand.person is not None:
                rows.append(self.pins[demand.person])
            else:
                rows.append(np.ones(len(self.people)))
            low.append(0.0 if demand.side is Side.AT_MOST else demand.number)
            high.append(demand.number if demand.side in (Side.AT_MOST, Side.HEROES) else np.inf)
        nothing, whole = np.zeros(len(self.people)), np.ones(len(self.people))
        limits = scipy.optimize.LinearConstraint(np.array(rows), low, high)
        found = scipy.optimize.milp(
            nothing, constraints=limits, integrality=whole, bounds=scipy.optimize.Bounds(nothing, self.people)
        )
        return bool(found.status == 0)

    def irreducible(self, demands: list[Demand]) -> list[Demand]:
        """Return demands that cannot hold together, of which none can be left out."""
        kept = list(demands)
        for demand in demands:
            without = [other for other in kept if other is not demand]
            if not self.can_hold(without):
                kept = without
        return kept

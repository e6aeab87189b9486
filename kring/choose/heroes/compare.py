"""What other ways of choosing would give, and what each rule costs: beside the list, so that it can be judged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy  # whose solvers are loaded when somebody solves: 23 MB that no web process needs

from kring.choose.heroes.choosing import choose, limits_and_goal, order_of
from kring.choose.heroes.goals import Goal, Helped
from kring.choose.heroes.limits import Limits
from kring.choose.heroes.unit import Choice, Floats, Ints, Rule, Unit, Wanted, has

DRAWS = 40


class Way(StrEnum):
    """Another way to choose."""

    RANDOM = "random"  # by lot, without rules
    RANDOM_WITHIN_RULES = "random_within_rules"  # by lot, all rules kept
    MOST_NAMED = "most_named"  # the names alone, without rules
    MOST_TIES = "most_ties"  # the sum of ties alone, without rules
    TOP_OF_EACH = "top_of_each"  # the best of each department, by its share of the people, without other rules


@dataclass(frozen=True)
class Other:
    """What another way would give."""

    way: Way
    value: float  # in the unit of the choice; a mean over draws for those by lot
    part: float  # of what the list gives, 1 is as much
    broken: tuple[Rule, ...]  # rules that the list breaks; of the first draw for those by lot


def beside(unit: Unit, wanted: Wanted, choice: Choice, *, draws: int = DRAWS) -> tuple[Other, ...]:
    """Return what other ways of choosing as many people from the same unit would give.

    Parameters
    ----------
    unit, wanted
        As for `choose`. Who said no or is excluded is on no list; pins are on those that keep the rules.
    choice
        The list to compare with.
    draws
        How many lists by lot the means are over.

    Returns
    -------
    tuple[Other, ...]
        Those ways for which the unit has the data. The same for the same seed.

    Source
    ------
    Baselines of Kim et al. (2015), Lancet 386, 145-153: random, most connected, most named.
    """
    unit, limits, goal = limits_and_goal(unit, wanted)
    order = order_of(unit, wanted)
    draw = np.random.default_rng(abs(wanted.seed))
    can, number = np.flatnonzero(limits.may), limits.heroes
    lists: dict[Way, list[Ints]] = {
        Way.RANDOM: [draw.choice(can, number, replace=False) for _ in range(draws)],
        Way.RANDOM_WITHIN_RULES: [_within(limits, draw.random(len(unit.ids))) for _ in range(draws)],
    }
    worth: Floats | None = None
    if unit.named is not None:
        worth = unit.named.astype(float)
        lists[Way.MOST_NAMED] = [_top(can, worth, order.places, number)]
    if isinstance(goal, Helped):
        worth = np.asarray(goal.chances @ goal.weights)
        lists[Way.MOST_TIES] = [_top(can, worth, order.places, number)]
    if worth is not None and wanted.spread_over in unit.attributes:
        lists[Way.TOP_OF_EACH] = [_top_of_each(unit, wanted, can, worth, order.places)]
    return tuple(_other(way, made, goal, limits, choice) for way, made in lists.items())


def _other(way: Way, made: list[Ints], goal: Goal, limits: Limits, choice: Choice) -> Other:
    value = float(np.mean([goal.value(chosen) for chosen in made]))
    part = value / choice.value if choice.value > 0 else 1.0
    return Other(way, value, part, limits.broken(made[0]))


def _within(limits: Limits, worth: Floats) -> Ints:
    """Return a list by lot that keeps every rule: the one with the most of random numbers."""
    who = np.flatnonzero(limits.may)
    found = scipy.optimize.milp(
        -worth[who],
        constraints=limits.constraint(who),
        integrality=np.ones(len(who)),
        bounds=scipy.optimize.Bounds(limits.must[who].astype(float), np.ones(len(who))),
    )
    if found.x is None:
        raise ValueError("no list keeps the rules")
    return np.asarray(who[found.x > 0.5])


def _top(can: Ints, worth: Floats, places: Ints, number: int) -> Ints:
    return np.asarray(can[np.lexsort((places[can], -worth[can]))][:number])


def _top_of_each(unit: Unit, wanted: Wanted, can: Ints, worth: Floats, places: Ints) -> Ints:
    """Return the best of each part by its share of the people: largest remainders, as with seats."""
    own = unit.attributes[wanted.spread_over]
    parts = sorted({value for one in own for value in ([one] if isinstance(one, str) else one)})
    inside = [np.flatnonzero(has(unit, wanted.spread_over, part)) for part in parts]
    share = np.array([len(people) for people in inside]) * wanted.heroes / max(1, sum(map(len, inside)))
    seats = np.floor(share).astype(int)
    seats[np.argsort(-(share - seats), kind="stable")[: wanted.heroes - seats.sum()]] += 1
    chosen: list[int] = []
    for people, number in zip(inside, seats, strict=True):
        free = np.setdiff1d(np.intersect1d(people, can), chosen)
        chosen += _top(free, worth, places, int(number)).tolist()
    rest = np.setdiff1d(can, chosen)
    chosen += _top(rest, worth, places, wanted.heroes - len(chosen)).tolist()
    return np.array(sorted(chosen), dtype=np.int64)


@dataclass(frozen=True)
class Price:
    """What one rule costs: how much more the best list without it would give."""

    rule: Rule
    cost: float  # in the unit of the choice
    done: int
    rules: int


def prices(unit: Unit, wanted: Wanted, choice: Choice) -> Iterator[Price]:
    """Return what each rule costs, one after the other, by choosing again without it.

    Parameters
    ----------
    unit, wanted
        As for `choose`.
    choice
        The list under all rules.

    Yields
    ------
    Price
        One per rule, by attribute and value. Unit: colleagues expected to be helped, or names; never below nought.

    Source
    ------
    Exact, as both lists are proved; costs of rules do not add up, as one rule can stand in for another.
    """
    rules = sorted(set(wanted.rules), key=lambda rule: (rule.attribute, rule.value, rule.at_least))
    for place, rule in enumerate(rules):
        without = replace(wanted, rules=tuple(other for other in rules if other != rule))
        cost = choose(unit, without).value - choice.value
        yield Price(rule, max(0.0, cost), place + 1, len(rules))

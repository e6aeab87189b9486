"""Choose the heroes of a unit, choose again when somebody says no, and choose for many units."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from kring.choose.heroes.goals import Goal, goal_of
from kring.choose.heroes.limits import Limits, limits_of, refuse_if_impossible
from kring.choose.heroes.solve import Order, solve
from kring.choose.heroes.unit import Choice, Ints, NoSuchChoiceError, Unit, Wanted, Wish, has, in_order, lots


def choose(unit: Unit, wanted: Wanted) -> Choice:
    """Return the list of heroes that is worth most under all rules together, with the proof.

    Parameters
    ----------
    unit
        People in any order.
    wanted
        How many, the rules, who is pinned and who excluded.

    Returns
    -------
    Choice
        The same for the same people, ties, rules and seed, in whatever order they come. Among lists of the same worth:
        with names the one with people from more departments; then those who said they would like to; then by lot.

    Raises
    ------
    NoSuchChoiceError
        When the rules cannot hold together; it names those in each other's way.
    ValueError
        When the unit does not have what the method takes, or somebody pinned or excluded is not in it.

    Source
    ------
    Helped colleagues under several kinds of rules at once: no matroid, so an integer programme; see `solve`.
    """
    began = time.monotonic()
    unit = in_order(unit)
    limits, goal = limits_of(unit, wanted), goal_of(unit, wanted)
    refuse_if_impossible(unit, limits)
    order = order_of(unit, wanted)
    solved = solve(goal, limits, order, close=wanted.close, seconds=wanted.seconds)
    heroes = ranked(unit, goal, order, solved.chosen)
    return Choice(heroes, goal.method, goal.value(solved.chosen), solved.bound, time.monotonic() - began)


def order_of(unit: Unit, wanted: Wanted) -> Order:
    """Return who goes first among equals: with names more departments, then who wants to, then the lot."""
    own = unit.attributes.get(wanted.spread_over, ())
    parts = sorted({part for value in own for part in ([value] if isinstance(value, str) else value)})
    spread = np.array([has(unit, wanted.spread_over, part) for part in parts], dtype=bool)
    people = len(unit.ids)
    wants = np.zeros(people, dtype=bool) if unit.wishes is None else unit.wishes == Wish.YES
    return Order(spread.reshape(len(parts), people), wants, lots(unit.ids, wanted.seed))


def ranked(unit: Unit, goal: Goal, order: Order, chosen: Ints) -> tuple[int, ...]:
    """Return the ids of a list, the one whose absence would cost most first; equals by lot."""
    absence = goal.value(chosen) - goal.without_each(chosen)
    by = np.lexsort((order.places[chosen], -np.round(absence, 9)))
    return tuple(int(person) for person in unit.ids[chosen][by])


def refill(
    unit: Unit, wanted: Wanted, choice: Choice, *, declined: Iterable[int], kept: Iterable[int] | None = None
) -> Choice:
    """Return the list after some said no: they are replaced, and who stays on it stays.

    Parameters
    ----------
    unit, wanted
        As for `choose`.
    choice
        The list so far.
    declined
        Ids of those who said no.
    kept
        Ids that stay for sure: those who said yes. Without, everyone on the list who did not say no.

    Returns
    -------
    Choice
        Proved among all lists with those who stay.

    Raises
    ------
    NoSuchChoiceError
        When the rules cannot hold with those who stay; it names whom and what.
    """
    no = frozenset(declined)
    stay = frozenset(choice.heroes if kept is None else kept) - no
    return choose(unit, replace(wanted, pinned=(wanted.pinned | stay) - no, excluded=wanted.excluded | no))


@dataclass(frozen=True)
class Progress:
    """One unit of several is done: its list, or why there is none."""

    unit: int  # its place in what was asked, from nought
    done: int
    units: int
    choice: Choice | None
    refusal: NoSuchChoiceError | None


def choose_each(asked: Iterable[tuple[Unit, Wanted]]) -> Iterator[Progress]:
    """Choose for several units, each by itself, and tell after each how far it is.

    Parameters
    ----------
    asked
        The units with what is wanted of each.

    Yields
    ------
    Progress
        One per unit, in the order asked. A unit whose rules cannot hold is told, and the others go on.
    """
    units = list(asked)
    for place, (unit, wanted) in enumerate(units):
        choice, refusal = None, None
        try:
            choice = choose(unit, wanted)
        except NoSuchChoiceError as error:
            refusal = error
        yield Progress(place, place + 1, len(units), choice, refusal)


def limits_and_goal(unit: Unit, wanted: Wanted) -> tuple[Unit, Limits, Goal]:
    """Return a unit by id with its limits and goal."""
    unit = in_order(unit)
    return unit, limits_of(unit, wanted), goal_of(unit, wanted)

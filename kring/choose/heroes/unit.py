"""What is known of a unit, what is wanted of its heroes, and what came of it. Nothing else may tell in the choice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Method(StrEnum):
    """What the list makes as large as can be."""

    NAMES = "names"  # how often its people were named
    HELPED = "helped"  # how many colleagues they are expected to help


class Wish(IntEnum):
    """What a person said when asked whether they would like to be a hero."""

    NO = -1
    OPEN = 0  # not asked, or no answer
    YES = 1


@dataclass(frozen=True)
class Rule:
    """How many of the heroes have one value of an attribute; without `at_most` there is no upper limit."""

    attribute: str  # rank, department, location, target_group, language
    value: str
    at_least: int = 0
    at_most: int | None = None

    def __post_init__(self) -> None:
        if self.at_least < 0 or (self.at_most is not None and self.at_most < 0):
            raise ValueError(f"{self.attribute} {self.value}: heroes are counted from nought")


@dataclass(frozen=True)
class Unit:
    """The people of one unit; every array has shape (people,), in any order.

    `attributes` holds a value per person, or several where a person has several, such as languages. `ties` has shape
    (people, people): how strong the tie is over which the person of the row can help the person of the column, 0 to 1.
    `named` is how often each was named, `weights` how much it counts to help each colleague (1 without), `hours` what
    each can spend per month (nan where not said).
    """

    ids: Ints
    attributes: Mapping[str, Sequence[str | Collection[str]]] = field(default_factory=dict)
    wishes: Ints | None = None
    hours: Floats | None = None
    ties: Any = None  # sparse.csr_array
    named: Ints | None = None
    weights: Floats | None = None

    def __post_init__(self) -> None:
        people = len(self.ids)
        columns = [self.wishes, self.hours, self.named, self.weights, *self.attributes.values()]
        if any(column is not None and len(column) != people for column in columns):
            raise ValueError("every column has one value per person")
        if len(np.unique(self.ids)) != people:
            raise ValueError("a person stands in the unit once")
        if self.ties is not None:
            if self.ties.shape != (people, people):
                raise ValueError("ties are from every person to every person")
            if self.ties.nnz and not (self.ties.data.min() >= 0 and self.ties.data.max() <= 1):
                raise ValueError("a tie is 0 to 1")
        if self.weights is not None and np.any(self.weights < 0):
            raise ValueError("helping somebody never counts against a list")


@dataclass(frozen=True)
class Wanted:
    """What is wanted of the list of one unit; the defaults are those of the programme."""

    heroes: int = 25
    rules: tuple[Rule, ...] = ()
    pinned: frozenset[int] = frozenset()  # ids that are on the list whatever happens: they said yes
    excluded: frozenset[int] = frozenset()  # ids that are not: they said no, or a person decided so
    hours: float = 0  # hours per month a hero needs; who can spend less is not chosen
    method: Method | None = None  # without: helped colleagues where ties are known, names where they are not
    help_rate: float = 0.25  # chance that a hero with a tie of strength 1 helps that colleague in the three months
    spread_over: str = "department"  # with equal names, the list with people from more of these goes first
    close: float = 0.002  # a list proved to be this near to the best one, as a part, is good enough; 0: the best
    seconds: float = 60  # after this the list is given with the gap that is left
    seed: int = 0  # equals are put in order by lot: by this and their id, nothing else

    def __post_init__(self) -> None:
        if self.heroes < 0:
            raise ValueError("heroes are counted from nought")
        if not 0 < self.help_rate < 1:
            raise ValueError(f"a chance to help lies between 0 and 1, not {self.help_rate}")


@dataclass(frozen=True)
class Choice:
    """A proposal for the heroes of one unit, and how sure it is that there is no better one."""

    heroes: tuple[int, ...]  # ids, the one whose absence would cost most first; equals by lot
    method: Method
    value: float  # helped colleagues, or names
    bound: float  # no list that keeps the rules has more than this
    seconds: float

    @property
    def gap(self) -> float:
        """Return how far the list can be from the best one, as a part of the bound: 0 to 1."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0


class Side(StrEnum):
    """What kind of demand cannot be met."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    HEROES = "heroes"  # the size of the list
    PINNED = "pinned"


@dataclass(frozen=True)
class Demand:
    """One thing that was asked of the list."""

    side: Side
    number: int  # wanted
    available: int  # people who could be chosen for it
    rule: Rule | None = None
    person: int | None = None  # of a pin

    def __str__(self) -> str:
        if self.rule is not None:
            said = "at least" if self.side is Side.AT_LEAST else "at most"
            return f"{self.rule.attribute} {self.rule.value}: {said} {self.number}, {self.available} available"
        if self.person is not None:
            return f"person {self.person} on the list"
        return f"{self.number} heroes, {self.available} available"


class NoSuchChoiceError(ValueError):
    """No list keeps all the rules; `demands` cannot hold together, and without any one of them the others can."""

    def __init__(self, demands: tuple[Demand, ...]) -> None:
        super().__init__(demands)
        self.demands = demands

    def __str__(self) -> str:
        return "; ".join(str(demand) for demand in self.demands)


def in_order(unit: Unit) -> Unit:
    """Return the same unit by id, so that the order of rows decides nothing.

    Parameters
    ----------
    unit
        People in any order.

    Returns
    -------
    Unit
        Every array in order of `ids`.
    """
    order = np.argsort(unit.ids, kind="stable")
    return replace(
        unit,
        ids=unit.ids[order],
        attributes={name: [values[row] for row in order] for name, values in unit.attributes.items()},
        wishes=None if unit.wishes is None else unit.wishes[order],
        hours=None if unit.hours is None else unit.hours[order],
        ties=None if unit.ties is None else sparse.csr_array(unit.ties)[order][:, order],
        named=None if unit.named is None else unit.named[order],
        weights=None if unit.weights is None else unit.weights[order],
    )


def has(unit: Unit, attribute: str, value: str) -> Bools:
    """Return who has a value of an attribute, shape (people,); an attribute that is not known is had by nobody."""
    values = unit.attributes.get(attribute)
    if values is None:
        return np.zeros(len(unit.ids), dtype=bool)
    return np.array([value == own if isinstance(own, str) else value in own for own in values], dtype=bool)


def lots(ids: Ints, seed: int) -> Floats:
    """Return the lot of each person, 0 to 1, shape (people,): by their id and the seed, whoever else is there."""
    drawn = [int.from_bytes(blake2b(f"{seed}:{person}".encode(), digest_size=6).digest(), "big") for person in ids]
    return np.array(drawn, dtype=float) / 2**48

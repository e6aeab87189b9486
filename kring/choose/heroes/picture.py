"""A picture of a unit: which parts the heroes reach, and where the holes are, from which no nomination can be read.

Why it is safe. A part is everyone of one department, say, and has at least twice `smallest` people; smaller parts are
put together. All that is told of a part is told by how many of its people have a tie to somebody on the list, and only
as one of three bands; a line from a hero to a part only says that at least `smallest` of its people have a tie to them.

1. Everyone in a part is alike to the picture: exchange the ties of two people of one part, and the picture stays the
   same, for this list and for any other. So whatever is read from any number of pictures is said of at least twice
   `smallest` people at once, never of one.
2. A line or a band never says *all*: it is the same with one person of the part less, as long as it does not stand on
   its very edge, and where that edge is nobody is told. So a tie of one person is never certain.
3. Parts hold everyone, heroes too, so that swapping heroes does not change who is in a part; there is nothing to
   subtract. Keep the picture with the choice; do not draw it again when people come or go: nominations are gone then.

Somebody who knows the ties of nearly everyone in a part can still learn of the rest; no picture can help that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kring.choose.heroes.unit import Bools, Ints, Unit, in_order

NEAR = 0.4  # a tie from here on counts: named by one, or the same team
THIN, WELL = 0.25, 0.6


class Reach(StrEnum):
    """How much of a part has a hero near."""

    HOLE = "hole"  # less than a quarter
    THIN = "thin"
    WELL = "well"  # three out of five, or more


@dataclass(frozen=True)
class Part:
    """A part of the unit."""

    values: tuple[str, ...]  # of the attribute; several where small parts are put together
    people: int
    heroes: tuple[int, ...]  # ids of those of the list who belong to it
    reach: Reach


@dataclass(frozen=True)
class Line:
    """A hero who is near to at least the smallest group of people of a part."""

    hero: int
    part: int  # its place in the picture's parts


@dataclass(frozen=True)
class Picture:
    """Parts and lines; nothing in it is about one person but the names on the list."""

    parts: tuple[Part, ...]
    lines: tuple[Line, ...]


def picture(
    unit: Unit, heroes: tuple[int, ...], *, attribute: str = "department", smallest: int = 5, near: float = NEAR
) -> Picture:
    """Return which parts of a unit a list reaches, and by whom.

    Parameters
    ----------
    unit
        With ties; people in any order.
    heroes
        Ids of the list.
    attribute
        What the parts are; each person has one value of it, and belongs to the first in order where they have more.
    smallest
        Fewest people for a line. A part has at least twice as many.
    near
        The weakest tie that counts, 0 to 1.

    Returns
    -------
    Picture
        Parts by their first value. Without a part when the whole unit has too few people.

    Raises
    ------
    ValueError
        Without ties, or when `smallest` is less than 3.

    Source
    ------
    k-anonymity with exchangeable people: Sweeney (2002), Int. J. Uncertainty 10, 557-570; the threshold rule, Hundepool
    et al. (2012), Statistical Disclosure Control, section 5.2.
    """
    if unit.ties is None or smallest < 3:
        raise ValueError("a picture takes ties, and groups of at least three")
    unit = in_order(unit)
    chosen = np.flatnonzero(np.isin(unit.ids, heroes))
    own = [value if isinstance(value, str) else min(value, default="") for value in unit.attributes[attribute]]
    groups = _parts(own, 2 * smallest)
    is_near: Bools = np.asarray(unit.ties[chosen].toarray() >= max(near, 1e-12))
    is_near[np.arange(len(chosen)), chosen] = False  # a hero is not near themselves
    someone: Bools = np.asarray(is_near.any(axis=0))
    parts, lines = [], []
    for place, (values, members) in enumerate(groups):
        here = tuple(int(person) for person in unit.ids[chosen[np.isin(chosen, members)]])
        parts.append(Part(values, len(members), here, _band(someone[members])))
        for hero, reached in zip(chosen, is_near[:, members].sum(axis=1), strict=True):
            if reached >= smallest:
                lines.append(Line(int(unit.ids[hero]), place))
    return Picture(tuple(parts), tuple(lines))


def _band(someone: Bools) -> Reach:
    rate = float(someone.mean())
    return Reach.HOLE if rate < THIN else Reach.THIN if rate < WELL else Reach.WELL


Group = tuple[tuple[str, ...], Ints]  # the values, and who has one of them


def _parts(own: Sequence[str], least: int) -> list[Group]:
    """Return the parts with their people: small ones together, with the smallest large one when still too few."""
    value_of = np.array(own)
    groups: list[Group] = [((value,), np.flatnonzero(value_of == value)) for value in sorted(set(own))]
    large = [group for group in groups if len(group[1]) >= least]
    pool = [group for group in groups if len(group[1]) < least]
    while pool and sum(len(people) for _, people in pool) < least and large:
        large.sort(key=lambda group: (-len(group[1]), group[0]))
        pool = [*pool, large.pop()]
    if pool and sum(len(people) for _, people in pool) >= least:
        values = tuple(sorted(value for names, _ in pool for value in names))
        large.append((values, np.sort(np.concatenate([people for _, people in pool]))))
    return sorted(large, key=lambda group: group[0])

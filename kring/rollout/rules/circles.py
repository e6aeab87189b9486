"""Who is in whose circle: what is known of a unit, turned into the arrays that `kring.choose.circles` solves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from kring.choose.circles import Cannot, Colleagues, NoSuchCirclesError, make_circles, nearness

TEXT_VERSION = 1  # raise it when the words change with which people ask for a hero
EVERYBODY_AT_LEAST = 3  # members, before "everyone" says something about a circle and not about one person


@dataclass(frozen=True)
class Colleague:
    """What is known of somebody where circles are made; what is not known is not used."""

    person: int
    department: int | None
    location: str
    language: str
    leads: bool  # has a rank that leads: may be the manager of whoever works in the same department


@dataclass(frozen=True)
class Settled:
    """Who is with which hero; `waiting` are those for whom there is none (yet)."""

    hero_of: Mapping[int, int]
    waiting: tuple[int, ...]
    moved: tuple[int, ...]


def perhaps_managers(staff: Iterable[Colleague], heroes: Collection[int]) -> set[tuple[int, int]]:
    """Return pairs of a person and a hero who may be their manager: one who leads, in the same department."""
    people = list(staff)
    bosses = [one for one in people if one.person in heroes and one.leads and one.department is not None]
    return {
        (one.person, boss.person)
        for boss in bosses
        for one in people
        if one.department == boss.department and one.person != boss.person
    }


def settle(
    staff: Collection[Colleague],
    *,
    people: Collection[int],
    heroes: Collection[int],
    avoid: Collection[tuple[int, int]] = (),
    present: Mapping[int, int] | None = None,
    stay: Collection[int] = (),
) -> Settled:
    """Return the nearest circles there can be.

    Loads are even; where that leaves somebody without a hero who can help them, loads give way before people do.
    """
    wanted = set(people) - set(heroes)
    if not heroes:
        return Settled({}, tuple(sorted(wanted)), ())
    helpers = set(heroes)
    pairs = {pair for pair in set(avoid) | perhaps_managers(staff, heroes) if pair[1] in helpers}
    known = _arrays(staff, heroes)
    waiting: set[int] = set()
    least: int | None = None
    most: int | None = None
    while wanted:
        near = nearness(known, people=wanted, heroes=heroes, avoid=[(a, b) for a, b in pairs if a in wanted])
        try:
            made = make_circles(
                near, present=present, stay=[one for one in stay if one in wanted], least=least, most=most
            )
        except NoSuchCirclesError as no:
            if no.cannot is Cannot.NO_HERO:
                waiting |= set(no.people)
                wanted -= set(no.people)
            elif no.cannot in (Cannot.TOO_FEW_PEOPLE, Cannot.EMPTY) and least != 0:
                least = 0
            elif most is not None and most >= len(wanted):
                raise
            else:
                least, most = 0, min(len(wanted), 2 * (most or -(-len(wanted) // len(heroes)) + 1))
            continue
        return Settled(made.hero_of(), tuple(sorted(waiting)), made.moved)
    return Settled({}, tuple(sorted(waiting)), ())


def _arrays(staff: Collection[Colleague], heroes: Collection[int]) -> Colleagues:
    """Return a unit as arrays. An unknown department or place is like nobody else's."""
    people = sorted(staff, key=lambda one: one.person)
    spoken = {one.language for one in people if one.person in heroes}
    return Colleagues(
        ids=np.array([one.person for one in people], dtype=np.int64),
        ties=sparse.csr_array((len(people), len(people))),  # names are deleted after the choice of heroes
        departments=_numbered([one.department for one in people]),
        places=_numbered([one.location or None for one in people]),
        # Somebody whose language no hero reads is helped all the same: people speak more than they chose to read.
        languages=tuple(frozenset({one.language}) if one.language in spoken else frozenset(spoken) for one in people),
        managers=np.full(len(people), -1, dtype=np.int64),  # not known by name; see `perhaps_managers`
    )


def _numbered(values: list[int | None] | list[str | None]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    known = {value: n for n, value in enumerate(sorted({str(v) for v in values if v is not None}))}
    return np.array([known[str(v)] if v is not None else -1 - n for n, v in enumerate(values)], dtype=np.int64)

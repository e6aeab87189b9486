"""Opens what people said in private. Only the choosing may import this; a test holds it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy import sparse

from kring.choose import nominations
from kring.choose.heroes import Method, Unit, Wanted
from kring.choose.heroes import Wish as Said
from kring.core.secrets import unseal
from kring.people import queries as people
from kring.rollout.models import Choice, Hero, KeptOut, Nomination, Proposed, TieFile, Wish
from kring.rollout.queries import heroes as queries
from kring.rollout.rules import heroes as rules

FEWEST_PAIRS = 20  # a file of fewer would tell whether two people agreed
QUESTIONS = {str(question): place for place, question in enumerate(rules.Question)}


@dataclass(frozen=True)
class Asked:
    """One unit as the choosing sees it, and what is wanted of its list."""

    unit: Unit
    wanted: Wanted
    staying: frozenset[int] = frozenset()  # of those pinned, who is a hero already


def asked(choice: Choice, *, on: date, put: Collection[int] = ()) -> Asked:
    """Return a unit with what people said in private, and what is wanted of its list.

    `put` are those whom a person wants on the list: whatever they wished, nothing of it can be read from the answer.
    """
    staff = queries.staff_of(choice.unit_id, on)
    ids = np.array([one.person_id for one in staff], dtype=np.int64)
    attributes = {name: [one.values[name] for one in staff] for name in rules.ATTRIBUTES}
    names, together = _names(choice), _together(choice, ids)
    staying = frozenset(queries.staying(choice.unit_id, on)) & frozenset(ids.tolist())
    pinned = _pinned(choice) | staying
    counted = nominations.count(ids, names)
    method = Method(choice.method) if choice.method else None
    if method is None:
        is_known = counted.is_enough_for_ties or together is not None
        method = Method.HELPED if is_known else Method.NAMES
    places = _places([(one.values["department"], one.values["location"]) for one in staff])
    unit = Unit(
        ids=ids,
        attributes=attributes,
        ties=nominations.tie_strengths(ids, names=names, collaboration=together, places=places),
        named=counted.named,
        **_wishes(choice, ids, {*pinned, *put}),
    )
    out = _kept_out(choice) - set(put)
    wanted = Wanted(
        heroes=choice.wanted,
        rules=rules.expanded(choice.rules, {name: set(values) - {""} for name, values in attributes.items()}),
        pinned=pinned & frozenset(ids.tolist()),
        excluded=frozenset(ids.tolist()) & out,
        hours=choice.hours * rules.WEEKS_A_MONTH,
        method=method,
        seed=choice.seed,
    )
    return Asked(unit, wanted, staying)


def _names(choice: Choice) -> nominations.Names:
    rows = []
    for giver, sealed in Nomination.objects.filter(choice=choice).order_by("person_id").values_list("person", "sealed"):
        for question, named in opened(sealed).items():
            rows += [(giver, QUESTIONS[question], person) for person in named]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return nominations.Names(table[:, 0], table[:, 1], table[:, 2])


def opened(sealed: bytes | memoryview) -> dict[str, list[int]]:
    """Return whom somebody named, by question."""
    return {str(question): list(named) for question, named in unseal(bytes(sealed))["named"].items()}


def own(person_id: int, choice: Choice) -> dict[str, list[int]]:
    """Return whom this person named themselves: the only one who may see it."""
    row = Nomination.objects.filter(choice=choice, person=person_id).first()
    return opened(row.sealed) if row else {}


def own_in_words(person_id: int) -> list[dict[str, Any]]:
    """Return whom this person named themselves, by name, for the file with all that is kept of them."""
    rows = [(row.round_from, opened(row.sealed)) for row in Nomination.objects.filter(person=person_id)]
    names = people.names({one for _day, named in rows for ids in named.values() for one in ids})
    return [
        {
            "round_from": day.isoformat(),
            "named": {question: [names[one] for one in ids if one in names] for question, ids in named.items()},
        }
        for day, named in rows
    ]


def wishes_now(unit_id: int, on: date) -> dict[int, tuple[bool, int | None]]:
    """Return what the people of a unit wish, to be kept as a round closes: no later change shows in a list."""
    ids = [one.person_id for one in queries.staff_of(unit_id, on)]
    return {wish.person_id: (wish.wants, wish.hours) for wish in Wish.objects.filter(person__in=ids)}


def wishes_kept(choice: Choice) -> dict[str, Any]:
    """Return the wishes as they were when the round closed."""
    kept: dict[str, Any] = unseal(bytes(choice.sealed)).get("wishes", {}) if choice.sealed else {}
    return kept


def reserve(choice: Choice) -> dict[int, int]:
    """Return who would come in whose place, as it was when the list was decided."""
    kept = unseal(bytes(choice.sealed)) if choice.sealed else {}
    return {int(left): came for left, came in kept.get("for", {}).items()}


def _together(choice: Choice, ids: np.ndarray) -> sparse.csr_array | None:
    file = TieFile.objects.filter(choice=choice).first()
    if file is None:
        return None
    row_of = {int(person): row for row, person in enumerate(ids)}
    table = [
        (row_of[a], row_of[b], strength)
        for a, b, strength in unseal(bytes(file.sealed))["pairs"]
        if a in row_of and b in row_of and a != b
    ]
    if len(table) < FEWEST_PAIRS:
        return None
    left, right, strength = zip(*table, strict=True)
    ties = sparse.csr_array((strength, (left, right)), shape=(len(ids), len(ids)))
    return sparse.csr_array(ties.maximum(ties.T))


def _places(values: list[tuple[str, str]]) -> np.ndarray:
    number: dict[tuple[str, str], int] = {}
    return np.array([number.setdefault(value, len(number)) if value[0] else -1 for value in values], dtype=np.int64)


def _wishes(choice: Choice, ids: np.ndarray, put: Collection[int]) -> Mapping[str, np.ndarray]:
    said = {int(person): wish for person, wish in wishes_kept(choice).items() if int(person) not in put}
    wishes = [Said.OPEN if person not in said else Said.YES if said[person][0] else Said.NO for person in ids.tolist()]
    hours = [said[person][1] if person in said else None for person in ids.tolist()]
    return {
        "wishes": np.array(wishes, dtype=np.int64),
        "hours": np.array([np.nan if one is None else one * rules.WEEKS_A_MONTH for one in hours], dtype=float),
    }


def _pinned(choice: Choice) -> frozenset[int]:
    return frozenset(Proposed.objects.filter(choice=choice, is_pinned=True).values_list("person", flat=True))


def _kept_out(choice: Choice) -> frozenset[int]:
    """Return who is not chosen: left out by a person, hero elsewhere, or asked for this list and did not say yes.

    A no to an earlier list does not count: else whoever cannot be chosen now would be seen to have said it.
    """
    by_hand = KeptOut.objects.filter(choice=choice).values_list("person", flat=True)
    elsewhere = Hero.objects.filter(status__in=queries.NOW).exclude(unit=choice.unit_id)
    no = Hero.objects.filter(choice=choice, status=Hero.Status.DECLINED)
    return frozenset([*by_hand, *elsewhere.values_list("person", flat=True), *no.values_list("person", flat=True)])

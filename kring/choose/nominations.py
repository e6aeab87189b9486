"""Count names without keeping who gave them, and make ties out of what a company knows.

The names given are in memory for a moment; what comes back holds counts, and ties between people. Ties are as private
as the names: they go into a choice and are deleted with the names after it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_NAMES = 3  # per person and question
SHOWN_FROM = 3  # a smaller count is not shown: it could be known who gave it
ENOUGH = 0.4  # from this part of the people answering on, ties between them say more than counts

BOTH, ONE, TEAM, PLACE = 1.0, 0.6, 0.4, 0.1  # strength of a tie: named by both, by one; same team; same place
PLACE_MOST = 50  # in larger groups people of one place do not all know each other


@dataclass(frozen=True)
class Counted:
    """How often each was named, by how many people in all; arrays are in the order of the ids given."""

    named: Ints  # shape (people,)
    answered: int
    answer_rate: float  # 0 to 1

    @property
    def is_enough_for_ties(self) -> bool:
        """Return whether so many answered that the network of names says more than their number."""
        return self.answer_rate >= ENOUGH

    def shown(self, row: int) -> int | None:
        """Return how often one was named, or None where that may not be said."""
        count = int(self.named[row])
        return count if count >= SHOWN_FROM else None


@dataclass(frozen=True)
class Names:
    """The answers of a private round: each row one name given; every array has shape (names,), earlier ones first."""

    givers: Ints
    questions: Ints
    named: Ints


def _valid(ids: Ints, names: Names, most: int) -> Names:
    """Return the names that count: of and by people of the unit, nobody themselves, nobody twice, not too many."""
    kept, given = [], set()
    count: dict[tuple[int, int], int] = {}
    people = set(ids.tolist())
    rows = zip(names.givers.tolist(), names.questions.tolist(), names.named.tolist(), strict=True)
    for row, (giver, question, name) in enumerate(rows):
        is_new = (giver, question, name) not in given
        if giver in people and name in people and giver != name and is_new and count.get((giver, question), 0) < most:
            given.add((giver, question, name))
            count[giver, question] = count.get((giver, question), 0) + 1
            kept.append(row)
    at = np.array(kept, dtype=np.int64)
    return Names(names.givers[at], names.questions[at], names.named[at])


def count(ids: Ints, names: Names, *, most: int = MOST_NAMES) -> Counted:
    """Return how often each person of a unit was named.

    Parameters
    ----------
    ids
        The people of the unit, shape (people,).
    names
        What was answered. A name counts once per giver and question, the first `most` of them; nobody's own.
    most
        Most names per giver and question, so that nobody weighs more than others.

    Returns
    -------
    Counted
        Unit: times named. Nothing in it says by whom.

    Raises
    ------
    ValueError
        When the columns of `names` are not of one length.

    Source
    ------
    Banerjee, Chandrasekhar, Duflo, Jackson (2019), Rev. Econ. Stud. 86, 2453-2490: people know who spreads news.
    """
    valid = _valid(ids, names, most)
    order = np.argsort(ids)
    named = np.zeros(len(ids), dtype=np.int64)
    np.add.at(named, order[np.searchsorted(ids, valid.named, sorter=order)], 1)
    answered = len(np.unique(valid.givers))
    return Counted(named, answered, answered / len(ids) if len(ids) else 0.0)


def tie_strengths(
    ids: Ints,
    *,
    names: Names | None = None,
    collaboration: sparse.csr_array | None = None,
    teams: Ints | None = None,
    places: Ints | None = None,
    most: int = MOST_NAMES,
) -> sparse.csr_array:
    """Return how strong the tie between any two people of a unit is; of several ties the strongest counts.

    Parameters
    ----------
    ids
        The people, shape (people,).
    names
        What was answered in the round.
    collaboration
        How often who worked with whom, shape (people, people), from people who agreed to it. Only the order of each
        person's colleagues counts: the closest gets 1, the last one nearly nothing.
    teams
        A number per team, such as the manager's id, shape (people,); negative: in none.
    places
        A number per department and location together, shape (people,); negative: in none.
    most
        As for `count`.

    Returns
    -------
    sparse.csr_array
        Shape (people, people), the same both ways. Unit: 0 to 1.

    Raises
    ------
    ValueError
        When the columns of `names` are not of one length.

    Source
    ------
    Order of trust: names, then work together, then teams. Weights are a choice, see docs/heroes.md.
    """
    people = len(ids)
    ties = sparse.csr_array((people, people))
    if names is not None:
        valid = _valid(ids, names, most)
        order = np.argsort(ids)
        at = [order[np.searchsorted(ids, who, sorter=order)] for who in (valid.givers, valid.named)]
        one = sparse.csr_array((np.ones(len(at[0])), (at[0], at[1])), shape=(people, people))
        one.data[:] = 1  # named in both questions is named
        ties = ties.maximum((one + one.T > 0) * ONE).maximum(one.multiply(one.T) * BOTH)
    if collaboration is not None:
        ranked = _by_rank(collaboration)
        ties = ties.maximum(ranked.maximum(ranked.T))
    for groups, strength, largest in ((teams, TEAM, people), (places, PLACE, PLACE_MOST)):
        if groups is not None:
            ties = ties.maximum(_alike(groups, strength, largest))
    ties = sparse.csr_array(ties, dtype=float)
    ties.setdiag(0)
    ties.eliminate_zeros()
    return ties


def _by_rank(counts: sparse.csr_array) -> sparse.csr_array:
    """Return each person's colleagues by rank: 1 for the closest, falling evenly; equals alike."""
    out = sparse.csr_array(counts, dtype=float, copy=True)
    out.setdiag(0)
    out.eliminate_zeros()
    for row in range(out.shape[0]):
        inside = slice(out.indptr[row], out.indptr[row + 1])
        values, place = np.unique(out.data[inside], return_inverse=True)
        out.data[inside] = (place + 1) / max(1, len(values))
    return out


def _alike(groups: Ints, strength: float, largest: int) -> sparse.csr_array:
    """Return a tie between any two people of one group, for groups of at most `largest`."""
    values, place, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    inside = np.flatnonzero((groups >= 0) & (sizes[place] <= largest))
    member = sparse.csr_array((np.ones(len(inside)), (inside, place[inside])), shape=(len(groups), len(values)))
    return sparse.csr_array((member @ member.T) * strength)

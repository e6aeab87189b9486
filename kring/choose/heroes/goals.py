"""What a list is worth: how often its people were named, or how many colleagues they are expected to help."""

from abc import ABC, abstractmethod

import numpy as np
from scipy import sparse

from kring.choose.heroes.unit import Floats, Ints, Method, Unit, Wanted


class Goal(ABC):
    """A worth that never falls when somebody comes to the list; people are rows of the unit in order of id."""

    method: Method

    @abstractmethod
    def value(self, chosen: Ints) -> float:
        """Return what a list is worth."""

    @abstractmethod
    def brings(self, chosen: Ints) -> Floats:
        """Return what everyone would bring to a list, shape (people,)."""

    @abstractmethod
    def without_each(self, chosen: Ints) -> Floats:
        """Return what a list is worth without each of its people, shape (chosen,)."""

    @abstractmethod
    def brings_without_each(self, chosen: Ints) -> Floats:
        """Return what everyone would bring to a list without each of its people, shape (chosen, people)."""

    def swaps(self, chosen: Ints) -> Floats:
        """Return what a list is worth after each swap of one for one, shape (chosen, people): row out, column in."""
        return self.without_each(chosen)[:, None] + self.brings_without_each(chosen)


class Named(Goal):
    """How often the people of a list were named, in all."""

    method = Method.NAMES

    def __init__(self, named: Ints) -> None:
        self.named = named.astype(float)

    def value(self, chosen: Ints) -> float:
        """Return how often a list was named."""
        return float(self.named[chosen].sum())

    def brings(self, chosen: Ints) -> Floats:
        """Return how often everyone was named, shape (people,)."""
        return self.named

    def without_each(self, chosen: Ints) -> Floats:
        """Return how often a list was named without each of its people, shape (chosen,)."""
        return np.asarray(self.value(chosen) - self.named[chosen])

    def brings_without_each(self, chosen: Ints) -> Floats:
        """Return how often everyone was named, for each who leaves, shape (chosen, people)."""
        return np.repeat(self.named[None], len(chosen), axis=0)


class Helped(Goal):
    """How many colleagues a list is expected to help: each hero who can help somebody is a chance by itself.

    F(S) = sum over v of w_v (1 - prod over u in S of (1 - p s_uv)) = sum of w_v (1 - exp(-y_v)), y = sum of a_uv.
    """

    method = Method.HELPED

    def __init__(self, ties: sparse.csr_array, weights: Floats, help_rate: float) -> None:
        self.chances = sparse.csr_array(ties, dtype=float, copy=True)  # u helps v
        self.chances.setdiag(0)  # nobody helps themselves
        self.chances.eliminate_zeros()
        self.chances.data *= help_rate
        self.strengths = self.chances.copy()
        self.strengths.data = -np.log1p(-self.chances.data)
        self.weights = weights

    def reach(self, chosen: Ints) -> Floats:
        """Return the strength with which a list reaches each colleague, the y of the formula, shape (people,)."""
        return np.asarray(self.strengths[chosen].sum(axis=0)).ravel()

    def value(self, chosen: Ints) -> float:
        """Return how many colleagues a list is expected to help."""
        return float(self.weights @ -np.expm1(-self.reach(chosen)))

    def brings(self, chosen: Ints) -> Floats:
        """Return how many more colleagues everyone would help, shape (people,)."""
        return np.asarray(self.chances @ (self.weights * np.exp(-self.reach(chosen))))

    def _left(self, chosen: Ints) -> Floats:
        """Return the weight of each colleague not yet helped without each of a list, shape (chosen, people)."""
        each = self.strengths[chosen].toarray()
        return np.asarray(self.weights * np.exp(each - each.sum(axis=0)))

    def without_each(self, chosen: Ints) -> Floats:
        """Return how many a list helps without each of its people, shape (chosen,)."""
        return np.asarray(self.weights.sum() - self._left(chosen).sum(axis=1))

    def brings_without_each(self, chosen: Ints) -> Floats:
        """Return how many more everyone would help, for each who leaves, shape (chosen, people)."""
        return np.asarray((self.chances @ self._left(chosen).T).T)


def goal_of(unit: Unit, wanted: Wanted) -> Goal:
    """Return what a list of this unit is worth.

    Parameters
    ----------
    unit
        People in order of id.
    wanted
        `method` says which goal; without, helped colleagues where ties are known and names where they are not.

    Returns
    -------
    Goal
        Unit: colleagues expected to be helped, or times named.

    Raises
    ------
    ValueError
        When the unit does not have what the method takes.

    Source
    ------
    One step of an independent cascade: Kempe, Kleinberg, Tardos (2003), KDD, 137-146. Names: Banerjee, Chandrasekhar,
    Duflo, Jackson (2019), Rev. Econ. Stud. 86, 2453-2490.
    """
    method = wanted.method or (Method.NAMES if unit.ties is None else Method.HELPED)
    if method is Method.NAMES:
        if unit.named is None:
            raise ValueError("nobody was named")
        return Named(unit.named)
    if unit.ties is None:
        raise ValueError("no ties are known")
    weights = np.ones(len(unit.ids)) if unit.weights is None else unit.weights.astype(float)
    return Helped(unit.ties, weights, wanted.help_rate)

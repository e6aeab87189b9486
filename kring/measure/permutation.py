"""What chance alone would give: the same figures, shuffled over the very draws from which the waves were taken.

Only where waves were drawn by lot. It assumes nothing about the figures, and holds for any number of units. A shuffle
of all units would be wrong: the plan kept balanced draws only (`kring.measure.waves`), so only these could have been.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


class NotDrawnError(ValueError):
    """The waves are not one of the draws they are said to be taken from."""


@dataclass(frozen=True)
class ByLot:
    """How an estimate stands among those that other draws would have given."""

    estimate: float
    p: float  # part of the draws that give one at least so far from nothing
    smallest_p: float  # the smallest that this many draws can give
    shuffled: Real  # the estimate under every draw, shape (draws,)

    @property
    def one_in(self) -> float:
        """Chance alone gives so much in one of this many shuffles."""
        return 1 / self.p


def by_lot(statistic: Callable[[Whole], float], wave: Whole, draws: Whole, *, two_sided: bool = True) -> ByLot:
    """Return how often chance alone gives an estimate as far from nothing as the one that was found.

    Parameters
    ----------
    statistic
        The estimate for any placing of units in waves, shape (units,); 0 means no effect. The logarithm of the lift,
        for instance: `lambda wave: log_ratio(totals, staff, starts[wave])`.
    wave
        The wave of each unit as it was taken, shape (units,).
    draws
        All draws that it was taken from, shape (draws, units): `kring.measure.waves.draws`.
    two_sided
        Whether an effect the other way counts as well.

    Returns
    -------
    ByLot
        Unit of the estimate: that of `statistic`. Of p: part of the draws.

    Raises
    ------
    NotDrawnError
        When `wave` is not among `draws`.
    ValueError
        When the shapes do not fit, there are fewer than two draws, or an estimate is no number.

    Source
    ------
    Fisher (1935), The Design of Experiments; over the accepted set: Morgan and Rubin (2012), Ann. Stat. 40, 1263-1282.
    """
    if draws.ndim != 2 or len(draws) < 2 or wave.shape != draws.shape[1:]:
        raise ValueError("at least two draws, with one wave per unit")
    if not np.any(np.all(draws == wave, axis=1)):
        raise NotDrawnError("the waves are not one of the draws")
    different, back, times = np.unique(draws, axis=0, return_inverse=True, return_counts=True)
    each = np.array([statistic(one) for one in different], np.float64)
    if np.isnan(each).any():
        raise ValueError("a draw gives no estimate")
    estimate = float(each[np.flatnonzero(np.all(different == wave, axis=1))[0]])
    far, mine = (np.abs(each), abs(estimate)) if two_sided else (each, estimate)
    reaches = far >= mine - 1e-12 * max(1.0, mine)
    shuffled = each[back.ravel()]
    return ByLot(estimate, float(times[reaches].sum() / len(draws)), float(times.min() / len(draws)), shuffled)

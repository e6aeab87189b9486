"""Which units and weeks can be used, and when each unit started in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kring.insights.queries.totals import Totals

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Usable:
    """The units and weeks in which everything that is needed is known."""

    units: Whole  # places in Totals.units
    first: int  # week
    after: int  # the week behind the last

    @property
    def weeks(self) -> slice:
        """The weeks as a slice."""
        return slice(self.first, self.after)


def usable(counts: Real, inside: Flag) -> Usable | None:
    """Return the longest run of weeks in which every unit is counted; units that are never counted are left out."""
    units = np.flatnonzero(inside & np.any(np.isfinite(counts), axis=1))
    missing = np.flatnonzero(inside).size - units.size
    if not units.size or missing:  # over everybody is over every unit
        return None
    full = np.all(np.isfinite(counts[units]), axis=0)
    best, first = (0, 0), None
    for week, is_full in enumerate([*full.tolist(), False]):
        if is_full and first is None:
            first = week
        elif not is_full and first is not None:
            best, first = max(best, (first, week), key=lambda run: run[1] - run[0]), None
    return Usable(units, *best) if best[1] > best[0] else None


def as_drawn(sums: Totals) -> Whole:
    """Return the week in which each unit starts: as drawn where waves were drawn, whenever it really began."""
    starts = sums.starts.copy()
    if sums.design is not None:
        starts[sums.design.units] = sums.design.starts[sums.design.wave]
    return starts


def shifted(starts: Whole, use: Usable) -> Whole:
    """Return starts counted from the first usable week."""
    return np.clip(starts[..., use.units] - use.first, 0, use.after - use.first)

"""What spills over from units that have started to those of their region that wait.

When it does, units that wait are no picture of a world without the programme, and the lift says too little. It can only
be told where whole regions waited, so where the lot was drawn in two stages.
"""

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from kring.measure.imputation import AT_ONCE, cells, slopes
from kring.measure.rates import jackknife_error

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Spill:
    """What spills over to units that have not started when all other units of their region have; 95% range."""

    ratio: float
    low: float
    high: float
    p: float
    regions: int


def spill(totals: Real, staff: Real, starts: Whole, regions: Whole, *, anticipation: int = 0) -> Spill | None:
    """Return what spills over to units that have not started from those of their region that have.

    Parameters
    ----------
    totals
        What was counted by unit and week, shape (units, weeks). Unit: as counted.
    staff
        People on the staff, shape (units, weeks). Unit: people.
    starts
        The week in which each unit starts, shape (units,).
    regions
        The region of each unit, shape (units,). Half of the regions must have been drawn early (two stages): when
        every wave has units of all regions, exposure is the same everywhere and the answer is wrong, not unsure.
    anticipation
        Weeks before the start in which a unit may already change.

    Returns
    -------
    Spill or None
        Unit: with all neighbours started / with none. None when the sums do not tell.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Source
    ------
    Baird, Bohren, McIntosh, Ozler (2018), Rev. Econ. Stud. 100, 844-860; Poisson likelihood with a level per wave in a
    region and per week, jackknife over regions with t(regions - 1).
    """
    here = staff.any(axis=1)
    found, regions = cells((totals[here], staff[here]), starts[here]), regions[here]
    names, region_of = np.unique(regions, return_inverse=True)
    place, home = np.unique(region_of * len(found.starts) + found.wave_of, return_inverse=True)
    region, wave = np.divmod(place, len(found.starts))
    sums = (np.arange(len(place))[:, None] == home).astype(np.float64) @ found.by_unit
    started = (np.arange(len(names))[:, None] == region_of).astype(np.float64) @ found.after()[found.wave_of]
    others = np.bincount(region_of)[region] - 1
    before = found.before(anticipation)[wave] & (others > 0)[:, None]
    exposure = np.where(before, started[region] / np.maximum(others, 1)[:, None], 0)
    counted, people = sums[:, None]
    whole = slopes(counted, people, exposure, before)
    if len(names) < 3 or whole is None:
        return None
    slope, without = float(whole[0]), list[Real]()
    for some in np.array_split(np.arange(len(names)), -(-len(names) * exposure.size // AT_ONCE)):
        keeps = (some[:, None] != region)[:, :, None]
        each = slopes(keeps * counted, keeps * people, exposure, before, first=slope)
        if each is None:
            return None
        without.append(each)
    error = jackknife_error(np.concatenate(without), slope)
    margin = float(stdtrit(len(names) - 1, 0.975)) * error
    p = 2 * float(stdtr(len(names) - 1, -abs(slope) / error)) if error else float(slope == 0)
    return Spill(exp(slope), exp(slope - margin), exp(slope + margin), p, len(names))

"""What there would be without the programme: each wave's own level, and how those that had not started changed.

The sums of the units of a wave are taken together, and everything is worked out once for all units and once without
each unit in turn, because leaving out units is how the ranges are made. Only sums go in, never a person.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

ROUNDS, CLOSE = 2000, 1e-11
NEWTON, SETTLED, FLAT = 30, 1e-7, 1e-9
AT_ONCE = 4_000_000  # cells of tables that are worked out together: fast, and some hundred megabytes at most


class NoComparisonError(ValueError):
    """Nothing to compare with: no unit that has started while another had not."""


@dataclass(frozen=True)
class Cells:
    """Sums of units that start together, week by week; the first kind is what is counted, the second the staff."""

    by_unit: Real  # shape (kinds, units, weeks)
    by_wave: Real  # shape (kinds, waves, weeks)
    starts: Real  # week in which each wave starts, shape (waves,); infinite: not within them
    wave_of: Whole  # shape (units,)

    @property
    def units(self) -> Whole:
        """Units in each wave, shape (waves,)."""
        return np.bincount(self.wave_of, minlength=len(self.starts))

    def before(self, ahead: int = 0) -> Flag:
        """Weeks that end at least `ahead` weeks before the start, shape (waves, weeks)."""
        if not ahead >= 0:
            raise ValueError("nobody is learnt from after the start")
        return np.arange(1, self.by_wave.shape[2] + 1) <= self.starts[:, None] - ahead

    def after(self) -> Flag:
        """Weeks that begin at the start or later, shape (waves, weeks)."""
        return np.arange(self.by_wave.shape[2]) >= self.starts[:, None]

    def since(self) -> Whole:
        """Weeks since the start, 0 for the first whole one, shape (waves, weeks); far below 0 where there is none."""
        weeks = self.by_wave.shape[2]
        last = np.where(np.isfinite(self.starts), np.ceil(self.starts), 1000 * weeks)
        return (np.arange(weeks) - last[:, None]).astype(np.int64)

    def known(self, before: Flag) -> Flag:
        """Cells for which something is known without the programme, when learnt from `before`, (waves, weeks)."""
        return _known(before & (self.by_wave[1] > 0), self.by_wave[1])


def cells(kinds: tuple[Real, ...], starts: Real | Whole) -> Cells:
    """Return the sums of the units that start together.

    Parameters
    ----------
    kinds
        What is counted, the people on the staff, and anything else, each of shape (units, weeks). Not negative.
    starts
        The week in which each unit starts, counted from 0, shape (units,). At or after `weeks`: not yet. A fraction
        means within a week, which then is neither before nor after.

    Returns
    -------
    Cells
        Unit: as counted. Units without anybody on the staff in any week are no units here.

    Raises
    ------
    ValueError
        When the shapes do not fit, or a number is negative, endless or not a number.

    Source
    ------
    With a level per unit or per wave the imputation is the same as long as a unit keeps its part of its wave's staff.
    """
    if any(one.ndim != 2 or one.shape != kinds[0].shape for one in kinds) or len(starts) != len(kinds[0]):
        raise ValueError("totals and staff are one number per unit and week, starts one per unit")
    by_unit = np.stack(kinds).astype(np.float64)
    if not np.all(np.isfinite(by_unit) & (by_unit >= 0)) or not np.all(starts >= 0):
        raise ValueError("what is counted is known and not negative")
    staffed = by_unit[1].any(axis=1)
    by_unit, starts, weeks = by_unit[:, staffed], starts[staffed], by_unit.shape[2]
    waves, wave_of = np.unique(np.where(starts < weeks, starts, np.inf), return_inverse=True)
    belongs = (np.arange(len(waves))[:, None] == wave_of).astype(np.float64)
    return Cells(by_unit, belongs @ by_unit, waves, wave_of.astype(np.int64))


def with_and_without_each(found: Cells, sums: Callable[[Real], Real]) -> Real:
    """Return sums over all units, and the same without each unit in turn.

    Parameters
    ----------
    found
        The cells.
    sums
        Takes tables of shape (kinds, tables, waves, weeks) and returns an array with tables as its first axis.

    Returns
    -------
    array
        What `sums` returns; of all units in row 0, without the first unit in row 1, and so on.

    Raises
    ------
    NoComparisonError
        When `sums` does.

    Source
    ------
    MacKinnon, Nielsen, Webb (2023), J. Appl. Econometrics 38, 671-694. A wave of one unit is left out whole.
    """
    units, alone = len(found.wave_of), found.units[found.wave_of] == 1
    size = max(1, AT_ONCE // max(1, found.by_wave[0].size))
    done = [sums(found.by_wave[:, None])]
    for begin in range(0, units, size):
        some = np.arange(begin, min(begin + size, units))
        tables = np.repeat(found.by_wave[:, None], len(some), axis=1)
        place = np.arange(len(some)), found.wave_of[some]
        tables[:, place[0], place[1]] -= found.by_unit[:, some]
        np.maximum(tables, 0, out=tables)  # what is left of sums of decimals
        tables[:, place[0][alone[some]], place[1][alone[some]]] = 0
        done.append(sums(tables))
    return np.concatenate(done)


def in_parts(tables: Real, parts: Flag, before: Flag) -> Real:
    """Return what there is with the programme, what there would be without, and the staff, in parts of the cells.

    Parameters
    ----------
    tables
        What was counted and the people on the staff, shape (kinds, tables, waves, weeks).
    parts
        Which cells belong to each part, shape (parts, waves, weeks). Cells of which nothing is known fall out.
    before
        Cells without the programme, from which to learn, shape (waves, weeks).

    Returns
    -------
    array
        Shape (tables, 3, parts). Unit: as counted, as counted, people times weeks.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Source
    ------
    See `by_factors`.
    """
    expected = by_factors(tables[0], tables[1], before)
    known = ~np.isnan(expected)
    cells_of = parts.reshape(len(parts), -1).T.astype(np.float64)
    kinds = (tables[0], expected, tables[1])
    return np.stack([np.where(known, one, 0).reshape(len(expected), -1) @ cells_of for one in kinds], axis=1)


def by_factors(totals: Real, staff: Real, before: Flag) -> Real:
    """Return what there would be when waves and weeks differ by factors.

    Parameters
    ----------
    totals
        What was counted, shape (tables, waves, weeks). Unit: as counted.
    staff
        People on the staff, shape (tables, waves, weeks). Unit: people.
    before
        Cells without the programme, from which to learn, shape (waves, weeks).

    Returns
    -------
    array
        Shape (tables, waves, weeks), unit as counted. Not a number where nothing is known: of a wave without a week
        before its start, a week in which all had started, without staff, or where no chain of waves that were there in
        the same weeks leads from the wave to the week.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Source
    ------
    Wooldridge (2023), Econometrics J. 26, C31-C66: Poisson likelihood with a level per wave and per week.
    """
    learnt: Flag = before & (staff > 0)
    counted, people = np.where(learnt, totals, 0), np.where(learnt, staff, 0)
    of_wave, of_week = counted.sum(axis=2), counted.sum(axis=1)
    level = _over(of_wave, people.sum(axis=2))
    week = np.zeros_like(of_week)
    for _ in range(ROUNDS):
        week = _over(of_week, np.matmul(level[:, None, :], people)[:, 0, :])
        newer = _over(of_wave, np.matmul(people, week[:, :, None])[:, :, 0])
        is_close = bool(np.all(np.abs(newer - level) <= CLOSE * newer))
        level = newer
        if is_close:
            break
    return np.where(_known(learnt, staff), staff * level[:, :, None] * week[:, None, :], np.nan)


def by_differences(totals: Real, staff: Real, before: Flag) -> Real:
    """Return what there would be when waves and weeks differ by so many per person on the staff.

    Parameters
    ----------
    totals
        What was counted, shape (tables, waves, weeks). Unit: as counted.
    staff
        People on the staff, shape (tables, waves, weeks). Unit: people.
    before
        Cells without the programme, from which to learn, shape (waves, weeks).

    Returns
    -------
    array
        Shape (tables, waves, weeks), unit as counted. Not a number where nothing is known, as in `by_factors`.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Source
    ------
    Borusyak, Jaravel, Spiess (2024), Rev. Econ. Stud. 91, 3253-3285: least squares, weighted by staff.
    """
    learnt: Flag = before & (staff > 0)
    counted, people = np.where(learnt, totals, 0), np.where(learnt, staff, 0)
    of_wave, of_week = counted.sum(axis=2), counted.sum(axis=1)
    in_wave, in_week = people.sum(axis=2), people.sum(axis=1)
    level = _over(of_wave, in_wave)
    week = np.zeros_like(of_week)
    close = CLOSE * max(1e-12, float(np.max(level, initial=0.0)))
    for _ in range(ROUNDS):
        week = _over(of_week - np.matmul(level[:, None, :], people)[:, 0, :], in_week)
        newer = _over(of_wave - np.matmul(people, week[:, :, None])[:, :, 0], in_wave)
        is_close = bool(np.all(np.abs(newer - level) <= close))
        level = newer
        if is_close:
            break
    return np.where(_known(learnt, staff), staff * (level[:, :, None] + week[:, None, :]), np.nan)


def slopes(totals: Real, staff: Real, exposure: Real, among: Flag, *, first: float = 0.0) -> Real | None:
    """Return by what factor what is counted changes with an exposure, beside a level per wave and per week.

    Parameters
    ----------
    totals
        What was counted, shape (tables, waves, weeks). Unit: as counted.
    staff
        People on the staff, shape (tables, waves, weeks). Unit: people.
    exposure
        What it may change with, shape (waves, weeks). Any unit.
    among
        Cells from which to learn, shape (waves, weeks).
    first
        Where to begin, when it is known about where they are.

    Returns
    -------
    array or None
        Shape (tables,), unit: logarithm of a factor per unit of the exposure. None when a table does not tell it.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Source
    ------
    Poisson likelihood, by Newton's steps on the part of the exposure that levels and weeks leave.
    """
    found = np.full(len(totals), first)
    for _ in range(NEWTON):
        raised = staff * np.exp(found[:, None, None] * exposure)
        expected = np.where(among, np.nan_to_num(by_factors(totals, raised, among)), 0)
        explained = np.nan_to_num(by_differences(expected * exposure, expected, among))
        own = np.where(expected > 0, exposure - np.divide(explained, expected, where=expected > 0, out=explained), 0)
        bends = np.sum(own**2 * expected, axis=(1, 2))
        if not np.all(bends > FLAT * np.sum(expected, axis=(1, 2))):
            return None
        moves = np.sum(own * np.where(among, totals - expected, 0), axis=(1, 2)) / bends
        found += np.clip(moves, -1, 1)
        if np.all(np.abs(moves) < SETTLED):
            return found
    return None


def _known(learnt: Flag, staff: Real) -> Flag:
    """Return where a level and a week can be held together: by waves that were learnt from in the same weeks."""
    of_wave, of_week = np.any(learnt, axis=-1, keepdims=True), np.any(learnt, axis=-2, keepdims=True)
    known: Flag = of_wave & of_week & (staff > 0)
    has_week_of_all = np.any(np.all(learnt | ~of_wave, axis=-2), axis=-1)
    return known if np.all(has_week_of_all) else known & _tied(learnt)


def _tied(learnt: Flag) -> Flag:
    """Return the weeks that hang together with each wave, one wave leading to the next by a week that both were in."""
    there = learnt.astype(np.float32)
    tied = np.matmul(there, there.swapaxes(-1, -2)) > 0  # waves that share a week, shape (…, waves, waves)
    while True:
        further = np.matmul(tied.astype(np.float32), tied.astype(np.float32)) > 0
        if np.array_equal(further, tied):
            break
        tied = further
    weeks: Flag = np.matmul(tied.astype(np.float32), there) > 0
    return weeks


def _over(above: Real, below: Real) -> Real:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)

"""What is known of many rates at once, from counts as they are: no normal law for few shares, no spread taken as known.

A rate is a group's mean, and what a kind does in all groups, and what it does in this group beside that; on log odds.
How much kinds differ, and groups within a kind, is not known either, so all that it may be is weighed by how well it
fits the counts. Everything is summed over a grid, so the same counts give the same answer.
"""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import toeplitz
from scipy.special import expit, xlogy

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

USUAL = 1.0  # standard deviation on log odds that would not surprise; three times as much does not happen
SPREADS = np.geomspace(0.01, 3 * USUAL, 16)
PER_ERROR, MOST_STEPS = 3, 400  # how fine the grid is: steps in the smallest error, and in all
REACH = 5  # how many errors beyond the outermost estimate the grid goes on
MEANS = np.linspace(-4, 4, 9)  # where a group's mean may lie, in errors of that mean
NEVER = 1e-300


@dataclass(frozen=True)
class Known:
    """What is known of each rate; arrays of shape (cells,)."""

    rate: Real  # mean
    low: Real
    high: Real  # 95% lies between them


@dataclass(frozen=True)
class _Grid:
    """Places on log odds, counted from the mean of each group."""

    step: float
    at: Real  # of each place, shape (places,)
    fits: Real  # how well each place fits a cell's counts, the best 1, shape (cells, places)


def known(shared: Whole, shown: Whole, group: Whole, kind: Whole, *, spread: float | None = None) -> Known:
    """Return what is known of the rate of each kind in each group.

    Parameters
    ----------
    shared
        People who shared, per cell of a group and a kind, shape (cells,). Unit: people.
    shown
        People who were shown it, shape (cells,). Unit: people.
    group
        The group of each cell, shape (cells,): whole numbers from 0, each there.
    kind
        The kind of each cell, shape (cells,): whole numbers from 0, each there.
    spread
        How much kinds differ where that is known from elsewhere; by default what fits. Unit: log odds, squared.

    Returns
    -------
    Known
        Unit: shared per person shown.

    Raises
    ------
    ValueError
        When the shapes do not fit, a cell was shown to nobody, or shared by more people than were shown it.

    Source
    ------
    Binomial counts with normal effects on log odds (Lindley and Smith 1972, J. R. Stat. Soc. B 34, 1-41), summed over
    half-normal standard deviations (Gelman 2006, Bayesian Anal. 1, 515-534) and over each group's mean with a flat
    prior, the means of other groups being as estimated.
    """
    if not shared.shape == shown.shape == group.shape == kind.shape or not np.all((shared >= 0) & (shared <= shown)):
        raise ValueError("each story is shown to somebody, and shared by at most as many")
    if not len(shared) or np.any(shown <= 0):
        raise ValueError("each story is shown to somebody")
    odds, noise = log_odds(shared, shown)
    middle, doubt = _means(odds, noise, group, spread)
    grid = _grid(shared, shown, odds, noise, middle[group])
    own = SPREADS if spread is None and len(kind) > kind.max() + 1 else np.zeros(1)
    common = SPREADS if spread is None else np.array([sqrt(spread)])
    moves = [np.unique(np.rint(MEANS * sqrt(one) / grid.step).astype(int)) for one in doubt]
    room = max(int(one.max()) for one in moves)
    pulls = np.stack([_pull(grid, float(one), room) for one in own])
    blurred = grid.fits @ pulls
    likely = np.empty_like(grid.fits)
    for g in range(len(middle)):
        here = group == g
        at = _where(grid, blurred, here, kind, (own, common), moves[g])
        likely[here] = grid.fits[here] * np.sum(at @ pulls.swapaxes(1, 2), axis=0)
    return _told(grid, likely, middle[group])


def log_odds(shared: Whole, shown: Whole) -> tuple[Real, Real]:
    """Return the log odds of sharing and the variance of their noise, with 1/2 added to each count."""
    yes, no = shared + 0.5, shown - shared + 0.5
    return np.log(yes / no), 1 / yes + 1 / no


def _means(odds: Real, noise: Real, group: Whole, spread: float | None) -> tuple[Real, Real]:
    """Return the mean of each group and the variance of its error, both of shape (groups,)."""
    middle, doubt = [], []
    for g in range(int(group.max()) + 1):
        here = group == g
        some = spread if spread is not None else max(0.0, float(np.var(odds[here]) - np.mean(noise[here])))
        weight = 1 / (noise[here] + some)
        middle.append(round(float(np.average(odds[here], weights=weight)), 9))  # in whatever order cells come
        doubt.append(round(float(1 / weight.sum()), 9))
    return np.array(middle, np.float64), np.array(doubt, np.float64)


def _grid(shared: Whole, shown: Whole, odds: Real, noise: Real, middle: Real) -> _Grid:
    error = np.sqrt(noise)
    low, high = float(np.min(odds - middle - REACH * error)), float(np.max(odds - middle + REACH * error))
    step = max(float(error.min()) / PER_ERROR, (high - low) / MOST_STEPS)
    at = low + step * np.arange(int((high - low) / step + 1.5), dtype=np.float64)
    chance = expit(at + middle[:, None])
    fits = xlogy(shared[:, None], chance) + xlogy((shown - shared)[:, None], 1 - chance)
    return _Grid(step, at, np.exp(fits - fits.max(axis=1, keepdims=True)))


def _normal(away: Real, spread: float, step: float) -> Real:
    """Return the normal law on places so far away; with a spread far below the step it is all in one place."""
    if spread <= step / 10:
        return (np.abs(away) < step / 2).astype(np.float64)
    return np.asarray(np.exp(-((away / spread) ** 2) / 2) / max(1.0, spread * sqrt(2 * pi) / step))


def _weights(spreads: Real) -> Real:
    """Return the prior of each spread: half-normal, and as wide as the stretch that it stands for."""
    if len(spreads) == 1:
        return np.zeros(1)
    return np.log(np.gradient(spreads)) - (spreads / USUAL) ** 2 / 2


def _pull(grid: _Grid, spread: float, room: int) -> Real:
    """Return how a kind in one group is drawn to where it may be in all, with so many places more to each side."""
    places = len(grid.at)
    return _normal(toeplitz(grid.step * np.arange(places + 2 * room))[room : room + places], spread, grid.step)


def _where(
    grid: _Grid, blurred: Real, here: NDArray[np.bool_], kind: Whole, spreads: tuple[Real, Real], moves: Whole
) -> Real:
    """Return where the kind of each cell of one group may be by all but the cell itself, shape (own, cells, places).

    `moves` is how many steps the group's mean may lie beside its estimate; `blurred` what each cell says of its kind.
    """
    own, common = spreads
    places, kinds = len(grid.at), int(kind.max()) + 1
    room = (blurred.shape[2] - places) // 2
    of_kinds = np.stack([_normal(grid.at, float(spread), grid.step) for spread in common])
    rest = np.ones((len(own), kinds, places))
    for cell in np.flatnonzero(~here):
        rest[:, kind[cell]] *= blurred[:, cell, room : room + places]
    mine = np.ones((len(own), len(moves), kinds, places))
    for n, move in enumerate(moves):
        mine[:, n, kind[here]] = blurred[:, here, room + move : room + move + places]
    evidence = np.maximum((rest[:, None] * mine) @ of_kinds.T, NEVER)  # (own, moves, kinds, common)
    fit = np.log(evidence).sum(axis=2) + (_weights(own)[:, None] + _weights(common))[:, None]
    weight = np.exp(fit - fit.max())
    at = rest[:, None] * ((weight[:, :, None] / evidence) @ of_kinds)
    found = np.zeros((len(own), int(here.sum()), blurred.shape[2]))
    for n, move in enumerate(moves):
        found[:, :, room + move : room + move + places] += at[:, n, kind[here]]
    return found


def _told(grid: _Grid, likely: Real, middle: Real) -> Known:
    likely = likely / likely.sum(axis=1, keepdims=True)
    until = np.cumsum(likely, axis=1)
    ends = [np.interp((0.025, 0.975), one, grid.at + grid.step / 2) for one in until]
    low, high = np.array(ends).T
    rate = np.sum(likely * expit(grid.at + middle[:, None]), axis=1)
    return Known(rate, expit(middle + low), expit(middle + high))

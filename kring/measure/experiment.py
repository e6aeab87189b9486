"""A small experiment inside the programme: a random half gets something, the other half does not.

By unit, the draws themselves say what chance gives, as many or few units there are. By person only two counts are known
per arm, how many there are and how many did it; never who.
"""

from dataclasses import dataclass
from math import ceil, exp, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from kring.measure.permutation import by_lot
from kring.measure.rates import Z95

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

RED = 0.001  # a split this unlikely is no accident: something sent people to one side
POWER = 0.8  # how often the smallest detectable difference is found
WORTH = 0.5  # a change of this part of what there is without it would be worth knowing
FEWEST = 5  # who did it, and who did not, in each arm: below it a normal range is too sure of itself


class ArmsError(ValueError):
    """There are no two arms with enough in them to compare."""


@dataclass(frozen=True)
class Arms:
    """What those who got it do, beside those who did not; ranges are 95%."""

    treated: float  # per person
    control: float
    difference: float
    low: float
    high: float
    ratio: float | None  # None without anybody in the control arm who did it
    ratio_low: float | None
    ratio_high: float | None
    p: float  # how often chance alone gives so much
    detectable: float  # the smallest difference that is found four times in five
    explained: float  # part of the variance between units that what they did before takes away

    @property
    def is_too_early(self) -> bool:
        """Whether nothing can be said yet: no effect, and half as much more or less, are both within the range."""
        return self.low <= 0 <= self.high and max(-self.low, self.high) > WORTH * self.control


@dataclass(frozen=True)
class Split:
    """Whether the arms are as large as they were meant to be."""

    p: float
    is_red: bool


def people(did: tuple[int, int], of: tuple[int, int]) -> Arms:
    """Return what a random half of the people does more, from two counts per arm.

    Parameters
    ----------
    did
        Those who did it, with and without what is tried. Unit: people.
    of
        Everybody who was drawn to each arm, whether or not they used it. Unit: people.

    Returns
    -------
    Arms
        Unit: people who did it per person.

    Raises
    ------
    ArmsError
        With fewer than five who did it, or who did not, in an arm.
    ValueError
        When more did it than there are.

    Source
    ------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10: the difference of two rates from the score
    interval of each. Ratio: Katz, Baptista, Azen, Pike (1978), Biometrics 34, 469-474. p: the score test of equal
    rates.
    """
    (a, b), (m, n) = did, of
    if not (0 <= a <= m and 0 <= b <= n):
        raise ValueError("at most as many did it as there are")
    if min(a, b, m - a, n - b) < FEWEST:
        raise ArmsError(f"fewer than {FEWEST} people in an arm did it, or did not")
    one, other, both = a / m, b / n, (a + b) / (m + n)
    (low, high), (other_low, other_high) = _score(a, m), _score(b, n)
    gap = one - other
    pooled_error = sqrt(both * (1 - both) * (1 / m + 1 / n))
    factor = exp(Z95 * sqrt(1 / a - 1 / m + 1 / b - 1 / n))
    return Arms(
        treated=one,
        control=other,
        difference=gap,
        low=gap - sqrt((one - low) ** 2 + (other_high - other) ** 2),
        high=gap + sqrt((high - one) ** 2 + (other - other_low) ** 2),
        ratio=one / other,
        ratio_low=one / other / factor,
        ratio_high=one / other * factor,
        p=float(chdtrc(1, (gap / pooled_error) ** 2)),
        detectable=float(Z95 + ndtri(POWER)) * pooled_error,
        explained=0.0,
    )


def units(outcome: Real, staff: Real, treated: NDArray[np.bool_], draws: Whole, *, before: Real | None = None) -> Arms:
    """Return what a random half of the units does more, held against the draws it was taken from.

    The range holds every effect that chance alone does not rule out: for each, the draws are played again on what units
    would have done without it.

    Parameters
    ----------
    outcome
        What was counted in each unit in the period, shape (units,). Unit: as counted.
    staff
        People of each unit, shape (units,). Unit: people.
    treated
        Which units got it, shape (units,).
    draws
        The arms of all draws that it was taken from, 1 for those that get it, shape (draws, units).
    before
        The same count in as long a period before, shape (units,): what it says of the period is taken away first.

    Returns
    -------
    Arms
        Unit: as counted, per person, a unit counting as one. The ratio is that of typical units (geometric means), when
        there is something in every unit. With fewer than 40 draws nothing can be ruled out, and ranges have no end.

    Raises
    ------
    ArmsError
        With fewer than two units in an arm.
    NotDrawnError
        When `treated` is not one of the draws.
    ValueError
        When the shapes do not fit, a number is missing, or a unit has no staff.

    Source
    ------
    Fisher (1935), The Design of Experiments; a range by turning the test round: Rosenbaum (2002), Observational
    Studies, section 2.6. What was before: Deng, Xu, Kohavi, Walker (2013), WSDM, 123-132, one slope for all units.
    """
    if not outcome.shape == staff.shape == treated.shape or not np.all(staff > 0):
        raise ValueError("an outcome, a staff above 0 and an arm per unit")
    if any(one is not None and not np.all(one >= 0) for one in (outcome, before)):
        raise ValueError("what is counted is known and not negative")
    if min(treated.sum(), (~treated).sum()) < 2:
        raise ArmsError("at least two units in each arm")
    rate, arm = outcome / staff, treated.astype(np.int64)
    control = float(rate[~treated].mean())
    plain = _within(rate, treated)
    adjusted = rate if before is None else _adjusted(rate, before / staff, treated)
    p = by_lot(lambda one: float(_gaps(adjusted, one[None])[0]), arm, draws).p
    gap, low, high = _not_ruled_out(adjusted, treated, draws)
    ratio: tuple[float | None, ...] = (None, None, None)
    if np.all(rate > 0):
        logs = np.log(rate)
        if before is not None and np.all(before > 0):
            logs = _adjusted(logs, np.log(before / staff), treated)
        with np.errstate(over="ignore"):
            ratio = tuple(float(np.exp(end)) for end in _not_ruled_out(logs, treated, draws))
    return Arms(
        treated=control + gap,
        control=control,
        difference=gap,
        low=low,
        high=high,
        ratio=ratio[0],
        ratio_low=ratio[1],
        ratio_high=ratio[2],
        p=p,
        detectable=float(Z95 + ndtri(POWER)) * sqrt(_within(adjusted, treated) * (1 / arm.sum() + 1 / (1 - arm).sum())),
        explained=max(0.0, 1 - _within(adjusted, treated) / plain) if plain > 0 else 0.0,
    )


def split(arms: tuple[int, int], wanted: tuple[float, float] = (0.5, 0.5)) -> Split:
    """Return whether the arms are as large as they were meant to be; if not, nothing else may be believed.

    Parameters
    ----------
    arms
        How many there are in each. Unit: people or units.
    wanted
        What part of all each was meant to be.

    Returns
    -------
    Split
        Unit of p: how often chance alone gives arms so unequal.

    Raises
    ------
    ValueError
        Without anybody, or when a part is not above 0.

    Source
    ------
    Pearson (1900); as a check of experiments: Fabijan et al. (2019), Proc. KDD, 2156-2164.
    """
    if not sum(arms) > 0 or min(arms) < 0 or min(wanted) <= 0:
        raise ValueError("somebody is in the arms, and each was meant to have a part")
    expected = np.array(wanted) / sum(wanted) * sum(arms)
    p = float(chdtrc(1, np.sum((np.array(arms) - expected) ** 2 / expected)))
    return Split(p, p < RED)


def _score(did: int, of: int) -> tuple[float, float]:
    """Return the score interval of a rate."""
    rate, square = did / of, Z95**2 / of
    margin = Z95 * sqrt(rate * (1 - rate) / of + square / (4 * of))
    return (rate + square / 2 - margin) / (1 + square), (rate + square / 2 + margin) / (1 + square)


def _gaps(rate: Real, arms: Whole) -> Real:
    """Return the difference between the arms of every draw, shape (draws,)."""
    of = arms.sum(axis=1)
    return np.asarray(arms @ rate / of - (1 - arms) @ rate / (arms.shape[1] - of), np.float64)


def _centred(values: Real, treated: NDArray[np.bool_]) -> Real:
    return values - np.where(treated, values[treated].mean(), values[~treated].mean())


def _within(rate: Real, treated: NDArray[np.bool_]) -> float:
    """Return the variance between units of one arm."""
    apart = _centred(rate, treated)
    return float(apart @ apart / (len(rate) - 2))


def _adjusted(rate: Real, before: Real, treated: NDArray[np.bool_]) -> Real:
    """Return rates without what those of the period before say of them."""
    earlier = _centred(before, treated)
    slope = float(earlier @ rate / (earlier @ earlier)) if earlier @ earlier > 0 else 0.0
    return rate - slope * (before - before.mean())


def _not_ruled_out(rate: Real, treated: NDArray[np.bool_], draws: Whole) -> tuple[float, float, float]:
    """Return the difference, and the smallest and largest that the draws do not rule out at one in forty on each side.

    An effect is ruled out when fewer draws than that, played on rates without it, reach what was found without it. In
    the effect that is a straight line for each draw, so each says from where on it no longer reaches.
    """
    arm = treated.astype(np.int64)
    found, moves = _gaps(rate, draws), _gaps(arm.astype(np.float64), draws)
    gap = float(_gaps(rate, arm[None])[0])
    same = moves > 1 - 1e-9  # the draw that was taken reaches it whatever the effect
    until = (gap - found[~same]) / (1 - moves[~same])
    needed = ceil(len(draws) / 40) - int(same.sum())
    if needed <= 0:
        return gap, -np.inf, np.inf
    until.sort()
    return gap, float(until[needed - 1]), float(until[-needed])

"""What part of the staff says yes, when not everybody answered, and when answers are few.

A survey of a staff is not a sample of a nation: there are, say, 400 people and 120 of them answered, so what is not
known is what 280 would have said. Answers come in without who gave them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln

from kring.measure import suppress
from kring.measure.rates import GroupTooSmallError

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

SMALLEST, FLOOR = 10, 5  # answers for which an opinion may be shown: usually, and never fewer
LARGEST_WEIGHT = 5.0  # one answer counts for at most so many average ones
FEW = 3  # fewer people than this on one side are not told apart from nobody
TAIL = 0.025 * (1 + 1e-9)  # one in forty exactly is not more than one in forty, however a machine rounds it
ROUNDS, CLOSE = 1000, 1e-10


class MarginsDoNotFitError(ValueError):
    """Nobody answered in a part of the staff, so no weight can stand for it."""


@dataclass(frozen=True)
class Share:
    """The part of the staff that says so, with what is not known about it."""

    value: float
    low: float  # 95%, if who did not answer is like who did
    high: float
    worst_low: float  # if everybody who did not answer says no
    worst_high: float  # if they all say yes
    answered: int
    staff: int
    design_effect: float = 1.0  # how much the weights cost: answers / answers as good as unweighted ones

    @property
    def response_rate(self) -> float:
        """The part of the staff that answered."""
        return self.answered / self.staff


@dataclass(frozen=True)
class Weights:
    """How much each answer counts."""

    values: Real  # mean 1, shape (answers,)
    design_effect: float  # Kish: answers / answers as good as unweighted ones
    off: float  # how far the largest weight keeps a part of the staff from its true size, at most
    capped: int  # answers whose weight was cut off


@dataclass(frozen=True)
class Told:
    """A share in the words of a page, so that it tells of nobody."""

    percent: float
    is_at_least: bool = False  # "at least": nearly everybody
    is_at_most: bool = False  # "at most": hardly anybody


@dataclass(frozen=True)
class Group:
    """Groups that are shown together."""

    items: tuple[int, ...]  # places in the arrays that were given
    share: Share


@dataclass(frozen=True)
class Range:
    """From, and up to and with."""

    low: float
    high: float


def finite_interval(yes: int, answered: int, staff: int) -> Range:
    """Return the exact 95% interval for the part of a staff that says yes.

    Parameters
    ----------
    yes
        Answers that say yes.
    answered
        Answers.
    staff
        Everybody who was asked.

    Returns
    -------
    Range
        Unit: people per person on the staff.

    Raises
    ------
    ValueError
        Without answers, or with more than there are people.

    Source
    ------
    The hypergeometric distribution, both tails of 2.5% inverted: Buonaccorsi (1987), Am. Stat. 41, 215-218.
    """
    if not 0 <= yes <= answered <= staff or answered < 1:
        raise ValueError(f"{yes} of {answered} answers of {staff} people is no share")
    fewest, most = yes, staff - (answered - yes)
    low, high = fewest, most
    if _tail(fewest, yes, answered, staff, above=True) <= TAIL:  # the lowest that gives so many often enough
        no, sure = fewest, most
        while sure - no > 1:
            middle = (no + sure) // 2
            no, sure = (no, middle) if _tail(middle, yes, answered, staff, above=True) > TAIL else (middle, sure)
        low = sure
    if _tail(most, yes, answered, staff, above=False) <= TAIL:
        sure, no = fewest, most
        while no - sure > 1:
            middle = (no + sure) // 2
            sure, no = (middle, no) if _tail(middle, yes, answered, staff, above=False) > TAIL else (sure, middle)
        high = sure
    return Range(low / staff, high / staff)


def _tail(true: int, yes: int, answered: int, staff: int, *, above: bool) -> float:
    """Return how often at least (or at most) `yes` answers say yes when `true` people would."""
    least, most = max(0, answered - (staff - true)), min(answered, true)
    x = np.arange(yes, most + 1, dtype=np.float64) if above else np.arange(least, yes + 1, dtype=np.float64)
    x = x[(x >= least) & (x <= most)]
    ways = _ways(true, x) + _ways(staff - true, answered - x) - _ways(staff, np.full(1, float(answered)))
    return float(np.sum(np.exp(ways)))


def _ways(of: int, chosen: Real) -> Real:
    """Return the logarithm of the number of ways to choose."""
    return np.asarray(gammaln(of + 1) - gammaln(chosen + 1) - gammaln(of - chosen + 1), np.float64)


def share(
    answers: Real, staff: int, *, at_least: float, smallest: int = SMALLEST, weights: Weights | None = None
) -> Share:
    """Return the part of the staff that gives `at_least` so much: comfortable is 4 of 5, say, a good mark 8 of 10.

    Parameters
    ----------
    answers
        One number per answer, shape (answers,); what was left open is not in it. Unit: points of the scale.
    staff
        Everybody who was asked.
    at_least
        From how many points on it counts.
    smallest
        Fewest answers for which a share may be shown.
    weights
        How much each answer counts, from `rake`; without it all count the same.

    Returns
    -------
    Share
        Unit: people per person on the staff. Without weights the interval is exact; with weights nearly so.

    Raises
    ------
    GroupTooSmallError
        With fewer answers than `smallest`, or than the floor of 5 whatever `smallest` says.
    ValueError
        With more answers than people, an answer that is no number, or weights for other answers.

    Source
    ------
    `finite_interval`; with weights Korn and Graubard (1998), Survey Methodology 24, 193-201, for answers / design
    effect, finite staff. Worst case: Manski (1990), Am. Econ. Rev. 80, 319-323.
    """
    if not np.all(np.isfinite(answers)) or (weights is not None and len(weights.values) != len(answers)):
        raise ValueError("an answer is a number, and has one weight")
    says_so = answers >= at_least
    counted = counted_share(int(says_so.sum()), len(answers), staff, smallest=smallest)
    if weights is None or weights.design_effect <= 1 + 1e-9:
        return counted
    value = float(np.average(says_so, weights=weights.values))
    ends = _weighted_interval(value, len(answers) / weights.design_effect, staff)
    r = counted.response_rate
    return replace(
        counted,
        value=value,
        low=min(ends.low, value),
        high=max(ends.high, value),
        worst_low=r * value,
        worst_high=r * value + 1 - r,
        design_effect=weights.design_effect,
    )


def counted_share(yes: int, answered: int, staff: int, *, smallest: int = SMALLEST) -> Share:
    """Return the part of the staff that says yes, from counts.

    Parameters
    ----------
    yes
        Answers that say yes.
    answered
        Answers.
    staff
        Everybody who was asked.
    smallest
        Fewest answers for which a share may be shown.

    Returns
    -------
    Share
        Unit: people per person on the staff, with an exact 95% interval.

    Raises
    ------
    GroupTooSmallError
        With fewer answers than `smallest`, or than the floor of 5 whatever `smallest` says.
    ValueError
        With more answers than people.

    Source
    ------
    See `share`.
    """
    if answered < max(smallest, FLOOR):
        raise GroupTooSmallError(f"{answered} answers, at least {max(smallest, FLOOR)} needed")
    ends, value, r = finite_interval(yes, answered, staff), yes / answered, answered / staff
    return Share(value, ends.low, ends.high, r * value, r * value + 1 - r, answered, staff)


def _weighted_interval(value: float, answers: float, staff: int) -> Range:
    """Return the interval of as many unweighted answers as the weighted ones are worth."""
    worth = answers * (staff - 1) / max(staff - answers, 1e-9)
    yes = value * worth
    low = float(betaincinv(yes, worth - yes + 1, TAIL)) if yes > 0 else 0.0
    high = float(betaincinv(yes + 1, worth - yes, 1 - TAIL)) if yes < worth else 1.0
    return Range(low, high)


def rake(parts: Whole, margins: Sequence[Real], *, largest: float = LARGEST_WEIGHT) -> Weights:
    """Return weights that make the answers add up to the staff: by unit, by target group, by years on the staff.

    Parameters
    ----------
    parts
        For each answer the part it belongs to in each margin, shape (answers, margins), numbered from 0.
    margins
        For each margin how many people are in each part, shape (parts,). Unit: people.
    largest
        One answer counts for at most so many average ones.

    Returns
    -------
    Weights
        With mean 1.

    Raises
    ------
    MarginsDoNotFitError
        When nobody answered in a part with people: put it together with another part.
    ValueError
        When the shapes do not fit, or margins do not add up to the same staff.

    Source
    ------
    Deming and Stephan (1940), Ann. Math. Stat. 11, 427-444; design effect: Kish (1965), Survey Sampling, 11.7.
    """
    if parts.ndim != 2 or not len(parts) or parts.shape[1] != len(margins) or largest <= 1:
        raise ValueError("one part per answer and margin")
    wanted = [np.asarray(margin, np.float64) / np.sum(margin) for margin in margins]
    if max(np.sum(m) for m in margins) - min(np.sum(m) for m in margins) > 1e-6 * np.sum(margins[0]):
        raise ValueError("margins are of one staff")
    for number, want in enumerate(wanted):
        have = np.bincount(parts[:, number], minlength=len(want))
        if len(have) > len(want) or np.any((have > 0) & (want == 0)):
            raise ValueError("an answer of a part in which nobody works")
        if np.any((have == 0) & (want > 0)):
            raise MarginsDoNotFitError(f"nobody answered in part {int(np.argmax((have == 0) & (want > 0)))}")
    values = np.ones(len(parts))
    for _ in range(ROUNDS):
        before = values
        for number, want in enumerate(wanted):
            have = np.bincount(parts[:, number], values, len(want))
            values = (
                values * np.divide(want * len(parts), have, out=np.ones_like(want), where=have > 0)[parts[:, number]]
            )
        values = np.minimum(values, largest)
        values = values / values.mean()
        if np.max(np.abs(values - before)) < CLOSE:
            break
    values = np.minimum(values, largest)
    off = max(
        float(np.max(np.abs(np.bincount(parts[:, number], values, len(want)) / values.sum() - want)))
        for number, want in enumerate(wanted)
    )
    effect = float(len(values) * np.sum(values**2) / np.sum(values) ** 2)
    return Weights(values, effect, off, int(np.sum(values >= largest - 1e-6)))


def by_group(yes: Whole, answered: Whole, staff: Whole, *, smallest: int = SMALLEST) -> tuple[Group, ...]:
    """Return the shares of groups, few answers put together so that nothing is left to subtract.

    For one breakdown beside the total. Groups that cross (units and target groups on one page) go through `crossed`.

    Parameters
    ----------
    yes
        Answers that say yes in each group, shape (groups,).
    answered
        Answers, shape (groups,).
    staff
        Everybody who was asked, shape (groups,).
    smallest
        Fewest answers for which a share may be shown.

    Returns
    -------
    tuple of Group
        Each with as many answers as `smallest` at least. A group that is in none had nobody to ask.

    Raises
    ------
    GroupTooSmallError
        When all groups together have too few answers.
    ValueError
        When the shapes do not fit.

    Source
    ------
    Complementary suppression by putting together: `kring.measure.suppress.together`.
    """
    if not yes.shape == answered.shape == staff.shape or np.any(yes > answered) or np.any(answered > staff):
        raise ValueError("one number of each per group, and no more answers than people")
    smallest = max(smallest, FLOOR)
    if answered.sum() < smallest:
        raise GroupTooSmallError(f"{int(answered.sum())} answers, at least {smallest} needed")
    # `together` asks for enough people on both sides; an opinion needs enough answers, so both sides are the answers.
    # Nobody may slip out of every block either: a group without answers still counts one in, or it would show.
    labels = suppress.together(
        2 * np.maximum(answered, (staff > 0).astype(np.int64)),
        answered[:, None],
        np.zeros((1, len(answered)), np.int64),
        smallest=smallest,
    )[0]
    found = []
    for label in sorted(set(labels.tolist()) - {suppress.CLOSED}):
        mine = labels == label
        sums = (int(numbers[mine].sum()) for numbers in (yes, answered, staff))
        found.append(Group(tuple(np.flatnonzero(mine).tolist()), counted_share(*sums, smallest=smallest)))
    return tuple(found)


def crossed(yes: Whole, no: Whole, levels: Whole, *, smallest: int = FLOOR) -> suppress.Shown:
    """Return what may be shown of answers by unit and by target group at once, so that they cannot be solved.

    Parameters
    ----------
    yes
        Answers that say yes, shape (units, groups).
    no
        Answers that do not, shape (units, groups).
    levels
        For each level of the unit tree the item each unit belongs to, shape (levels, units).
    smallest
        Fewest answers on either side.

    Returns
    -------
    Shown
        The blocks; one period, the first.

    Raises
    ------
    ValueError
        When the shapes do not fit or counts are negative.

    Source
    ------
    `kring.measure.suppress.shown`.
    """
    if yes.shape != no.shape or yes.ndim != 2:
        raise ValueError("one number per unit and group")
    return suppress.shown(np.stack([yes, no], axis=2), levels, smallest=max(smallest, FLOOR))


def told(found: Share) -> Told:
    """Return a share as a page may say it: whole per cents under 50 answers, and never that everybody or nobody does.

    Parameters
    ----------
    found
        The share.

    Returns
    -------
    Told
        Unit: per cent. Where fewer than 3 answers are on one side, "at least" or "at most", the same for 0, 1 and 2.

    Raises
    ------
    GroupTooSmallError
        With fewer answers than the floor.

    Source
    ------
    Attribute disclosure by unanimous groups: Hundepool et al. (2012), Statistical Disclosure Control, section 5.2.
    """
    if found.answered < FLOOR:
        raise GroupTooSmallError(f"{found.answered} answers, at least {FLOOR} needed")
    edge = floor(100 * (1 - FEW / found.answered))
    yes = found.value * found.answered
    if found.answered - yes < FEW - 1e-9:
        return Told(float(max(edge, 50)), is_at_least=True)
    if yes < FEW - 1e-9:
        return Told(float(min(100 - edge, 50)), is_at_most=True)
    return Told(round(100 * found.value, 0 if found.answered < 50 else 1))

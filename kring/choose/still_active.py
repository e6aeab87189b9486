"""Who is likely to go on, and who gets a nudge this week: computed at once, used at once, kept by nobody.

Somebody's weeks are counted with the newest weighing most: half as much for every two weeks that passed. How such a
count turns into a chance to be active again is learnt from the weeks just before, because the world changes. A nudge
does most for those in the middle: who is always there needs none, and who left long ago is not brought back by one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

HALF_LIFE = 2.0  # weeks
AHEAD = 4  # weeks in which somebody is active again, or is not
FEWEST = 100  # people whose weeks before are known, before anything is learnt from them
NEVER = -1
BETWEEN = 2  # weeks between two nudges
QUARTER, A_QUARTER = 13, 4  # weeks, and nudges in them at most
QUIET = (0, 0, 4, 8, 16)  # weeks of quiet after so many ignored in a row; the last for any more
CONTROL = 0.2  # of the list, left alone
RIDGE, ROUNDS, CLOSE = 1.0, 50, 1e-9


class TooEarlyError(ValueError):
    """Too few people, or too few weeks, to learn from."""


@dataclass(frozen=True)
class Past:
    """What was done before to keep each person going; all shapes (people,)."""

    last: Whole  # weeks since somebody was last on the list, nudged or left alone; NEVER: not yet
    in_quarter: Whole  # nudges in the last 13 weeks
    ignored: Whole  # nudges in a row that nothing came of


@dataclass(frozen=True)
class Nudges:
    """Who gets a nudge this week, and who is left alone to compare with; places in the arrays, rising."""

    send: Whole
    control: Whole


def decayed(active: Flag, holidays: Sequence[int] = ()) -> Real:
    """Return everybody's active weeks, each weighing half as much for every two working weeks since.

    Parameters
    ----------
    active
        Whether each person was active in each week, oldest first, shape (people, weeks).
    holidays
        Places of the weeks in which nobody is expected: they take no time, and what is done in them counts with the
        week before.

    Returns
    -------
    Real
        Shape (people,). Unit: weeks; a person who was active in the newest week alone has 1.

    Raises
    ------
    ValueError
        When `active` is not a table, or a holiday is no week of it.

    Source
    ------
    Exponential smoothing of counts: Brown (1959), Statistical Forecasting for Inventory Control.
    """
    weeks = _working(active, holidays)
    ages = np.arange(weeks.shape[1] - 1, -1, -1)
    return np.asarray(weeks @ 0.5 ** (ages / HALF_LIFE), dtype=np.float64)


def chances(active: Flag, since: Whole, holidays: Sequence[int] = ()) -> Real:
    """Return everybody's chance to be active in the next four weeks, as learnt from the four weeks before now.

    Parameters
    ----------
    active
        Whether each person was active in each week, oldest first, shape (people, weeks).
    since
        The first week in which each person took part, shape (people,); 0 or less for the whole time.
    holidays
        Places of the weeks in which nobody is expected.

    Returns
    -------
    Real
        Shape (people,). Unit: probability. To be used at once: it is about a person, and is not to be kept.

    Raises
    ------
    TooEarlyError
        When fewer than 100 people took part before the last four weeks, or all of them did the same since.
    ValueError
        When the shapes do not fit.

    Source
    ------
    Logistic regression by iteratively reweighted least squares: Hastie, Tibshirani, Friedman (2009), The Elements of
    Statistical Learning, section 4.4.1; with a small ridge, so that it always has an answer.
    """
    if since.shape != active.shape[:1]:
        raise ValueError("one first week for each person")
    weeks = _working(active, holidays)
    first = np.clip(since, 0, active.shape[1]) - np.array(
        [np.sum(np.asarray(holidays, int) < one) for one in np.clip(since, 0, active.shape[1])], dtype=np.int64
    )
    before = weeks.shape[1] - AHEAD
    known = np.flatnonzero(first < before)
    again = np.asarray(weeks[known, max(before, 0) :].any(axis=1), dtype=np.bool_)
    if len(known) < FEWEST or again.all() or not again.any():
        raise TooEarlyError(f"{len(known)} people took part long enough, {int(again.sum())} of them went on")
    then = _traits(weeks[known, :before], first[known])
    middle, spread = then.mean(axis=0), then.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    fitted = _fit((then - middle) / spread, again)
    now = (_traits(weeks, first) - middle) / spread
    return _chance(np.column_stack([np.ones(len(now)), now]) @ fitted)


def whom_to_nudge(chance: Real, past: Past, ids: Whole, *, seed: str, control: float = CONTROL) -> Nudges:
    """Return who of the middle third gets a nudge this week, and who is left alone by lot.

    At most one in two weeks and four in a quarter; after two in a row that nothing came of four weeks of quiet, then
    eight, then sixteen. Whoever was left alone waits two weeks too, so that both parts stay alike.

    Parameters
    ----------
    chance
        Everybody's chance to go on, shape (people,). Unit: probability.
    past
        What was done before.
    ids
        What each person is told apart by, shape (people,): each one's lot follows from it and the seed alone.
    seed
        Of this week's draw.
    control
        The chance to be left alone. Unit: probability.

    Returns
    -------
    Nudges
        Nobody is in both parts.

    Raises
    ------
    ValueError
        When the shapes do not fit, or `control` is no probability.

    Source
    ------
    Own, by simulation: the middle third gains most. The lot: SHAKE-256 (FIPS 202).
    """
    people = len(chance)
    if {past.last.shape, past.in_quarter.shape, past.ignored.shape, ids.shape} != {(people,)}:
        raise ValueError("one number for each person")
    if not 0 <= control <= 1:
        raise ValueError(f"{control} is no probability")
    on_list = middle_third(chance, ids) & may_be_nudged(past)
    left_alone = np.array([on and lot(seed, int(one)) < control for on, one in zip(on_list, ids, strict=True)], bool)
    return Nudges(np.flatnonzero(on_list & ~left_alone), np.flatnonzero(left_alone))


def middle_third(chance: Real, ids: Whole) -> Flag:
    """Return who is in the middle third, shape (people,); equal chances are ordered by a fixed lot."""
    order = np.lexsort((np.array([lot("order", int(one)) for one in ids]), chance))
    place = np.empty(len(chance), np.int64)
    place[order] = np.arange(len(chance))
    return np.asarray((place * 3 >= len(chance)) & (place * 3 < 2 * len(chance)), dtype=np.bool_)


def may_be_nudged(past: Past) -> Flag:
    """Return who may be on the list again, shape (people,): not too soon, not too often, not when they ignore it."""
    quiet = np.maximum(np.array(QUIET)[np.minimum(past.ignored, len(QUIET) - 1)], BETWEEN)
    is_rested = (past.last == NEVER) | (past.last >= quiet)
    return np.asarray(is_rested & (past.in_quarter < A_QUARTER), dtype=np.bool_)


def lot(seed: str, one: int) -> float:
    """Return the lot of one: a number from 0 to 1 that anybody can repeat in any language (SHAKE-256, FIPS 202)."""
    return int.from_bytes(hashlib.shake_256(f"{seed}/{one}".encode()).digest(6), "big") / 2**48


def _working(active: Flag, holidays: Sequence[int]) -> Flag:
    """Return the table without holidays; what was done in one counts with the week before."""
    if active.ndim != 2:
        raise ValueError("one row per person, one column per week")
    free = sorted(set(holidays))
    if free and not 0 <= free[0] <= free[-1] < active.shape[1]:
        raise ValueError("a holiday is one of the weeks")
    weeks = active.copy()
    for week in reversed(free):
        if week:
            weeks[:, week - 1] |= weeks[:, week]
    return np.delete(weeks, free, axis=1)


def _traits(weeks: Flag, first: Whole) -> Real:
    """Return what the chance is computed from, shape (people, 3)."""
    length = weeks.shape[1]
    since = np.where(weeks.any(axis=1), np.argmax(weeks[:, ::-1], axis=1), length - np.minimum(first, length))
    part = weeks.sum(axis=1) / np.maximum(length - first, 1)
    return np.column_stack([decayed(weeks), np.log1p(since), np.minimum(part, 1.0)])


def _fit(traits: Real, again: Flag) -> Real:
    design = np.column_stack([np.ones(len(traits)), traits])
    penalty = np.diag([0.0, *[RIDGE] * traits.shape[1]])
    found = np.zeros(design.shape[1])
    for _round in range(ROUNDS):
        chance = _chance(design @ found)
        slope = design.T @ (again - chance) - penalty @ found
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + penalty + 1e-9 * np.eye(len(found))
        step = np.linalg.solve(bend, slope)
        found = found + np.clip(step, -4, 4)
        if np.max(np.abs(step)) < CLOSE:
            break
    return found


def _chance(odds: Real) -> Real:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), dtype=np.float64)

"""The same question by the method that other analysts ask for: group-time effects, with units as members of a panel."""

from collections.abc import Sequence
from math import ceil, isfinite

import numpy as np
from numpy.typing import NDArray

from kring.insights.queries.counting import Outside
from kring.insights.queries.totals import Totals
from kring.insights.queries.usable import Usable, shifted, usable
from kring.insights.rules import BLOCK
from kring.insights.rules.answers import Claim, Effect, Method, Pair, Row, Together
from kring.insights.rules.protocol import Promise
from kring.measure.adjusted import CollinearError, NoOverlapError, adjusted_group_time
from kring.measure.group_time import (
    Aggregate,
    GroupTime,
    Kind,
    NoPreTestError,
    TooFewUnitsError,
    aggregate,
    band,
    group_time,
    pre_test,
)
from kring.measure.lift import NoComparisonError
from kring.measure.panel import Panel, cohorts

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
KINDS: tuple[Kind, ...] = ("simple", "group", "dynamic", "calendar")
SEED = 1  # of the ranges that hold all at once: the same numbers each time
NUMBERS = (Claim.LED_TO, Claim.TOGETHER, Claim.NOT_SHOWN)
UNITS_AT_LEAST = 2


def methods(
    sums: Totals, counted: Outside, starts: Whole, inside: NDArray[np.bool_], promise: Promise, said: Sequence[Effect]
) -> tuple[Method, ...]:
    """Return group-time effects of each outcome that has a number of its own; none where nothing may be said."""
    tables = {"activation": counted.active, "posts": counted.posts, "engagements": counted.engagements}
    found = [
        _method(effect.key, tables[effect.key], sums, starts, inside, promise)
        for effect in said
        if effect.claim in NUMBERS and effect.figures
    ]
    return tuple(one for one in found if one is not None)


def _method(
    key: str, counts: Real, sums: Totals, starts: Whole, inside: NDArray[np.bool_], promise: Promise
) -> Method | None:
    use = usable(counts, inside)
    if use is None:
        return None
    begins, weeks = shifted(starts, use), use.after - use.first
    within = begins[(begins > 0) & (begins < weeks)]
    offset = int(within.min()) % BLOCK if within.size else 0  # so that the first start is the start of a period
    periods = (weeks - offset) // BLOCK
    if periods < 2:
        return None
    panel, kept = _panel(key, counts, sums, use, begins, offset, periods)
    ahead = ceil(promise.weeks_before / BLOCK)
    try:
        found = group_time(cohorts(panel), comparison="not yet", anticipation=ahead)
        together = _together(found, _alike(panel, ahead))
    except (NoComparisonError, TooFewUnitsError):
        return None
    tested = _tested(found)
    return Method(
        outcome=key,
        first=sums.mondays[use.first + offset],
        periods=periods,
        units=kept - found.units_left_out,
        left_out=len(use.units) - kept + found.units_left_out,
        pairs=tuple(
            Pair(int(group), int(period), float(effect), _finite(error), int(beside))
            for group, period, effect, error, beside in zip(
                found.group, found.period, found.effect, found.error, found.beside, strict=True
            )
        ),
        together=together,
        pre_pairs=tested[0],
        pre_statistic=tested[1],
        pre_p=tested[2],
    )


def _panel(
    key: str, counts: Real, sums: Totals, use: Usable, begins: Whole, offset: int, periods: int
) -> tuple[Panel, int]:
    """Return units by periods of four weeks, without units that start alone: nobody knows how much those vary."""
    weeks = use.first + offset + np.arange(periods * BLOCK)
    shape = (len(use.units), periods, BLOCK)
    values, staff = (some[np.ix_(use.units, weeks)].reshape(shape) for some in (counts, sums.staff.sum(axis=2)))
    people = np.maximum(staff.mean(axis=2), 1)
    # People who posted are counted over the four weeks that end with each week: the last one has them all.
    outcomes = 100 * (values[:, :, -1] if key == "activation" else values.mean(axis=2)) / people
    # The period in which a unit starts is its first, however late in it that is.
    start = np.where(begins < offset + periods * BLOCK, np.floor((begins - offset) / BLOCK), np.inf)
    _, cohort, size = np.unique(start, return_inverse=True, return_counts=True)
    kept = size[cohort] >= UNITS_AT_LEAST
    log_size = np.log(people[kept, :1])
    return Panel(outcomes[kept], start[kept], np.arange(periods, dtype=np.float64), log_size), int(kept.sum())


def _alike(panel: Panel, ahead: int) -> GroupTime | None:
    """Return the effects among units of like size; None where size tells too little or too much."""
    try:
        return adjusted_group_time(panel, method="reg", comparison="not yet", anticipation=ahead)
    except (NoComparisonError, TooFewUnitsError, NoOverlapError, CollinearError):
        return None


def _together(found: GroupTime, alike: GroupTime | None) -> tuple[Together, ...]:
    return tuple(
        Together(
            kind,
            _overall(aggregate(found, kind)),
            _rows(aggregate(found, kind)),
            _overall(aggregate(alike, kind)) if alike is not None else None,
        )
        for kind in KINDS
    )


def _overall(made: Aggregate) -> Row:
    return Row(0, made.overall, _finite(made.overall_error), _finite(made.low), _finite(made.high))


def _rows(made: Aggregate) -> tuple[Row, ...]:
    if not np.any(made.error > 0):
        return ()
    ends = band(made, seed=SEED)
    return tuple(
        Row(int(at), float(effect), _finite(error), _finite(low), _finite(high))
        for at, effect, error, low, high in zip(made.at, made.effect, made.error, ends.low, ends.high, strict=True)
    )


def _tested(found: GroupTime) -> tuple[int, float | None, float | None]:
    """Return whether units changed alike before a start: over how many effects, the statistic, and its p."""
    try:
        tested = pre_test(found)
    except NoPreTestError:
        return int(np.sum(found.period < found.group - found.anticipation)), None, None
    return tested.pairs, tested.statistic, tested.p


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None

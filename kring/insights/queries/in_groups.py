"""What the programme brought about in each target group, where what others counted is told apart by them."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kring.insights.queries.counting import Outside
from kring.insights.queries.totals import Totals
from kring.insights.queries.usable import shifted, usable
from kring.insights.rules.answers import RATIO, Effect, Figure, Kind, OfGroup, Part
from kring.insights.rules.protocol import Promise
from kring.measure.lift import by_group as lift_by_group

Real = NDArray[np.float64]


def in_groups(
    effect: Effect,
    sums: Totals,
    by_group: Mapping[str, Outside],
    starts: NDArray[np.int64],
    promise: Promise,
    on_offer: Sequence[Part],
) -> tuple[OfGroup, ...]:
    """Return the effect in each target group that is on offer; none where the whole has no number."""
    if effect.figure("ratio") is None or not by_group:
        return ()
    counts = _stacked(sums, {key: getattr(one, effect.key) for key, one in by_group.items()})
    use = usable(counts.sum(axis=2), sums.staff.sum(axis=(1, 2)) > 0)
    if use is None:
        return ()
    lifts = lift_by_group(
        counts[use.units, use.weeks],
        sums.staff[use.units, use.weeks],
        shifted(starts, use),
        anticipation=promise.weeks_before,
    )
    shown = {one.key for one in on_offer if one.kind == Kind.GROUP}
    return tuple(
        OfGroup(
            item.pk,
            item.name,
            item.hue,
            lift.units,
            Figure(f"{effect.key}.group.{item.pk}", lift.ratio, lift.low, lift.high, RATIO),
        )
        for item, lift in zip(sums.groups, lifts, strict=True)
        if lift is not None and lift.is_enough and str(item.pk) in shown
    )


def _stacked(sums: Totals, tables: Mapping[str, Real]) -> Real:
    """Return counts by unit, week and group; where some parts are known, a group without a line has 0."""
    nothing = next(iter(tables.values())) * 0.0
    return np.stack([tables.get(str(one.pk) if one.pk else "", nothing) for one in sums.groups], axis=2)

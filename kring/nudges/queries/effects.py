"""What nudges did: who was nudged beside who was left alone by lot, per kind, and per group to stop by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kring.choose.still_active import CONTROL
from kring.measure.nudged import NOT_BY_CHANCE, Difference, difference, sample_ratio
from kring.measure.rates import GroupTooSmallError
from kring.nudges import rules
from kring.nudges.models import Nudge
from kring.nudges.queries.weeks import Weeks
from kring.nudges.queries.where import Where
from kring.nudges.rules import Kind, State


@dataclass(frozen=True)
class Listed:
    """Everybody who was on a list of one kind, once for each time; all shapes (times,)."""

    place: NDArray[np.int64]  # in the arrays of the weeks
    is_nudged: NDArray[np.bool_]
    active: NDArray[np.bool_]


@dataclass(frozen=True)
class Effect:
    """What one kind did; without a difference it is too early to say, or something is wrong."""

    difference: Difference | None
    is_lot_broken: bool = False  # the split is not what the lot gives: no difference may be read
    stopped: frozenset[int] = frozenset()  # groups it is not used for any more


def listed(weeks: Weeks, where: Mapping[Kind, Where]) -> dict[Kind, Listed]:
    """Return who was on the list of each kind since it is used as it is now, in one query; weeks still open are not."""
    at = weeks.place_of
    rows = Nudge.objects.filter(
        week__gte=weeks.until - timedelta(weeks=rules.WEEKS), week__lte=weeks.until - timedelta(weeks=rules.AFTER)
    )
    found: dict[Kind, list[tuple[int, bool, bool]]] = {kind: [] for kind in Kind}
    for person, kind, week, is_control in rows.order_by("pk").values_list("person_id", "kind", "week", "is_control"):
        place = at.get(person)
        if place is not None and kind in found and week >= where[Kind(kind)].since:
            found[Kind(kind)].append((place, not is_control, weeks.active_after(place, week)))
    return {
        kind: Listed(
            np.array([row[0] for row in some], np.int64),
            np.array([row[1] for row in some], bool),
            np.array([row[2] for row in some], bool),
        )
        for kind, some in found.items()
    }


def effects(weeks: Weeks, where: Mapping[Kind, Where], *, smallest: int) -> dict[Kind, Effect]:
    """Return what each kind did, only where the groups are large enough to say so.

    Nobody looks at a kind that is tried on a half before the trial is over.
    """
    return {
        kind: _effect(weeks, one, smallest)
        for kind, one in listed(weeks, where).items()
        if kind != Kind.WENT_LIVE and where[kind].state != State.HALF
    }


def _effect(weeks: Weeks, one: Listed, smallest: int) -> Effect:
    nudged, alone = int(one.is_nudged.sum()), int((~one.is_nudged).sum())
    if nudged + alone > 0 and sample_ratio(nudged, alone, part_alone=CONTROL) < NOT_BY_CHANCE:
        return Effect(None, is_lot_broken=True)
    try:
        found = difference(one.active, one.is_nudged, one.place, fewest=rules.FEWEST_TIMES)
    except GroupTooSmallError:
        return Effect(None)
    if _may_be_shown(one, smallest):
        return Effect(found, stopped=_stopped(weeks, one))
    return Effect(None)


def _may_be_shown(one: Listed, smallest: int) -> bool:
    """Return whether enough people are behind each of the four numbers."""
    return all(
        len(np.unique(one.place[(one.is_nudged == nudged) & (one.active == active)])) >= smallest
        for nudged in (True, False)
        for active in (True, False)
    )


def _stopped(weeks: Weeks, one: Listed) -> frozenset[int]:
    """Return the groups for which even the upper end of the range is less than one in a hundred."""
    found = set()
    for group in np.unique(weeks.group[one.place]):
        here = weeks.group[one.place] == group
        try:
            its = difference(one.active[here], one.is_nudged[here], one.place[here], fewest=rules.STRATUM)
        except GroupTooSmallError:
            continue
        if its.is_not_worth_it:
            found.add(int(group))
    return frozenset(found)


def first_week(where: Where, weeks: Weeks) -> date:
    """Return from which week on a kind is counted."""
    return max(where.since, weeks.until - timedelta(weeks=rules.WEEKS))

"""What people shared before they took part, as they brought it in themselves: an array of its own, never mixed in.

Whoever brings an archive in chose to, so this says nothing of those who did not: it describes, and no effect is ever
estimated from it. Only people who agree to it now are in it, read from the database at each time, so that a yes that is
taken back counts at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.insights import rules
from kring.insights.queries.cells import Item
from kring.people import queries as people
from kring.sharing import queries as sharing


@dataclass(frozen=True)
class Before:
    """Posts and people by unit, week and group, of those who brought an archive in; shape (units, weeks, groups)."""

    mondays: tuple[date, ...]  # the last 104 completed weeks, whenever measuring began
    posts: NDArray[np.float64]
    people: NDArray[np.float64]  # whose week that was before they took part: their weeks without a post are in it


def before(organisation: Organisation, until: date, units: Sequence[Item], groups: Sequence[Item]) -> Before:
    """Return what was brought in, in the unit where each worked that week (or first, for weeks before that)."""
    zone, weeks = ZoneInfo(organisation.time_zone), rules.MOST_WEEKS
    since = until - timedelta(weeks=weeks)
    unit_at = {unit.pk: n for n, unit in enumerate(units)}
    group_at = {group.pk: n for n, group in enumerate(groups)}
    posts, counted = (np.zeros((len(units), weeks, len(groups))) for _ in range(2))
    kept = list(
        sharing.weeks_before().values_list(
            "person_id", "monday", "posts", "person__joined_at", "person__target_group_id"
        )
    )
    worked: dict[int, list[tuple[date, int]]] = {}
    placed = people.placements_between(date.min, until).filter(person__in={row[0] for row in kept})
    for person, unit, first_day in placed.order_by("valid_from").values_list("person_id", "unit_id", "valid_from"):
        worked.setdefault(person, []).append((first_day, unit))

    def cell(person: int, monday: date, group: int | None) -> tuple[int, int, int] | None:
        places = worked.get(person, [])
        there = (
            [unit for day, unit in places if day <= monday + timedelta(days=6)][-1:] or [places[0][1]] if places else []
        )
        week = rules.week_of(monday, until, weeks)
        fits = there and there[0] in unit_at and 0 <= week < weeks
        return (unit_at[there[0]], week, group_at.get(group or 0, len(groups) - 1)) if fits else None

    for person, monday, count, _joined, group in kept:
        if at := cell(person, monday, group):
            posts[at] += count
    for person, joined, group in {(row[0], row[3], row[4]) for row in kept}:
        began = rules.monday(joined.astimezone(zone).date()) if joined else until
        for n in range(1, weeks + 1):
            if at := cell(person, began - timedelta(weeks=n), group):
                counted[at] += 1
    return Before(tuple(since + timedelta(weeks=n) for n in range(weeks)), posts, counted)

"""Reads of what others counted over everybody: the whole of each unit and week, and its parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Count, Max, Min
from numpy.typing import NDArray

from kring.connectors.registry import CHANNELS
from kring.insights.models import Counted, CountedPart
from kring.insights.queries.cells import Item
from kring.insights.queries.mine import channel_name
from kring.insights.rules import counts as rules
from kring.insights.rules.answers import Kind
from kring.people import queries as people
from kring.stories import queries as stories

Real = NDArray[np.float64]
Place = tuple[int, date]  # a unit and the Monday of a week
CLOSED_AFTER = timedelta(weeks=1)  # counts that come in later than this after their week are late
SPLIT = (Kind.GROUP, Kind.CHANNEL, Kind.PILLAR)  # what counts may be told apart by


@dataclass(frozen=True)
class Outside:
    """What others counted over everybody, shape (units, weeks). NaN: not known, which is never 0."""

    posts: Real
    engagements: Real
    active: Real
    late: tuple[date, ...] = ()  # the Monday of each count that came in after its week was closed

    @classmethod
    def nothing(cls, like: "Outside") -> "Outside":
        """Return a table of the same shape in which nothing is known."""
        empty = np.full(like.posts.shape, np.nan)
        return cls(empty, empty, empty)


@dataclass(frozen=True)
class CountsNow:
    """How much of the counting is there: for the page where it is brought in."""

    rows: int
    units: int
    since: date | None
    until: date | None  # the Monday of the newest week
    kinds: tuple[Kind, ...]  # what it is told apart by


def counts_now() -> CountsNow:
    """Return how much others counted so far."""
    found = Counted.objects.aggregate(
        rows=Count("pk"), units=Count("unit", distinct=True), since=Min("monday"), until=Max("monday")
    )
    kinds = set(CountedPart.objects.order_by().values_list("kind", flat=True).distinct())
    return CountsNow(**found, kinds=tuple(kind for kind in SPLIT if kind in kinds))


def units_by_name() -> dict[str, int]:
    """Return units by what a file calls them."""
    return {name.casefold(): pk for pk, name in people.units().values_list("pk", "name")}


def keys_of_parts() -> dict[str, dict[str, str]]:
    """Return by kind what a file may call each part, in either language, and the key that Kring knows it by."""
    rest = dict.fromkeys(rules.REST, "")
    groups = {name.casefold(): str(one.pk) for one in people.target_groups() for name in one.name.values() if name}
    pillars = {name.casefold(): str(one.pk) for one in stories.pillars() for name in one.name.values() if name}
    channels = {key: key for key in CHANNELS} | {channel_name(key).casefold(): key for key in CHANNELS}
    return {Kind.GROUP: rest | groups, Kind.CHANNEL: rest | channels, Kind.PILLAR: rest | pillars}


def counted_at(
    places: Iterable[Place],
) -> tuple[dict[Place, rules.Count], dict[Place, dict[str, list[rules.Count]]]]:
    """Return the wholes that are kept of these units and weeks, and their parts by kind; two queries."""
    wanted = set(places)
    mondays = {monday for _unit, monday in wanted}
    wholes = {
        (unit, monday): rules.Count(0, "", monday, posts, engagements, active)
        for unit, monday, posts, engagements, active in Counted.objects.filter(monday__in=mondays).values_list(
            "unit_id", "monday", "posts", "engagements", "active"
        )
        if (unit, monday) in wanted
    }
    parts: dict[Place, dict[str, list[rules.Count]]] = {}
    rows = CountedPart.objects.filter(counted__monday__in=mondays).values_list(
        "counted__unit_id", "counted__monday", "posts", "engagements", "active", "kind"
    )
    for unit, monday, posts, engagements, active, kind in rows:
        if (unit, monday) in wanted:
            of_kind = parts.setdefault((unit, monday), {}).setdefault(kind, [])
            of_kind.append(rules.Count(0, "", monday, posts, engagements, active, kind))
    return wholes, parts


def outside(units: Sequence[Item], mondays: Sequence[date], zone: ZoneInfo) -> Outside:
    """Return what others counted over everybody, as arrays."""
    rows = Counted.objects.filter(monday__range=(mondays[0], mondays[-1])) if mondays else Counted.objects.none()
    values = rows.values_list("unit_id", "monday", "posts", "engagements", "active", "came_at")
    table = _Table(units, mondays, zone)
    for row in values:
        table.put(*row)
    return table.outside()


def outside_by(kind: Kind, units: Sequence[Item], mondays: Sequence[date], zone: ZoneInfo) -> dict[str, Outside]:
    """Return what others counted of each target group, channel or pillar, by its key.

    The parts of a unit and week add up to its whole, so a part that is not named there is 0, and so are all parts of
    nothing. Two queries.
    """
    if kind not in SPLIT or not mondays:
        return {}
    nothing = Counted.objects.filter(monday__range=(mondays[0], mondays[-1]), posts=0)
    rows = list(
        CountedPart.objects.filter(kind=kind, counted__monday__range=(mondays[0], mondays[-1])).values_list(
            "key", "counted__unit_id", "counted__monday", "posts", "engagements", "active", "came_at"
        )
    )
    known: dict[Place, tuple[float | None, ...]] = {
        (unit, monday): tuple(0 if value == 0 else None for value in values)
        for unit, monday, *values in nothing.values_list("unit_id", "monday", "posts", "engagements", "active")
    }
    for _key, unit, monday, *values, _came_at in rows:
        before = known.get((unit, monday), (0, 0, 0))
        known[unit, monday] = tuple(
            None if old is None or value is None else 0 for old, value in zip(before, values, strict=True)
        )
    tables = {key: _Table(units, mondays, zone, known) for key in {row[0] for row in rows}}
    for key, unit, monday, posts, engagements, active, came_at in rows:
        tables[key].put(unit, monday, posts, engagements, active, came_at)
    return {key: table.outside() for key, table in tables.items()}


class _Table:
    """Puts counts into arrays by unit and week."""

    def __init__(
        self,
        units: Sequence[Item],
        mondays: Sequence[date],
        zone: ZoneInfo,
        known: Mapping[Place, tuple[float | None, ...]] | None = None,
    ) -> None:
        self.unit_at, self.week_at = (
            {key: n for n, key in enumerate(keys)} for keys in ([one.pk for one in units], mondays)
        )
        self.zone, self.late = zone, list[date]()
        self.arrays = [np.full((len(units), len(mondays)), np.nan) for _ in range(3)]
        for (unit, monday), values in (known or {}).items():
            self._set(unit, monday, values)

    def put(
        self, unit: int, monday: date, posts: int, engagements: int | None, active: int | None, came_at: datetime
    ) -> None:
        """Put one count in its place."""
        is_late = came_at.astimezone(self.zone).date() > monday + timedelta(weeks=1) + CLOSED_AFTER
        if self._set(unit, monday, (posts, engagements, active)) and is_late:
            self.late.append(monday)

    def _set(self, unit: int, monday: date, values: Sequence[float | None]) -> bool:
        if unit not in self.unit_at or monday not in self.week_at:
            return False
        for array, value in zip(self.arrays, values, strict=True):
            array[self.unit_at[unit], self.week_at[monday]] = np.nan if value is None else value
        return True

    def outside(self) -> Outside:
        """Return the arrays."""
        posts, engagements, active = self.arrays
        return Outside(posts, engagements, active, tuple(sorted(self.late)))

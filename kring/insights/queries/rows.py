"""Rows of the database to the three tables that all sums are made of: shares, events and the staff by week.

This is the only place that says which rows count. The tables hold no name and no number of a person: a mark, made with
a key of the installation, tells the shares of one person from those of another and leads back to nobody.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db.models.functions import TruncDate

from kring.core.models import Organisation
from kring.engagement import queries as engagement
from kring.insights import rules
from kring.insights.queries.placed import placed
from kring.sharing import queries as sharing

SCHEMAS = {
    "shares": pa.schema(
        [
            ("week", pa.int32()),  # rules.week_number of the week it was posted in
            ("person", pa.int64()),  # a mark, see above
            ("unit", pa.int64()),  # where its person worked on the day of the post
            ("group", pa.int64()),  # 0: of no target group
            ("channel", pa.string()),
            ("pillar", pa.int64()),
            ("story", pa.int64()),
            ("claimed", pa.bool_()),  # by its person's own word; else the network confirms it
            ("linked", pa.bool_()),  # its link is counted
            ("told", pa.bool_()),  # the network told its numbers at least once
        ]
    ),
    "events": pa.schema(
        [
            ("week", pa.int32()),  # of the share
            ("came", pa.int32()),  # the week it came in: later than `week` is after that week was closed
            ("unit", pa.int64()),
            ("group", pa.int64()),
            ("channel", pa.string()),
            ("pillar", pa.int64()),
            ("story", pa.int64()),
            ("kind", pa.string()),  # click (by people), reactions, comments, reshares, impressions
            ("count", pa.int64()),  # more than the week before; less when something was taken back
        ]
    ),
    "staff": pa.schema(
        [
            ("week", pa.int32()),
            ("unit", pa.int64()),
            ("group", pa.int64()),
            ("staff", pa.int64()),  # people there on the week's Sunday
            ("participants", pa.int64()),
            ("invited", pa.int64()),
        ]
    ),
}
CLICK = "click"


@dataclass(frozen=True)
class _Placed:
    """Where somebody worked from one day until another, as far as figures care."""

    person: int
    unit: int
    group: int
    since: date
    until: date | None
    joined: date | None
    invited: date | None


def tables(organisation: Organisation, *, since: date, until: date, closed: date) -> dict[str, pa.Table]:
    """Return the tables of the weeks from `since` until `until` (Mondays), with what came in before `closed`.

    Five queries for any number of people and weeks.
    """
    zone = ZoneInfo(organisation.time_zone)
    start, end, before = (datetime.combine(day, time(), zone) for day in (since, until, closed))
    placed = _placed(since, until, zone)
    mark = _marker(organisation)
    posted = (
        sharing.posts(since=start, until=end)
        .annotate(day=TruncDate("posted_at", tzinfo=zone))
        .order_by("pk")
        .values_list("pk", "person_id", "story_id", "story__theme__pillar_id", "channel", "status", "day")
    )
    linked = set(sharing.with_links(since=start, until=end).values_list("share_id", flat=True))
    came = _came(start, end, before, zone)
    told = {share for share, kind, *_ in came if kind not in (CLICK, "impressions")}
    where = _Where(placed)
    shares, about = [], {}
    for pk, person, story, pillar, channel, status, day in posted.iterator(chunk_size=20_000):
        there = where.on(person, day)
        if there is None:
            continue
        week, place = rules.week_number(day), (there.unit, there.group, channel, pillar, story)
        about[pk] = (week, place)
        shares.append((week, mark(person), *place, status == "claimed", pk in linked, pk in told))
    events = [
        (about[share][0], week, *about[share][1], kind, count) for share, kind, week, count in came if share in about
    ]
    return {
        "shares": _table("shares", shares),
        "events": _table("events", events),
        "staff": _staff(placed, since, until),
    }


def _table(kind: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    schema = SCHEMAS[kind]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _marker(organisation: Organisation) -> Callable[[int], int]:
    key = hashlib.sha256(f"kring.insights.rows {organisation.pk} {settings.SECRET_KEY}".encode()).digest()
    known: dict[int, int] = {}

    def mark(person: int) -> int:
        if person not in known:
            made = hashlib.blake2b(str(person).encode(), key=key, digest_size=8).digest()
            known[person] = int.from_bytes(made, "big", signed=True)
        return known[person]

    return mark


def _placed(since: date, until: date, zone: ZoneInfo) -> list[_Placed]:
    return [_Placed(person, unit, group or 0, *days) for person, unit, group, *days in placed(since, until, zone)]


class _Where:
    """Looks up where somebody worked on a day."""

    def __init__(self, placed: Iterable[_Placed]) -> None:
        self.of: dict[int, list[_Placed]] = {}
        for one in placed:
            self.of.setdefault(one.person, []).append(one)

    def on(self, person: int, day: date) -> _Placed | None:
        """Return the placement of that day; None: not on the staff."""
        own = self.of.get(person, [])
        found = own[bisect_right(own, day, key=lambda one: one.since) - 1] if own else None
        return found if found and found.since <= day and (found.until is None or day < found.until) else None


def _came(start: datetime, end: datetime, before: datetime, zone: ZoneInfo) -> list[tuple[int, str, int, int]]:
    """Return (share, kind, week it came in, how many) of what came of the shares of [start, end)."""
    came = [
        (share, CLICK, rules.week_number(week.date()), count)
        for share, week, count in engagement.clicks_by_week(since=start, until=end, before=before, zone=zone)
    ]
    last: dict[tuple[int, str], int] = {}
    for share, kind, week, value in engagement.numbers_by_week(since=start, until=end, before=before, zone=zone):
        came.append((share, kind, rules.week_number(week.date()), value - last.get((share, kind), 0)))
        last[share, kind] = value
    return came


def _staff(placed: list[_Placed], since: date, until: date) -> pa.Table:
    """Return how many people of each unit and group were there, took part and were invited on each week's Sunday."""
    weeks, first = (until - since).days // 7, rules.week_number(since)
    cells = sorted({(one.unit, one.group) for one in placed})
    at = {cell: n for n, cell in enumerate(cells)}
    change = np.zeros((3, len(cells), weeks + 1), np.int64)
    for one in placed:
        for n, day in enumerate((one.since, one.joined, one.invited)):
            if day is not None:
                begins, after = rules.weeks_there(max(day, one.since), one.until, until, weeks)
                if begins < after:
                    change[n, at[one.unit, one.group], begins] += 1
                    change[n, at[one.unit, one.group], after] -= 1
    counts = np.cumsum(change, axis=2)[:, :, :weeks]
    cell, week = np.nonzero(counts[0])
    keys = np.array(cells, np.int64).reshape(-1, 2)
    columns = [week + first, keys[cell, 0], keys[cell, 1], *counts[:, cell, week]]
    schema = SCHEMAS["staff"]
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    ).sort_by([("week", "ascending"), ("unit", "ascending"), ("group", "ascending")])

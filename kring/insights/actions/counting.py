"""Bring in what others counted over everybody: the whole of each unit and week, and its parts where they are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.insights import queries
from kring.insights.actions.answering import forget_answers
from kring.insights.errors import CountsNotReadableError
from kring.insights.models import Counted, CountedPart
from kring.insights.rules.counts import Count, NotReadableError, adds_up, counts, whole_of

if TYPE_CHECKING:
    from kring.people.models import Person

Place = tuple[int, date]  # a unit and the Monday of a week
BATCH = 2000


@dataclass(frozen=True)
class _Brought:
    """What a file says of one unit and week."""

    whole: Count | None
    parts: dict[str, list[Count]]  # by kind

    @property
    def first(self) -> Count:
        """The line to name when something is wrong with it."""
        return self.whole or next(iter(self.parts.values()))[0]


@transaction.atomic
def bring_counts(*, by: "Person", data: bytes, now: datetime) -> int:
    """Bring in what others counted over everybody; a unit and week that were there already get the newer count."""
    try:
        brought = _by_place(counts(data, timezone.localdate(now)), queries.units_by_name())
        wholes = _wholes(brought, *queries.counted_at(brought))
        rows = _parts(brought, queries.keys_of_parts())
    except NotReadableError as trouble:
        raise CountsNotReadableError(trouble.line, trouble.problem) from trouble
    kept = _keep_wholes(by.organisation_id, wholes, now)
    _keep_parts(by.organisation_id, kept, rows, now)
    forget_answers()
    last = max(monday for _unit, monday in brought)
    audit.note(by, "brought counts", by.organisation, rows=len(brought), parts=len(rows), until=last.isoformat())
    return len(brought)


def _by_place(rows: Sequence[Count], units: Mapping[str, int]) -> dict[Place, _Brought]:
    placed: dict[Place, list[Count]] = {}
    for row in rows:
        if row.unit.casefold() not in units:
            raise NotReadableError(row.line, "unit")
        placed.setdefault((units[row.unit.casefold()], row.monday), []).append(row)
    return {place: _brought(some) for place, some in placed.items()}


def _brought(rows: list[Count]) -> _Brought:
    by_kind = {kind: list(some) for kind, some in groupby(sorted(rows, key=lambda one: one.kind), lambda one: one.kind)}
    whole = by_kind.pop("", [None])[0]
    return _Brought(whole, by_kind)


def _wholes(
    brought: Mapping[Place, _Brought], kept: Mapping[Place, Count], parts: Mapping[Place, dict[str, list[Count]]]
) -> dict[Place, Count]:
    """Return the whole of each unit and week that is new; refuse parts that do not add up to it."""
    found = {}
    for place, said in brought.items():
        whole = said.whole or kept.get(place) or whole_of(said.parts.get("group") or next(iter(said.parts.values())))
        for kind, some in (said.parts | _others(parts.get(place, {}), said.parts)).items():
            if not adds_up(some, posts=whole.posts, engagements=whole.engagements, active=whole.active):
                raise NotReadableError(said.first.line, "parts" if kind in said.parts else "parts_kept")
        if said.whole or place not in kept:
            found[place] = whole
    return found


def _others(kept: Mapping[str, list[Count]], brought: Mapping[str, list[Count]]) -> dict[str, list[Count]]:
    return {kind: some for kind, some in kept.items() if kind not in brought}


def _parts(
    brought: Mapping[Place, _Brought], keys: Mapping[str, Mapping[str, str]]
) -> dict[tuple[Place, str, str], Count]:
    """Return the parts by the keys that Kring knows them by."""
    found: dict[tuple[Place, str, str], Count] = {}
    for place, said in brought.items():
        for row in (one for parts in said.parts.values() for one in parts):
            key = keys[row.kind].get(row.name.casefold())
            if key is None:
                raise NotReadableError(row.line, row.kind)
            if (place, row.kind, key) in found:  # under its Dutch name and under its English one
                raise NotReadableError(row.line, "twice")
            found[place, row.kind, key] = row
    return found


def _keep_wholes(organisation_id: int, wholes: Mapping[Place, Count], now: datetime) -> dict[Place, int]:
    Counted.objects.bulk_create(
        (
            Counted(
                organisation_id=organisation_id,
                unit_id=unit,
                monday=monday,
                posts=one.posts,
                engagements=one.engagements,
                active=one.active,
                came_at=now,
            )
            for (unit, monday), one in wholes.items()
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["unit", "monday"],
        update_fields=["posts", "engagements", "active", "came_at"],
    )
    return {(unit, monday): pk for pk, unit, monday in Counted.objects.values_list("pk", "unit_id", "monday")}


def _keep_parts(
    organisation_id: int, kept: Mapping[Place, int], rows: Mapping[tuple[Place, str, str], Count], now: datetime
) -> None:
    """Put the parts of a kind in the place of all that were there of that kind."""
    for kind in {kind for _place, kind, _key in rows}:
        places = {kept[place] for place, of, _key in rows if of == kind}
        CountedPart.objects.filter(kind=kind, counted__in=places).delete()
    CountedPart.objects.bulk_create(
        (
            CountedPart(
                organisation_id=organisation_id,
                counted_id=kept[place],
                kind=kind,
                key=key,
                posts=one.posts,
                engagements=one.engagements,
                active=one.active if kind == "group" else None,
                came_at=now,
            )
            for (place, kind, key), one in rows.items()
        ),
        batch_size=BATCH,
    )

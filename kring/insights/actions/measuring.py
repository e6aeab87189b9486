"""Lock what is measured and how, and bring in what others counted."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.insights import queries
from kring.insights.actions.answering import forget_answers
from kring.insights.errors import CountsNotReadableError, NothingChangedError, ReasonMissingError
from kring.insights.models import Counted, Protocol
from kring.insights.rules import kept
from kring.insights.rules.counts import NotReadableError, counts
from kring.insights.rules.protocol import Promise
from kring.people import queries as people

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def lock_protocol(*, by: "Person", promise: Promise, why: str = "", now: datetime) -> Protocol:
    """Lock what is measured and how. A later one is possible; after the start it takes a reason and stays visible."""
    current = queries.protocol()
    fingerprint = kept.digest(promise)
    if current and current.digest == fingerprint:
        raise NothingChangedError
    starts_on = queries.first_start()
    if current and starts_on and starts_on <= timezone.localdate(now) and not why.strip():
        raise ReasonMissingError
    made = Protocol.objects.create(
        organisation_id=by.organisation_id,
        content=kept.plain(promise),
        digest=fingerprint,
        why=" ".join(why.split()),
        locked_by=by,
        locked_at=now,
    )
    forget_answers()
    audit.note(by, "locked protocol", made, digest=fingerprint)
    return made


@transaction.atomic
def bring_counts(*, by: "Person", data: bytes, now: datetime) -> int:
    """Bring in what others counted over everybody; a unit and week that were there already get the newer count."""
    today = timezone.localdate(now)
    try:
        rows = counts(data, today)
        units = _units_by_name()
        made = [
            Counted(
                organisation_id=by.organisation_id,
                unit_id=_unit(units, row.unit, row.line),
                monday=row.monday,
                posts=row.posts,
                engagements=row.engagements,
                active=row.active,
                came_at=now,
            )
            for row in rows
        ]
    except NotReadableError as trouble:
        raise CountsNotReadableError(trouble.line, trouble.problem) from trouble
    Counted.objects.bulk_create(
        made,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["unit", "monday"],
        update_fields=["posts", "engagements", "active", "came_at"],
    )
    forget_answers()
    audit.note(by, "brought counts", by.organisation, rows=len(made), until=_last(made).isoformat())
    return len(made)


def _units_by_name() -> dict[str, int]:
    return {name.casefold(): pk for pk, name in people.units().values_list("pk", "name")}


def _unit(units: dict[str, int], name: str, line: int) -> int:
    if name.casefold() not in units:
        raise NotReadableError(line, "unit")
    return units[name.casefold()]


def _last(made: list[Counted]) -> date:
    return max(row.monday for row in made)

"""Lock what is measured and how."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.insights import queries
from kring.insights.actions.answering import forget_answers
from kring.insights.errors import NothingChangedError, ReasonMissingError
from kring.insights.models import Protocol
from kring.insights.rules import kept
from kring.insights.rules.protocol import Promise

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

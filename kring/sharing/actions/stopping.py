"""Stop everything that waits to be posted; let it go on, which takes two people; let go of what was kept back."""

import random
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kring.core import audit
from kring.core.models import Organisation
from kring.core.worker import wake
from kring.sharing import queries, rules
from kring.sharing.errors import NobodyAskedError, NotStoppedError, ReasonMissingError, SecondPersonError
from kring.sharing.models import Share, Stop

if TYPE_CHECKING:
    from kring.people.models import Person

GO_ON = "sharing.tasks.go_on"


@transaction.atomic
def stop_all(*, by: "Person", reason: str, now: datetime) -> Stop:
    """Keep back everything that waits to be posted, from this commit on. A stop on top of a stop is the same one."""
    reason = rules.sentence(reason[:299])
    if not reason:
        raise ReasonMissingError
    try:
        with transaction.atomic():
            stop = Stop.objects.create(organisation_id=by.organisation_id, reason=reason, by=by, stopped_at=now)
    except IntegrityError:  # pressed twice, or by two people at once
        return Stop.objects.get(ended_at__isnull=True)
    Organisation.objects.filter(pk=by.organisation_id).update(sharing_paused=reason)
    audit.note(by, "stopped_sharing", stop, reason=reason)
    return stop


@transaction.atomic
def ask_to_go_on(*, by: "Person", stop_id: int, now: datetime) -> Stop:
    """Ask that sharing goes on; somebody else has to confirm it."""
    stop = _locked(stop_id)
    if stop.asked_by_id is None:
        stop.asked_by, stop.asked_at = by, now
        stop.save(update_fields=["asked_by", "asked_at"])
        audit.note(by, "asked_to_go_on", stop)
    return stop


@transaction.atomic
def take_back_asking(*, by: "Person", stop_id: int) -> Stop:
    """Let sharing stay paused after all."""
    stop = _locked(stop_id)
    if stop.asked_at is not None:
        stop.asked_by = stop.asked_at = None
        stop.save(update_fields=["asked_by", "asked_at"])
        audit.note(by, "kept_stopped", stop)
    return stop


@transaction.atomic
def go_on(*, by: "Person", stop_id: int, now: datetime) -> Stop:
    """Confirm, as a second person, that sharing goes on."""
    stop = _locked(stop_id)
    if stop.asked_by_id is None:  # nobody did, or they are not here any more
        raise NobodyAskedError
    if stop.asked_by_id == by.pk:
        raise SecondPersonError
    stop.ended_by, stop.ended_at = by, now
    stop.save(update_fields=["ended_by", "ended_at"])
    Organisation.objects.filter(pk=by.organisation_id).update(sharing_paused="")
    audit.note(by, "let_sharing_go_on", stop, asked_by=stop.asked_by_id)
    wake(GO_ON, stop)
    return stop


def _locked(stop_id: int) -> Stop:
    stop = Stop.objects.select_for_update().filter(pk=stop_id, ended_at__isnull=True).first()
    if stop is None:
        raise NotStoppedError
    return stop


@transaction.atomic
def let_go(*, share_id: int, now: datetime) -> None:
    """Send on a post that nothing keeps back any more; its person decides again when its moment is long past."""
    share = (
        Share.objects.select_for_update()
        .filter(pk=share_id, waiting_since__isnull=False, status__in=queries.UNDER_WAY)
        .first()
    )
    if share is None or share.waiting_since is None:
        return
    since, share.waiting_since = share.waiting_since, None
    if share.status == Share.Status.QUEUED and now - since > rules.TOO_LATE:
        with translation.override(share.person.language):
            share.problem = _("It was kept back, and its moment is more than a day past. Do you still want it there?")
        share.status = Share.Status.FAILED
        share.save(update_fields=["status", "problem", "waiting_since"])
        return
    wait = rules.GOES_ON_WITHIN * random.random()  # noqa: S311 - keeps posts apart, no secret
    share.next_try_at = now + wait
    share.save(update_fields=["next_try_at", "waiting_since"])
    wake("sharing.tasks.publish", share, schedule_in={"seconds": int(wait.total_seconds()) + 1})


@transaction.atomic
def keep_back(*, share: Share, now: datetime) -> None:
    """Put a post that may not leave now aside; whatever is known about an earlier try stays known.

    For whoever holds the row's lock. No worker looks at it again until `let_go`.
    """
    if share.status == Share.Status.SENDING:
        share.status = Share.Status.UNKNOWN
    share.waiting_since = share.waiting_since or share.next_try_at or now
    share.next_try_at = share.claimed_at = None
    share.save(update_fields=["status", "waiting_since", "next_try_at", "claimed_at"])


@transaction.atomic
def claim_telling() -> Share | None:
    """Take the next post whose person is to be told that its story is held; each is told once."""
    waiting = queries.to_tell().select_for_update(skip_locked=True, of=("self",))
    share = waiting.select_related("person__organisation", "story").first()
    if share is not None:
        share.told_about_id = share.story.subject_id
        share.save(update_fields=["told_about"])
    return share

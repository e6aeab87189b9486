"""What the worker writes about a share on its way to a network, and what its person can decide about it.

A share goes queued → sending → published. The claim is written before the call and every outcome after it, so that
a worker may die in between: whoever claims it next looks on the network before posting.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kring.connectors.channel import (
    ChannelError,
    Idempotency,
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    Published,
    RejectedError,
    TransientError,
    UnknownOutcomeError,
)
from kring.connectors.registry import CHANNELS
from kring.core.worker import wake
from kring.people.queries import has_consent
from kring.people.rules import Purpose
from kring.sharing import queries, rules
from kring.sharing.actions.stopping import keep_back
from kring.sharing.errors import AlreadySharedError, BeingPostedError, CannotTakeBackError, NothingToDecideError
from kring.sharing.models import ConnectedAccount, Share

if TYPE_CHECKING:
    from kring.people.models import Person

PUBLISH, REMOVE = "sharing.tasks.publish", "sharing.tasks.remove"


class Look(StrEnum):
    """Whether to look for the post of an earlier try before posting."""

    NO = "no"  # there was none
    BEST_EFFORT = "best_effort"  # the earlier one surely failed, or its person decided
    MUST = "must"  # the earlier one may have got through


@dataclass(frozen=True)
class Claimed:
    """A share that one worker has for itself, until the claim runs out."""

    share: Share
    look: Look
    at: datetime


@transaction.atomic
def claim_share(*, share_id: int, now: datetime) -> Claimed | None:
    """Take a share that is due for one worker; None when it is not due, or not to be sent any more."""
    share = Share.objects.select_for_update().filter(pk=share_id, next_try_at__lte=now).first()
    if share is None or share.status not in (Share.Status.QUEUED, Share.Status.UNKNOWN, Share.Status.SENDING):
        return None
    if queries.is_kept_back(share):
        keep_back(share=share, now=now)
        return None
    look = Look.MUST
    if share.status == Share.Status.QUEUED:
        look = Look.NO if share.first_try_at is None else Look.BEST_EFFORT
    if why := _may_not_be_sent(share):
        _stop(share, why, is_known=look != Look.MUST)
        return None
    share.status, share.claimed_at, share.next_try_at = Share.Status.SENDING, now, now + rules.CLAIM_LASTS
    share.first_try_at = share.first_try_at or now
    share.tries += 1
    share.save(update_fields=["status", "claimed_at", "next_try_at", "first_try_at", "tries"])
    return Claimed(share, look, now)


def _may_not_be_sent(share: Share) -> str:
    with translation.override(share.person.language):
        name = share.channel_name
        if not share.person.is_participant or not has_consent(share.person, Purpose.CONNECT_ACCOUNT):
            return _("You took your yes back before this was posted, so it was not.")
        if share.account is None or share.channel not in CHANNELS:
            return _("Your %(channel)s account is not connected any more.") % {"channel": name}
        if share.account.needs_reconnect:
            return _("%(channel)s does not let Kring in any more. Connect your account again.") % {"channel": name}
    return ""


def _stop(share: Share, problem: str, *, is_known: bool) -> None:
    """Leave a share to its person: not posted, or not known whether it was."""
    share.status = Share.Status.FAILED if is_known else Share.Status.UNKNOWN
    share.problem, share.next_try_at, share.claimed_at = problem[:300], None, None
    share.save(update_fields=["status", "problem", "next_try_at", "claimed_at"])


def _held(claimed: Claimed) -> Share | None:
    """Return the share if this claim still holds, for the rest of the transaction."""
    still = Share.objects.select_for_update().filter(
        pk=claimed.share.pk, status=Share.Status.SENDING, claimed_at=claimed.at
    )
    return still.first()


def _later(share: Share, status: str, wait: timedelta, now: datetime) -> None:
    share.status, share.claimed_at, share.next_try_at = status, None, now + wait
    share.save(update_fields=["status", "claimed_at", "next_try_at"])
    wake(PUBLISH, share, schedule_in={"seconds": int(wait.total_seconds()) + 1})


@transaction.atomic
def hold_back(*, claimed: Claimed, now: datetime) -> None:
    """Put aside a post that was claimed and not sent: everything was stopped, or its story held, meanwhile."""
    share = _held(claimed)
    if share is not None:
        share.status = Share.Status.QUEUED
        keep_back(share=share, now=now)


@transaction.atomic
def record_published(*, share_id: int, published: Published, now: datetime) -> None:
    """Note that a post is there, whoever put it there: this is a fact, even when the claim ran out meanwhile."""
    share = Share.objects.select_for_update().get(pk=share_id)
    if share.status not in (Share.Status.SENDING, Share.Status.UNKNOWN, Share.Status.QUEUED):
        return
    share.status, share.ref, share.url = Share.Status.PUBLISHED, published.ref, published.url
    share.posted_at = now
    share.problem, share.next_try_at, share.claimed_at = "", None, None
    share.save(update_fields=["status", "ref", "url", "posted_at", "problem", "next_try_at", "claimed_at"])


@transaction.atomic
def record_refusal(*, claimed: Claimed, error: ChannelError, now: datetime) -> None:
    """Note what a network's no means: try later, look later, or tell the person why it will not be posted."""
    share = _held(claimed)
    if share is None:
        return None
    channel = CHANNELS[share.channel]
    if isinstance(error, UnknownOutcomeError):
        if channel.caps.idempotency == Idempotency.NONE:
            return _stop(share, "", is_known=False)
        return _later(share, Share.Status.UNKNOWN, rules.SETTLES, now)
    if isinstance(error, TransientError) and share.tries < rules.MOST_TRIES:
        wait = rules.wait_before_try(share.tries, random.random())  # noqa: S311 - keeps tries apart, no secret
        return _later(share, Share.Status.QUEUED, max(wait, error.retry_after or wait), now)
    with translation.override(share.person.language):
        return _stop(share, _said(error, channel.caps.name), is_known=True)


@transaction.atomic
def record_failed_look(*, claimed: Claimed, error: ChannelError, now: datetime) -> None:
    """Note that a post could not be looked for: again later, and in the end a matter for its person."""
    share = _held(claimed)
    if share is None:
        return None
    if isinstance(error, TransientError) and share.tries < rules.MOST_TRIES:
        wait = rules.wait_before_try(share.tries, random.random())  # noqa: S311 - keeps tries apart, no secret
        return _later(share, Share.Status.UNKNOWN, max(wait, error.retry_after or wait), now)
    with translation.override(share.person.language):
        return _stop(share, _said(error, CHANNELS[share.channel].caps.name), is_known=False)


def _said(error: ChannelError, channel: str) -> str:
    """Return what went wrong, as a sentence for the person; in the language that is on."""
    if isinstance(error, RejectedError) and error.reason:
        return _("%(channel)s did not take it: %(reason)s") % {"channel": channel, "reason": error.reason}
    sentences: dict[type[ChannelError], str] = {
        RejectedError: _("%(channel)s did not take it, and did not say why."),
        NeedsReconnectError: _("%(channel)s does not let Kring in any more. Connect your account again."),
        MissingPermissionError: _("%(channel)s does not allow Kring to do this. Connect your account again."),
        MisconfiguredError: _("The way to %(channel)s is not set up right. Your administrator can mend that."),
        TransientError: _("%(channel)s could not be reached for an hour. Your words are kept."),
    }
    kind = next((kind for kind in sentences if isinstance(error, kind)), TransientError)
    return sentences[kind] % {"channel": channel}


@transaction.atomic
def look_up_or_retry(*, by: "Person", share_id: int, choice: str, now: datetime) -> Share:
    """Let `by` decide about a share that did not come to be, or perhaps did: look again, it is there, post it again."""
    share = Share.objects.select_for_update().filter(pk=share_id, person=by).first()
    is_unknown = share is not None and share.status == Share.Status.UNKNOWN
    if share is None or not (is_unknown or (share.status == Share.Status.FAILED and choice == "again")):
        raise NothingToDecideError
    if choice == "there":
        share.status, share.posted_at, share.next_try_at = Share.Status.CLAIMED, now, None
        share.problem, share.waiting_since = "", None
        share.save(update_fields=["status", "posted_at", "next_try_at", "problem", "waiting_since"])
        return share
    share.status = Share.Status.QUEUED if choice == "again" else Share.Status.UNKNOWN
    share.tries, share.problem, share.next_try_at, share.waiting_since = 0, "", now, None
    if share.account is None:
        share.account = ConnectedAccount.objects.filter(person=by, channel=share.channel).first()
    try:
        with transaction.atomic():
            share.save(update_fields=["status", "tries", "problem", "next_try_at", "waiting_since", "account"])
    except IntegrityError:
        raise AlreadySharedError(CHANNELS[share.channel].caps.name) from None
    wake(PUBLISH, share)
    return share


@transaction.atomic
def take_back(*, by: "Person", share_id: int, now: datetime) -> Share:
    """Take a share back: one that waits is not posted, one that is posted is deleted by the worker."""
    share = Share.objects.select_for_update().filter(pk=share_id, person=by).first()
    if share is not None and share.status == Share.Status.SENDING:
        raise BeingPostedError
    is_posted = share is not None and share.status == Share.Status.PUBLISHED and bool(share.ref)
    if share is None or not (share.status == Share.Status.QUEUED or is_posted):
        raise CannotTakeBackError
    if is_posted and (share.account_id is None or not CHANNELS[share.channel].caps.can_delete):
        raise CannotTakeBackError
    share.status, share.tries, share.problem = Share.Status.DELETED, 0, ""
    share.next_try_at, share.claimed_at, share.waiting_since = (now if is_posted else None), None, None
    share.save(update_fields=["status", "tries", "problem", "next_try_at", "claimed_at", "waiting_since"])
    if is_posted:
        wake(REMOVE, share)
    return share


@transaction.atomic
def claim_removal(*, share_id: int, now: datetime) -> Share | None:
    """Take a share whose post is to be deleted for one worker; deleting twice does no harm."""
    share = (
        Share.objects.select_for_update().filter(pk=share_id, status=Share.Status.DELETED, next_try_at__lte=now).first()
    )
    if share is None:
        return None
    share.tries += 1
    share.next_try_at = now + rules.CLAIM_LASTS
    share.save(update_fields=["tries", "next_try_at"])
    return share


@transaction.atomic
def record_removal(*, share_id: int, error: ChannelError | None, now: datetime) -> None:
    """Note that a post is deleted; or, after many tries, that it stands and its person has to remove it."""
    share = Share.objects.select_for_update().get(pk=share_id)
    if share.status != Share.Status.DELETED:
        return
    share.next_try_at = None
    if isinstance(error, TransientError | UnknownOutcomeError) and share.tries < rules.MOST_TRIES:
        wait = rules.wait_before_try(share.tries, random.random())  # noqa: S311 - keeps tries apart, no secret
        share.next_try_at = now + wait
        wake(REMOVE, share, schedule_in={"seconds": int(wait.total_seconds()) + 1})
    elif error is not None:
        others = Share.objects.filter(person=share.person, story=share.story, channel=share.channel).exclude(
            pk=share.pk
        )
        is_replaced = others.exclude(status__in=Share.NOT_STANDING).exists()
        share.status = Share.Status.DELETED if is_replaced else Share.Status.PUBLISHED
        with translation.override(share.person.language):
            share.problem = str(CannotTakeBackError())
    share.save(update_fields=["status", "next_try_at", "problem"])

"""Reads for whoever asks the networks how posts are doing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kring.connectors.channel import Account
from kring.connectors.registry import CHANNELS
from kring.core.secrets import SecretLostError, unseal
from kring.sharing.models import Share


@dataclass(frozen=True)
class Readable:
    """A post on a network that tells numbers, and the account it may be asked with."""

    share_id: int
    channel: str
    ref: str
    account_id: int
    account: Account


def with_numbers() -> QuerySet[Share]:
    """Return the posts whose network tells numbers about them."""
    telling = [key for key, channel in CHANNELS.items() if channel.caps.metrics]
    return Share.objects.filter(
        status=Share.Status.PUBLISHED, channel__in=telling, posted_at__isnull=False, account__isnull=False
    ).exclude(ref="")


def posted_at(share_ids: Iterable[int]) -> dict[int, datetime]:
    """Return when those of these posts were posted that are still there to be asked about."""
    rows = with_numbers().filter(pk__in=list(share_ids)).values_list("pk", "posted_at")
    return {pk: moment for pk, moment in rows if moment is not None}


def readable(share_ids: Iterable[int]) -> list[Readable]:
    """Return those of these posts that can be asked about; one whose account is gone or locked is left out."""
    found = []
    for share in (
        with_numbers().filter(pk__in=list(share_ids), account__needs_reconnect=False).select_related("account")
    ):
        if share.account is None:
            continue
        try:
            credentials = unseal(bytes(share.account.sealed))
        except SecretLostError:
            continue
        account = Account(share.account.server, share.account.remote_id, share.account.handle, credentials)
        found.append(Readable(share.pk, share.channel, share.ref, share.account.pk, account))
    return found

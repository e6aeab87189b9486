"""Connect and disconnect a person's own accounts. Tokens are sealed here, and never leave in the open."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kring.connectors.channel import Connected
from kring.core.secrets import seal
from kring.people.queries import has_consent
from kring.people.rules import Purpose
from kring.sharing.errors import ConsentMissingError
from kring.sharing.models import ChannelApp, ConnectedAccount

if TYPE_CHECKING:
    from kring.people.models import Person


def keep_app(*, by: "Person", channel: str, server: str, app: Mapping[str, Any]) -> None:
    """Keep what the organisation is called at a network's server."""
    ChannelApp.objects.update_or_create(
        organisation_id=by.organisation_id, channel=channel, server=server, defaults={"sealed": seal(dict(app))}
    )


def forget_app(*, by: "Person", channel: str, server: str) -> None:
    """Forget what the organisation was called at a server that no longer knows it; the next time it is made known."""
    ChannelApp.objects.filter(organisation_id=by.organisation_id, channel=channel, server=server).delete()


def connect_account(*, by: "Person", channel: str, connected: Connected, now: datetime) -> ConnectedAccount:
    """Keep `by`'s own account of a channel, in place of the one before."""
    if not by.is_participant or not has_consent(by, Purpose.CONNECT_ACCOUNT):
        raise ConsentMissingError
    values = _values(connected) | {"connected_at": now}
    account, _is_new = ConnectedAccount.objects.update_or_create(
        person=by, channel=channel, defaults=values, create_defaults=values | {"organisation_id": by.organisation_id}
    )
    return account


def disconnect_account(*, by: "Person", channel: str) -> None:
    """Forget `by`'s account of a channel, with its tokens. What was posted stays."""
    ConnectedAccount.objects.filter(person=by, channel=channel).delete()


def forget_account(*, account_id: int) -> None:
    """Forget an account whose person took part, or their yes, back."""
    ConnectedAccount.objects.filter(pk=account_id).delete()


@contextmanager
def held_account(*, account_id: int) -> Iterator[ConnectedAccount | None]:
    """Hold an account so that no two workers change its tokens at once: a network takes that for theft."""
    with transaction.atomic():
        yield ConnectedAccount.objects.select_for_update().filter(pk=account_id).first()


def keep_tokens(*, account: ConnectedAccount, connected: Connected) -> None:
    """Keep an account's fresh tokens in place of the old ones."""
    for name, value in _values(connected).items():
        setattr(account, name, value)
    account.save(update_fields=list(_values(connected)))


def ask_to_reconnect(*, account_id: int) -> None:
    """Note that a network no longer lets us in, so that its person can connect again."""
    ConnectedAccount.objects.filter(pk=account_id).update(needs_reconnect=True)


def _values(connected: Connected) -> dict[str, Any]:
    return {
        "server": connected.server,
        "remote_id": connected.remote_id,
        "handle": connected.handle,
        "sealed": seal(dict(connected.credentials)),
        "expires_at": connected.expires_at,
        "needs_reconnect": False,
    }

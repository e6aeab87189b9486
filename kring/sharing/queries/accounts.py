"""Reads about connected accounts: tokens are opened here, just before they are used, and nowhere else."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kring.connectors.channel import Account, Asks, Capabilities, Mode, NeedsReconnectError, Post
from kring.connectors.registry import CHANNELS
from kring.core.secrets import SecretLostError, unseal
from kring.people.queries import people_with_consent
from kring.people.rules import Purpose
from kring.sharing.models import ChannelApp, ConnectedAccount, Share
from kring.sharing.queries.links import link_for
from kring.stories import queries as stories

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class Connectable:
    """A channel that Kring can post to, with the person's account there if they connected one."""

    key: str
    caps: Capabilities
    account: ConnectedAccount | None

    @property
    def asks_server(self) -> bool:
        """Whether the person has to say which server they are on."""
        return self.caps.asks == Asks.SERVER


def connectable(person: "Person") -> list[Connectable]:
    """Return every channel that Kring can post to, in the order people look for them."""
    accounts = {account.channel: account for account in ConnectedAccount.objects.filter(person=person)}
    found = [Connectable(k, c.caps, accounts.get(k)) for k, c in CHANNELS.items() if Mode.API in c.caps.modes]
    return sorted(found, key=lambda one: (one.caps.place, one.caps.name))


def account_by_id(account_id: int | None) -> ConnectedAccount | None:
    """Return one connected account."""
    return ConnectedAccount.objects.filter(pk=account_id).first() if account_id else None


def app_of(channel: str, server: str) -> dict[str, Any] | None:
    """Return what this organisation is called at a network's server, if it was there before."""
    kept = ChannelApp.objects.filter(channel=channel, server=server).first()
    try:
        return unseal(bytes(kept.sealed)) if kept else None
    except SecretLostError:
        return None


def opened(account: ConnectedAccount) -> Account:
    """Return an account with its tokens, to post or read with at once."""
    try:
        return Account(account.server, account.remote_id, account.handle, unseal(bytes(account.sealed)))
    except SecretLostError:
        raise NeedsReconnectError("the key of the tokens is gone") from None


def post_of(share: Share) -> Post:
    """Return the post of a share as its channel takes it: exactly what the person saw."""
    link = link_for(share)
    text = share.post.removesuffix(link).rstrip() if link else share.post
    card = stories.cards([share.story_id], person=share.person, language=share.language).get(share.story_id)
    return Post(text=text, link=link, language=share.language, title=card.title if card else "")


def due_shares(now: datetime) -> list[Share]:
    """Return the shares that a worker has to do something about, longest waiting first."""
    return list(Share.objects.filter(next_try_at__lte=now).order_by("next_try_at")[:500])


def accounts_nobody_wants() -> QuerySet[ConnectedAccount]:
    """Return the accounts of people who took part, or their yes, back since."""
    agreeing = people_with_consent(Purpose.CONNECT_ACCOUNT).filter(pk=OuterRef("person_id"))
    return ConnectedAccount.objects.filter(~Q(Exists(agreeing)))

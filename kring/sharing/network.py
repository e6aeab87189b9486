"""What this room asks of networks besides posting: fresh tokens, and to let go of an account."""

import logging

from django.utils import timezone

from kring.connectors.channel import Account, ChannelError, NeedsReconnectError
from kring.connectors.registry import CHANNELS
from kring.sharing import actions, queries, rules
from kring.sharing.models import ConnectedAccount, Share

log = logging.getLogger(__name__)


def fresh(account_id: int | None) -> Account:
    """Return an account with tokens that last a while; they are changed by one worker at a time.

    This is the one call outside that is made inside a transaction: the lock has to last as long as the call, since a
    network that sees an old token twice ends the whole connection.
    """
    account = queries.account_by_id(account_id)
    if account is None or account.needs_reconnect:
        raise NeedsReconnectError
    if _is_fresh(account):
        return queries.opened(account)
    with actions.held_account(account_id=account.pk) as held:
        if held is None or held.needs_reconnect:
            raise NeedsReconnectError
        if not _is_fresh(held):
            connected = CHANNELS[held.channel].refresh(queries.opened(held))
            actions.keep_tokens(account=held, connected=connected)
        return queries.opened(held)


def _is_fresh(account: ConnectedAccount) -> bool:
    return account.expires_at is None or account.expires_at > timezone.now() + rules.REFRESH_BEFORE


def take_down(share: Share) -> None:
    """Delete the post of a share from its network."""
    CHANNELS[share.channel].delete(fresh(share.account_id), share.ref)


def let_go(account: ConnectedAccount) -> None:
    """Tell the network that Kring needs the account no longer; when it cannot be told, the tokens go all the same."""
    try:
        CHANNELS[account.channel].revoke(queries.opened(account))
    except (ChannelError, KeyError) as error:
        log.info("an account of %s was not given back: %s", account.channel, type(error).__name__)

"""What the worker does for shares: claim the row, call the network with no transaction open, record what came of it."""

from contextlib import suppress

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

from kring.connectors.channel import ChannelError, NeedsReconnectError, TransientError
from kring.connectors.registry import CHANNELS
from kring.core.models import Organisation
from kring.core.worker import each, job, periodic, wake
from kring.people.queries import has_consent
from kring.people.rules import Purpose
from kring.sharing import actions, network, queries, rules
from kring.sharing.models import ConnectedAccount, Share
from kring.stories.queries import language_of, why_held
from kring.ui.mails import mail


@job()
def publish(row_id: int) -> None:
    """Post a share that is due; where an earlier try may have got through, look before posting."""
    claimed = actions.claim_share(share_id=row_id, now=timezone.now())
    if claimed is None:
        return
    share, channel, post = claimed.share, CHANNELS[claimed.share.channel], queries.post_of(claimed.share)
    since = share.first_try_at or share.created_at
    try:
        account = network.fresh(share.account_id)
        found = channel.find(account, post, key=share.key, since=since) if claimed.look != actions.Look.NO else None
    except ChannelError as error:
        _note(share, error)
        record = actions.record_failed_look if claimed.look == actions.Look.MUST else actions.record_refusal
        record(claimed=claimed, error=error, now=timezone.now())
        return
    if found is None and queries.is_kept_back(share):  # looked at again: the claim may be seconds old by now
        actions.hold_back(claimed=claimed, now=timezone.now())
        return
    if found is None:
        try:
            if rules.is_late(claimed.at, timezone.now()):
                raise TransientError
            found = channel.publish(account, post, key=share.key)
        except ChannelError as error:
            _note(share, error)
            actions.record_refusal(claimed=claimed, error=error, now=timezone.now())
            return
    actions.record_published(share_id=share.pk, published=found, now=timezone.now())


@job()
def remove(row_id: int) -> None:
    """Delete a post that its person took back."""
    share = actions.claim_removal(share_id=row_id, now=timezone.now())
    if share is None:
        return
    failed: ChannelError | None = None
    try:
        network.take_down(share)
    except ChannelError as error:
        _note(share, error)
        failed = error
    actions.record_removal(share_id=share.pk, error=failed, now=timezone.now())


def _note(share: Share, error: ChannelError) -> None:
    if isinstance(error, NeedsReconnectError) and share.account_id:
        actions.ask_to_reconnect(account_id=share.account_id)


@job()
def go_on(row_id: int) -> None:
    """Send on what was kept back and is free to go, each at a minute of its own."""
    for share in queries.free_to_go():
        actions.let_go(share_id=share.pk, now=timezone.now())


@job()
def tell_held(row_id: int) -> None:
    """Write to the people whose posts wait because of a sensitive subject; the row that woke us up is one of them."""
    connection = get_connection()
    try:
        connection.open()  # a mail server that does not answer took nothing: all wait for the next time
    except OSError:
        return
    try:
        while share := actions.claim_telling():
            if has_consent(share.person, Purpose.EMAIL):
                _tell(share, connection)
    finally:
        connection.close()


def _tell(share: Share, connection: BaseEmailBackend) -> None:
    language = language_of(share.person)
    made = mail(
        "sharing/mails/held",
        to=share.person.email,
        language=language,
        organisation=share.person.organisation,
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
        first_name=share.person.first_name,
        held=why_held(share.story_id, language),
        link=f"{settings.PUBLIC_URL}{reverse('sharing:shared', args=[share.pk])}",
    )
    with suppress(OSError, ValueError):  # it stands on the post's own page too
        made.send()


@periodic(cron="* * * * *")
def wake_due(organisation: Organisation) -> None:
    """Wake the shares whose wake-up call was lost, those whose worker died, and those that are free to go again."""
    for share in queries.to_tell()[:1]:
        wake(tell_held.name, share)
    for share in queries.due_shares(timezone.now()):
        wake(remove.name if share.status == Share.Status.DELETED else publish.name, share)
    each(queries.free_to_go(), lambda share: actions.let_go(share_id=share.pk, now=timezone.now()))


@periodic(cron="*/10 * * * *")
def let_go_of_accounts(organisation: Organisation) -> None:
    """Give accounts back, with their tokens, whose person takes part no longer or took their yes back."""
    each(queries.accounts_nobody_wants(), _let_go)


def _let_go(account: ConnectedAccount) -> None:
    network.let_go(account)
    actions.forget_account(account_id=account.pk)


@periodic(cron="*/5 * * * *")
def forget_before(organisation: Organisation) -> None:
    """Delete what people shared before they took part, where their yes was taken back."""
    actions.forget_before_of_others()

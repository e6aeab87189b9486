"""What this room asks of places besides listening: fresh tokens, and to let an answer leave.

It calls outside, so it is never called inside a transaction.
"""

import hashlib
import logging
import smtplib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from kring.connectors.channel import (
    ChannelError,
    MisconfiguredError,
    NeedsReconnectError,
    Published,
    RejectedError,
    TransientError,
    UnknownOutcomeError,
)
from kring.connectors.http import FetchError
from kring.connectors.listener import Answers
from kring.connectors.registry import LISTENERS
from kring.hub import actions, queries
from kring.hub.models import ListeningPost, Mention

log = logging.getLogger(__name__)


def fresh(post: ListeningPost) -> dict[str, Any]:
    """Return the secrets of a place with tokens that last a while; they are changed by one worker at a time.

    This is the one call outside that is made inside a transaction: the lock has to last as long as the call, since a
    network that sees an old token twice ends the whole session.
    """
    listener, secrets = LISTENERS[post.kind], queries.secrets_of(post)
    if listener.is_fresh(secrets, timezone.now()):
        return secrets
    with actions.held_post(post_id=post.pk) as held:
        if held is None:
            raise NeedsReconnectError
        secrets = queries.secrets_of(held)
        if not listener.is_fresh(secrets, timezone.now()):
            secrets = dict(listener.refresh(queries.place_of(held), secrets))
            actions.keep_secrets(post=held, secrets=secrets)
        return secrets


def may_answer(post: ListeningPost | None, mention: Mention) -> bool:
    """Whether an answer can leave from here; otherwise it is given at `mention.link`. Calls nothing outside."""
    is_known = post is not None and post.is_on and post.kind in LISTENERS
    return is_known and bool(mention.reply_to) and LISTENERS[post.kind].caps.answers != Answers.NO  # type: ignore[union-attr]


def room_left(post: ListeningPost, mention: Mention, text: str) -> int | None:
    """Return how many characters are left, as the network counts them; None without a limit. Calls nothing outside."""
    try:
        secrets = queries.secrets_of(post)
    except NeedsReconnectError:
        secrets = {}
    return LISTENERS[post.kind].room_left(secrets, mention.reply_to, text)


def can_look_for(post: ListeningPost) -> bool:
    """Whether `look_for` is certain here; where it is not, an unknown outcome goes back to its person."""
    return post.kind in LISTENERS and LISTENERS[post.kind].caps.can_find


def send(post: ListeningPost, mention: Mention, text: str, key: str) -> Published:
    """Answer a mention; `key` is the answer's own and the same over all tries (at most 40 letters).

    Raises the errors of `kring.connectors.channel`, all of them a `ChannelError`: TransientError (RateLimitedError
    among them) may be tried again, after `retry_after` where it says so; after UnknownOutcomeError `look_for` comes
    before any second `send`; NeedsReconnectError, MissingPermissionError, RejectedError (its `reason` is the
    network's) and MisconfiguredError are final, until a person does something.
    """
    if not may_answer(post, mention):
        raise MisconfiguredError("no answer can leave from here")
    listener = LISTENERS[post.kind]
    try:
        if listener.caps.answers == Answers.MAIL:
            return _mail(post, mention, text, key)
        return listener.reply(queries.place_of(post), fresh(post), mention.reply_to, text, key)
    except FetchError as error:
        raise TransientError from error


def look_for(post: ListeningPost, mention: Mention, text: str, key: str, since: datetime) -> Published | None:
    """Return the answer of an earlier `send`, if it got through; raises as `send` does when that cannot be known."""
    if not can_look_for(post):
        raise UnknownOutcomeError("nobody can say")
    listener = LISTENERS[post.kind]
    try:
        return listener.find(queries.place_of(post), fresh(post), mention.reply_to, text, key, since=since)
    except FetchError as error:
        raise TransientError from error


def _mail(post: ListeningPost, mention: Mention, text: str, key: str) -> Published:
    """Answer a mail so that it stands under the mail it answers; a second try has the same id and is seen as one."""
    to = mention.reply_to
    own = f"<{hashlib.sha256(f'kring {key}'.encode()).hexdigest()[:32]}@{post.address.rpartition('@')[2]}>"
    before = [one for one in [*to.get("references", []), to.get("message_id", "")] if one]
    subject = str(to.get("subject", "")).replace("\r", " ").replace("\n", " ")
    mail = EmailMessage(
        subject=subject if subject.lower().startswith("re:") else f"Re: {subject}".strip(),
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[str(to["to"])],
        reply_to=[post.address],
        headers={"Message-ID": own}
        | ({"In-Reply-To": before[-1], "References": " ".join(dict.fromkeys(before))} if before else {}),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise RejectedError("the address does not exist") from error
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
        raise MisconfiguredError("the mail server does not let Kring in") from error
    except (smtplib.SMTPConnectError, ConnectionRefusedError, smtplib.SMTPHeloError) as error:
        raise TransientError from error
    except smtplib.SMTPResponseException as error:
        if 400 <= error.smtp_code < 500:
            raise TransientError from error
        raise RejectedError from error
    except (smtplib.SMTPException, OSError) as error:
        raise UnknownOutcomeError("the mail server hung up") from error
    return Published(own, "")


def let_go(post: ListeningPost) -> None:
    """Tell a network that Kring needs its account no longer; when it cannot be told, the tokens go all the same."""
    try:
        LISTENERS[post.kind].revoke(queries.place_of(post), queries.secrets_of(post))
    except (ChannelError, FetchError, KeyError) as error:
        log.info("an account of %s was not given back: %s", post.kind, type(error).__name__)

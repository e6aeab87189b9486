"""Where the hub listens, and how what was said comes in: once, and wherever a worker dies."""

import base64
import hashlib
import random
import secrets as randomness
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kring.connectors.channel import NeedsReconnectError, TransientError
from kring.connectors.listener import Answers, Heard, HeardItem, SetUp
from kring.connectors.registry import LISTENERS
from kring.core import audit
from kring.core.models import Organisation
from kring.core.secrets import seal
from kring.core.worker import wake
from kring.hub import queries, rules
from kring.hub.errors import PostKnownError
from kring.hub.models import ListeningPost, Mention
from kring.stories import actions as stories
from kring.stories import rules as stories_rules

if TYPE_CHECKING:
    from kring.people.models import Person

LISTEN = "hub.tasks.listening.listen"


@dataclass(frozen=True)
class Choices:
    """What a person says of a place, whatever its kind."""

    name: str
    department_id: int | None
    answer_within: int  # minutes of opening hours


@dataclass(frozen=True)
class Claimed:
    """A post that one worker has for itself, until then."""

    post: ListeningPost
    until: datetime


@transaction.atomic
def add_post(*, by: "Person", kind: str, choices: Choices, set_up: SetUp, now: datetime) -> ListeningPost:
    """Listen at a place from now on."""
    Organisation.objects.select_for_update().get(pk=by.organisation_id)  # two do not add the same at once
    same = ListeningPost.objects.filter(kind=kind, address=set_up.address)
    if LISTENERS[kind].caps.signs_in:
        known = next((post for post in same if _is_account(post, set_up.secrets.get("remote_id"))), None)
        if known is not None:  # connected anew: it goes on from where it stopped
            switch_post(by=by, post=known, is_on=True, now=now)
            return change_post(by=by, post=known, choices=choices, set_up=set_up, now=now)
    elif LISTENERS[kind].caps.polls and same.filter(search=set_up.search).exists():
        raise PostKnownError
    post = ListeningPost.objects.create(
        organisation_id=by.organisation_id,
        kind=kind,
        name=choices.name,
        address=set_up.address,
        search=set_up.search,
        sealed=seal(dict(set_up.secrets)),
        department_id=choices.department_id,
        answer_within=choices.answer_within,
    )
    _say_where_mail_goes(post)
    _look_at_once(post, now)
    audit.note(by, "began listening", post, kind=kind)
    return post


@transaction.atomic
def change_post(
    *, by: "Person", post: ListeningPost, choices: Choices, set_up: SetUp | None, now: datetime
) -> ListeningPost:
    """Change how a place is called and who answers it; with `set_up`, also how it is reached."""
    post = ListeningPost.objects.select_for_update().get(pk=post.pk)
    post.name, post.department_id, post.answer_within = choices.name, choices.department_id, choices.answer_within
    if set_up is not None:
        if set_up.address != post.address:
            post.cursor = {}  # another place: begin anew there
        post.address, post.search, post.sealed = set_up.address, set_up.search, seal(dict(set_up.secrets))
        post.problem, post.failures = "", 0
    post.save()
    _say_where_mail_goes(post)
    if post.is_on and set_up is not None:
        _look_at_once(post, now)
    audit.note(by, "changed where the hub listens", post)
    return post


@transaction.atomic
def switch_post(*, by: "Person", post: ListeningPost, is_on: bool, now: datetime) -> None:
    """Stop listening at a place, or go on from where it stopped; what came in stays."""
    post.is_on, post.next_look_at = is_on, None
    post.save(update_fields=["is_on", "next_look_at"])
    if is_on:
        _look_at_once(post, now)
    audit.note(by, "went on listening" if is_on else "stopped listening", post)


@transaction.atomic
def listen_now(*, by: "Person", post: ListeningPost, now: datetime) -> None:
    """Listen at once instead of at the next turn."""
    if post.is_on:
        _look_at_once(post, now)


@transaction.atomic
def remove_post(*, by: "Person", post: ListeningPost) -> None:
    """Forget a place with its passwords; what came in stays."""
    audit.note(by, "removed a place to listen", post, kind=post.kind, name=post.name)
    Organisation.objects.filter(pk=post.organisation_id, inbox_address__iexact=post.address).exclude(
        inbox_address=""
    ).update(inbox_address="")
    post.delete()


@transaction.atomic
def renew_secret(*, by: "Person", post: ListeningPost) -> str:
    """Return a new secret with which messages are signed; the old one is worth nothing from now on."""
    secret = "whsec_" + base64.b64encode(randomness.token_bytes(32)).decode()
    post.sealed = seal({"secret": secret})
    post.save(update_fields=["sealed"])
    audit.note(by, "renewed the secret of a webhook", post)
    return secret


def _is_account(post: ListeningPost, remote_id: Any) -> bool:
    """Whether a place is this account of its server."""
    try:
        return bool(remote_id) and queries.secrets_of(post).get("remote_id") == remote_id
    except NeedsReconnectError:
        return False


def _say_where_mail_goes(post: ListeningPost) -> None:
    """Let answers to Kring's own mails go to the mailbox that it reads."""
    if LISTENERS[post.kind].caps.answers == Answers.MAIL:
        Organisation.objects.filter(pk=post.organisation_id).update(inbox_address=post.address)


def _look_at_once(post: ListeningPost, now: datetime) -> None:
    if not LISTENERS[post.kind].caps.polls or post.organisation.is_simulated:
        return  # what is simulated asks nothing outside
    ListeningPost.objects.filter(pk=post.pk).update(next_look_at=now)
    wake(LISTEN, post)


@transaction.atomic
def claim_post(*, post_id: int, now: datetime) -> Claimed | None:
    """Take a place that is due for one worker; None when it is not due, or another worker has it."""
    post = ListeningPost.objects.select_for_update().filter(pk=post_id, is_on=True, next_look_at__lte=now).first()
    if post is None or post.kind not in LISTENERS or not LISTENERS[post.kind].caps.polls:
        return None
    post.next_look_at = now + rules.LEASE
    post.save(update_fields=["next_look_at"])
    return Claimed(post, post.next_look_at)


@contextmanager
def held_post(*, post_id: int) -> Iterator[ListeningPost | None]:
    """Hold a place so that no two workers change its tokens at once: a network takes that for theft."""
    with transaction.atomic():
        yield ListeningPost.objects.select_for_update().filter(pk=post_id).first()


def keep_secrets(*, post: ListeningPost, secrets: Mapping[str, Any]) -> None:
    """Keep fresh tokens in place of the old ones."""
    post.sealed = seal(dict(secrets))
    post.save(update_fields=["sealed"])


def _still(claimed: Claimed) -> ListeningPost | None:
    """Return the place if this claim still holds, for the rest of the transaction."""
    mine = ListeningPost.objects.select_for_update().filter(
        pk=claimed.post.pk, next_look_at=claimed.until, address=claimed.post.address
    )
    return mine.first()


@transaction.atomic
def record_heard(*, claimed: Claimed, heard: Heard, goes_on: bool, now: datetime) -> Claimed | None:
    """Keep what was said and where listening stopped, both or neither; None when the claim is over.

    `goes_on`: this worker fetches the next part at once.
    """
    post = _still(claimed)
    if post is None:
        return None
    take_in(post=post, items=heard.items, now=now)
    post.cursor, post.looked_at, post.problem, post.failures = dict(heard.cursor), now, "", 0
    if heard.has_more:
        post.next_look_at = now + rules.LEASE if goes_on else now
    else:
        every = LISTENERS[post.kind].caps.every
        post.next_look_at = now + rules.wait(every, 0, random.random())  # noqa: S311 - keeps places apart
    post.save(update_fields=["cursor", "looked_at", "problem", "failures", "next_look_at"])
    if not (heard.has_more and goes_on):
        if heard.has_more:
            wake(LISTEN, post)
        return None
    return Claimed(post, post.next_look_at)


@transaction.atomic
def record_problem(*, claimed: Claimed, error: Exception, now: datetime) -> None:
    """Keep why a look brought nothing, and wait longer each time it does."""
    post = _still(claimed)
    if post is None:
        return
    every = LISTENERS[post.kind].caps.every
    post.failures = min(post.failures + 1, 1000)
    wait = rules.wait(every, post.failures, random.random())  # noqa: S311 - keeps places apart
    asked = error.retry_after if isinstance(error, TransientError) else None
    post.problem, post.next_look_at = rules.problem(error), now + max(wait, asked or timedelta(0))
    post.save(update_fields=["failures", "problem", "next_look_at"])


@transaction.atomic
def receive(*, post: ListeningPost, items: Iterable[HeardItem], now: datetime) -> int:
    """Keep what was sent to us; sent again, it is known. Return how much is new."""
    ListeningPost.objects.filter(pk=post.pk).update(looked_at=now, problem="", failures=0)
    return take_in(post=post, items=items, now=now)


def take_in(*, post: ListeningPost, items: Iterable[HeardItem], now: datetime) -> int:
    """Make a mention of everything that was said and is not one yet; return how many are new."""
    wanted = {_key(item): item for item in items if not bring_idea(item, now)}
    known = set(Mention.objects.filter(listening_post=post, key__in=wanted).values_list("key", flat=True))
    due_at = queries.due(post.organisation, now, post.answer_within)
    made = Mention.objects.bulk_create(
        [_mention(post, key, item, due_at) for key, item in wanted.items() if key not in known], ignore_conflicts=True
    )
    return len(made)


def _key(item: HeardItem) -> str:
    """Return the place's own id, or what stands for one that is too long."""
    return item.key if len(item.key) <= 300 else hashlib.sha256(item.key.encode()).hexdigest()


def _mention(post: ListeningPost, key: str, item: HeardItem, due_at: datetime) -> Mention:
    return Mention(
        organisation_id=post.organisation_id,
        listening_post=post,
        key=key,
        thread=item.thread[:300] or key,
        kind=item.kind[:20],
        who=item.who[:200],
        handle=item.handle[:200],
        link=item.link if len(item.link) <= 1000 else "",
        text=item.text,
        language=item.language if len(item.language) == 2 else "",
        reply_to=dict(item.reply_to),
        said_at=item.said_at,
        department_id=post.department_id,
        due_at=due_at,
    )


def bring_idea(item: HeardItem, now: datetime) -> bool:
    """Whether a mail was an answer to our own invitation to bring an idea, which it then became."""
    tokens = [token for address in item.sent_to if (token := stories_rules.token_in(address))]
    return any(
        stories.bring_idea_from_mail(
            token=token,
            sender=item.handle,
            text=item.text,
            files=item.files,
            has_more_files=item.has_more_files,
            message_id=item.key,
            now=now,
        )
        for token in tokens
    )

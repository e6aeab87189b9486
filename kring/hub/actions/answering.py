"""What the worker writes about an answer on its way, and what the desk can decide about it.

An answer goes queued → sending → published, as a share does: the claim is written before the call and every outcome
after it, so that a worker may die in between. Whoever claims it next looks at the place before posting.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kring.connectors.channel import (
    ChannelError,
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    Published,
    RejectedError,
    TransientError,
    UnknownOutcomeError,
)
from kring.core.worker import wake
from kring.hub import network
from kring.hub.actions.desk import SEND, give_words_back, move
from kring.hub.errors import NothingToDecideHereError
from kring.hub.models import Answer, ListeningPost, Mention
from kring.sharing import queries as sharing
from kring.sharing import rules as tries
from kring.sharing.actions import Look

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class ClaimedAnswer:
    """An answer that one worker has for itself, until the claim runs out."""

    answer: Answer
    post: ListeningPost
    look: Look
    at: datetime


@transaction.atomic
def claim_answer(*, answer_id: int, now: datetime) -> ClaimedAnswer | None:
    """Take an answer that is due for one worker; None when it is not due, or cannot be sent any more."""
    answer = (
        Answer.objects.select_for_update(of=("self",))
        .filter(pk=answer_id, next_try_at__lte=now)
        .select_related("mention__listening_post", "mention__organisation")
        .defer("mention__words")
        .first()
    )
    if answer is None or answer.status not in (Answer.Status.QUEUED, Answer.Status.UNKNOWN, Answer.Status.SENDING):
        return None
    if sharing.is_stopped():
        return None  # it stays due, and is found when everything goes on
    look = Look.MUST
    if answer.status == Answer.Status.QUEUED:
        look = Look.NO if answer.first_try_at is None else Look.BEST_EFFORT
    post = answer.mention.listening_post
    if post is None or not network.may_answer(post, answer.mention):
        with translation.override(answer.mention.organisation.language):
            _stop(answer, _("An answer cannot leave from here any more: answer it there."), look != Look.MUST, now)
        return None
    if look == Look.MUST and not network.can_look_for(post):
        _stop(answer, "", False, now)
        return None
    answer.status, answer.claimed_at, answer.next_try_at = Answer.Status.SENDING, now, now + tries.CLAIM_LASTS
    answer.first_try_at = answer.first_try_at or now
    answer.tries += 1
    answer.save(update_fields=["status", "claimed_at", "next_try_at", "first_try_at", "tries"])
    return ClaimedAnswer(answer, post, look, now)


def _stop(answer: Answer, problem: str, is_known: bool, now: datetime) -> None:
    """Leave an answer to the desk: not posted (its words go back to the box), or not known whether it was."""
    answer.status = Answer.Status.FAILED if is_known else Answer.Status.UNKNOWN
    answer.problem, answer.next_try_at, answer.claimed_at = problem[:300], None, None
    answer.save(update_fields=["status", "problem", "next_try_at", "claimed_at"])
    mention = Mention.objects.select_for_update().defer("words").get(pk=answer.mention_id)
    move(mention, Mention.Status.IN_HAND, now)
    if is_known:
        give_words_back(answer, answer.by_id, now, is_open=False)


def _held(claimed: ClaimedAnswer) -> Answer | None:
    """Return the answer if this claim still holds, for the rest of the transaction."""
    still = Answer.objects.select_for_update(of=("self",)).filter(
        pk=claimed.answer.pk, status=Answer.Status.SENDING, claimed_at=claimed.at
    )
    return still.select_related("organisation").first()


def _later(answer: Answer, status: str, wait: timedelta, now: datetime) -> None:
    answer.status, answer.claimed_at, answer.next_try_at = status, None, now + wait
    answer.save(update_fields=["status", "claimed_at", "next_try_at"])
    wake(SEND, answer, schedule_in={"seconds": int(wait.total_seconds()) + 1})


@transaction.atomic
def hold_back(*, claimed: ClaimedAnswer, now: datetime) -> None:
    """Put aside an answer that was claimed and not sent: everything was stopped meanwhile."""
    answer = _held(claimed)
    if answer is not None:
        _later(answer, Answer.Status.QUEUED, tries.SETTLES, now)


@transaction.atomic
def record_answered(*, answer_id: int, published: Published, now: datetime) -> None:
    """Note that an answer is there, whoever put it there: a fact, even when the claim ran out meanwhile."""
    answer = Answer.objects.select_for_update().get(pk=answer_id)
    if answer.status not in (Answer.Status.SENDING, Answer.Status.UNKNOWN, Answer.Status.QUEUED):
        return
    was_open = answer.status == Answer.Status.UNKNOWN
    answer.status, answer.ref, answer.url = Answer.Status.PUBLISHED, published.ref[:300], published.url[:1000]
    answer.posted_at, answer.problem, answer.next_try_at, answer.claimed_at = now, "", None, None
    answer.save(update_fields=["status", "ref", "url", "posted_at", "problem", "next_try_at", "claimed_at"])
    mention = Mention.objects.select_for_update().defer("words").get(pk=answer.mention_id)
    if was_open or mention.status != Mention.Status.ANSWERED:
        move(mention, Mention.Status.ANSWERED, now)


@transaction.atomic
def record_no(*, claimed: ClaimedAnswer, error: ChannelError, now: datetime) -> None:
    """Note what a no means: try later, look later, or tell the desk why it will not be posted."""
    answer = _held(claimed)
    if answer is None:
        return
    if isinstance(error, UnknownOutcomeError):
        if network.can_look_for(claimed.post):
            _later(answer, Answer.Status.UNKNOWN, tries.SETTLES, now)
        else:
            _stop(answer, "", False, now)
        return
    if isinstance(error, TransientError) and answer.tries < tries.MOST_TRIES:
        _later(answer, Answer.Status.QUEUED, _wait(answer, error), now)
        return
    with translation.override(answer.organisation.language):
        _stop(answer, _said(error, claimed.post.name), True, now)


@transaction.atomic
def record_no_look(*, claimed: ClaimedAnswer, error: ChannelError, now: datetime) -> None:
    """Note that an answer could not be looked for: again later, and in the end a matter for the desk."""
    answer = _held(claimed)
    if answer is None:
        return
    if isinstance(error, TransientError) and answer.tries < tries.MOST_TRIES:
        _later(answer, Answer.Status.UNKNOWN, _wait(answer, error), now)
        return
    with translation.override(answer.organisation.language):
        _stop(answer, _said(error, claimed.post.name), False, now)


def _wait(answer: Answer, error: TransientError) -> timedelta:
    wait = tries.wait_before_try(answer.tries, random.random())  # noqa: S311 - keeps tries apart, no secret
    return max(wait, error.retry_after or wait)


def _said(error: ChannelError, place: str) -> str:
    """Return what went wrong, as a sentence for the desk; in the language that is on."""
    if isinstance(error, RejectedError) and error.reason:
        return _("%(place)s did not take it: %(reason)s") % {"place": place, "reason": error.reason}
    sentences: dict[type[ChannelError], str] = {
        RejectedError: _("%(place)s did not take it, and did not say why."),
        NeedsReconnectError: _("%(place)s does not let Kring in any more. Connect it again among the listening posts."),
        MissingPermissionError: _("%(place)s lets Kring read, but not answer. Answer it there."),
        MisconfiguredError: _("The way to %(place)s is not set up right. Your administrator can mend that."),
        TransientError: _("%(place)s could not be reached for an hour. The words are kept."),
    }
    kind = next((kind for kind in sentences if isinstance(error, kind)), TransientError)
    return sentences[kind] % {"place": place}


@transaction.atomic
def decide(*, by: "Person", answer_id: int, choice: str, now: datetime) -> Answer:
    """Let the desk decide about an answer that perhaps came to be: look again, it is there, it is not there."""
    answer = Answer.objects.select_for_update().filter(pk=answer_id, status=Answer.Status.UNKNOWN).first()
    if answer is None or answer.next_try_at is not None:
        raise NothingToDecideHereError
    mention = Mention.objects.select_for_update().defer("words").get(pk=answer.mention_id)
    if choice == "there":
        answer.status, answer.posted_at, answer.problem = Answer.Status.CLAIMED, now, ""
        answer.save(update_fields=["status", "posted_at", "problem"])
        move(mention, Mention.Status.ANSWERED, now)
    elif choice == "look":
        answer.tries, answer.problem, answer.next_try_at = 0, "", now
        answer.save(update_fields=["tries", "problem", "next_try_at"])
        wake(SEND, answer)
    else:  # it is not there: the words go back into the box
        answer.status = Answer.Status.FAILED
        answer.save(update_fields=["status"])
        give_words_back(answer, by.pk, now, is_open=True)
        move(mention, Mention.Status.IN_HAND, now)
    return answer

"""Safe practice: a draft goes to one colleague, kind words come back, and nobody else ever sees either."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.people import queries as people
from kring.people.queries.joining import is_there
from kring.people.rules import Purpose
from kring.training import queries, rules
from kring.training.errors import (
    AskedYourselfError,
    ColleagueUnknownError,
    DraftEmptyError,
    DraftTooLongError,
    NobodyAskedError,
    PracticeGoneError,
    TooManyAskedError,
)
from kring.training.models import Practice, PracticeAnswer

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def ask_practice(
    *, by: "Person", words: str, helper_id: int | None, address: str, story_id: int | None = None, now: datetime
) -> Practice:
    """Show a draft to one colleague: somebody who lets themselves be named, or whose work address `by` knows."""
    words = _checked(words)
    helper = _helper(by, helper_id, address, now)
    if queries.practices_waiting(by).count() >= rules.ASKED_AT_MOST:
        raise TooManyAskedError(rules.ASKED_AT_MOST)
    return Practice.objects.create(
        organisation_id=by.organisation_id,
        asker=by,
        helper=helper,
        is_named=people.has_consent(helper, Purpose.BE_NAMED),
        story_id=story_id,
        words=words,
        asked_at=now,
    )


def _helper(by: "Person", helper_id: int | None, address: str, now: datetime) -> "Person":
    if address.strip():
        helper = people.person_by_email(address)
        if helper is None or not is_there(helper, timezone.localdate(now)):
            raise ColleagueUnknownError
    elif helper_id:
        helper = people.people_with_consent(Purpose.BE_NAMED).filter(pk=helper_id).first()
        if helper is None:
            raise NobodyAskedError
    else:
        raise NobodyAskedError
    if helper.pk == by.pk:
        raise AskedYourselfError
    return helper


def _checked(words: str) -> str:
    words = words.strip()
    if not words:
        raise DraftEmptyError
    if len(words) > rules.MOST_WORDS:
        raise DraftTooLongError(rules.MOST_WORDS)
    return words


@transaction.atomic
def answer_practice(*, by: "Person", practice: Practice, words: str, now: datetime) -> None:
    """Say something kind and useful about a draft; it can be said again, better."""
    words = _checked(words)
    held = Practice.objects.select_for_update().filter(pk=practice.pk, helper=by, declined_at__isnull=True).first()
    if held is None:
        raise PracticeGoneError
    PracticeAnswer.objects.update_or_create(
        organisation_id=by.organisation_id, practice=held, person=by, defaults={"words": words, "answered_at": now}
    )


def take_back_practice(*, by: "Person", practice: Practice) -> None:
    """Take a draft back: it is gone for both, and the answer with it."""
    Practice.objects.filter(pk=practice.pk, asker=by).delete()


@transaction.atomic
def decline_practice(*, by: "Person", practice: Practice, now: datetime) -> None:
    """Step back as the colleague: the draft is not shown to them any more, and what they said is gone."""
    held = Practice.objects.select_for_update().filter(pk=practice.pk, helper=by, declined_at__isnull=True).first()
    if held is None:
        raise PracticeGoneError
    PracticeAnswer.objects.filter(practice=held).delete()
    Practice.objects.filter(pk=held.pk).update(declined_at=now)

"""What the desk does: take a mention in hand, pass it on, answer it, close it; and what colleagues hand over to it."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from kring.core import audit
from kring.core.worker import wake
from kring.hub import network
from kring.hub.errors import (
    AnsweredMeanwhileError,
    AnswerEmptyError,
    AnswerLeftError,
    AnswerTooLongError,
    BeingAnsweredError,
    CannotAnswerFromHereError,
    ChangedMeanwhileError,
    NeverOpenHoursError,
    NoteEmptyError,
    NotThereError,
    NotYoursError,
    QuestionEmptyError,
    TitleTakenError,
)
from kring.hub.models import Answer, Answering, CannedAnswer, Mention, Note, NoteFor, OpeningHours
from kring.hub.queries import desk as queries
from kring.hub.rules import desk as rules
from kring.hub.rules.opening_hours import Hours, NeverOpenError, due_at
from kring.people import queries as people
from kring.people.rules import May
from kring.sharing import queries as sharing
from kring.sharing.rules import tidy
from kring.stories import actions as stories

if TYPE_CHECKING:
    from kring.people.models import Person

SEND = "hub.tasks.desk.send"
ANSWER_WITHIN = 240  # minutes of opening hours, for what a colleague hands over


def _locked(mention_id: int, version: int | None = None) -> Mention:
    """Return a mention that nobody else changes until the transaction ends, as somebody saw it (`version`)."""
    mention = Mention.objects.select_for_update().filter(pk=mention_id).defer("words").first()
    if mention is None:
        raise NotThereError
    if version is not None and mention.version != version:
        raise ChangedMeanwhileError
    return mention


def move(mention: Mention, status: str, now: datetime) -> None:
    """Put a mention on another pile; whoever had it on their screen is told when they do something with it."""
    mention.status = status
    mention.ended_at = now if status in (Mention.Status.ANSWERED, Mention.Status.CLOSED) else None
    mention.version += 1
    mention.save(update_fields=["status", "ended_at", "version"])


# One at a time


@transaction.atomic
def start_answer(*, by: "Person", mention_id: int, now: datetime, all_the_same: bool = False) -> Answering:
    """Open the reply box for `by`: others see it; when somebody has it open, only `all_the_same`."""
    mention = _locked(mention_id)
    other = Answering.objects.filter(mention=mention, until__gt=now).exclude(person=by).select_related("person").first()
    if other is not None and not all_the_same:
        raise BeingAnsweredError(other.person.first_name, other.since)
    box, is_new = Answering.objects.get_or_create(
        mention=mention,
        person=by,
        defaults={"organisation_id": by.organisation_id, "since": now, "until": now + rules.LEASE},
    )
    if not is_new:
        box.since = box.since if box.until > now else now
        box.until = now + rules.LEASE
        box.save(update_fields=["since", "until"])
    return box


def keep_answering(*, by: "Person", mention_id: int, words: str, now: datetime) -> bool:
    """Keep what `by` is writing, and the box theirs for some minutes more; False when the box is not open."""
    kept = words.replace("\0", "")[: rules.MOST_WORDS]
    mine = Answering.objects.filter(mention_id=mention_id, person=by)
    return bool(mine.update(words=kept, until=now + rules.LEASE))


def stop_answering(*, by: "Person", mention_id: int, now: datetime) -> None:
    """Close the reply box; what was written is kept."""
    Answering.objects.filter(mention_id=mention_id, person=by, until__gt=now).update(until=now)


# Answering


def _answered_meanwhile(mention: Mention, by: "Person") -> AnsweredMeanwhileError | ChangedMeanwhileError:
    standing = Answer.objects.filter(mention=mention).exclude(status__in=queries.NOT_STANDING).exclude(by=by)
    last = standing.select_related("by").order_by("-created_at").first()
    if last is None:
        return ChangedMeanwhileError()
    return AnsweredMeanwhileError(last.by.first_name if last.by else "")


def _write(mention: Mention, by: "Person", text: str, version: int, now: datetime, **fields: object) -> Answer:
    """Write an answer and say that the mention is answered, if it is still as `by` saw it."""
    words = tidy(text)
    if not words:
        raise AnswerEmptyError
    if mention.version != version:
        raise _answered_meanwhile(mention, by)
    try:
        with transaction.atomic():
            answer = Answer.objects.create(
                organisation_id=by.organisation_id, mention=mention, by=by, text=words, **fields
            )
    except IntegrityError:  # one is under way
        raise _answered_meanwhile(mention, by) from None
    mention.assignee = mention.assignee or by
    mention.save(update_fields=["assignee"])
    move(mention, Mention.Status.ANSWERED, now)
    Answering.objects.filter(mention=mention, person=by).delete()
    return answer


@transaction.atomic
def send_answer(*, by: "Person", mention_id: int, text: str, version: int, now: datetime, key: str = "") -> Answer:
    """Answer through the place where it came in; the worker posts it after a few seconds, in which it can be undone.

    `version` is the mention as `by` saw it; `key` makes a second press of the same button the same answer.
    """
    mention = _locked(mention_id)
    if key and (pressed_before := Answer.objects.filter(key=key, mention=mention, by=by).first()):
        return pressed_before
    post = mention.listening_post
    if post is None or not network.may_answer(post, mention):
        raise CannotAnswerFromHereError
    left = network.room_left(post, mention, tidy(text))
    if left is not None and left < 0:
        raise AnswerTooLongError(-left)
    answer = _write(
        mention,
        by,
        text,
        version,
        now,
        key=_new_key(key),
        next_try_at=now + rules.UNDO,
    )
    wake(SEND, answer, schedule_in={"seconds": int(rules.UNDO.total_seconds()) + 1})
    return answer


def _new_key(key: str) -> str:
    is_free = bool(key) and len(key) <= 40 and not Answer.objects.filter(key=key).exists()
    return key if is_free else secrets.token_urlsafe(20)


@transaction.atomic
def say_answered(*, by: "Person", mention_id: int, text: str, url: str, version: int, now: datetime) -> Answer:
    """Take `by`'s word that they answered at the place itself, with what they said there."""
    mention = _locked(mention_id)
    said = {"status": Answer.Status.CLAIMED, "key": _new_key(""), "url": url, "posted_at": now}
    return _write(mention, by, text, version, now, **said)


@transaction.atomic
def take_back_answer(*, by: "Person", answer_id: int, now: datetime) -> Answer:
    """Undo an answer that has not left yet; its words go back into the reply box."""
    answer = Answer.objects.select_for_update().filter(pk=answer_id).first()
    if answer is None:
        raise NotThereError
    if answer.status != Answer.Status.QUEUED or answer.first_try_at is not None:
        raise AnswerLeftError
    answer.status, answer.next_try_at = Answer.Status.TAKEN_BACK, None
    answer.save(update_fields=["status", "next_try_at"])
    move(_locked(answer.mention_id), Mention.Status.IN_HAND, now)
    give_words_back(answer, by.pk, now, is_open=True)
    return answer


def give_words_back(answer: Answer, person_id: int | None, now: datetime, *, is_open: bool) -> None:
    """Put the words of an answer that will not be posted back into its writer's reply box, unless they wrote anew."""
    if person_id is None:
        return
    box, _is_new = Answering.objects.get_or_create(
        mention_id=answer.mention_id,
        person_id=person_id,
        defaults={"organisation_id": answer.organisation_id, "since": now, "until": now},
    )
    box.words = box.words or answer.text
    box.until = now + rules.LEASE if is_open else box.until
    box.save(update_fields=["words", "until"])


# Whose it is, and what it is about


@transaction.atomic
def assign(
    *, by: "Person", mention_id: int, person_id: int | None, department_id: int | None, version: int, now: datetime
) -> Mention:
    """Give a mention to a colleague at the desk, to a department, or to both."""
    mention = _locked(mention_id, version)
    if person_id is not None and not people.who_may(May.WORK_DESK).filter(pk=person_id).exists():
        raise NotThereError
    if department_id is not None and not people.departments().filter(pk=department_id).exists():
        raise NotThereError
    mention.assignee_id, mention.department_id = person_id, department_id
    mention.save(update_fields=["assignee", "department"])
    is_ended = mention.status in (Mention.Status.ANSWERED, Mention.Status.CLOSED)
    taken = Mention.Status.IN_HAND if person_id else Mention.Status.NEW
    move(mention, mention.status if is_ended else taken, mention.ended_at if is_ended and mention.ended_at else now)
    return mention


@transaction.atomic
def describe(*, by: "Person", mention_id: int, pillar_id: int | None, feeling: str, language: str) -> Mention:
    """Say what a mention is about and how it sounds, as a person hears it."""
    mention = _locked(mention_id)
    if pillar_id is not None and not any(pillar.pk == pillar_id for pillar in queries.pillars()):
        raise NotThereError
    mention.pillar_id = pillar_id
    mention.feeling = feeling if feeling in set(rules.Feeling) else ""
    mention.language = language if language in ("nl", "en") else mention.language
    mention.save(update_fields=["pillar", "feeling", "language"])
    return mention


@transaction.atomic
def close(*, by: "Person", mention_id: int, version: int, now: datetime) -> Mention:
    """Say that a mention needs no answer."""
    mention = _locked(mention_id, version)
    move(mention, Mention.Status.CLOSED, now)
    return mention


@transaction.atomic
def reopen(*, by: "Person", mention_id: int, version: int, now: datetime) -> Mention:
    """Put a mention that was answered or closed back among those in hand."""
    mention = _locked(mention_id, version)
    move(mention, Mention.Status.IN_HAND if mention.assignee_id else Mention.Status.NEW, now)
    return mention


@transaction.atomic
def write_note(*, by: "Person", mention_id: int, text: str, for_ids: Sequence[int], now: datetime) -> Note:
    """Leave a note for the desk, and point colleagues to it; what was meant for `by` here is seen with that."""
    words = tidy(text)
    if not words:
        raise NoteEmptyError
    mention = _locked(mention_id)
    note = Note.objects.create(organisation_id=by.organisation_id, mention=mention, by=by, text=words)
    meant = people.who_may(May.WORK_DESK).filter(pk__in=for_ids).exclude(pk=by.pk)
    NoteFor.objects.bulk_create(NoteFor(organisation_id=by.organisation_id, note=note, person=one) for one in meant)
    see_notes(by=by, mention_id=mention_id, now=now)
    return note


def see_notes(*, by: "Person", mention_id: int, now: datetime) -> None:
    """Say that `by` has seen the notes that were meant for them here."""
    NoteFor.objects.filter(note__mention_id=mention_id, person=by, seen_at__isnull=True).update(seen_at=now)


@transaction.atomic
def make_idea(*, by: "Person", mention_id: int) -> Mention:
    """Bring what somebody outside said to the editors, as something that goes on; once."""
    mention = _locked(mention_id)
    if mention.idea_id is None:
        mention.idea = stories.bring_idea(by=by, going_on=mention.text[:4000], to_share="", theme_id=None)
        mention.save(update_fields=["idea"])
    return mention


# From a colleague


@transaction.atomic
def hand_over(*, by: "Person", share_id: int, text: str, who: str, link: str, key: str, now: datetime) -> Mention:
    """Give the desk a question that somebody asked under `by`'s own post; a second press is the same question."""
    question = tidy(text)
    share = sharing.shares_of(by).filter(pk=share_id).first()
    if share is None:
        raise NotYoursError
    if not question:
        raise QuestionEmptyError
    values = {
        "thread": f"share-{share.pk}",
        "kind": "question",
        "who": who.strip()[:200],
        "link": link.strip() or share.url,
        "text": question,
        "language": share.language,
        "said_at": now,
        "handed_over_by": by,
        "share": share,
        "due_at": queries.due(by.organisation, now, ANSWER_WITHIN),
    }
    made, _is_new = Mention.objects.get_or_create(
        organisation_id=by.organisation_id,
        listening_post=None,
        key=f"handed-{by.pk}-{key or secrets.token_urlsafe(12)}"[:300],
        defaults=values,
    )
    return made


# What the desk settles


@transaction.atomic
def change_opening_hours(
    *, by: "Person", week: Sequence[tuple[time, time] | None], holidays: Sequence[date], now: datetime
) -> OpeningHours:
    """Change when the desk is open; what waits for an answer gets its new due time."""
    try:
        hours = Hours(tuple(week), frozenset(holidays))
    except NeverOpenError:
        raise NeverOpenHoursError from None
    row, _is_new = OpeningHours.objects.update_or_create(
        organisation_id=by.organisation_id,
        defaults={
            "week": [[f"{at:%H:%M}" for at in day] if day else None for day in hours.week],
            "holidays": [day.isoformat() for day in sorted(hours.holidays)],
        },
    )
    zone = ZoneInfo(by.organisation.time_zone)
    waiting = list(
        Mention.objects.select_for_update(of=("self",))
        .filter(status__in=queries.OPEN, due_at__isnull=False)
        .select_related("listening_post")
        .defer("words")
    )
    for mention in waiting:
        post = mention.listening_post
        mention.due_at = due_at(mention.came_at, post.answer_within if post else ANSWER_WITHIN, hours, zone)
    Mention.objects.bulk_update(waiting, ["due_at"], batch_size=500)
    audit.note(by, "changed opening hours", row)
    return row


def save_canned(
    *, by: "Person", canned_id: int | None, title: str, text: dict[str, str], department_id: int | None
) -> CannedAnswer:
    """Write a standard answer, or change one."""
    canned = CannedAnswer.objects.filter(pk=canned_id).first() if canned_id else None
    if canned_id and canned is None:
        raise NotThereError
    canned = canned or CannedAnswer(organisation_id=by.organisation_id)
    canned.title, canned.department_id = title.strip(), department_id
    canned.text = {language: words.strip() for language, words in text.items() if words.strip()}
    if not canned.text:
        raise AnswerEmptyError
    try:
        with transaction.atomic():
            canned.save()
    except IntegrityError:
        raise TitleTakenError from None
    return canned


def remove_canned(*, by: "Person", canned_id: int) -> None:
    """Take a standard answer away; what was sent stays."""
    CannedAnswer.objects.filter(pk=canned_id).delete()

"""Ask “may I post this?”, answer it, and let others learn from the answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.core.worker import wake
from kring.hub import rules
from kring.hub.errors import (
    AlreadyAnsweredError,
    AnswerMissingError,
    NotAnsweredError,
    NothingToAskError,
    PrecedentEmptyError,
    QuestionGoneError,
)
from kring.hub.models import Precedent, Question, Verdict
from kring.hub.queries import questions as queries
from kring.people import actions as people

if TYPE_CHECKING:
    from kring.people.models import Person

TELL = "hub.tasks.questions.tell_answer"
MOST = 10_000  # characters


def ask(*, by: "Person", text: str, doubt: str, story_id: int | None, key: str, now: datetime) -> Question:
    """Ask the hub whether `by` may post a text; `key` makes a second press the same question."""
    text, doubt = text.replace("\0", "").strip()[:MOST], " ".join(doubt.split())[:500]
    if not text:
        raise NothingToAskError
    values = {"organisation_id": by.organisation_id, "text": text, "doubt": doubt, "story_id": story_id}
    asked, _is_new = Question.objects.get_or_create(person=by, key=key, defaults=values | {"asked_at": now})
    return asked


@transaction.atomic
def withdraw(*, by: "Person", question_id: int) -> None:
    """Take a question back: it is gone, answered or not. What others learnt from it leads to nobody."""
    Question.objects.filter(pk=question_id, person=by).delete()
    note_unread(by=by, person=by)


@transaction.atomic
def answer(*, by: "Person", question_id: int, verdict: str, answer: str, now: datetime) -> Question:
    """Answer a question, as a human: yes; better like this, because; rather not, because."""
    question = Question.objects.select_for_update().filter(pk=question_id).first()
    if question is None:
        raise QuestionGoneError
    if question.answered_at is not None:
        if question.answered_by_id == by.pk and (question.verdict, question.answer) == (verdict, answer.strip()):
            return question  # pressed twice
        raise AlreadyAnsweredError(question.answered_by.name if question.answered_by else "")
    if verdict != Verdict.YES and not answer.strip():
        raise AnswerMissingError
    question.verdict, question.answer = Verdict(verdict), answer.strip()
    question.answered_by, question.answered_at = by, now
    question.save(update_fields=["verdict", "answer", "answered_by", "answered_at"])
    note_unread(by=by, person=question.person)
    wake(TELL, question)
    return question


@transaction.atomic
def see_answer(*, by: "Person", question_id: int, now: datetime) -> None:
    """Note that whoever asked saw the answer."""
    mine = Question.objects.filter(pk=question_id, person=by, answered_at__isnull=False, seen_at__isnull=True)
    mine.update(seen_at=now)
    note_unread(by=by, person=by)


def note_unread(*, by: "Person", person: "Person") -> None:
    """Let the pages of `person` say that an answer waits for them, or no longer."""
    people.note_answer(by=by, person=person, is_waiting=queries.unread_answers(person) > 0)


def claim_telling(*, question_id: int, now: datetime) -> Question | None:
    """Take an answer that is to be mailed to who asked, once; None when it was, or was seen already."""
    waiting = Question.objects.filter(pk=question_id, answered_at__isnull=False)
    if not waiting.filter(told_at__isnull=True, seen_at__isnull=True).update(told_at=now):
        return None
    return waiting.select_related("person__organisation", "person__account").first()


@transaction.atomic
def publish_precedent(
    *, by: "Person", question_id: int, asked: Mapping[str, str], answer: Mapping[str, str]
) -> Precedent:
    """Let everybody learn from an answer, in an editor's words; no name, no unit, no date finer than the month."""
    question = Question.objects.select_for_update().filter(pk=question_id).first()
    if question is None:
        raise QuestionGoneError
    if question.answered_at is None:
        raise NotAnsweredError
    asked, answer = rules.said(asked), rules.said(answer)
    if not asked or not answer or not set(asked) & set(answer):
        raise PrecedentEmptyError
    values = {
        "asked": asked,
        "answer": answer,
        "verdict": question.verdict,
        "month": timezone.localdate(question.answered_at).replace(day=1),
    }
    precedent, is_new = Precedent.objects.update_or_create(
        question=question,
        defaults=values,
        create_defaults=values | {"organisation_id": question.organisation_id},
    )
    audit.note(by, "published_precedent" if is_new else "changed_precedent", precedent)
    return precedent


@transaction.atomic
def remove_precedent(*, by: "Person", precedent_id: int) -> None:
    """Take a precedent away again."""
    precedent = Precedent.objects.filter(pk=precedent_id).first()
    if precedent is not None:
        audit.note(by, "removed_precedent", precedent)
        precedent.delete()

"""Reads about “may I post this?”."""

from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import QuerySet
from django.db.models.fields.json import KT

from kring.choose.phrases import words
from kring.choose.talk import STOP_WORDS
from kring.hub.models import Precedent, Question
from kring.hub.rules import any_of

if TYPE_CHECKING:
    from kring.people.models import Person

CONFIGS = {"nl": "dutch", "en": "english"}
LEFT_OUT = STOP_WORDS["nl"] | STOP_WORDS["en"]
WORDS_SEARCHED = 40


def questions_waiting() -> QuerySet[Question]:
    """Return the questions that nobody answered yet, longest waiting first."""
    return (
        Question.objects.filter(answered_at__isnull=True).select_related("person", "story").order_by("asked_at", "pk")
    )


def questions_answered() -> QuerySet[Question]:
    """Return the questions that were answered, newest answer first."""
    rows = Question.objects.filter(answered_at__isnull=False).select_related("person", "answered_by")
    return rows.order_by("-answered_at", "-pk")


def question(question_id: int) -> Question | None:
    """Return one question, for the hub."""
    return Question.objects.select_related("person", "story", "answered_by").filter(pk=question_id).first()


def questions_of(person: "Person") -> QuerySet[Question]:
    """Return the questions of one person, newest first: for their own page."""
    return Question.objects.filter(person=person).select_related("story").order_by("-asked_at", "-pk")


def unread_answers(person: "Person") -> int:
    """Return how many answers a person did not see yet."""
    return Question.objects.filter(person=person, answered_at__isnull=False, seen_at__isnull=True).count()


def answers_to_tell() -> QuerySet[Question]:
    """Return answers whose people were not told by mail and did not see them."""
    return Question.objects.filter(answered_at__isnull=False, told_at__isnull=True, seen_at__isnull=True)


def precedent_of(question_id: int) -> Precedent | None:
    """Return what was published of a question."""
    return Precedent.objects.filter(question=question_id).first()


def published_from(question_ids: list[int]) -> set[int]:
    """Return of which questions something was published."""
    return set(Precedent.objects.filter(question__in=question_ids).values_list("question_id", flat=True))


def precedents() -> QuerySet[Precedent]:
    """Return all precedents, newest month first. The question they came from is never read along."""
    return Precedent.objects.order_by("-month", "-pk")


def search_precedents(typed: str, most: int = 20) -> list[Precedent]:
    """Return the precedents that a search finds, in both languages, best first; without a search the newest."""
    typed = typed.replace("\0", " ").strip()[:300]
    if not typed:
        return list(precedents()[:most])
    found = [SearchQuery(typed, config=config, search_type="websearch") for config in CONFIGS.values()]
    return _ranked(found[0] | found[1], most)


def like_this(text: str, most: int = 3) -> list[Precedent]:
    """Return the precedents that have most to do with a text that somebody would post."""
    telling = list(dict.fromkeys(word for word in words(text) if word not in LEFT_OUT and len(word) > 2))
    if not telling:
        return []
    raw = any_of(tuple((word,) for word in telling[:WORDS_SEARCHED]))
    found = [SearchQuery(raw, config=config, search_type="raw") for config in CONFIGS.values()]
    return _ranked(found[0] | found[1], most)


def _ranked(query: SearchQuery, most: int) -> list[Precedent]:
    dutch, english = (
        SearchVector(KT(f"asked__{language}"), KT(f"answer__{language}"), config=config)
        for language, config in CONFIGS.items()
    )
    rows = Precedent.objects.annotate(document=dutch + english).filter(document=query)
    return list(rows.annotate(rank=SearchRank("document", query)).order_by("-rank", "-month", "-pk")[:most])

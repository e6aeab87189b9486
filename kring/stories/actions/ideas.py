"""Colleagues bring in ideas, and get an answer."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kring.core.models import Organisation
from kring.stories.actions.writing import Words, Writing, write_story
from kring.stories.errors import IdeaEmptyError
from kring.stories.models import Idea, Story

if TYPE_CHECKING:
    from kring.people.models import Person


def bring_idea(*, by: "Person", going_on: str, to_share: str, theme_id: int | None) -> Idea:
    """Tell the editors what is going on, what should be told, or what it is about: one is enough."""
    going_on, to_share = going_on.strip(), to_share.strip()
    if not (going_on or to_share or theme_id):
        raise IdeaEmptyError
    return Idea.objects.create(
        organisation_id=by.organisation_id, person=by, going_on=going_on, to_share=to_share, theme_id=theme_id
    )


def answer_idea(*, by: "Person", idea: Idea, answer: str, now: datetime) -> Idea:
    """Tell the colleague who brought an idea what becomes of it."""
    idea.answer, idea.answered_at = answer.strip(), now
    idea.save(update_fields=["answer", "answered_at"])
    return idea


@transaction.atomic
def make_story_of_idea(*, by: "Person", idea: Idea, now: datetime) -> Story:
    """Start a draft from an idea; its colleague sees that it is being worked on."""
    if idea.story_id:
        return Story.objects.get(pk=idea.story_id)
    words = (idea.to_share or idea.going_on).strip()
    title = words.splitlines()[0][:120] if words else ""
    body = "\n\n".join(part for part in (idea.going_on, idea.to_share) if part)
    language = Organisation.objects.get(pk=by.organisation_id).language
    writing = Writing(theme_id=idea.theme_id, texts={language: Words(title, body)})
    idea.story = write_story(by=by, story=None, writing=writing, now=now)
    idea.answered_at = idea.answered_at or now
    idea.save(update_fields=["story", "answered_at"])
    return idea.story

"""Who a story comes from, who writes it, and whose calendar shows the plan."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kring.stories import queries
from kring.stories.actions.notes import note
from kring.stories.errors import CardMovedError, NotYoursNowError
from kring.stories.models import CalendarFeed, GivenStory, Story, StoryPerson
from kring.stories.rules.board import Column, Note

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def ask_to_name(*, by: "Person", story: Story, person: "Person", now: datetime) -> StoryPerson:
    """Ask somebody whether a story may name them; asking twice asks once."""
    asked, is_new = StoryPerson.objects.get_or_create(
        organisation_id=story.organisation_id, story=story, person=person, defaults={"asked_at": now}
    )
    if is_new:
        note(story=story, by=by, kind=Note.ASKED_TO_NAME, now=now)
    return asked


@transaction.atomic
def answer_to_name(*, by: "Person", asked: StoryPerson, agrees: bool, now: datetime) -> StoryPerson:
    """Say whether a story may name you; the answer can be changed at any time."""
    asked.agrees, asked.answered_at = agrees, now
    asked.save(update_fields=["agrees", "answered_at"])
    Story.objects.filter(pk=asked.story_id).update(changed_at=now)
    note(story=asked.story, by=None, kind=Note.SAID_YES if agrees else Note.SAID_NO, now=now)
    return asked


def stop_asking(*, by: "Person", asked: StoryPerson) -> None:
    """Take somebody off a story."""
    asked.delete()


@transaction.atomic
def give_story(*, by: "Person", story: Story, person: "Person", now: datetime) -> GivenStory:
    """Let a writer from outside work on a story."""
    given, is_new = GivenStory.objects.get_or_create(
        organisation_id=story.organisation_id, story=story, person=person, defaults={"given_at": now}
    )
    if is_new:
        note(story=story, by=by, kind=Note.GIVEN, now=now, who=person.name)
    return given


@transaction.atomic
def take_story_back(*, by: "Person", story: Story, person: "Person", now: datetime) -> None:
    """Let a writer from outside no longer work on a story; what they wrote stays."""
    if GivenStory.objects.filter(story=story, person=person).delete()[0]:
        note(story=story, by=by, kind=Note.TAKEN_BACK, now=now, who=person.name)


@transaction.atomic
def hand_in(*, by: "Person", story: Story, version: int, now: datetime) -> Story:
    """Ask the editors to look at a story that one was given."""
    story = Story.objects.select_for_update().get(pk=story.pk)
    if story.version != version:
        raise CardMovedError(queries.column_of(story, now).value, "")
    if queries.column_of(story, now) is not Column.DRAFT:
        raise NotYoursNowError
    story.stage = Column.REVIEW
    story.version += 1
    story.save()
    note(story=story, by=by, kind=Note.MOVED, now=now, to=Column.REVIEW.value)
    return story


def open_calendar(*, by: "Person", now: datetime) -> CalendarFeed:
    """Give an editor an address at which their own calendar reads the plan."""
    feed, _is_new = CalendarFeed.objects.get_or_create(
        organisation_id=by.organisation_id,
        person=by,
        defaults={"secret": secrets.token_urlsafe(24), "created_at": now},
    )
    return feed


def renew_calendar(*, by: "Person", now: datetime) -> CalendarFeed:
    """Give the calendar another address; the old one answers no more."""
    feed, _is_new = CalendarFeed.objects.update_or_create(
        organisation_id=by.organisation_id,
        person=by,
        defaults={"secret": secrets.token_urlsafe(24), "created_at": now},
    )
    return feed

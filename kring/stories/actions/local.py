"""A unit brings its own news: written by who leads it, looked at as any story, and given to everybody by an editor."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kring.core import audit
from kring.stories.actions import notes
from kring.stories.actions.writing import (
    Writing,
    is_free_to_go,
    missing,
    publish_story,
    refuse_when_missing,
    write_story,
    written,
)
from kring.stories.errors import NoLongerLocalError
from kring.stories.models import Story
from kring.stories.rules.board import Column, Note

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def write_local_story(
    *,
    by: "Person",
    unit_id: int,
    story: Story | None,
    writing: Writing,
    publishes: bool,
    live_until: datetime | None = None,
    seen: int | None = None,
    now: datetime,
) -> Story:
    """Keep a story that is for one unit alone, and publish it; where the board wants a second look, it waits there."""
    story = write_story(by=by, story=story, writing=writing, seen=seen, unit_id=unit_id, now=now)
    if story.unit_id != unit_id:
        raise NoLongerLocalError
    if story.live_from is None and not publishes:
        return story
    if story.live_from is not None or is_free_to_go(story):
        return publish_story(by=by, story=story, live_from=story.live_from, live_until=live_until, now=now)
    refuse_when_missing(missing(written(story), has_picture=bool(story.picture)))
    if story.stage != Column.REVIEW:
        story.stage, story.archived_at = Column.REVIEW, None
        story.version += 1
        story.save()
        notes.note(story=story, by=by, kind=Note.MOVED, now=now, to=Column.REVIEW.value)
    return story


@transaction.atomic
def give_to_everybody(*, by: "Person", story: Story, now: datetime) -> Story:
    """Let a local story be for everybody from now on; it does not go back to its unit alone."""
    story = Story.objects.select_for_update().get(pk=story.pk)
    if story.unit_id is None:
        return story
    story.unit = None
    story.version += 1
    story.save()
    notes.note(story=story, by=by, kind=Note.MOVED, now=now, to="everybody")
    audit.note(by, "gave to everybody", story)
    return story

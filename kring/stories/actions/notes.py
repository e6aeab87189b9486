"""What is said about a story: comments, who is called to them, and the lines of its history."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kring.reach import actions as reach
from kring.stories import queries
from kring.stories.errors import CommentEmptyError
from kring.stories.messages import CALLED
from kring.stories.models import Story, StoryMention, StoryNote
from kring.stories.rules import tidy
from kring.stories.rules.board import Note

if TYPE_CHECKING:
    from kring.people.models import Person


def note(*, story: Story, by: "Person | None", kind: Note, now: datetime, words: str = "", **details: Any) -> StoryNote:
    """Write a line in the history of a story."""
    return StoryNote.objects.create(
        organisation_id=story.organisation_id,
        story=story,
        by=by,
        kind=kind,
        words=words,
        details=details,
        at_version=queries.newest_number(story),
        created_at=now,
    )


@transaction.atomic
def comment(*, by: "Person", story: Story, words: str, mentions: Iterable[int] = (), now: datetime) -> StoryNote:
    """Say something about a story, and call colleagues to it; they are told as they want to be."""
    words = tidy(words)
    if not words:
        raise CommentEmptyError
    made = note(story=story, by=by, kind=Note.COMMENT, words=words, now=now)
    called = [person for person in queries.to_mention(story, by) if person.pk in set(mentions)]
    rows = StoryMention.objects.bulk_create(
        StoryMention(organisation_id=story.organisation_id, note=made, person=person) for person in called
    )
    told = [reach.Told(row.person, {"mention": row.pk}, f"mention {row.pk}") for row in rows]
    reach.tell_each(kind=CALLED.key, told=told, now=now)
    return made


def see_mentions(*, by: "Person", story: Story, now: datetime) -> None:
    """Note that `by` looked at what they were called to."""
    StoryMention.objects.filter(person=by, note__story=story, seen_at__isnull=True).update(seen_at=now)

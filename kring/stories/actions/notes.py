"""What is said about a story: comments, who is called to them, and the lines of its history."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from kring.core.worker import wake
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.stories import queries
from kring.stories.errors import CommentEmptyError
from kring.stories.models import Story, StoryMention, StoryNote
from kring.stories.queries.mentions import UNKNOWN_FOR
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
    """Say something about a story, and call colleagues to it; mail goes to those who agreed to mail."""
    words = tidy(words)
    if not words:
        raise CommentEmptyError
    made = note(story=story, by=by, kind=Note.COMMENT, words=words, now=now)
    called = [person for person in queries.to_mention(story, by) if person.pk in set(mentions)]
    mailed = set(
        people.people_with_consent(Purpose.EMAIL)
        .filter(pk__in=[person.pk for person in called])
        .values_list("pk", flat=True)
    )
    rows = StoryMention.objects.bulk_create(
        StoryMention(organisation_id=story.organisation_id, note=made, person=person, wants_mail=person.pk in mailed)
        for person in called
    )
    for row in rows:
        if row.wants_mail:
            wake("stories.tasks.mentions.tell", row)
    return made


def see_mentions(*, by: "Person", story: Story, now: datetime) -> None:
    """Note that `by` looked at what they were called to."""
    StoryMention.objects.filter(person=by, note__story=story, seen_at__isnull=True).update(seen_at=now)


def claim_mention(*, mention_id: int, now: datetime) -> StoryMention | None:
    """Take a mail that waits for oneself; None when it went already, or another worker has it."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - UNKNOWN_FOR)
    mine = StoryMention.objects.filter(free, pk=mention_id, wants_mail=True, mailed_at__isnull=True)
    if not mine.update(claimed_at=now):
        return None
    return StoryMention.objects.select_related("person__account", "note__by", "note__story").get(pk=mention_id)


def record_mention_mailed(*, mention: StoryMention, now: datetime) -> None:
    """Keep that the mail went."""
    StoryMention.objects.filter(pk=mention.pk).update(mailed_at=now)


def drop_mention_mail(*, mention: StoryMention) -> None:
    """Send no mail after all: the address takes none, or they agree to mail no longer. The mention stays."""
    StoryMention.objects.filter(pk=mention.pk).update(wants_mail=False)

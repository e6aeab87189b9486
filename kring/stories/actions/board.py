"""Editors move stories over the board, look at each other's work, and plan it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.core.models import Organisation
from kring.stories import queries
from kring.stories.actions.notes import note
from kring.stories.actions.writing import (
    Asked,
    Words,
    Writing,
    is_free_to_go,
    publish_story,
    refuse_before_embargo,
    take_down_story,
    write_story,
)
from kring.stories.errors import (
    CardMovedError,
    NotPlannedError,
    OwnReviewError,
    ReasonMissingError,
    ReviewNeededError,
    StoryNotReadyError,
    WayClosedError,
)
from kring.stories.models import BoardRules, Story, StoryVersion
from kring.stories.rules import board as rules
from kring.stories.rules.board import Column, Note, Review

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def move_card(*, by: "Person", story_id: int, to: Column, version: int, now: datetime) -> Story:
    """Move a story to another column; whoever moves it second is told where it is."""
    story = _locked(story_id, version, now)
    here = queries.column_of(story, now)
    if here == to:
        return story
    if to not in rules.ways(here, was_out=_was_out(story, now)):
        raise WayClosedError
    if to is Column.LIVE:
        return publish_story(by=by, story=story, now=now)
    if to is Column.ARCHIVED and here is Column.LIVE:
        return take_down_story(by=by, story=story, now=now)
    if to is Column.READY and not is_free_to_go(story):
        raise ReviewNeededError
    story.live_from = story.live_until = None
    story.archived_at = now if to is Column.ARCHIVED else None
    if to is not Column.ARCHIVED:
        story.stage = to
    _moved(story)
    note(story=story, by=by, kind=Note.MOVED, now=now, to=to.value)
    return story


def _locked(story_id: int, version: int, now: datetime) -> Story:
    story = Story.objects.select_for_update().get(pk=story_id)
    if story.version != version:
        raise CardMovedError(queries.column_of(story, now).value, queries.last_mover(story))
    return story


def _was_out(story: Story, now: datetime) -> bool:
    return story.live_from is not None and story.live_from <= now


def _moved(story: Story) -> None:
    story.version += 1
    story.save()


@transaction.atomic
def reschedule(*, by: "Person", story_id: int, day: date, version: int, now: datetime) -> Story:
    """Give a planned story another day, at the same time of day."""
    story = _locked(story_id, version, now)
    if story.live_from is None or story.live_from <= now:
        raise NotPlannedError
    moment = timezone.localtime(story.live_from)
    start = timezone.make_aware(datetime.combine(day, moment.time().replace(tzinfo=None)))
    if start <= now:
        raise NotPlannedError
    refuse_before_embargo(story.embargo_until, start)
    if story.live_until and story.live_until <= start:
        raise StoryNotReadyError(StoryNotReadyError.UNTIL_TOO_EARLY)
    story.live_from = start
    _moved(story)
    note(story=story, by=by, kind=Note.PLANNED, now=now, day=start.isoformat())
    return story


@transaction.atomic
def decide_review(*, by: "Person", story: Story, approves: bool, words: str, now: datetime) -> Story:
    """Approve what a colleague wrote, or ask for a change and say which."""
    story = Story.objects.select_for_update().get(pk=story.pk)
    words = words.strip()
    if not approves and not words:
        raise ReasonMissingError
    if approves and queries.written_by(story) == by.pk:
        raise OwnReviewError
    kind = Note.APPROVED if approves else Note.ASKED_CHANGE
    note(story=story, by=by, kind=kind, words=words, now=now)
    if story.live_from is None and story.stage == Column.REVIEW:
        story.stage = Column.READY if approves else Column.DRAFT
        _moved(story)
    return story


@transaction.atomic
def set_review(*, by: "Person", review: Review) -> None:
    """Say which stories need a second pair of eyes."""
    kept, _is_new = BoardRules.objects.update_or_create(
        organisation_id=by.organisation_id, defaults={"review": review.value}
    )
    audit.note(by, "changed the board", Organisation.objects.get(pk=kept.organisation_id), review=review.value)


@transaction.atomic
def bring_back(*, by: "Person", story: Story, number: int, seen: int | None, now: datetime) -> Story:
    """Make an older version the newest one; the picture stays the one there is."""
    kept = StoryVersion.objects.get(story=story, number=number).snapshot
    return write_story(by=by, story=story, writing=_writing(kept, story), seen=seen, brought_back=number, now=now)


def _writing(kept: dict[str, Any], story: Story) -> Writing:
    groups = queries.group_ids()
    known_theme = queries.theme(kept["theme"])
    return Writing(
        theme_id=known_theme.pk if known_theme else story.theme_id,
        texts={language: Words(said["title"], said["body"]) for language, said in kept["texts"].items()},
        link=kept["link"],
        groups=None if kept["groups"] is None else frozenset(kept["groups"]) & groups,
        asks={
            int(key): Asked(asked["prompt"], asked["example"])
            for key, asked in kept["asks"].items()
            if int(key) in groups
        },
        picture_alt=kept["alt"],
        editorial=kept["editorial"],
        is_sensitive=kept["sensitivity"] == "sensitive",
        sensitive_why=kept["why"],
        brand_text=kept["brand"],
        embargo_until=datetime.fromisoformat(kept["embargo"]) if kept["embargo"] else None,
    )

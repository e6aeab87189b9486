"""Reads about the stories of one unit: for who leads it. Nothing here says who saw or shared them."""

from dataclasses import dataclass
from datetime import datetime

from kring.stories.models import Story
from kring.stories.queries.board import column_of
from kring.stories.queries.taking_part import titles
from kring.stories.rules.board import Column

MOST = 100


@dataclass(frozen=True)
class LocalStory:
    """A story of a unit, and where it stands."""

    story: Story
    title: str
    column: Column
    is_planned: bool
    is_held: bool


def local_stories(unit_id: int, *, language: str, now: datetime) -> list[LocalStory]:
    """Return the stories that are for one unit alone, the newest first, in two queries."""
    stories = list(Story.objects.filter(unit=unit_id).order_by("-created_at", "-pk")[:MOST])
    named = titles([story.pk for story in stories], language)
    return [
        LocalStory(
            story=story,
            title=named.get(story.pk, ""),
            column=column_of(story, now),
            is_planned=story.live_from is not None and story.live_from > now,
            is_held=story.is_held,
        )
        for story in stories
    ]


def local_story(unit_id: int, story_id: int) -> Story | None:
    """Return one story of a unit."""
    return Story.objects.filter(unit=unit_id, pk=story_id).first()

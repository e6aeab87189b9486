"""Reading counts: listening is taking part."""

from datetime import datetime
from typing import TYPE_CHECKING

from kring.stories import queries
from kring.stories.errors import StoryNotLiveError
from kring.stories.models import Reading

if TYPE_CHECKING:
    from kring.people.models import Person


def open_story(*, by: "Person", story_id: int, now: datetime) -> None:
    """Note that `by` opened a story; the first time is what counts, and only of somebody who takes part."""
    if not queries.live_for(by, now).filter(pk=story_id).exists():
        raise StoryNotLiveError
    if by.is_participant:
        Reading.objects.bulk_create(
            [Reading(organisation_id=by.organisation_id, person=by, story_id=story_id, opened_at=now)],
            ignore_conflicts=True,
        )

"""Try a second question under a story on a half of the people."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from kring.core import audit
from kring.stories.errors import AlreadyTriedError, StoryNotLiveError
from kring.stories.models import QuestionTrial, Story

if TYPE_CHECKING:
    from kring.people.models import Person


def try_question(
    *, by: "Person", story: Story, prompt: Mapping[str, str], seed: str, since: datetime, until: datetime, now: datetime
) -> QuestionTrial:
    """Let a half of the people see another question under a live story from `since` until `until`; once a story."""
    if not story.is_live_at(now):
        raise StoryNotLiveError
    made, is_new = QuestionTrial.objects.get_or_create(
        story=story,
        defaults={
            "organisation_id": story.organisation_id,
            "prompt": dict(prompt),
            "seed": seed,
            "since": since,
            "until": until,
        },
    )
    if not is_new:
        raise AlreadyTriedError
    audit.note(by, "tried question", made, seed=seed)
    return made


def stop_question(*, by: "Person", story_id: int, now: datetime) -> None:
    """Show everybody the usual question under a story again, from `now` on."""
    trial = QuestionTrial.objects.filter(story=story_id, since__lt=now, until__gt=now).first()
    if trial:
        trial.until = now
        trial.save(update_fields=["until"])
        audit.note(by, "stopped question", trial)

"""Sensitive subjects as the hub works with them: what they hold also keeps posts back, and lifting lets those go."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kring.core.worker import wake
from kring.stories import actions as stories

if TYPE_CHECKING:
    from kring.people.models import Person
    from kring.stories.actions import Care
    from kring.stories.models import Subject

TELL, GO_ON = "sharing.tasks.tell_held", "sharing.tasks.go_on"


@transaction.atomic
def mark_sensitive(*, by: "Person", subject: "Subject | None", care: "Care", now: datetime) -> "Subject":
    """Mark a subject as sensitive, or change its guidance; people whose posts wait because of it are told."""
    kept = stories.save_subject(by=by, subject=subject, care=care, now=now)
    wake(TELL, kept)
    return kept


@transaction.atomic
def hold(*, by: "Person", subject: "Subject", story_id: int) -> None:
    """Put a story on a subject by hand."""
    stories.hold_story(by=by, subject=subject, story_id=story_id)
    wake(TELL, subject)


@transaction.atomic
def clear(*, by: "Person", subject: "Subject", story_id: int) -> None:
    """Let a story go on that has nothing to do with a subject, and the posts about it."""
    stories.clear_story(by=by, subject=subject, story_id=story_id)
    wake(GO_ON, subject)


@transaction.atomic
def lift(*, by: "Person", subject: "Subject", now: datetime) -> None:
    """Lift a subject: its stories are on feeds again, and posts that waited go on."""
    stories.lift_subject(by=by, subject=subject, now=now)
    wake(GO_ON, subject)

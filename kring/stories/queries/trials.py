"""Reads of second questions that are tried on a half of the people."""

from kring.stories.models import QuestionTrial


def tried_stories() -> list[int]:
    """Return the stories under which a second question is, or was, tried."""
    return list(QuestionTrial.objects.values_list("story_id", flat=True))

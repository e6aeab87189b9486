"""Reads of second questions that are tried on a half of the people."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet

from kring.stories.models import QuestionTrial


def trial_seeds(story: OuterRef, now: datetime) -> QuerySet[QuestionTrial, Any]:
    """Return the seed of the trial that runs under a story: part of a query, so that it costs none."""
    return QuestionTrial.objects.filter(story=story, since__lte=now, until__gt=now).values("seed")[:1]


def tried_stories() -> list[int]:
    """Return the stories under which a second question is, or was, tried."""
    return list(QuestionTrial.objects.values_list("story_id", flat=True))

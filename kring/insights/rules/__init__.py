"""Rules of figures and answers: pure functions, by subject."""

from kring.insights.rules.figures import (
    BLOCK,
    EPOCH,
    MOST_WEEKS,
    MY_WEEKS,
    PERIODS,
    SHOWN_AT_LEAST,
    STEPS,
    STORIES_PER_GROUP,
    STORY_WEEKS,
    UNITS_AT_LEAST,
    monday,
    recency,
    step_for,
    week_number,
    week_of,
    weeks_there,
)

__all__ = [
    "BLOCK",
    "EPOCH",
    "MOST_WEEKS",
    "MY_WEEKS",
    "PERIODS",
    "SHOWN_AT_LEAST",
    "STEPS",
    "STORIES_PER_GROUP",
    "STORY_WEEKS",
    "UNITS_AT_LEAST",
    "monday",
    "recency",
    "step_for",
    "week_number",
    "week_of",
    "weeks_there",
]

"""Pillars, themes, where stories come from, the stories themselves, and what colleagues bring in."""

from kring.stories.models.board import (
    BoardRules,
    CalendarFeed,
    GivenStory,
    StoryMention,
    StoryNote,
    StoryPerson,
    StoryVersion,
    Typed,
)
from kring.stories.models.hours import ContentHour, HourItem, HourPlan, HourVisit, Letter
from kring.stories.models.ideas import Idea, IdeaPicture, Nomination, Recording
from kring.stories.models.stories import Found, Pillar, Reading, Source, Story, StoryText, Theme, Variant
from kring.stories.models.subjects import Cleared, Subject
from kring.stories.models.trials import QuestionTrial

__all__ = [
    "BoardRules",
    "CalendarFeed",
    "Cleared",
    "ContentHour",
    "Found",
    "GivenStory",
    "HourItem",
    "HourPlan",
    "HourVisit",
    "Idea",
    "IdeaPicture",
    "Letter",
    "Nomination",
    "Pillar",
    "QuestionTrial",
    "Reading",
    "Recording",
    "Source",
    "Story",
    "StoryMention",
    "StoryNote",
    "StoryPerson",
    "StoryText",
    "StoryVersion",
    "Subject",
    "Theme",
    "Typed",
    "Variant",
]

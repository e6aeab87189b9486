"""Pillars, themes, where stories come from, the stories themselves, and what colleagues bring in."""

from kring.stories.models.hours import ContentHour, HourItem, HourPlan, HourVisit, Letter
from kring.stories.models.ideas import Idea, IdeaPicture, Nomination, Recording
from kring.stories.models.stories import Found, Pillar, Reading, Source, Story, StoryText, Theme, Variant
from kring.stories.models.subjects import Cleared, Subject

__all__ = [
    "Cleared",
    "ContentHour",
    "Found",
    "HourItem",
    "HourPlan",
    "HourVisit",
    "Idea",
    "IdeaPicture",
    "Letter",
    "Nomination",
    "Pillar",
    "Reading",
    "Recording",
    "Source",
    "Story",
    "StoryText",
    "Subject",
    "Theme",
    "Variant",
]

"""Pillars, themes, where stories come from, the stories themselves, and what colleagues bring in."""

from kring.stories.models.hours import ContentHour, HourItem, HourPlan, HourVisit, Letter
from kring.stories.models.ideas import Idea, IdeaPicture, Nomination, Recording
from kring.stories.models.stories import Found, Pillar, Reading, Source, Story, StoryText, Theme, Variant

__all__ = [
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
    "Theme",
    "Variant",
]

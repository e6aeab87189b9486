"""Pillars, themes, where stories come from, the stories themselves, and what colleagues bring in."""

from kring.stories.models.ideas import Idea
from kring.stories.models.stories import Found, Pillar, Reading, Source, Story, StoryText, Theme, Variant

__all__ = ["Found", "Idea", "Pillar", "Reading", "Source", "Story", "StoryText", "Theme", "Variant"]

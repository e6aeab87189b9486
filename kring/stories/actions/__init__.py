"""What people do with stories: read them, write them, take and leave what sources bring, bring in an idea."""

from kring.stories.actions.reading import open_story
from kring.stories.actions.themes import seed_pillars

__all__ = ["open_story", "seed_pillars"]

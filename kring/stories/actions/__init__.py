"""What people do with stories: read them, write them, take and leave what sources bring, bring in an idea."""

from kring.stories.actions.ideas import answer_idea, bring_idea, make_story_of_idea
from kring.stories.actions.reading import open_story
from kring.stories.actions.sources import (
    Find,
    add_source,
    claim_picture,
    claim_source,
    leave_find,
    put_find_back,
    record_look,
    record_problem,
    remove_source,
    switch_source,
    take_find,
)
from kring.stories.actions.themes import remove_pillar, remove_theme, save_pillar, save_theme, seed_pillars
from kring.stories.actions.writing import (
    Asked,
    Words,
    Writing,
    keep_picture,
    publish_story,
    take_down_story,
    throw_away_draft,
    write_story,
)

__all__ = [
    "Asked",
    "Find",
    "Words",
    "Writing",
    "add_source",
    "answer_idea",
    "bring_idea",
    "claim_picture",
    "claim_source",
    "keep_picture",
    "leave_find",
    "make_story_of_idea",
    "open_story",
    "publish_story",
    "put_find_back",
    "record_look",
    "record_problem",
    "remove_pillar",
    "remove_source",
    "remove_theme",
    "save_pillar",
    "save_theme",
    "seed_pillars",
    "switch_source",
    "take_down_story",
    "take_find",
    "throw_away_draft",
    "write_story",
]

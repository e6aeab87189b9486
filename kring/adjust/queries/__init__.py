"""Reads for adjusting: the week's figures, what is proposed on them, decisions and what came of them."""

from kring.adjust.queries.decisions import (
    Seen,
    decision,
    decisions,
    due,
    figures_to_choose,
    newest,
    proposals,
    waiting,
)
from kring.adjust.queries.experiments import experiments, experiments_over, outcome, stories_to_try, story_titles
from kring.adjust.queries.gathering import gather

__all__ = [
    "Seen",
    "decision",
    "decisions",
    "due",
    "experiments",
    "experiments_over",
    "figures_to_choose",
    "gather",
    "newest",
    "outcome",
    "proposals",
    "stories_to_try",
    "story_titles",
    "waiting",
]

"""Pages of adjusting, by subject."""

from kring.adjust.views.decisions import decide, decide_own, decision, decisions
from kring.adjust.views.experiments import choose, experiments, start, stop
from kring.adjust.views.proposals import proposals, rules

__all__ = [
    "choose",
    "decide",
    "decide_own",
    "decision",
    "decisions",
    "experiments",
    "proposals",
    "rules",
    "start",
    "stop",
]

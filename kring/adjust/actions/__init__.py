"""Writes of adjusting, by subject."""

from kring.adjust.actions.deciding import Own, decide, decide_own
from kring.adjust.actions.gathering import ask_to_gather, keep_figures, wake_waiting
from kring.adjust.actions.looking import look_at_adjust
from kring.adjust.actions.reviewing import write_verdict

__all__ = [
    "Own",
    "ask_to_gather",
    "decide",
    "decide_own",
    "keep_figures",
    "look_at_adjust",
    "wake_waiting",
    "write_verdict",
]

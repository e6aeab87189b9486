"""Writes of adjusting, by subject."""

from kring.adjust.actions.deciding import Own, decide, decide_own
from kring.adjust.actions.experimenting import (
    start_mail_time,
    start_nudge,
    start_question,
    stop_experiment,
    write_result,
)
from kring.adjust.actions.gathering import ask_to_gather, drop_old, keep_figures, wait_for_answers, wake_waiting
from kring.adjust.actions.looking import look_at_adjust
from kring.adjust.actions.reviewing import write_verdict

__all__ = [
    "Own",
    "ask_to_gather",
    "decide",
    "decide_own",
    "drop_old",
    "keep_figures",
    "look_at_adjust",
    "start_mail_time",
    "start_nudge",
    "start_question",
    "stop_experiment",
    "wait_for_answers",
    "wake_waiting",
    "write_result",
    "write_verdict",
]

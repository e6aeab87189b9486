"""Writes of nudges, by subject."""

from kring.nudges.actions.answering import (
    answer,
    change_group,
    leave,
    let_hero_know,
    not_for_me,
    rest,
    rest_no_longer,
    take_smaller_step,
)
from kring.nudges.actions.deciding import decide_week
from kring.nudges.actions.kinds import look_at_alive, use_kind
from kring.nudges.actions.trying import stop_kind, stop_mail_time, try_kind, try_mail_time

__all__ = [
    "answer",
    "change_group",
    "decide_week",
    "leave",
    "let_hero_know",
    "look_at_alive",
    "not_for_me",
    "rest",
    "rest_no_longer",
    "stop_kind",
    "stop_mail_time",
    "take_smaller_step",
    "try_kind",
    "try_mail_time",
    "use_kind",
]

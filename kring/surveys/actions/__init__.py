"""Writes about surveys, by subject."""

from kring.surveys.actions.answering import answer_survey, mix, open_box, throw_traces_away
from kring.surveys.actions.asking import (
    claim_letter,
    close_survey,
    follow_plan,
    look_at_comfort,
    record_letter_refused,
    record_letter_sent,
    remind,
    save_plan,
    send_survey,
)

__all__ = [
    "answer_survey",
    "claim_letter",
    "close_survey",
    "follow_plan",
    "look_at_comfort",
    "mix",
    "open_box",
    "record_letter_refused",
    "record_letter_sent",
    "remind",
    "save_plan",
    "send_survey",
    "throw_traces_away",
]

"""What people do in training, by subject."""

from kring.training.actions.lessons import (
    LessonText,
    choose_goal,
    finish_lesson,
    forget_goal,
    move_lesson,
    save_lesson,
    seed_lessons,
    switch_lesson,
    take_back_lesson,
)
from kring.training.actions.practice import answer_practice, ask_practice, decline_practice, take_back_practice
from kring.training.actions.sessions import (
    Planned,
    call_off_session,
    cancel_sign_up,
    note_attendance,
    plan_session,
    sign_up,
)

__all__ = [
    "LessonText",
    "Planned",
    "answer_practice",
    "ask_practice",
    "call_off_session",
    "cancel_sign_up",
    "choose_goal",
    "decline_practice",
    "finish_lesson",
    "forget_goal",
    "move_lesson",
    "note_attendance",
    "plan_session",
    "save_lesson",
    "seed_lessons",
    "sign_up",
    "switch_lesson",
    "take_back_lesson",
    "take_back_practice",
]

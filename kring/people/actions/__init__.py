"""Writes about people, by subject."""

from kring.people.actions.founding import found_people, seed_target_groups
from kring.people.actions.joining import (
    choose_language,
    choose_target_group,
    give_consent,
    invite_people,
    join,
    leave_programme,
    remind_people,
    stop_letters,
    withdraw_consent,
)
from kring.people.actions.roles import give_role, let_in, take_role

__all__ = [
    "choose_language",
    "choose_target_group",
    "found_people",
    "give_consent",
    "give_role",
    "invite_people",
    "join",
    "leave_programme",
    "let_in",
    "remind_people",
    "seed_target_groups",
    "stop_letters",
    "take_role",
    "withdraw_consent",
]

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
from kring.people.actions.staff_lists import (
    apply_staff_list,
    at_work,
    bring_in_staff_list,
    discard_staff_list,
    map_columns,
    put_back_staff_list,
    read_staff_list,
    reporting,
    undo_staff_list,
    upload_staff_list,
    wake_waiting_staff_lists,
)

__all__ = [
    "apply_staff_list",
    "at_work",
    "bring_in_staff_list",
    "choose_language",
    "choose_target_group",
    "discard_staff_list",
    "found_people",
    "give_consent",
    "give_role",
    "invite_people",
    "join",
    "leave_programme",
    "let_in",
    "map_columns",
    "put_back_staff_list",
    "read_staff_list",
    "remind_people",
    "reporting",
    "seed_target_groups",
    "stop_letters",
    "take_role",
    "undo_staff_list",
    "upload_staff_list",
    "wake_waiting_staff_lists",
    "withdraw_consent",
]

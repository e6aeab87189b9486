"""Reads of the Social Hub, by subject."""

from kring.hub.queries.desk import DeskCounts, desk_counts, due
from kring.hub.queries.listening import (
    PostRow,
    hook_address,
    hook_of,
    listener,
    listeners,
    place_of,
    post,
    posts,
    posts_due,
    secrets_of,
)
from kring.hub.queries.roster import AtTheDesk, on_duty, open_by_age

__all__ = [
    "AtTheDesk",
    "DeskCounts",
    "PostRow",
    "desk_counts",
    "due",
    "hook_address",
    "hook_of",
    "listener",
    "listeners",
    "on_duty",
    "open_by_age",
    "place_of",
    "post",
    "posts",
    "posts_due",
    "secrets_of",
]

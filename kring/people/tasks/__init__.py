"""What the worker does for this room, by subject."""

from kring.people.tasks.invitations import send_invitations, wake_letters
from kring.people.tasks.staff_lists import bring_in, find_waiting, put_back, read
from kring.people.tasks.structure import regroup

__all__ = [
    "bring_in",
    "find_waiting",
    "put_back",
    "read",
    "regroup",
    "send_invitations",
    "wake_letters",
]

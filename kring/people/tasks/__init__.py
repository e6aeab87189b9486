"""What the worker does for this room, by subject."""

from kring.people.tasks.invitations import send_invitations, wake_letters

__all__ = ["send_invitations", "wake_letters"]

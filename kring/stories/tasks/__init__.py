"""What the worker does for this room, by subject."""

from kring.stories.tasks.letters import lay_out, send_letters, wake_letters
from kring.stories.tasks.recordings import check, find_arriving
from kring.stories.tasks.sources import bring_picture, look, look_at_due

__all__ = [
    "bring_picture",
    "check",
    "find_arriving",
    "lay_out",
    "look",
    "look_at_due",
    "send_letters",
    "wake_letters",
]

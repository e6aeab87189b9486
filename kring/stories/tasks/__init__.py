"""What the worker does for this room, by subject."""

from kring.stories.tasks.sources import bring_picture, look, look_at_due

__all__ = ["bring_picture", "look", "look_at_due"]

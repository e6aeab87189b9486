"""What the worker does for the programme, by subject."""

from kring.rollout.tasks.waves import draw, find_waiting

__all__ = ["draw", "find_waiting"]

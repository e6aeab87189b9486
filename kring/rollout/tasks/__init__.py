"""What the worker does for the programme, by subject."""

from kring.rollout.tasks.circles import keep_circles, look_around, make, send_letters
from kring.rollout.tasks.heroes import ask, choose, compare, wake_heroes
from kring.rollout.tasks.waves import draw, find_waiting

__all__ = [
    "ask",
    "choose",
    "compare",
    "draw",
    "find_waiting",
    "keep_circles",
    "look_around",
    "make",
    "send_letters",
    "wake_heroes",
]

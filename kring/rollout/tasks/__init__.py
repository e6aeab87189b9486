"""What the worker does for the programme, by subject."""

from kring.rollout.tasks.heroes import ask, choose, compare, wake_heroes
from kring.rollout.tasks.waves import draw, find_waiting

__all__ = ["ask", "choose", "compare", "draw", "find_waiting", "wake_heroes"]

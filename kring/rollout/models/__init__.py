"""What the programme keeps, by subject."""

from kring.rollout.models.programme import DatesToAvoid, Programme, Tick, UnitPlan
from kring.rollout.models.waves import Draw, Wave

__all__ = ["DatesToAvoid", "Draw", "Programme", "Tick", "UnitPlan", "Wave"]

"""What can be decided without the database, by subject."""

from kring.rollout.rules.checklist import BY_HAND, Item
from kring.rollout.rules.phases import Dates, Phase, dates, phase_on

__all__ = ["BY_HAND", "Dates", "Item", "Phase", "dates", "phase_on"]

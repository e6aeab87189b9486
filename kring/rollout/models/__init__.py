"""What the programme keeps, by subject."""

from kring.rollout.models.heroes import Choice, Hero, HeroDefaults, KeptOut, Nomination, Proposed, TieFile, Wish
from kring.rollout.models.programme import DatesToAvoid, Programme, Tick, UnitPlan
from kring.rollout.models.waves import Draw, Wave

__all__ = [
    "Choice",
    "DatesToAvoid",
    "Draw",
    "Hero",
    "HeroDefaults",
    "KeptOut",
    "Nomination",
    "Programme",
    "Proposed",
    "Tick",
    "TieFile",
    "UnitPlan",
    "Wave",
    "Wish",
]

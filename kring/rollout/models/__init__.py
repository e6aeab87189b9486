"""What the programme keeps, by subject."""

from kring.rollout.models.badges import Badge, BadgeKey
from kring.rollout.models.circles import Circle, CircleMember, CirclePlan, CircleThanks, Milestone, NotTogether
from kring.rollout.models.help import HelpMoment, MomentLetter, MomentVisit
from kring.rollout.models.heroes import (
    Choice,
    Hero,
    HeroDefaults,
    KeptOut,
    Nomination,
    Proposed,
    TieFile,
    Wish,
)
from kring.rollout.models.programme import DatesToAvoid, Programme, Tick, UnitPlan
from kring.rollout.models.waves import Draw, Wave

__all__ = [
    "Badge",
    "BadgeKey",
    "Choice",
    "Circle",
    "CircleMember",
    "CirclePlan",
    "CircleThanks",
    "DatesToAvoid",
    "Draw",
    "HelpMoment",
    "Hero",
    "HeroDefaults",
    "KeptOut",
    "Milestone",
    "MomentLetter",
    "MomentVisit",
    "Nomination",
    "NotTogether",
    "Programme",
    "Proposed",
    "Tick",
    "TieFile",
    "UnitPlan",
    "Wave",
    "Wish",
]

"""What this room holds of a person, and for how long."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.rollout.models import (
    Badge,
    Choice,
    Circle,
    CircleMember,
    CircleThanks,
    Draw,
    HelpMoment,
    Hero,
    KeptOut,
    Milestone,
    MomentLetter,
    MomentVisit,
    Nomination,
    NotTogether,
    Proposed,
    Tick,
    TieFile,
    UnitPlan,
    Wish,
)
from kring.rollout.queries import sealed

if TYPE_CHECKING:
    from kring.people.models import Person

# What a proposal says of others, and whom a person left out, is not in the file of the one it names.
HOLDS: Holds = {
    Tick: Held(field="by", detach=True),
    UnitPlan: Held(field="lead", detach=True),
    Draw: (
        Held(field="by", detach=True, secret=("given", "found", "kept", "accepted_by")),
        Held(field="accepted_by", detach=True, secret=("given", "found", "kept", "by")),
    ),
    # In a circle. That somebody asked for another hero is theirs alone: no file of that hero tells it, nor how often.
    MomentVisit: Held(),
    MomentLetter: Held(),
    CircleThanks: (Held(field="by"), Held(field="to", secret=("by", "key"))),
    NotTogether: (Held(secret=("hero_person",)), Held(field="hero_person", is_told=False)),
    CircleMember: Held(),
    Milestone: Held(field="circle__hero__person"),
    HelpMoment: Held(field="circle__hero__person"),
    Circle: Held(field="hero__person"),
    Badge: Held(),
    Wish: Held(),
    Nomination: Held(secret=("sealed",)),
    Hero: Held(),
    Proposed: (
        Held(secret=("position", "why", "stand_in", "stand_in_cost")),
        Held(field="stand_in", detach=True, secret=("person", "position", "why", "stand_in_cost", "is_pinned")),
    ),
    KeptOut: Held(),
    Choice: Held(field="decided_by", detach=True, secret=("sealed", "picture", "problem", "beside", "prices")),
}
KEEPS: Keeps = {
    HelpMoment: [Kept(_("Help moments and who says they were there"), 400, "starts_at")],
    CircleThanks: [Kept(_("Thank-yous in a circle"), 400, "created_at")],
    NotTogether: [Kept(_("That somebody asked for another hero"), 400, "created_at")],
    Nomination: [Kept(_("Whom people named, also when no list was decided on"), 120, "round_from")],
    TieFile: [Kept(_("Who works with whom, also when no list was decided on"), 120, "created_at")],
    Hero: [Kept(_("Who was asked to be a hero, or was one"), 400, "until")],
}


def opened(person: "Person") -> dict[str, list[dict[str, Any]]]:
    """Return what this room keeps sealed for `person` alone: whom they named, while it is there."""
    return {"rollout.nomination": sealed.own_in_words(person.pk)}

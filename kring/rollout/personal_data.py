"""What this room holds of a person, and for how long."""

from kring.core.personal import Held, Holds, Keeps
from kring.rollout.models import Draw, Tick, UnitPlan

HOLDS: Holds = {
    Tick: Held(field="by", detach=True),
    UnitPlan: Held(field="lead", detach=True),
    Draw: (
        Held(field="by", detach=True, secret=("given", "found", "kept", "accepted_by")),
        Held(field="accepted_by", detach=True, secret=("given", "found", "kept", "by")),
    ),
}
KEEPS: Keeps = {}

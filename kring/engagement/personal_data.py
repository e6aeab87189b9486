"""What this room holds of a person: what happened to their shares."""

from kring.core.personal import Held, Holds
from kring.engagement.models import Click, ReadBack, Snapshot

HOLDS: Holds = {
    Click: Held(field="share__person", secret=("visitor",)),
    Snapshot: Held(field="share__person"),
    ReadBack: Held(field="share__person"),
}

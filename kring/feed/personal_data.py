"""What this room holds of a person."""

from kring.core.personal import Held, Holds
from kring.feed.models import Hidden, Impression

HOLDS: Holds = {Impression: Held(), Hidden: Held()}

"""What this room holds of a person."""

from kring.core.personal import Holds

HOLDS: Holds = {}

"""What this room holds of a person."""

from kring.core.personal import Held, Holds
from kring.stories.models import Idea, Reading, Story

HOLDS: Holds = {Idea: Held(), Reading: Held(), Story: Held(field="by", detach=True)}

"""What this room holds of a person: who took a decision, who started an experiment. Who saw what is kept nowhere."""

from kring.adjust.models import Decision, Experiment
from kring.core.personal import Held, Holds, Keeps

# A decision and its figures are the organisation's; only the name goes.
HOLDS: Holds = {Decision: Held(field="by", detach=True), Experiment: Held(field="by", detach=True)}
KEEPS: Keeps = {}

"""What this room holds of a person."""

from kring.core.personal import Held, Holds
from kring.sharing.models import ConnectedAccount, Draft, Share

HOLDS: Holds = {Draft: Held(), Share: Held(), ConnectedAccount: Held(secret=("sealed",))}

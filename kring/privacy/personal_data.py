"""What this room holds of a person: nothing. It only says how long somebody who left is kept."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Holds, Keeps, Kept
from kring.privacy.actions import LEFT_FOR

HOLDS: Holds = {}
KEEPS: Keeps = {}
ALSO = [Kept(_("Everything of somebody who left the organisation"), LEFT_FOR.days, "employed_until")]

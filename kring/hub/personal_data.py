"""What this room holds of a person, and for how long."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.hub.models import Mention

HOLDS: Holds = {
    Mention: Held(field="handed_over_by", detach=True),
}
KEEPS: Keeps = {Mention: [Kept(_("What people outside said"), 400, "came_at")]}

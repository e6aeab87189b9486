"""What this room holds of a person, and for how long."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.feed.models import Hidden, Impression

HOLDS: Holds = {Impression: Held(), Hidden: Held()}
KEEPS: Keeps = {Impression: [Kept(_("Which stories were shown to whom"), 400, "shown_on")]}

"""How long this room keeps what."""

from django.utils.translation import gettext_lazy as _

from kring.core.models import AuditNote
from kring.core.personal import Holds, Keeps, Kept

HOLDS: Holds = {}  # an account's own notes are exported with the account
KEEPS: Keeps = {AuditNote: [Kept(_("Who looked at what"), 730, "created_at")]}

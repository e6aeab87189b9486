"""What this room holds of a person, and for how long."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.people.models import Consent, Invitation, Person, Placement, RoleGrant, StaffImport, StaffImportRow

HOLDS: Holds = {
    Consent: Held(),
    Invitation: Held(),
    Placement: Held(),
    RoleGrant: Held(),
    StaffImport: Held(field="by", detach=True),
    StaffImportRow: Held(),
    Person: Held(field="pk"),
}
KEEPS: Keeps = {
    Invitation: [Kept(_("Invitations"), 400, "created_at")],
    StaffImport: [
        Kept(_("Files of staff lists"), 30, "created_at", file="file"),
        Kept(_("What a staff list changed"), 400, "created_at"),
    ],
}

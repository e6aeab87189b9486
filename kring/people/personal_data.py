"""What this room holds of a person."""

from kring.core.personal import Held, Holds
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

"""What this room holds of a person, and for how long."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.sharing.models import ConnectedAccount, Draft, Share, Stop, TrackedLink, WeekBefore

STOPPED_BY = ("by", "asked_by", "ended_by")

HOLDS: Holds = {
    Draft: Held(),
    TrackedLink: Held(field="share__person"),
    Share: Held(),
    WeekBefore: Held(),
    Stop: tuple(Held(field=name, detach=True, secret=STOPPED_BY) for name in STOPPED_BY),
    ConnectedAccount: Held(secret=("sealed",)),
}
KEEPS: Keeps = {
    Draft: [Kept(_("Drafts that were not shared"), 90, "changed_at")],
    WeekBefore: [Kept(_("How often you posted before you took part"), 728, "monday")],
}

"""What this room holds of a person, and for how long."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.nudges.models import Nudge, Round

HOLDS: Holds = {Nudge: Held()}
KEEPS: Keeps = {
    Nudge: [
        Kept(_("Which nudge somebody got, or that they were left alone by lot, and what they answered"), 400, "week")
    ],
    Round: [Kept(_("The draw of each week's nudges"), 400, "week")],
}

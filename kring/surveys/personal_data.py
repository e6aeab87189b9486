"""What this room holds of a person, and for how long. Answers are not in it: nobody can say whose they are."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.surveys.models import Asked, Letter, Remark, Survey

HOLDS: Holds = {
    Letter: Held(field="asked__person"),
    Asked: Held(),
}
KEEPS: Keeps = {
    Asked: [Kept(_("That somebody was asked in a survey, until its box is opened and never longer"), 120, "asked_on")],
    Remark: [Kept(_("What people wrote in a survey, without their name"), 400, "kept_from")],
    Survey: [Kept(_("Answers to surveys, without names"), 2000, "asked_on")],
}

"""What this room holds of a person, and for how long."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.reach.models import Choice, Message, Spent, Way, Wishes

HOLDS: Holds = {
    Message: Held(),
    Spent: Held(),
    Way: Held(secret=("sealed", "mark")),
    Choice: Held(),
    Wishes: Held(),
}
KEEPS: Keeps = {
    Message: [Kept(_("What Kring told somebody"), 120, "created_at")],
    Spent: [Kept(_("That somebody got something they had not asked for, to count what a week may hold"), 7, "at")],
}

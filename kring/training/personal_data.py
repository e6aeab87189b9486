"""What this room holds of a person, and for how long."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.training import rules
from kring.training.models import Completion, Goal, Practice, PracticeAnswer, Session, SignUp

# A draft is its writer's, an answer is whose it is: erasing one leaves the words of the other.
HOLDS: Holds = {
    Completion: Held(),
    Goal: Held(),
    SignUp: Held(),
    Session: Held(field="trainer", detach=True),
    PracticeAnswer: (Held(), Held(field="practice__asker", secret=("person",))),
    Practice: (Held(field="asker", secret=("helper",)), Held(field="helper", detach=True, secret=("asker", "words"))),
}
KEEPS: Keeps = {
    Practice: [Kept(_("Drafts that were tried on a colleague"), rules.KEEP_DAYS, "asked_at")],
    SignUp: [Kept(_("Who signed up for a training, and who came"), 400, "signed_up_at")],
}

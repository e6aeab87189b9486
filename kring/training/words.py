"""What being comfortable can mean, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kring.training.rules import Comfort

COMFORT_WORDS: dict[Comfort, tuple[str | Promise, str | Promise]] = {
    Comfort.LISTEN: (
        _("Listening"),
        _("I know what goes on among my customers and in my field, and I follow who matters."),
    ),
    Comfort.RESPOND: (_("Responding"), _("I answer somebody now and then: a thank-you, a question, a compliment.")),
    Comfort.SHARE: (_("Sharing"), _("I pass on what I find worthwhile, with a sentence of my own.")),
    Comfort.WRITE: (_("Writing"), _("I tell about my own work, in my own words.")),
    Comfort.LEAD: (_("Leading a debate"), _("I say what I think about my field, and stay in the conversation.")),
}

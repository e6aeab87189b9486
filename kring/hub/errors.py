"""What this room refuses, as sentences to show."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.errors import RefusedError
from kring.stories.errors import FETCH_PROBLEMS, fetch_problem


class PostKnownError(RefusedError):
    """The hub listens there already."""

    def __str__(self) -> str:
        return _("The hub listens there already.")


# Why listening brings nothing, by the key of rules.listening; the rest are those of fetching.
LISTENING_PROBLEMS = {
    "needs_reconnect": gettext_lazy("We are not let in any more. Fill in the password again, or connect again."),
    "missing_permission": gettext_lazy("The account does not let Kring do this. Connect it again."),
    "no_such_account": gettext_lazy("Nobody is called this there. Check how it is written."),
    "misconfigured": gettext_lazy("The way there is not set up right. Check what was filled in."),
    "rate_limited": gettext_lazy("We asked too often. We wait until we may again."),
    "rejected": gettext_lazy("The place did not take our question."),
    "not_reached": gettext_lazy("The place could not be reached."),
}


def listening_problem(key: str) -> str:
    """Return the sentence for why listening brings nothing; empty when all is well."""
    if not key:
        return ""
    if key in FETCH_PROBLEMS:
        return fetch_problem(key)
    return str(LISTENING_PROBLEMS.get(key, LISTENING_PROBLEMS["not_reached"]))

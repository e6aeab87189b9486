"""What this room refuses, as sentences to show."""

from datetime import datetime

from django.utils import timezone
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


# At the desk


class NotThereError(RefusedError):
    """A mention, an answer or a colleague that is not there (any more)."""

    def __str__(self) -> str:
        return _("This is not there any more.")


class BeingAnsweredError(RefusedError):
    """A colleague has the reply box open."""

    def __init__(self, name: str, since: datetime) -> None:
        super().__init__(name, since)
        self.name, self.since = name, since

    def __str__(self) -> str:
        time = timezone.localtime(self.since).strftime("%H:%M")
        return _("%(name)s is answering this since %(time)s.") % {"name": self.name, "time": time}


class AnsweredMeanwhileError(RefusedError):
    """Somebody answered while this answer was being written."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        if not self.name:
            return _("This was answered meanwhile. Your words are kept: read that answer first.")
        return _("%(name)s answered this meanwhile. Your words are kept: read that answer first.") % {"name": self.name}


class ChangedMeanwhileError(RefusedError):
    """Somebody took it, passed it on or closed it meanwhile."""

    def __str__(self) -> str:
        return _("A colleague changed this meanwhile. Have a look, and then do it again.")


class AnswerEmptyError(RefusedError):
    """An answer without a word."""

    def __str__(self) -> str:
        return _("Write your answer first.")


class AnswerTooLongError(RefusedError):
    """More than the network takes."""

    def __init__(self, too_many: int) -> None:
        super().__init__(too_many)
        self.too_many = too_many

    def __str__(self) -> str:
        return _("This is %(count)s characters too long for there.") % {"count": self.too_many}


class CannotAnswerFromHereError(RefusedError):
    """The place does not let Kring answer."""

    def __str__(self) -> str:
        return _("An answer cannot leave from here. Answer it there, and say so.")


class AnswerLeftError(RefusedError):
    """Too late to take an answer back."""

    def __str__(self) -> str:
        return _("Your answer has left already: it cannot be taken back from here.")


class NothingToDecideHereError(RefusedError):
    """An answer about which nothing is open."""

    def __str__(self) -> str:
        return _("There is nothing to decide about this answer any more.")


class NoteEmptyError(RefusedError):
    """A note without a word."""

    def __str__(self) -> str:
        return _("Write your note first.")


class QuestionEmptyError(RefusedError):
    """A question that is handed over without a word."""

    def __str__(self) -> str:
        return _("Paste the question, or write in your own words what was asked.")


class NotYoursError(RefusedError):
    """A question under somebody else's post."""

    def __str__(self) -> str:
        return _("You can hand over a question under a post of your own.")


class TitleTakenError(RefusedError):
    """A second canned answer of the same name."""

    def __str__(self) -> str:
        return _("There is a standard answer of this name already.")


class NeverOpenHoursError(RefusedError):
    """Opening hours in which nothing could ever be answered."""

    def __str__(self) -> str:
        return _("The desk has to be open on one day at least, and close later than it opens.")


class NothingToAskError(RefusedError):
    """A question without a text."""

    def __str__(self) -> str:
        return _("Put the text here that you would post; then somebody can look at it.")


class AnswerMissingError(RefusedError):
    """An answer without a reason."""

    def __str__(self) -> str:
        return _("Say why, or how it is better: your colleague goes on with that.")


class AlreadyAnsweredError(RefusedError):
    """A colleague of the hub answered it a moment ago."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return _("%(name)s answered this a moment ago.") % {"name": self.name or _("Somebody")}


class QuestionGoneError(RefusedError):
    """Whoever asked took the question back."""

    def __str__(self) -> str:
        return _("This question was taken back by who asked it.")


class NotAnsweredError(RefusedError):
    """Only an answer can become a precedent."""

    def __str__(self) -> str:
        return _("Answer the question first.")


class PrecedentEmptyError(RefusedError):
    """A precedent without a question or an answer."""

    def __str__(self) -> str:
        return _("Write both the question and the answer, in one language at least.")


class DayNotPossibleError(RefusedError):
    """A day that the roster does not show."""

    def __str__(self) -> str:
        return _("The roster is about this week and the next.")


class NotAtTheDeskError(RefusedError):
    """Somebody who may not work at the desk."""

    def __str__(self) -> str:
        return _("Only people with a role at the desk can stand on the roster.")


class NothingToFindError(RefusedError):
    """A monitor without words."""

    def __str__(self) -> str:
        return _("Give a word to look for, and a name to find it back by.")


class NameTakenError(RefusedError):
    """There is a monitor of that name."""

    def __str__(self) -> str:
        return _("There is a monitor with this name already.")


class CodeNotKnownError(RefusedError):
    """No screen shows this code, or not any more."""

    def __str__(self) -> str:
        return _("No screen shows this code now. Look at the screen: a code lasts ten minutes.")


class CodeUsedError(RefusedError):
    """This code connected a screen already."""

    def __str__(self) -> str:
        return _("This code was used already. Reload the screen for a new one.")


class WallNameTakenError(RefusedError):
    """Another wall has this name."""

    def __str__(self) -> str:
        return _("There is a wall with this name already.")


class WallInUseError(RefusedError):
    """A screen shows this wall."""

    def __str__(self) -> str:
        return _("A screen shows this wall. Let that screen show another one first.")


class NotAFellowError(RefusedError):
    """Thanks to oneself."""

    def __str__(self) -> str:
        return _("Thanks are for somebody else.")

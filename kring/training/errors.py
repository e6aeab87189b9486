"""What this room refuses, as sentences to show."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class LessonEmptyError(RefusedError):
    """A lesson without a title and a text in one and the same language."""

    def __str__(self) -> str:
        return _("Give the lesson a title and a text, in Dutch or in English.")


class LessonOffError(RefusedError):
    """The lesson was switched off."""

    def __str__(self) -> str:
        return _("This lesson is not there any more.")


class FilmRefusedError(RefusedError):
    """A file that a browser does not play, or that is too large (in MB)."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return _("Use an MP4 or WebM file of at most %(size)s MB.") % {"size": self.limit}


class SessionNowhereError(RefusedError):
    """No place and no video link."""

    def __str__(self) -> str:
        return _("Say where it is: a place, a video link, or both.")


class SessionUntitledError(RefusedError):
    """No title in any language."""

    def __str__(self) -> str:
        return _("Give it a title, in Dutch or in English.")


class SessionInThePastError(RefusedError):
    """A session cannot begin before now."""

    def __str__(self) -> str:
        return _("Choose a moment that is still to come.")


class SessionOverError(RefusedError):
    """It has begun, or was called off."""

    def __str__(self) -> str:
        return _("This session has begun or was called off, so nothing changes any more.")


class ColleagueUnknownError(RefusedError):
    """No colleague has this address."""

    def __str__(self) -> str:
        return _("There is no colleague with this work address.")


class TrainerStaysError(RefusedError):
    """People signed up knowing who would see their names."""

    def __str__(self) -> str:
        return _("People signed up knowing who would see their names, so the trainer stays. You can call it off.")


class NotTheTrainerError(RefusedError):
    """Only the trainer notes who came."""

    def __str__(self) -> str:
        return _("Only the trainer notes who came.")


class NotYetError(RefusedError):
    """The session has not begun."""

    def __str__(self) -> str:
        return _("Note who came once it has begun.")


class GoalUnknownError(RefusedError):
    """Not one of the goals."""

    def __str__(self) -> str:
        return _("Choose one of these. You can change it whenever you like.")


class DraftEmptyError(RefusedError):
    """Nothing was written."""

    def __str__(self) -> str:
        return _("Write something first. One sentence is enough.")


class DraftTooLongError(RefusedError):
    """More than one colleague should have to read."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return _("Keep it under %(limit)s characters.") % {"limit": self.limit}


class NobodyAskedError(RefusedError):
    """No colleague was chosen."""

    def __str__(self) -> str:
        return _("Choose a colleague, or fill in a work address.")


class AskedYourselfError(RefusedError):
    """A draft is tried on somebody else."""

    def __str__(self) -> str:
        return _("Ask somebody else: four eyes see more.")


class TooManyAskedError(RefusedError):
    """Several drafts wait already."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return _("%(n)s drafts wait for an answer. Take one back first.") % {"n": self.limit}


class PracticeGoneError(RefusedError):
    """It was taken back, or the colleague stepped back."""

    def __str__(self) -> str:
        return _("This draft was taken back.")

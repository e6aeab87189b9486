"""What this room refuses."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class ProposalGoneError(RefusedError):
    """The figure behind a proposal changed, or somebody decided about it just now."""

    def __str__(self) -> str:
        return _("This proposal is not there any more: the figure changed, or it was decided about.")


class ReasonMissingError(RefusedError):
    """A no without a reason helps nobody later."""

    def __str__(self) -> str:
        return _("Write why not, so that it can be understood later.")


class WordsMissingError(RefusedError):
    """A decision of one's own that does not say what is done."""

    def __str__(self) -> str:
        return _("Write what you decide.")


class ReviewDayError(RefusedError):
    """A day to look again that is too soon to see anything, or too far to remember."""

    def __str__(self) -> str:
        return _("Choose a day to look again between two weeks and a year from now.")


class AlreadyFollowedError(RefusedError):
    """A decision is followed by one other."""

    def __str__(self) -> str:
        return _("This decision was followed by another already.")


class ExperimentTimeError(RefusedError):
    """Too short to see anything, or longer than anybody waits."""

    def __init__(self, shortest: int, longest: int) -> None:
        super().__init__(shortest, longest)
        self.weeks = {"shortest": shortest, "longest": longest}

    def __str__(self) -> str:
        return _("An experiment takes %(shortest)s to %(longest)s weeks.") % self.weeks


class ExperimentOverError(RefusedError):
    """What is over, or only looked at, cannot be stopped."""

    def __str__(self) -> str:
        return _("This experiment is over: there is nothing left to stop.")

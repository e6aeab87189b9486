"""What the room surveys refuses."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class SurveyClosedError(RefusedError):
    """No more answers are taken."""

    def __str__(self) -> str:
        return _("This survey is closed. Thank you for wanting to answer.")


class AlreadyAnsweredError(RefusedError):
    """Somebody answers a second time."""

    def __str__(self) -> str:
        return _("You answered already. Thank you!")


class NothingAnsweredError(RefusedError):
    """A form without any answer was sent."""

    def __str__(self) -> str:
        return _("Tap at least one answer. What you would rather not say can stay open.")


class LinkNotValidError(RefusedError):
    """The link of a letter is too old, was changed, or is for somebody who is no longer asked."""

    def __str__(self) -> str:
        return _("This survey is closed, or the link is no longer right.")


class TooFewAskedError(RefusedError):
    """So few people that nothing of what they say could be shown."""

    def __init__(self, fewest: int) -> None:
        super().__init__(fewest)
        self.fewest = fewest

    def __str__(self) -> str:
        return _(
            "Ask at least %(n)s people: of fewer, nothing could be shown. Whoever has a survey open is not asked again."
        ) % {"n": self.fewest}


class RemindedAlreadyError(RefusedError):
    """A second reminder would be a nuisance."""

    def __str__(self) -> str:
        return _("A reminder went out already; one is enough. Otherwise wait three days after the letters.")

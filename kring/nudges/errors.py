"""What this room refuses."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class TooFewUnitsError(RefusedError):
    """A half of so few units could not tell chance from what a nudge did."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed

    def __str__(self) -> str:
        return _("A half needs at least %(needed)s units.") % {"needed": self.needed}


class NudgeGoneError(RefusedError):
    """A nudge that was answered, or is too old."""

    def __str__(self) -> str:
        return _("This was answered already.")

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


class TriedNowError(RefusedError):
    """Two trials of one thing at once would each spoil the other."""

    def __str__(self) -> str:
        return _("This is tried already. Wait until that has ended.")


class OwedError(RefusedError):
    """Good news that somebody is owed is kept from nobody."""

    def __str__(self) -> str:
        return _("Somebody is owed this, so nobody is left out by lot.")


class MailTimeError(RefusedError):
    """A time at which this organisation writes to nobody."""

    def __str__(self) -> str:
        return _("Choose a day and an hour at which you write to people.")


class NudgeGoneError(RefusedError):
    """A nudge that was answered, or is too old."""

    def __str__(self) -> str:
        return _("This was answered already.")

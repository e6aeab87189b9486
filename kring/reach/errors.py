"""What the room reach refuses."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class LinkNotValidError(RefusedError):
    """The link of a message was changed, or belongs to an address that is no longer somebody's."""

    def __str__(self) -> str:
        return _("This link does not work any more. You can switch messages off in Kring, under your choices.")


class HoursNotInsideError(RefusedError):
    """A person's own hours have to leave something of the organisation's."""

    def __str__(self) -> str:
        return _("Choose hours that lie within those of your organisation.")


class NoSuchWayError(RefusedError):
    """Somebody chose a way that is not there."""

    def __str__(self) -> str:
        return _("This way is not there (any more). Choose another one.")


class NotUnderstoodError(RefusedError):
    """What was filled in for a messenger cannot be right."""

    def __str__(self) -> str:
        return _("That cannot be right. Copy it again, as a whole.")

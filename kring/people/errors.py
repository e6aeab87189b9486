"""What the room people refuses."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class InvitationNotValidError(RefusedError):
    """The link of an invitation is too old, was changed, or is for somebody who is no longer there."""

    def __str__(self) -> str:
        return _("This invitation is no longer valid. Ask your organisation for a new one.")


class TakePartMissingError(RefusedError):
    """Something that needs a participant was asked by somebody who does not take part."""

    def __str__(self) -> str:
        return _("You do not take part now. Join again first.")


class TooSoonError(RefusedError):
    """A reminder so soon after the last one would be a nuisance."""

    def __str__(self) -> str:
        return _("The last reminder is less than a week ago. Give people a little time.")


class NobodyToInviteError(RefusedError):
    """Everyone in the units that were chosen was invited already."""

    def __str__(self) -> str:
        return _("Everyone here was invited already.")


class LastAdministratorError(RefusedError):
    """Without an administrator nobody could give roles any more."""

    def __str__(self) -> str:
        return _("This is the last administrator. Make somebody else administrator first.")


class AlreadyHereError(RefusedError):
    """Somebody with this e-mail address is in the organisation already."""

    def __str__(self) -> str:
        return _("Somebody with this e-mail address is here already. Look them up by name to give them a role.")

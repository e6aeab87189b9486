"""What the room identity refuses."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class LinkNotValidError(RefusedError):
    """A mailed link is too old, was used, or was changed."""

    def __str__(self) -> str:
        return _("This link has been used or is too old. Ask for a new one.")


class PictureNotReadableError(RefusedError):
    """A file that is no picture of a kind we take."""

    def __str__(self) -> str:
        return _("This is not a picture we can read. Use a PNG, JPEG or WebP file.")


class VectorPictureError(RefusedError):
    """An SVG can hold scripts, so it is not taken."""

    def __str__(self) -> str:
        return _("SVG files are not taken, because they can hold programs. Save the logo as PNG and try again.")


class PictureTooLargeError(RefusedError):
    """More bytes or pixels than a logo needs."""

    def __str__(self) -> str:
        return _("This picture is too large. Keep it under 2 MB and 4000 by 4000 pixels.")


class AlreadyStartedError(RefusedError):
    """The founder's mailed link was used before."""

    def __str__(self) -> str:
        return _("This organisation has been started already. Sign in to go on.")

"""What this room refuses, as sentences to show."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class StoryNotLiveError(RefusedError):
    """The story is a draft, not live yet, or taken down."""

    def __str__(self) -> str:
        return _("This story is not live (any more).")

"""What this room refuses, as sentences to show."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.errors import RefusedError


class StoryNotLiveError(RefusedError):
    """The story is a draft, not live yet, or taken down."""

    def __str__(self) -> str:
        return _("This story is not live (any more).")


class StoryNotReadyError(RefusedError):
    """Something is missing that a story needs before people see it."""

    NO_TITLE = gettext_lazy("Give the story a title, in Dutch or in English.")
    NO_TEXT = gettext_lazy("Write a text, or add the link where people can read it.")
    NO_ALT = gettext_lazy("Say what is in the picture, in each language of the story, for people who cannot see it.")
    NO_GROUP = gettext_lazy("Choose at least one group that the story is made for.")
    UNTIL_TOO_EARLY = gettext_lazy("The last moment has to come after the first one, and after now.")

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


class PictureRefusedError(RefusedError):
    """A file that we cannot show as a picture."""

    NOT_A_PICTURE = gettext_lazy("This file is not a picture we can show. Use JPEG, PNG, WebP or GIF.")
    TOO_LARGE = gettext_lazy("This picture has too many pixels. Make it smaller, 4,000 wide is plenty.")
    TOO_HEAVY = gettext_lazy("This picture is larger than 12 MB. Make it smaller first.")

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


class NoThemeError(RefusedError):
    """There is no theme yet that a story could be about."""

    def __str__(self) -> str:
        return _("Make a theme first: every story is about one.")


class ThemeInUseError(RefusedError):
    """Stories are about this theme, or themes rest on this pillar."""

    def __str__(self) -> str:
        return _("There are stories or themes on this one, so it stays. You can give it another name.")


class IdeaEmptyError(RefusedError):
    """Nothing was filled in."""

    def __str__(self) -> str:
        return _("One answer is enough, but there has to be one.")


class SourceKnownError(RefusedError):
    """This address is a source already."""

    def __str__(self) -> str:
        return _("This address is among the sources already.")


class NotADraftError(RefusedError):
    """Only a draft can be thrown away: people may have shared the others."""

    def __str__(self) -> str:
        return _("Only a draft can be thrown away. Take the story down instead.")


# Why something outside could not be fetched, by the key of the error of kring.connectors.
FETCH_PROBLEMS = {
    "address_not_allowed": gettext_lazy("This address is inside a private network, so it is not opened."),
    "not_an_address": gettext_lazy("This is not a web address. It begins with https://."),
    "name_not_found": gettext_lazy("There is no website of this name."),
    "no_answer": gettext_lazy("The website did not answer."),
    "too_slow": gettext_lazy("The website took too long to answer."),
    "too_big": gettext_lazy("The page is too large to read."),
    "too_many_redirects": gettext_lazy("The website sends us from one address to the next."),
    "bad_answer": gettext_lazy("The website answered with an error."),
    "not_a_source": gettext_lazy("There is no RSS or Atom feed at this address."),
    "not_a_page": gettext_lazy("There is no page to read at this address."),
}


def fetch_problem(key: str) -> str:
    """Return the sentence for why something could not be fetched."""
    return str(FETCH_PROBLEMS.get(key, FETCH_PROBLEMS["bad_answer"]))

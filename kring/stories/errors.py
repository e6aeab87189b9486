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
    HIDES = gettext_lazy(
        "There is something else hidden in this picture, so it is not taken. Choose the original photo."
    )

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


class FileRefusedError(RefusedError):
    """A file that comes with an idea and is not taken."""

    NOT_A_RECORDING = gettext_lazy("This file is not a voice note or film we can play. Use MP4, MOV, WebM, MP3 or WAV.")
    TOO_HEAVY = gettext_lazy("This recording is larger than 60 MB. Make it shorter.")
    LYING = gettext_lazy("The name of this file says that it is something else than it is. Choose the original file.")
    TOO_MANY = gettext_lazy("Six photos at a time is the most. Choose the best ones.")
    ONE_RECORDING = gettext_lazy("One recording at a time is enough.")

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


# Why the worker did not keep a recording, by the key it wrote down.
RECORDING_PROBLEMS = {
    "not_readable": gettext_lazy("We could not play this recording, so it was not kept. Try another file."),
    "too_long": gettext_lazy(
        "The recording is longer than three minutes, so it was not kept. A shorter one is welcome."
    ),
    "too_large": gettext_lazy("The film is too large to play on a phone, so it was not kept."),
    "codec": gettext_lazy("A phone cannot play this kind of recording, so it was not kept. MP4 works everywhere."),
    "too_hard": gettext_lazy("Checking this recording took too long, so it was not kept. Try another file."),
}


class OutcomeMissingError(RefusedError):
    """Nothing was chosen for an idea, or something that has to be said with it is missing."""

    NO_OUTCOME = gettext_lazy("Choose what becomes of it.")
    NO_REASON = gettext_lazy("Say in a sentence why not now: they took the trouble to bring it.")

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


class SomebodyElseWasFirstError(RefusedError):
    """Another editor changed it since this page was drawn."""

    def __str__(self) -> str:
        return _("Somebody else was just ahead of you. This is how it stands now.")


class NotesChangedError(RefusedError):
    """Another host typed in the same notes."""

    def __str__(self) -> str:
        return _("Somebody else is typing here too. Your words are still in front of you; copy them before you reload.")


class HourNotOpenError(RefusedError):
    """The session has not begun, is over, or was called off."""

    def __str__(self) -> str:
        return _("This content hour is not going on (any more).")


class HourOverError(RefusedError):
    """A session that was held or called off stays as it is."""

    def __str__(self) -> str:
        return _("This content hour is over or called off, so it stays as it is.")


class HourTooEarlyError(RefusedError):
    """A session cannot be planned in the past."""

    def __str__(self) -> str:
        return _("Choose a moment that is still to come.")


class AskedEnoughError(RefusedError):
    """Too many colleagues were asked today."""

    def __str__(self) -> str:
        return _("You have asked ten colleagues today. Ask the next one tomorrow.")


class GuidanceMissingError(RefusedError):
    """A subject without the words that people need."""

    def __str__(self) -> str:
        return _("Say what it is, what happened, what people may say and whom they can ask; in one language at least.")


class SubjectLiftedError(RefusedError):
    """The subject is not sensitive any more."""

    def __str__(self) -> str:
        return _("This subject was lifted. Mark it as a new one if it is sensitive again.")

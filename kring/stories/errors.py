"""What this room refuses, as sentences to show."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kring.errors import RefusedError

if TYPE_CHECKING:
    from kring.stories.models import StoryVersion

COLUMNS = {
    "idea": gettext_lazy("Ideas"),
    "draft": gettext_lazy("Drafts"),
    "review": pgettext_lazy("a column of the board", "In review"),
    "ready": gettext_lazy("Ready"),
    "live": gettext_lazy("Live"),
    "archived": gettext_lazy("Archive"),
}


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
    NO_WHY = gettext_lazy("Say why the story is sensitive, for the colleague who looks at it.")
    NO_REVIEW = gettext_lazy("A second pair of eyes comes first: ask a colleague to approve it.")

    def __init__(self, *reasons: object) -> None:
        super().__init__(*reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class EmbargoError(RefusedError):
    """The story may not be seen yet."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    def __str__(self) -> str:
        moment = formats.date_format(timezone.localtime(self.until), "j F Y H:i")
        return _("There is an embargo until %(moment)s. Choose a later moment.") % {"moment": moment}


class StoryChangedError(RefusedError):
    """Somebody else kept another text in the meantime."""

    def __init__(self, newer: "list[StoryVersion]", mine: Mapping[str, Any]) -> None:
        super().__init__(newer, mine)
        self.newer, self.mine = newer, mine  # what was kept, and what would have been written over it

    def __str__(self) -> str:
        last = self.newer[-1]
        name = last.by.name if last.by else _("Somebody")
        moment = formats.date_format(timezone.localtime(last.created_at), "j F H:i")
        return _("%(name)s kept this story at %(moment)s, while you were writing. Nothing was overwritten.") % {
            "name": name, "moment": moment,
        }  # fmt: skip


class NoLongerLocalError(RefusedError):
    """An editor gave the story to everybody in the meantime: its unit does not change it any more."""

    def __str__(self) -> str:
        return _("An editor gave this story to everybody. Ask the editors when something in it has to change.")


class CardMovedError(RefusedError):
    """Somebody else moved this card in the meantime."""

    def __init__(self, here: str, by: str) -> None:
        super().__init__(here, by)
        self.here, self.by = here, by

    def __str__(self) -> str:
        said = {"column": COLUMNS[self.here], "name": self.by or _("Somebody")}
        return _("%(name)s moved this story while you looked. It is in “%(column)s” now.") % said


class WayClosedError(RefusedError):
    """A card cannot go there from where it is."""

    def __str__(self) -> str:
        return _("People have seen this story, so it does not go back to the drafts. Archive it instead.")


class ReviewNeededError(RefusedError):
    """Somebody else has to say yes first."""

    def __str__(self) -> str:
        return str(StoryNotReadyError.NO_REVIEW)


class OwnReviewError(RefusedError):
    """Nobody approves their own words."""

    def __str__(self) -> str:
        return _("You wrote the newest version yourself: a second pair of eyes is somebody else's.")


class ReasonMissingError(RefusedError):
    """Asking for a change says which."""

    def __str__(self) -> str:
        return _("Say in a sentence what should change.")


class CommentEmptyError(RefusedError):
    """Nothing was said."""

    def __str__(self) -> str:
        return _("Write something first.")


class NotPlannedError(RefusedError):
    """Only what is still to come gets another day."""

    def __str__(self) -> str:
        return _("Only a planned story gets another day, and only one that is still to come.")


class NotYoursNowError(RefusedError):
    """A writer from outside works on drafts, and on what is being reviewed."""

    def __str__(self) -> str:
        return _("This story is with the editors now. Say in a comment what you would like to change.")


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

    @property
    def key(self) -> str:
        """What is written down of the reason."""
        return next(key for key, words in LEFT_OUT.items() if words is self.reason)

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

    @property
    def key(self) -> str:
        """What is written down of the reason."""
        return next(key for key, words in LEFT_OUT.items() if words is self.reason)

    def __str__(self) -> str:
        return str(self.reason)


# Why a file that came by mail was left out of an idea, by the key that is written down.
LEFT_OUT = {
    "not_a_picture": PictureRefusedError.NOT_A_PICTURE,
    "too_large": PictureRefusedError.TOO_LARGE,
    "too_heavy": PictureRefusedError.TOO_HEAVY,
    "hides": PictureRefusedError.HIDES,
    "not_a_recording": FileRefusedError.NOT_A_RECORDING,
    "recording_too_heavy": FileRefusedError.TOO_HEAVY,
    "lying": FileRefusedError.LYING,
    "too_many": FileRefusedError.TOO_MANY,
    "one_recording": FileRefusedError.ONE_RECORDING,
    "whole_mail": gettext_lazy("The mail is larger than 15 MB. Send fewer at a time, or bring them in here."),
}

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


class AlreadyTriedError(RefusedError):
    """A second question is tried once under a story."""

    def __str__(self) -> str:
        return _("A second question was tried under this story already. Choose another one.")

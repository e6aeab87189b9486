"""What this room refuses, as sentences to show."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kring.errors import RefusedError


class OwnWordsMissingError(RefusedError):
    """Nothing was written."""

    def __str__(self) -> str:
        return _("Write a line of your own first. One sentence is enough.")


class OwnWordsTooLongError(RefusedError):
    """More characters than the channel takes."""

    def __init__(self, over: int, channel: str) -> None:
        super().__init__(over, channel)
        self.over, self.channel = over, channel

    def __str__(self) -> str:
        return ngettext(
            "This is %(over)s character too long for %(channel)s.",
            "This is %(over)s characters too long for %(channel)s.",
            self.over,
        ) % {"over": self.over, "channel": self.channel}


class AlreadySharedError(RefusedError):
    """This person put this story on this channel before."""

    def __init__(self, channel: str) -> None:
        super().__init__(channel)
        self.channel = channel

    def __str__(self) -> str:
        return _("You have shared this story on %(channel)s already. Your words are kept here.") % {
            "channel": self.channel
        }


class ChannelNotOpenError(RefusedError):
    """No such channel, or one that this person has no account for."""

    def __str__(self) -> str:
        return _("Choose where you want to share this.")


class TooAlikeError(RefusedError):
    """The channel forbids posts that are nearly the same on several accounts."""

    def __init__(self, channel: str) -> None:
        super().__init__(channel)
        self.channel = channel

    def __str__(self) -> str:
        return _(
            "A colleague posted almost the same words, and %(channel)s does not allow that. Say it in your own way."
        ) % {"channel": self.channel}


class NotSeenError(RefusedError):
    """The post differs from the one that was shown."""

    def __str__(self) -> str:
        return _("Have one more look: this is exactly what will be posted.")


class MomentNotPossibleError(RefusedError):
    """A moment in the past, or too far away."""

    def __str__(self) -> str:
        return _("Choose a moment between now and two months from now.")


class NothingOpenedError(RefusedError):
    """The share is not one that waits for its person's word."""

    def __str__(self) -> str:
        return _("This share does not wait for your word (any more).")


class NotAnAddressError(RefusedError):
    """What should be the address of a post is none."""

    def __str__(self) -> str:
        return _("That does not look like the address of a post. You can also leave it empty.")


class ConsentMissingError(RefusedError):
    """The person did not agree to connecting accounts."""

    def __str__(self) -> str:
        return _("Kring connects an account only when you agree to that.")


class BeingPostedError(RefusedError):
    """A worker has the share at this very moment."""

    def __str__(self) -> str:
        return _("This is being posted right now. Try again in a minute.")


class CannotTakeBackError(RefusedError):
    """There is nothing (any more) that Kring could take back."""

    def __str__(self) -> str:
        return _("Kring cannot take this back. You can remove it on the network itself.")


class NothingToDecideError(RefusedError):
    """The share does not wait for a decision."""

    def __str__(self) -> str:
        return _("There is nothing left to decide about this share.")


class SharingPausedError(RefusedError):
    """The hub stopped all sharing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return _("Sharing is paused: %(reason)s Your text is kept.") % {"reason": self.reason}


class StoryHeldError(RefusedError):
    """The story stands on a sensitive subject."""

    def __str__(self) -> str:
        return _("This story is kept back for a while. Your text is kept.")


class GuidanceFirstError(RefusedError):
    """The words touch a sensitive subject, and its guidance was not on the page yet."""

    def __str__(self) -> str:
        return _("Your words touch a sensitive subject. Read this first; then it is up to you.")


class ReasonMissingError(RefusedError):
    """Stopping everything takes a reason."""

    def __str__(self) -> str:
        return _("Say why, in a sentence: everybody who could share reads it.")


class NotStoppedError(RefusedError):
    """Nothing is stopped (any more)."""

    def __str__(self) -> str:
        return _("Sharing is not paused (any more).")


class SecondPersonError(RefusedError):
    """Whoever asked that sharing goes on cannot confirm it too."""

    def __str__(self) -> str:
        return _("You asked for this yourself. Somebody else of the hub confirms it.")


class NobodyAskedError(RefusedError):
    """There is nothing to confirm: nobody asked that sharing goes on."""

    def __str__(self) -> str:
        return _("Nobody asked yet that sharing goes on.")


class ArchiveNotReadError(RefusedError):
    """What somebody brought in is no archive of shares, or one larger than any can be."""

    def __str__(self) -> str:
        return _("This is not an archive with a file Shares.csv in it. Take the ZIP file as LinkedIn gave it to you.")


class NothingBeforeError(RefusedError):
    """Not one share of the two years before somebody took part."""

    def __str__(self) -> str:
        return _("There is no post in it from the two years before you took part. Nothing is kept.")

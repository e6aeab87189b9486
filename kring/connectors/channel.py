"""What a channel is: it declares what it can do, and the rooms read only the declaration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from kring.connectors import counting
from kring.errors import OutsideError


class Mode(StrEnum):
    """A way to get a post onto a channel."""

    API = "api"  # Kring posts it, after the person saw exactly what
    INTENT = "intent"  # the network's own page opens with the text in it
    COPY = "copy"  # the text is copied, the network's page opens, the person pastes
    WEB_SHARE = "web_share"  # the phone's own share sheet


class Metric(StrEnum):
    """A number that a network may tell of a post."""

    REACTIONS = "reactions"
    COMMENTS = "comments"
    RESHARES = "reshares"
    IMPRESSIONS = "impressions"


class Idempotency(StrEnum):
    """How a second try is kept from posting twice."""

    HEADER = "header"  # the server keeps our key for a while, and find() looks afterwards
    CLIENT_ID = "client_id"  # we choose the post's id, so find() is certain
    NONE = "none"  # an unknown outcome goes back to its person


class Asks(StrEnum):
    """What a person has to say to connect an account."""

    SERVER = "server"  # which server their account is on
    HANDLE = "handle"  # what they are called on the network
    NOTHING = "nothing"


@dataclass(frozen=True)
class TextRule:
    """How a network counts: the most it takes, in which unit, and what a link weighs."""

    most: int
    counter: str = "codepoints"  # graphemes, utf16, codepoints, weighted (as X counts)
    most_bytes: int | None = None
    link_weight: int | None = None  # None: as long as it is


@dataclass(frozen=True)
class Account:
    """Whom to post as: plain values, opened just before the call."""

    server: str
    remote_id: str
    handle: str
    credentials: Mapping[str, Any]


@dataclass(frozen=True)
class Post:
    """Exactly what the person saw."""

    text: str  # own words and disclosure
    link: str
    language: str
    title: str = ""  # of the story, for a link card


@dataclass(frozen=True)
class Published:
    """What the network made of it."""

    ref: str
    url: str


@dataclass(frozen=True)
class Reading:
    """A post's numbers; None is not known, never 0."""

    values: Mapping[Metric, int | None]
    is_gone: bool = False


@dataclass(frozen=True)
class Connection:
    """Where somebody is sent to connect their account, and what must be remembered until they come back."""

    address: str
    remember: Mapping[str, Any]  # secrets are among it: it is kept sealed
    app: Mapping[str, Any] | None = None  # what we are called at this server, when that is new
    server: str = ""  # as it is kept, whatever way the person wrote it


@dataclass(frozen=True)
class Connected:
    """An account that was connected."""

    server: str
    remote_id: str
    handle: str
    credentials: Mapping[str, Any]
    expires_at: datetime | None = None


class ChannelError(OutsideError):
    """A network did not do what we asked; the kinds below are all there are, since each is acted on differently."""


class TransientError(ChannelError):
    """Nothing was posted; trying again later may work."""

    def __init__(self, retry_after: timedelta | None = None) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class RateLimitedError(TransientError):
    """Too many calls; the network says when to come back."""


class NeedsReconnectError(ChannelError):
    """The network no longer lets us in; the person connects again."""


class MissingPermissionError(ChannelError):
    """The account lets us do less than this takes."""


class RejectedError(ChannelError):
    """The network refuses this post, and says why."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason  # in the network's own words, as plain text; empty when it gave none


class NoSuchAccountError(ChannelError):
    """Nobody is called this on the network, or there is no such server."""


class NotConnectedError(ChannelError):
    """The person or the network said no to the connection, or took too long."""


class MisconfiguredError(ChannelError):
    """The organisation's own set-up of this channel is wrong: a matter for an administrator."""


class UnknownOutcomeError(ChannelError):
    """The call was cut off after it was sent: look the post up before any second try."""


@dataclass(frozen=True)
class Capabilities:
    """All that the rooms need to know of a channel."""

    key: str
    name: str
    icon: str
    modes: tuple[Mode, ...]
    text: TextRule
    metrics: frozenset[Metric] = frozenset()
    idempotency: Idempotency = Idempotency.NONE
    asks: Asks = Asks.NOTHING  # of a person who connects an account
    scopes: Mapping[str, str] = field(default_factory=dict)  # feature → scope asked for
    can_delete: bool = False
    takes_text: bool = True  # False: the network's page takes only the link, so the text is copied
    intent_needs_device: bool = False  # only where the browser offers a share sheet
    place: int = 50  # where it stands among the channels to choose from; lower is earlier
    look: str = "post"  # how it shows what was written: post, message (a bubble), letter
    most_alike: float | None = None  # its policy: the largest part of a post that may be a colleague's words


class Channel:
    """One social channel. A subclass sets `caps` and overrides what it can do."""

    caps: Capabilities

    def room_left(self, text: str, link: str) -> int:
        """Return how many characters are left, as this network counts them; below 0 when it is too long."""
        whole = f"{text}\n\n{link}" if link and self.caps.takes_text else text
        rule = self.caps.text
        left = rule.most - counting.length(whole, counter=rule.counter, link_weight=rule.link_weight)
        too_many_bytes = (len(whole.encode(errors="replace")) - rule.most_bytes) if rule.most_bytes else 0
        return min(left, -too_many_bytes) if too_many_bytes > 0 else left

    def intent_address(self, post: Post) -> str | None:
        """Return the address that opens the network's own page with the post in it."""
        return None

    def tidy(self, said: str) -> str:
        """Return the server (or handle) that somebody meant, as it is kept; empty when it is none."""
        return ""

    def start(self, *, server: str, redirect_to: str, state: str, app: Mapping[str, Any] | None) -> Connection:
        """Return where to send somebody who connects their account; `server` is what `tidy` made of their answer."""
        raise NotImplementedError

    def finish(
        self, *, remember: Mapping[str, Any], answer: Mapping[str, str], app: Mapping[str, Any] | None
    ) -> Connected:
        """Return the account, from what the network sent back."""
        raise NotImplementedError

    def refresh(self, account: Account) -> Connected:
        """Return fresh credentials; the caller holds the row so that two never refresh at once."""
        raise NotImplementedError

    def revoke(self, account: Account) -> None:
        """Tell the network that we no longer need the account."""

    def publish(self, account: Account, post: Post, *, key: str) -> Published:
        """Post it; `key` is ours and the same over all tries."""
        raise NotImplementedError

    def find(self, account: Account, post: Post, *, key: str, since: datetime) -> Published | None:
        """Return the post of an earlier try, if it got through."""
        raise NotImplementedError

    def delete(self, account: Account, ref: str) -> None:
        """Take a post back; one that is gone already is fine."""
        raise NotImplementedError

    def read(self, accounts: Mapping[str, Account], refs: Sequence[str]) -> Mapping[str, Reading]:
        """Return the numbers of posts by their ref; `accounts` gives whose each is, by the same ref.

        A post that could not be asked about this time is not among the answers.
        """
        raise NotImplementedError

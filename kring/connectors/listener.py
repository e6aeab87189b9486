"""What a listener is: a place outside that is listened to, what was heard there, and how an answer goes back.

What goes wrong is told in the closed set of `connectors/channel.py`, or as a `FetchError` of the one client.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from kring.connectors import counting
from kring.connectors.channel import Connected, Connection, Published, TextRule
from kring.errors import OutsideError


class Asks(StrEnum):
    """What an organisation has to say so that Kring can listen; the form has one field for each."""

    FEED = "feed"  # the address of a feed
    SERVER = "server"  # which server of a network
    HANDLE = "handle"  # what the organisation is called there
    APP_PASSWORD = "app_password"  # noqa: S105 - the name of a field
    WORDS = "words"  # what to look for besides
    ADDRESS = "address"  # of a mailbox
    MAIL_SERVER = "mail_server"
    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 - the name of a field


SECRET = frozenset({Asks.APP_PASSWORD, Asks.PASSWORD})


class Answers(StrEnum):
    """How an answer goes back."""

    NO = "no"  # somebody opens the place itself
    API = "api"  # `reply`
    MAIL = "mail"  # as a mail, through Kring's own mail server


@dataclass(frozen=True)
class Place:
    """Where to listen: plain values."""

    address: str
    search: str = ""


@dataclass(frozen=True)
class HeardFile:
    """A file as it came along with what was said; nothing of it was opened."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class HeardItem:
    """One thing that somebody outside said. All of it is plain text, whatever was sent."""

    key: str  # the place's own lasting id for it, so that it comes in once
    text: str
    said_at: datetime
    who: str = ""
    handle: str = ""
    link: str = ""
    thread: str = ""  # the same for all of one conversation
    kind: str = "mention"  # mention, reply, message
    language: str = ""
    reply_to: Mapping[str, Any] = field(default_factory=dict)  # what `reply` needs; empty: it cannot be answered here
    sent_to: Sequence[str] = ()  # mail addresses
    files: Sequence[HeardFile] = ()  # only of what was sent to an address with a tag: me+tag@…
    has_more_files: bool = False  # there were more, too large or too many to be fetched


@dataclass(frozen=True)
class Heard:
    """What one look brought, and where the next one goes on. Both are kept together or not at all."""

    items: Sequence[HeardItem]
    cursor: Mapping[str, Any]
    has_more: bool = False  # there is more to fetch at once


@dataclass(frozen=True)
class SetUp:
    """What an organisation said, as it is kept."""

    address: str
    search: str = ""
    secrets: Mapping[str, Any] = field(default_factory=dict)


class NotUnderstoodError(OutsideError):
    """What was filled in cannot be right; `asks` names the field."""

    def __init__(self, asks: Asks) -> None:
        super().__init__(asks)
        self.asks = asks


class NotBelievedError(OutsideError):
    """Something was sent to us that is not signed by who should have, or too long ago."""


@dataclass(frozen=True)
class Capabilities:
    """All that the rooms need to know of a listener."""

    key: str
    name: str
    icon: str
    asks: tuple[Asks, ...] = ()
    optional: frozenset[Asks] = frozenset()
    answers: Answers = Answers.NO
    text: TextRule | None = None  # of an answer
    can_find: bool = False  # whether `find` is certain
    signs_in: bool = False  # the network's own page asks whether Kring may: `start` and `finish`
    scopes: Mapping[str, str] = field(default_factory=dict)  # what for → what is asked for
    polls: bool = True  # False: it is sent to us
    every: timedelta = timedelta(minutes=5)
    place: int = 50  # where it stands among the kinds to choose from; lower is earlier


class Listener:
    """One way of listening. A subclass sets `caps` and overrides what it can do."""

    caps: Capabilities

    def set_up(self, said: Mapping[Asks, str]) -> SetUp:
        """Return what was filled in as it is kept, or raise which field cannot be right. Calls nothing outside."""
        raise NotImplementedError

    def tidy(self, said: str) -> str:
        """Return the server that somebody meant, as it is kept; empty when it is none."""
        return ""

    def start(self, *, server: str, redirect_to: str, state: str, app: Mapping[str, Any] | None) -> Connection:
        """Return where somebody is sent to say yes."""
        raise NotImplementedError

    def finish(
        self, *, remember: Mapping[str, Any], answer: Mapping[str, str], app: Mapping[str, Any] | None
    ) -> Connected:
        """Return the account, from what the network sent back."""
        raise NotImplementedError

    def revoke(self, place: Place, secrets: Mapping[str, Any]) -> None:
        """Tell the network that we no longer need to be let in."""

    def is_fresh(self, secrets: Mapping[str, Any], now: datetime) -> bool:
        """Whether the tokens last a while."""
        return True

    def refresh(self, place: Place, secrets: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the secrets with fresh tokens; the caller holds the row so that two never do this at once."""
        return secrets

    def listen(self, place: Place, secrets: Mapping[str, Any], cursor: Mapping[str, Any]) -> Heard:
        """Return what was said since `cursor`, a bounded part of it at a time; an empty cursor is the first look."""
        raise NotImplementedError

    def receive(
        self, body: bytes, headers: Mapping[str, str], secrets: Mapping[str, Any], now: datetime
    ) -> Sequence[HeardItem]:
        """Return what was sent to us, when it is signed by who should have."""
        raise NotImplementedError

    def room_left(self, secrets: Mapping[str, Any], reply_to: Mapping[str, Any], text: str) -> int | None:
        """Return how many characters of an answer are left; None where there is no limit."""
        rule = self.caps.text
        return room_left(rule, text) if rule else None

    def reply(
        self, place: Place, secrets: Mapping[str, Any], reply_to: Mapping[str, Any], text: str, key: str
    ) -> Published:
        """Answer something that was heard; `key` is ours and the same over all tries."""
        raise NotImplementedError

    def find(
        self,
        place: Place,
        secrets: Mapping[str, Any],
        reply_to: Mapping[str, Any],
        text: str,
        key: str,
        *,
        since: datetime,
    ) -> Published | None:
        """Return the answer of an earlier try, if it got through."""
        raise NotImplementedError


def room_left(rule: TextRule, text: str) -> int:
    """Return how many characters are left by a rule; below 0 when it is too long."""
    left = rule.most - counting.length(text, counter=rule.counter, link_weight=rule.link_weight)
    too_many_bytes = (len(text.encode(errors="replace")) - rule.most_bytes) if rule.most_bytes else 0
    return min(left, -too_many_bytes) if too_many_bytes > 0 else left


def moment(said: Any) -> datetime:
    """Return a moment that somebody else wrote down; never in the future, and now where it makes no sense."""
    now = datetime.now(UTC)
    try:
        found = datetime.fromisoformat(str(said).strip().replace("Z", "+00:00"))
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return min(found.astimezone(UTC), now)
    except (ValueError, OverflowError):
        return now


@dataclass(frozen=True)
class Page:
    """One page of a list that a network tells newest first."""

    entries: Sequence[Any]
    following: str  # leads to older ones; empty at the end


def walk_back(
    cursor: Mapping[str, Any], fetch: Callable[[str], Page], moment_of: Callable[[Any], str]
) -> tuple[Sequence[Any], dict[str, Any], bool]:
    """Fetch one page of a list told newest first, on the way back to where an earlier look stopped.

    Only when that place is reached does it move on to the newest entry of this walk; so a walk that is broken off
    anywhere goes on from its last kept page, and misses nothing. Moments are compared as the network writes them.
    """
    seen, top, back = (str(cursor.get(name) or "") for name in ("seen", "top", "back"))
    page = fetch(back)
    stamps = [moment_of(entry) for entry in page.entries]
    top = top or max(stamps, default="")
    news = [entry for entry, stamp in zip(page.entries, stamps, strict=True) if stamp >= seen]
    is_there = not seen or not page.following or not page.entries or min(stamps) < seen
    if is_there:
        return news, {"seen": max(top, seen)}, False
    return news, {"seen": seen, "top": top, "back": page.following}, True

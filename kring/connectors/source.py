"""What a content source is: an address that is looked at, and what was found there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kring.connectors.http import BadAnswerError


@dataclass(frozen=True)
class FoundItem:
    """One thing that a source brought. All of it is plain text, whatever the source sent."""

    key: str  # the source's own id for it, so that it is found once
    link: str
    title: str
    text: str = ""
    picture_link: str = ""
    published_at: datetime | None = None
    language: str = ""


@dataclass(frozen=True)
class Looked:
    """What one look at a source gave, and what to bring along next time so that nothing is sent twice."""

    items: Sequence[FoundItem]
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False
    name: str = ""  # what the source calls itself
    address: str = ""  # where it really is, when a page led to it


class NotASourceError(BadAnswerError):
    """There is something at this address, but not what this kind of source can read."""

    key = "not_a_source"


class Source:
    """One kind of content source."""

    name: str

    def look(self, address: str, etag: str = "", last_modified: str = "") -> Looked:
        """Return what is at `address` now; `is_unchanged` when nothing is new since `etag` or `last_modified`."""
        raise NotImplementedError

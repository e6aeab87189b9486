"""News, alerts and forums that offer a feed: RSS and Atom."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from kring.connectors import text
from kring.connectors.feeds import read_feed
from kring.connectors.listener import Asks, Capabilities, Heard, HeardItem, Listener, NotUnderstoodError, Place, SetUp
from kring.connectors.source import FoundItem


class Rss(Listener):
    """A feed holds its newest items only; each of them comes in once, by its own id."""

    caps = Capabilities(
        key="rss",
        name="RSS / Atom",
        icon="rss",
        asks=(Asks.FEED, Asks.WORDS),
        optional=frozenset({Asks.WORDS}),
        every=timedelta(minutes=15),
        place=10,
    )

    def set_up(self, said: Mapping[Asks, str]) -> SetUp:
        """Keep the address of the feed, and the words of which at least one has to be in an item."""
        address = text.web_address(said.get(Asks.FEED, ""), most=500)
        if not address:
            raise NotUnderstoodError(Asks.FEED)
        return SetUp(address, said.get(Asks.WORDS, "").strip()[:300])

    def listen(self, place: Place, secrets: Mapping[str, Any], cursor: Mapping[str, Any]) -> Heard:
        """Return what the feed holds now, oldest first."""
        looked = read_feed(place.address, str(cursor.get("etag", "")), str(cursor.get("last_modified", "")))
        if looked.is_unchanged:
            return Heard([], cursor)
        words = [word.casefold() for word in place.search.replace(",", " ").split()]
        items = [_item(found, looked.name) for found in reversed(looked.items) if _holds(found, words)]
        return Heard(items, {"etag": looked.etag, "last_modified": looked.last_modified})


def _holds(found: FoundItem, words: list[str]) -> bool:
    whole = f"{found.title}\n{found.text}".casefold()
    return not words or any(word in whole for word in words)


def _item(found: FoundItem, feed: str) -> HeardItem:
    is_same = found.text.startswith(found.title)
    return HeardItem(
        key=found.key,
        text=found.text if is_same else f"{found.title}\n\n{found.text}".strip(),
        said_at=min(found.published_at or datetime.now(UTC), datetime.now(UTC)),
        who=feed,
        link=found.link,
        language=found.language,
    )

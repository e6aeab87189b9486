"""RSS and Atom."""

from kring.connectors.feeds import read_feed
from kring.connectors.source import Looked, Source


class Rss(Source):
    """A feed of a newsroom or a blog."""

    name = "RSS / Atom"

    def look(self, address: str, etag: str = "", last_modified: str = "") -> Looked:
        """Return what the feed holds; the address of a page leads to the feed that the page names."""
        return read_feed(address, etag, last_modified)

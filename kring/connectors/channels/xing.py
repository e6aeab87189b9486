"""XING: its share page takes only a link, so the words are copied and pasted there."""

from urllib.parse import urlencode

from kring.connectors.channel import Capabilities, Channel, Mode, Post, TextRule


class Xing(Channel):
    """A post on one's own XING profile."""

    caps = Capabilities(
        key="xing",
        name="XING",
        icon="brand-xing",
        modes=(Mode.INTENT, Mode.COPY),
        text=TextRule(most=3000, counter="utf16"),
        takes_text=False,
        place=80,
    )

    def intent_address(self, post: Post) -> str:
        """Return XING's share page with the link in it."""
        return "https://www.xing.com/spi/shares/new?" + urlencode({"url": post.link})

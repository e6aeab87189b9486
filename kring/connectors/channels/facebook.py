"""Facebook: a person's profile has no way in for programs, and its share page takes only a link.

https://developers.facebook.com/docs/sharing/reference/share-dialog
"""

from urllib.parse import urlencode

from kring.connectors.channel import Capabilities, Channel, Mode, Post, TextRule


class Facebook(Channel):
    """A post on one's own Facebook profile."""

    caps = Capabilities(
        key="facebook",
        name="Facebook",
        icon="brand-facebook",
        modes=(Mode.INTENT, Mode.COPY),
        text=TextRule(most=63_206, counter="utf16"),
        takes_text=False,
        place=60,
    )

    def intent_address(self, post: Post) -> str:
        """Return Facebook's share page with the link in it."""
        return "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": post.link})

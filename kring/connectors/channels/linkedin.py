"""LinkedIn: its share page takes only a link, so the words are copied and pasted there.

https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/plugins/share-plugin
"""

from urllib.parse import urlencode

from kring.connectors.channel import Capabilities, Channel, Mode, Post, TextRule


class LinkedIn(Channel):
    """A post on one's own LinkedIn profile."""

    caps = Capabilities(
        key="linkedin",
        name="LinkedIn",
        icon="brand-linkedin",
        modes=(Mode.INTENT, Mode.COPY),
        text=TextRule(most=3000, counter="utf16"),
        takes_text=False,
        place=10,
    )

    def intent_address(self, post: Post) -> str:
        """Return LinkedIn's share page with the link in it."""
        return "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": post.link})

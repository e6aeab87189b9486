"""Threads: https://developers.facebook.com/docs/threads/threads-web-intents"""

from urllib.parse import quote, urlencode

from kring.connectors.channel import Capabilities, Channel, Mode, Post, TextRule


class Threads(Channel):
    """A post on one's own Threads account."""

    caps = Capabilities(
        key="threads",
        name="Threads",
        icon="brand-threads",
        modes=(Mode.INTENT,),
        text=TextRule(most=500, counter="utf16"),
        place=70,
    )

    def intent_address(self, post: Post) -> str:
        """Return Threads' own page with text and link in it."""
        said = {"text": f"{post.text}\n\n{post.link}" if post.link else post.text}
        return "https://www.threads.com/intent/post?" + urlencode(said, quote_via=quote)

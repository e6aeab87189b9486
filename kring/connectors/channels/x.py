"""X: https://docs.x.com/x-for-websites/post-button/guides/web-intent

Posting through X's programs costs money per post, and its rules forbid nearly the same text on several accounts.
"""

from urllib.parse import quote, urlencode

from kring.connectors.channel import Capabilities, Channel, Mode, Post, TextRule


class X(Channel):
    """A post on one's own X account."""

    caps = Capabilities(
        key="x",
        name="X",
        icon="brand-x",
        modes=(Mode.INTENT,),
        text=TextRule(most=280, counter="weighted", link_weight=23),
        most_alike=0.6,
        place=50,
    )

    def intent_address(self, post: Post) -> str:
        """Return X's own page with text and link in it."""
        said = {"text": f"{post.text}\n\n{post.link}" if post.link else post.text}
        return "https://x.com/intent/tweet?" + urlencode(said, quote_via=quote)

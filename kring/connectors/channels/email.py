"""E-mail: a letter that the person's own mail program opens (RFC 6068)."""

from urllib.parse import quote, urlencode

from kring.connectors.channel import Capabilities, Channel, Mode, Post, TextRule


class Email(Channel):
    """A letter to whom the person likes."""

    caps = Capabilities(
        key="email",
        name="E-mail",
        icon="mail",
        modes=(Mode.INTENT,),
        text=TextRule(most=1500, counter="utf16"),  # older mail programs cut off long addresses
        look="letter",
        place=90,
    )

    def intent_address(self, post: Post) -> str:
        """Return an address that opens a new letter with subject and text in it."""
        body = f"{post.text}\n\n{post.link}" if post.link else post.text
        lines = body.replace("\r\n", "\n").replace("\n", "\r\n")  # as the RFC wants line ends
        return "mailto:?" + urlencode({"subject": post.title, "body": lines}, quote_via=quote)

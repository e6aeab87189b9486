"""WhatsApp: https://faq.whatsapp.com/5913398998672934 (click to chat)"""

from urllib.parse import quote, urlencode

from kring.connectors.channel import Capabilities, Channel, Mode, Post, TextRule


class WhatsApp(Channel):
    """A message to somebody, a group or one's own status; the person chooses whom."""

    caps = Capabilities(
        key="whatsapp",
        name="WhatsApp",
        icon="brand-whatsapp",
        modes=(Mode.INTENT,),
        text=TextRule(most=3000, counter="utf16"),  # it takes more, but an address cannot hold it
        look="message",
        place=20,
    )

    def intent_address(self, post: Post) -> str:
        """Return WhatsApp's page that opens the app with the message in it."""
        said = {"text": f"{post.text}\n\n{post.link}" if post.link else post.text}
        return "https://wa.me/?" + urlencode(said, quote_via=quote)

"""The phone's own share sheet: https://www.w3.org/TR/web-share/"""

from kring.connectors.channel import Capabilities, Channel, Mode, TextRule


class Phone(Channel):
    """Wherever the phone can share to; it tells nobody where that was."""

    caps = Capabilities(
        key="phone",
        name="Share sheet",
        icon="device-mobile",
        modes=(Mode.WEB_SHARE,),
        text=TextRule(most=3000, counter="utf16"),
        intent_needs_device=True,
        look="message",
        place=15,
    )

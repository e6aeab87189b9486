"""Microsoft Teams, by a workflow of the organisation's own that takes what we post and tells it to one person.

https://support.microsoft.com/office/8ae491c7-0394-4861-ba59-055e33f75498
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from kring.connectors import calls
from kring.connectors.channel import MisconfiguredError, MissingPermissionError, NeedsReconnectError, RejectedError
from kring.connectors.messenger import Capabilities, Messenger, Need, Note

MOST = 8000  # characters of text; a workflow takes 28 kB with everything around it


class Teams(Messenger):
    """A card from the workflow's bot, to whoever has the same mail address in Teams."""

    caps = Capabilities(key="teams", name="Teams", icon="users", needs=(Need("address", "Webhook URL"),), place=30)

    def tidy(self, said: Mapping[str, str]) -> Mapping[str, str]:
        """A workflow has an https address; its signature is in it, so all of it is a secret."""
        address = said.get("address", "").strip()
        try:
            parts = urlsplit(address)
        except ValueError as error:
            raise MisconfiguredError("no address") from error
        if parts.scheme != "https" or not parts.hostname or len(address) > 2000 or not address.isprintable():
            raise MisconfiguredError("no address")
        return {"address": address}

    def find(self, set_up: Mapping[str, Any], email: str) -> Mapping[str, Any]:
        """The workflow itself finds people by their mail address."""
        return {"email": email}

    def send(self, set_up: Mapping[str, Any], address: Mapping[str, Any], note: Note) -> None:
        """Give the card to the workflow; it says that it took it, not that it arrived."""
        told = {
            "type": "message",
            "recipient": address["email"],
            "summary": note.title,
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": _card(note)}],
        }
        answer = calls.send("POST", set_up["address"], posts=True, json=told)
        if answer.is_good:  # the answer of a workflow is whatever its maker chose
            return
        try:
            calls.told(answer, posts=True)
        except (NeedsReconnectError, MissingPermissionError, RejectedError) as error:
            if answer.status in {401, 403, 404, 410}:  # the workflow is off, gone, or its address changed
                raise MisconfiguredError(f"status {answer.status}") from error
            raise


def _card(note: Note) -> dict[str, Any]:
    def block(words: str, **look: Any) -> dict[str, Any]:
        return {"type": "TextBlock", "text": words, "wrap": True, **look}

    opens = [{"type": "Action.OpenUrl", "title": note.link_words, "url": note.link}] if note.link else []
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            block(_bare(note.title), size="Medium", weight="Bolder"),
            block(_bare(note.text[:MOST])),
            block(_bare(note.why), isSubtle=True, size="Small"),
        ],
        "actions": [*opens, {"type": "Action.OpenUrl", "title": note.off_words, "url": note.off_link}],
    }


def _bare(words: str) -> str:
    """Return text in which nothing is a card's mark-up."""
    return "".join(f"\\{one}" if one in "\\`*_[]()#" else one for one in words)

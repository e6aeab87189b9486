"""Microsoft Teams, by a workflow of the organisation's own that takes what we post and tells it to one person.

https://support.microsoft.com/office/8ae491c7-0394-4861-ba59-055e33f75498
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from kring.connectors import calls, text
from kring.connectors.channel import MisconfiguredError, MissingPermissionError, NeedsReconnectError, RejectedError
from kring.connectors.http import Answer, BadAnswerError
from kring.connectors.messenger import Capabilities, Messenger, Need, Note

MOST = 16_000  # bytes of text in the message; a card takes some 28 kB with everything around it
# Webhooks of the old connectors: retired, and they would post in a channel what is meant for one person.
CONNECTORS = ("webhook.office.com", "outlook.office.com", "outlook.office365.com")


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
        if any(parts.hostname == old or parts.hostname.endswith(f".{old}") for old in CONNECTORS):
            raise MisconfiguredError("a connector, no workflow")
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
            # All cards have one shape: a workflow that refuses one is off, gone, moved, or made otherwise.
            if answer.status in {400, 401, 403, 404, 409, 410}:
                raise MisconfiguredError(_why(answer)) from error
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
            block(_cut(note.text)),
            block(_bare(note.why), isSubtle=True, size="Small"),
        ],
        "actions": [*opens, {"type": "Action.OpenUrl", "title": note.off_words, "url": note.off_link}],
    }


def _why(answer: Answer) -> str:
    """Return what Power Automate calls its trouble, or the status."""
    try:
        said = answer.json()
    except BadAnswerError:
        said = None
    trouble = said.get("error") if isinstance(said, Mapping) else None
    code = trouble.get("code") if isinstance(trouble, Mapping) else None
    return text.line(code, most=100) if isinstance(code, str) and code else f"status {answer.status}"


def _cut(words: str) -> str:
    """Return as much text as fits, without mark-up: what counts is how many bytes it takes in the message."""
    taken, size = [], 0
    for one in words:
        bare = _bare(one)
        size += len(json.dumps(bare, ensure_ascii=False).encode()) - 2
        if size > MOST:
            break
        taken.append(bare)
    return "".join(taken)


def _bare(words: str) -> str:
    """Return text in which nothing is a card's mark-up."""
    return "".join(f"\\{one}" if one in "\\`*_[]()#" else one for one in words)

"""Whatever can send a signed message: https://www.standardwebhooks.com"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from standardwebhooks import Webhook as Signed
from standardwebhooks import WebhookVerificationError

from kring.connectors import text
from kring.connectors.listener import Capabilities, HeardItem, Listener, NotBelievedError, SetUp, moment

MOST_BYTES = 64_000
KINDS = ("mention", "reply", "question", "message")


class Webhook(Listener):
    """Another system tells us, and signs what it tells; nothing is asked for."""

    caps = Capabilities(key="webhook", name="Webhook", icon="link", polls=False, place=50)

    def set_up(self, said: Mapping[Any, str]) -> SetUp:
        """Nothing has to be said: the address and the secret are ours to give."""
        return SetUp("")

    def receive(
        self, body: bytes, headers: Mapping[str, str], secrets: Mapping[str, Any], now: datetime
    ) -> Sequence[HeardItem]:
        """Return the one thing that is told, if it is signed with the secret and not minutes old.

        The message's own id is its key: told again, it is known already.
        """
        try:
            told = Signed(str(secrets["secret"])).verify(body, {name.lower(): value for name, value in headers.items()})
        except (WebhookVerificationError, ValueError, KeyError, RecursionError) as error:
            raise NotBelievedError(str(error)[:200]) from error
        number = next(value for name, value in headers.items() if name.lower() == "webhook-id")
        said = told.get("data") if isinstance(told, dict) and isinstance(told.get("data"), dict) else told
        if not isinstance(said, dict) or not isinstance(said.get("text"), str):
            return []

        def word(name: str, most: int) -> str:
            value = said.get(name)
            return " ".join(text.bare(value, most=most).split()) if isinstance(value, str) else ""

        words = text.bare(said["text"])
        if not words:
            return []
        kind = word("kind", 20)
        item = HeardItem(
            key=number[:300],
            text=words,
            said_at=moment(said.get("said_at") or told.get("timestamp") or now.isoformat()),
            who=word("who", 200),
            handle=word("handle", 200),
            link=text.web_address(word("link", 1000)),
            thread=word("thread", 300),
            kind=kind if kind in KINDS else "mention",
            language=word("language", 2).lower(),
        )
        return [item]

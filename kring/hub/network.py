"""How an answer leaves, through the place where the question came in. It calls outside: never inside a transaction."""

from datetime import datetime

from kring.connectors.channel import Published
from kring.hub.models import ListeningPost, Mention


def may_answer(post: ListeningPost | None, mention: Mention) -> bool:
    """Whether an answer can leave from here; otherwise it is given at `mention.link`. Calls nothing outside."""
    raise NotImplementedError


def room_left(post: ListeningPost, mention: Mention, text: str) -> int | None:
    """Return how many characters are left, as the network counts them; None without a limit. Calls nothing outside."""
    raise NotImplementedError


def can_look_for(post: ListeningPost) -> bool:
    """Whether `look_for` is certain here; where it is not, an unknown outcome goes back to its person."""
    raise NotImplementedError


def send(post: ListeningPost, mention: Mention, text: str, key: str) -> Published:
    """Answer a mention; `key` is the answer's own and the same over all tries (at most 40 letters).

    Raises the errors of `kring.connectors.channel`, all of them a `ChannelError`: TransientError (RateLimitedError
    among them) may be tried again, after `retry_after` where it says so; after UnknownOutcomeError `look_for` comes
    before any second `send`; NeedsReconnectError, MissingPermissionError, RejectedError (its `reason` is the
    network's) and MisconfiguredError are final, until a person does something.
    """
    raise NotImplementedError


def look_for(post: ListeningPost, mention: Mention, text: str, key: str, since: datetime) -> Published | None:
    """Return the answer of an earlier `send`, if it got through; raises as `send` does when that cannot be known."""
    raise NotImplementedError

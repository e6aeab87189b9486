"""What a messenger is: a way to tell one person something outside of mail.

What goes wrong is told in the closed set of `connectors/channel.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kring.connectors.channel import ChannelError


@dataclass(frozen=True)
class Need:
    """Something that an organisation fills in once; `label` is what the service itself calls it."""

    key: str
    label: str
    is_secret: bool = True


@dataclass(frozen=True)
class Note:
    """What one person is told: plain text in their language, and whole addresses."""

    key: str  # ours, and the same over all tries
    title: str
    text: str
    link: str
    link_words: str
    why: str  # one line: why this came
    off_link: str
    off_words: str


@dataclass(frozen=True)
class Capabilities:
    """All that the rooms need to know of a messenger."""

    key: str
    name: str
    icon: str
    needs: tuple[Need, ...] = ()  # empty: it works without a set-up
    is_per_device: bool = False  # each browser of a person is an address of its own, which it gives itself
    place: int = 50  # where it stands among the ways to choose from; lower is earlier


class GoneError(ChannelError):
    """There is nobody at this address any more: it can be thrown away."""


class Messenger:
    """One way to tell a person something. A subclass sets `caps` and overrides what it can do."""

    caps: Capabilities

    def tidy(self, said: Mapping[str, str]) -> Mapping[str, str]:
        """Return what an organisation filled in as it is kept, or raise `MisconfiguredError`. Calls nothing outside."""
        return {need.key: said.get(need.key, "").strip() for need in self.caps.needs}

    def address(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the address that a browser gave, as it is kept, or raise `MisconfiguredError`."""
        raise NotImplementedError

    def find(self, set_up: Mapping[str, Any], email: str) -> Mapping[str, Any]:
        """Return the address of whoever has this e-mail address, or raise `NoSuchAccountError`."""
        raise NotImplementedError

    def send(self, set_up: Mapping[str, Any], address: Mapping[str, Any], note: Note) -> None:
        """Tell the person at `address`; raise `GoneError` when nobody is there any more."""
        raise NotImplementedError

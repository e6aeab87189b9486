"""Pages about sharing."""

from kring.sharing.views.accounts import accounts, bluesky_client_metadata, callback, connect, disconnect
from kring.sharing.views.before import before, forget_before, keep_before
from kring.sharing.views.compose import compose, look, posted, shared
from kring.sharing.views.deciding import look_up, take_back

__all__ = [
    "accounts",
    "before",
    "bluesky_client_metadata",
    "callback",
    "compose",
    "connect",
    "disconnect",
    "forget_before",
    "keep_before",
    "look",
    "look_up",
    "posted",
    "shared",
    "take_back",
]

"""Writes about sharing."""

from kring.sharing.actions.accounts import (
    ask_to_reconnect,
    connect_account,
    disconnect_account,
    forget_account,
    forget_app,
    held_account,
    keep_app,
    keep_tokens,
)
from kring.sharing.actions.publishing import (
    Claimed,
    Look,
    claim_removal,
    claim_share,
    look_up_or_retry,
    record_failed_look,
    record_published,
    record_refusal,
    record_removal,
    take_back,
)
from kring.sharing.actions.sharing import keep_draft, say_posted, share_story, target_of

__all__ = [
    "Claimed",
    "Look",
    "ask_to_reconnect",
    "claim_removal",
    "claim_share",
    "connect_account",
    "disconnect_account",
    "forget_account",
    "forget_app",
    "held_account",
    "keep_app",
    "keep_draft",
    "keep_tokens",
    "look_up_or_retry",
    "record_failed_look",
    "record_published",
    "record_refusal",
    "record_removal",
    "say_posted",
    "share_story",
    "take_back",
    "target_of",
]

"""What people do at the Social Hub, by subject."""

from kring.hub.actions.listening import (
    Choices,
    Claimed,
    add_post,
    change_post,
    claim_post,
    held_post,
    keep_secrets,
    listen_now,
    receive,
    record_heard,
    record_problem,
    remove_post,
    renew_secret,
    switch_post,
)

__all__ = [
    "Choices",
    "Claimed",
    "add_post",
    "change_post",
    "claim_post",
    "held_post",
    "keep_secrets",
    "listen_now",
    "receive",
    "record_heard",
    "record_problem",
    "remove_post",
    "renew_secret",
    "switch_post",
]

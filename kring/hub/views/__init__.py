"""Pages of the Social Hub, by subject."""

from kring.hub.views.listening import (
    hook,
    listen_now,
    listen_somewhere,
    listening,
    listening_callback,
    post,
    remove_post,
    renew_secret,
    switch_post,
)

__all__ = [
    "hook",
    "listen_now",
    "listen_somewhere",
    "listening",
    "listening_callback",
    "post",
    "remove_post",
    "renew_secret",
    "switch_post",
]

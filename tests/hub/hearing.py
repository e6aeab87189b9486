"""Places to listen, set up on real servers."""

from django.utils import timezone

from kring.core.secrets import seal
from tests import make
from tests.sharing.publishing import ask, user


def on_mastodon(organisation, server, name="bank", **fields):
    """The organisation's own account on the server, where the hub listens."""
    remote_id, token = user(server, name)
    host = f"127.0.0.1:{server.port}"
    secrets = {"token": token, "client_id": "c", "client_secret": "s", "remote_id": remote_id, "handle": f"@{name}"}
    defaults = {"kind": "mastodon", "name": "Mastodon", "address": host, "sealed": seal(secrets)}
    return make.listening_post(organisation, **defaults | {"next_look_at": timezone.now()} | fields)


def say(server, token, text, **more):
    """Somebody says something on the server."""
    return ask(server, "POST", "/api/v1/statuses", {"status": text, **more}, token)


def in_the_mailbox(organisation, letterbox, **fields):
    """The mailbox of the hub, where it listens."""
    secrets = {"server": letterbox.host, "login": letterbox.login, "password": letterbox.password}
    defaults = {"kind": "mailbox", "name": "Mail", "address": "hub@bank.example", "sealed": seal(secrets)}
    return make.listening_post(organisation, **defaults | {"next_look_at": timezone.now()} | fields)

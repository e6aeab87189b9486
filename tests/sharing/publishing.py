"""People with a real account on the Mastodon server, and shares on their way to it."""

import json
import urllib.request

from django.utils import timezone

from kring.core.secrets import seal
from kring.people.actions import give_consent
from kring.people.rules import Purpose
from kring.sharing.models import Share
from tests import make


def ask(server, method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(
        server.base_url + path, method=method, headers=headers, data=json.dumps(body).encode() if body else None
    )
    return json.loads(urllib.request.urlopen(request).read() or b"null")


def fault(server, count=None, methods=("POST",), path="/api/v1/statuses", **effect):
    """Let the server misbehave."""
    spec = {"match": {"methods": list(methods), "path_regex": path}, "effect": effect}
    ask(server, "POST", "/api/v1/_mock/faults", spec | ({"count": count} if count else {}))


def user(server, name="mens"):
    """An account on the server: its id and a token."""
    made = ask(server, "POST", "/api/v1/_mock/dev_user", {"username": name})
    token = made.get("access_token") or made.get("token")
    return ask(server, "GET", "/api/v1/accounts/verify_credentials", token=token)["id"], token


def connected(person, server, name="mens"):
    """`person`'s account on the server, connected and agreed to."""
    give_consent(by=person, purpose=Purpose.CONNECT_ACCOUNT, now=timezone.now())
    remote_id, token = user(server, name)
    host = f"127.0.0.1:{server.port}"
    sealed = seal({"token": token, "client_id": "c", "client_secret": "s"})
    return make.connected_account(
        person, channel="mastodon", server=host, remote_id=remote_id, handle=f"@{name}@{host}", sealed=sealed
    )


def queued(person, account, **fields):
    """A share that waits to be posted, with its link in it."""
    share = make.share(
        person,
        make.story(person.organisation),
        **{
            "account": account,
            "status": Share.Status.QUEUED,
            "next_try_at": timezone.now(),
            "posted_at": None,
            "language": "nl",
        }
        | fields,
    )
    link = make.tracked_link(share)
    from kring.sharing.queries import address_of_link

    share.post = f"{share.own_words}\n\n{address_of_link(link)}"
    share.save()
    return share


def posts(server, account):
    """What the account posted, as the server knows it."""
    return ask(server, "GET", f"/api/v1/accounts/{account.remote_id}/statuses?limit=40")

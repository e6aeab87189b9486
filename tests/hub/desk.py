"""People at a desk, and questions that came in on a real Mastodon server."""

from django.utils import timezone

from kring.core.secrets import seal
from tests import make
from tests.sharing.publishing import ask, user


def colleague(organisation, name="Noor de Vries"):
    """Somebody at the desk who can sign in."""
    return make.person(organisation, name=name, account=make.account(), roles=["desk"])


def hears_of(organisation, server, host=None, **fields):
    """The organisation's own account on the server, as a place that is listened to and answered from."""
    remote_id, token = user(server, "waterbank")
    sealed = seal({"token": token, "remote_id": remote_id})
    address = host or f"127.0.0.1:{server.port}"
    return make.listening_post(organisation, kind="mastodon", name="Mastodon", address=address, sealed=sealed, **fields)


def asked(organisation, server, post, text="When does the bridge open?", name="kim"):
    """A question that somebody asked there, as it came in."""
    _id, token = user(server, name)
    said = ask(server, "POST", "/api/v1/statuses", {"status": f"@waterbank {text}"}, token)
    reply_to = {"id": said["id"], "acct": name, "visibility": "public"}
    return make.mention(
        organisation, listening_post=post, text=text, key=said["id"], thread=said["id"], reply_to=reply_to,
        said_at=timezone.now(), link="https://town.example/1",
    )  # fmt: skip


def answers(server, mention):
    """What stands under a question on the server."""
    return [one["content"] for one in ask(server, "GET", f"/api/v1/statuses/{mention.key}/context")["descendants"]]

"""Reads about where the hub listens. Passwords and tokens are opened here, just before they are used."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Count, Max, OuterRef, Subquery
from django.urls import reverse

from kring.connectors.channel import NeedsReconnectError
from kring.connectors.listener import Capabilities, Listener, Place
from kring.connectors.registry import LISTENERS
from kring.core.secrets import SecretLostError, unseal
from kring.hub.errors import listening_problem
from kring.hub.models import ListeningPost, Mention

SALT = "kring.hub.hook"


@dataclass(frozen=True)
class PostRow:
    """A place, how it does, and what came from it."""

    post: ListeningPost
    caps: Capabilities
    problem: str
    mentions: int
    heard_at: datetime | None  # when something last came in


def listeners() -> list[Capabilities]:
    """Return the ways to listen, in the order people look for them."""
    return sorted((one.caps for one in LISTENERS.values()), key=lambda caps: (caps.place, caps.name))


def listener(kind: str) -> Listener | None:
    """Return one way to listen."""
    return LISTENERS.get(kind)


def posts() -> list[PostRow]:
    """Return where the hub listens, by name."""
    came = Mention.objects.filter(listening_post=OuterRef("pk")).order_by().values("listening_post")
    found = ListeningPost.objects.select_related("department").annotate(
        mentions=Subquery(came.annotate(n=Count("pk")).values("n")),
        heard_at=Subquery(came.annotate(at=Max("came_at")).values("at")),
    )
    return [
        PostRow(
            post,
            LISTENERS[post.kind].caps,
            listening_problem(post.problem) if post.is_on else "",
            post.mentions or 0,
            post.heard_at,
        )
        for post in found.order_by("name", "pk")
        if post.kind in LISTENERS
    ]


def post(post_id: int) -> ListeningPost | None:
    """Return one place."""
    found = ListeningPost.objects.filter(pk=post_id).first()
    return found if found and found.kind in LISTENERS else None


def posts_due(now: datetime) -> list[ListeningPost]:
    """Return the places that are due, longest waiting first."""
    return list(ListeningPost.objects.filter(is_on=True, next_look_at__lte=now).order_by("next_look_at")[:200])


def secrets_of(found: ListeningPost) -> dict[str, Any]:
    """Return the passwords and tokens of a place, to use at once."""
    try:
        return unseal(bytes(found.sealed)) if found.sealed else {}
    except SecretLostError:
        raise NeedsReconnectError("the key of the secrets is gone") from None


def place_of(found: ListeningPost) -> Place:
    """Return where a place is, as its listener takes it."""
    return Place(found.address, found.search)


def hook_address(found: ListeningPost) -> str:
    """Return where messages are sent; it says whose it is, and cannot be guessed."""
    token = signing.Signer(salt=SALT).sign_object([found.organisation_id, found.pk])
    return settings.PUBLIC_URL + reverse("hub:hook", args=[token])


def hook_of(token: str) -> tuple[int, int] | None:
    """Return the organisation and the place that an address is for; None when we never gave it."""
    try:
        organisation_id, post_id = signing.Signer(salt=SALT).unsign_object(token)
        return int(organisation_id), int(post_id)
    except (signing.BadSignature, ValueError, TypeError):
        return None

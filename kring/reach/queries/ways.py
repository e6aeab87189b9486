"""Reads about messengers: what an organisation filled in, and where a person is reached."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from kring.connectors.channel import NeedsReconnectError
from kring.connectors.messenger import GoneError
from kring.connectors.messengers.web_push import private_key, public_text
from kring.connectors.registry import MESSENGERS
from kring.core.secrets import SecretLostError, unseal
from kring.reach.models import MessengerSetUp, Way

WEB_PUSH = "web_push"


def needs(messenger: str) -> bool:
    """Return whether an organisation fills something in for this messenger."""
    return bool(MESSENGERS[messenger].caps.needs)


def set_up(messenger: str) -> Mapping[str, Any]:
    """Return what a messenger works with: what the organisation filled in, or the installation's own key."""
    if not needs(messenger):
        return {"key": settings.PUSH_KEY, "contact": push_contact()}
    row = MessengerSetUp.objects.filter(messenger=messenger).first()
    try:
        return unseal(bytes(row.sealed)) if row else {}
    except SecretLostError as error:
        raise NeedsReconnectError("the key of its secret is lost") from error


def push_contact() -> str:
    """Return whom a push service may turn to: the installation's address, or its mail address."""
    address = settings.MAIL_FROM.rpartition("<")[2].rstrip(">")
    return settings.PUBLIC_URL if settings.PUBLIC_URL.startswith("https://") else f"mailto:{address}"


def push_key() -> str:
    """Return what a browser needs to know of us to say yes."""
    return public_text(private_key(settings.PUSH_KEY))


def addresses(person_id: int, messenger: str) -> list[Way]:
    """Return where somebody is reached at a messenger."""
    return list(Way.objects.filter(person=person_id, messenger=messenger).order_by("pk"))


def opened(way: Way) -> Mapping[str, Any]:
    """Return the address itself; one that cannot be read any more is as good as gone."""
    try:
        return unseal(bytes(way.sealed))
    except SecretLostError as error:
        raise GoneError from error

"""Reads about signing in, the organisation's settings and the audit trail."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from sesame.utils import get_token, get_user

from kring.core.models import Account, AuditNote, Membership, Organisation
from kring.core.scope import inside
from kring.identity.errors import LinkNotValidError
from kring.stories import queries as stories

SIGN_IN = "sign-in"
START_SALT = "kring.identity.start"
START_HOURS = 2
FILE = re.compile(
    r"(?P<organisation>[1-9]\d{0,17})/(?P<kind>logos|stories|photos)/[\w-]{16,40}\.(?P<ending>png|jpg|jpeg|webp)"
)
PICTURE_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}


def account(email: str) -> Account | None:
    """Return the active account with this address, however it is written."""
    return Account.objects.filter(email=email.strip().lower(), is_active=True).first()


def sign_in_address(account: Account, *, to: str) -> str:
    """Return a link that signs `account` in once, within half an hour, and goes on to `to`."""
    address = reverse("identity:sign_in_by_link", args=[get_token(account, scope=SIGN_IN)])  # type: ignore[no-untyped-call]
    return f"{settings.PUBLIC_URL}{address}" + (f"?{urlencode({'next': to})}" if to else "")


def account_of_link(token: str) -> Account:
    """Return whom a sign-in link is for; the link stays good until they are signed in."""
    found: Account | None = get_user(token, scope=SIGN_IN, update_last_login=False)  # type: ignore[no-untyped-call]
    if found is None:
        raise LinkNotValidError
    return found


def start_address(**values: Any) -> str:
    """Return the link that goes to the founder's address when anybody may start an organisation."""
    token = signing.dumps(values, salt=START_SALT, compress=True)
    return f"{settings.PUBLIC_URL}{reverse('identity:start_by_link', args=[token])}"


def start_of_link(token: str) -> dict[str, str]:
    """Return what the founder filled in."""
    try:
        values: dict[str, str] = signing.loads(token, salt=START_SALT, max_age=timedelta(hours=START_HOURS))
    except signing.BadSignature:
        raise LinkNotValidError from None
    return values


def organisations_of(account: Account) -> QuerySet[Organisation]:
    """Return the organisations that an account belongs to, by name."""
    mine = Membership.objects.filter(account=account).values("organisation")
    return Organisation.objects.filter(pk__in=mine).order_by("name")


def audit_notes() -> QuerySet[AuditNote]:
    """Return who used which power, newest first."""
    return AuditNote.objects.select_related("account").order_by("-created_at", "-pk")


@dataclass(frozen=True)
class PublicFile:
    """A file that may be sent: where it is and what it is."""

    name: str
    content_type: str


def file_for(path: str, *, organisation: Organisation | None) -> PublicFile | None:
    """Return the file at `path` when whoever asks may see it.

    Logos are public; story pictures as long as their story is live; photos are for the organisation itself. Staff
    lists, and everything else, are sent to nobody.
    """
    match = FILE.fullmatch(path)
    if match is None or not path.isascii():
        return None
    number = int(match["organisation"])
    file = PublicFile(path, PICTURE_TYPES[match["ending"]])
    if organisation is not None and organisation.pk == number:
        return file
    if match["kind"] == "logos":
        return file
    if match["kind"] == "stories":
        with inside(number):
            return file if stories.live_anywhere().filter(picture=path).exists() else None
    return None

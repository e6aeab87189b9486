"""The link in a message that switches its kind off, without signing in."""

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.urls import reverse

from kring.people import queries as people
from kring.reach.errors import LinkNotValidError
from kring.reach.kinds import Kind, kinds

if TYPE_CHECKING:
    from kring.people.models import Person

SALT = "kring.reach.off"


def off_path(person: "Person", kind: str) -> str:
    """Return the path that switches `kind` off for `person`; it works as long as the address is theirs."""
    token = signing.dumps([person.organisation_id, person.pk, _mark(person.email), kind], salt=SALT, compress=False)
    return reverse("reach:off", args=[token])


def off_address(person: "Person", kind: str) -> str:
    """Return the whole link of a message."""
    return f"{settings.PUBLIC_URL}{off_path(person, kind)}"


def mail_headers(person: "Person", kind: str) -> dict[str, str]:
    """Return what lets a mail programme switch this kind off in one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{off_address(person, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def organisation_of_token(token: str) -> int:
    """Return the organisation whose message this was; the rest is looked up inside its scope."""
    return _opened(token)[0]


def off_of_token(token: str) -> tuple["Person", Kind]:
    """Return who switches off what; call inside the organisation of the message."""
    _organisation, pk, mark, kind = _opened(token)
    person = people.person(pk)
    if person is None or kind not in kinds() or not hmac.compare_digest(_mark(person.email), mark):
        raise LinkNotValidError
    return person, kinds()[kind]


def _opened(token: str) -> tuple[int, int, str, str]:
    try:
        organisation_id, pk, mark, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkNotValidError from None
    return int(organisation_id), int(pk), str(mark), str(kind)


def _mark(email: str) -> str:
    return hashlib.sha256(email.lower().encode()).hexdigest()[:16]

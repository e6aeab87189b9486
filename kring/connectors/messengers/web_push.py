"""Notifications of a browser, also while Kring is closed: RFC 8030 (delivery), 8291 (sealed), 8292 (from whom)."""

import base64
import json
import time
from collections.abc import Mapping
from textwrap import shorten
from typing import Any
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from joserfc import jwt
from joserfc.jwk import ECKey

from kring.connectors import calls
from kring.connectors.channel import MisconfiguredError, NeedsReconnectError
from kring.connectors.messenger import Capabilities, GoneError, Messenger, Note

SIGNED_FOR = 12 * 3600  # seconds; a push service takes no more than a day
KEPT_FOR = 8 * 3600  # seconds that a push service keeps it for a browser that is off: it is said in working hours
TITLE, TEXT = 100, 300  # characters; what a phone shows, and well within the 4 kB that a service takes


class WebPush(Messenger):
    """A browser that somebody said yes in; each browser is an address of its own."""

    caps = Capabilities(key="web_push", name="Web push", icon="bell", is_per_device=True, place=10)

    def address(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return where this browser is reached, with the keys that only it can open what is sent with."""
        keys = said.get("keys")
        if not isinstance(keys, Mapping):
            raise MisconfiguredError("no keys")
        given = {"endpoint": said.get("endpoint"), "p256dh": keys.get("p256dh"), "auth": keys.get("auth")}
        given["server"] = said.get("server")
        found = {name: value for name, value in given.items() if isinstance(value, str) and 0 < len(value) <= 1000}
        if len(found) < len(given):
            raise MisconfiguredError("not a subscription")
        parts = urlsplit(found["endpoint"])
        if parts.scheme != "https" or not parts.hostname or len(_bytes(found["auth"])) != 16:
            raise MisconfiguredError("not a subscription")
        _public(found["p256dh"])
        return found

    def send(self, set_up: Mapping[str, Any], address: Mapping[str, Any], note: Note) -> None:
        """Seal the note for this browser and hand it to its push service."""
        private = private_key(set_up["key"])
        if address["server"] != public_text(private):
            raise GoneError("said yes to another key")
        answer = calls.send(
            "POST",
            address["endpoint"],
            posts=True,
            headers={
                "Authorization": f"vapid t={_signed(address['endpoint'], set_up)}, k={public_text(private)}",
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(KEPT_FOR),
                "Urgency": "normal",
            },
            content=sealed(note, address),
        )
        if answer.status in {404, 410}:
            raise GoneError
        if not answer.is_good:
            calls.told(answer, posts=True)


def sealed(note: Note, address: Mapping[str, Any]) -> bytes:
    """Return the note so that only this browser can open it, with a key that is used once."""
    shown = {
        "title": shorten(note.title, TITLE, placeholder="…"),
        "body": shorten(note.text, TEXT, placeholder="…"),
        "link": note.link,
        "tag": note.key,
        "off": {"words": note.off_words, "link": note.off_link},
    }
    return http_ece.encrypt(
        json.dumps(shown, ensure_ascii=False).encode(),
        private_key=generate_private_key(SECP256R1()),
        dh=_bytes(address["p256dh"]),
        auth_secret=_bytes(address["auth"]),
        version="aes128gcm",
    )


def private_key(pem: str) -> EllipticCurvePrivateKey:
    """Return the installation's own key."""
    try:
        found = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError) as error:
        raise NeedsReconnectError(str(error)) from error
    if not isinstance(found, EllipticCurvePrivateKey) or not isinstance(found.curve, SECP256R1):
        raise NeedsReconnectError("not a key on P-256")
    return found


def public_text(private: EllipticCurvePrivateKey) -> str:
    """Return the public half of a key as browsers want it."""
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _signed(endpoint: str, set_up: Mapping[str, Any]) -> str:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + SIGNED_FOR,
        "sub": set_up["contact"],
    }
    return jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, ECKey.import_key(set_up["key"]))


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise MisconfiguredError("not base64") from error


def _public(text: str) -> None:
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(text))
    except ValueError as error:
        raise MisconfiguredError("not a point on P-256") from error

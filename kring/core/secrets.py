"""Tokens of connected accounts are kept encrypted, with a key that is not in the database."""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SecretLostError(Exception):
    """The key that this secret was written with is gone."""


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRETS_KEYS])


def seal(secret: dict[str, Any]) -> bytes:
    """Return `secret` encrypted with the newest key."""
    return _box().encrypt(json.dumps(secret).encode())


def unseal(sealed: bytes) -> dict[str, Any]:
    """Return the secret in `sealed`, written with any of the keys."""
    try:
        opened: dict[str, Any] = json.loads(_box().decrypt(bytes(sealed)))
    except InvalidToken:
        raise SecretLostError from None
    return opened


def seal_without_time(text: str) -> bytes:
    """Return `text` encrypted with the newest key; unlike `seal`, nothing in it tells when."""
    return _box().encrypt_at_time(text.encode(), 0)


def unseal_text(sealed: bytes) -> str:
    """Return the text in `sealed`, written with any of the keys."""
    try:
        return _box().decrypt(sealed).decode()
    except InvalidToken:
        raise SecretLostError from None

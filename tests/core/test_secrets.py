"""Tokens are kept encrypted, with keys that can be changed."""

import pytest
from cryptography.fernet import Fernet

from kring.core.secrets import SecretLostError, seal, unseal


def test_what_is_sealed_can_be_opened_and_not_be_read():
    sealed = seal({"token": "geheim"})
    assert b"geheim" not in sealed
    assert unseal(sealed) == {"token": "geheim"}


def test_an_older_key_still_opens(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SECRETS_KEYS = [old]
    sealed = seal({"token": "geheim"})
    settings.SECRETS_KEYS = [new, old]
    assert unseal(sealed) == {"token": "geheim"}


def test_without_its_key_it_is_lost(settings):
    settings.SECRETS_KEYS = [Fernet.generate_key().decode()]
    sealed = seal({"token": "geheim"})
    settings.SECRETS_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SecretLostError):
        unseal(sealed)

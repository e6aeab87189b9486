"""How allauth fits into Kring: accounts are made by an invitation, never by an open form."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from kring.core.secrets import seal, unseal

SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; wrong passwords from one address do not lock somebody out at another."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether anybody may make an account without an invitation: no."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords per account and address."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)} {get_ip(request)}"

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **values: Any
    ) -> None:
        """Say what happened, except that somebody is signed in: they see that."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **values)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second step are kept encrypted, with a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        """Return `text` sealed."""
        return seal({"secret": text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text that was sealed."""
        return str(unseal(encrypted_text.encode())["secret"])

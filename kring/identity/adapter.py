"""How allauth fits into Kring: accounts are made by an invitation, never by an open form."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone

from kring.core.limits import Try, give_back, take
from kring.core.secrets import seal, unseal
from kring.identity import limits

SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; wrong passwords from one address do not lock somebody out at another."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether anybody may make an account without an invitation: no."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a password as wrong before it is looked at."""
        if not take(*_tries(request, credentials), now=timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return whom the password belongs to; a right one counts no longer."""
        account = super().authenticate(request, **credentials)
        if account is not None:
            give_back(*_tries(request, credentials))
        return account

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **values: Any
    ) -> None:
        """Say what happened, except that somebody is signed in: they see that."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **values)


def _tries(request: HttpRequest, credentials: dict[str, Any]) -> tuple[Try, ...]:
    return limits.passwords(request, str(credentials.get("email") or credentials.get("username") or ""))


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second step are kept encrypted, with a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        """Return `text` sealed."""
        return seal({"secret": text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text that was sealed."""
        return str(unseal(encrypted_text.encode())["secret"])

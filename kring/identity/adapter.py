"""How allauth fits into Kring: accounts are made by an invitation, never by an open form."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether anybody may make an account without an invitation: no."""
        return False

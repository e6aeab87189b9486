"""How often somebody may try to get in."""

from datetime import timedelta

from allauth.core import context
from django.http import HttpRequest

from kring.core.limits import Limit, Try
from kring.core.visitors import visitor_network

LINKS_FROM_HERE = Limit("sign-in links from one address", 60, timedelta(hours=1))
LINKS = Limit("sign-in links to one account", 5, timedelta(minutes=15))
WRONG_FROM_HERE = Limit("wrong passwords and codes from one address", 20, timedelta(minutes=1))
# Per account and address, so that nobody locks another out.
WRONG_PASSWORDS = Limit("wrong passwords", 5, timedelta(minutes=5))
WRONG_CODES = Limit("wrong codes", 5, timedelta(minutes=5))
ONE_USE = Limit("a code of the second step", 1, timedelta(minutes=2))  # an app's code is good for less
PASSWORD_CHANGES = Limit("changes of a password", 5, timedelta(minutes=1))


def links(request: HttpRequest, email: str) -> tuple[Try, ...]:
    """Return what asking for a link by mail counts as."""
    return (LINKS_FROM_HERE, visitor_network(request)), (LINKS, email.lower())


def passwords(request: HttpRequest, name: str) -> tuple[Try, ...]:
    """Return what signing in with a password counts as."""
    here = visitor_network(request)
    return (WRONG_FROM_HERE, here), (WRONG_PASSWORDS, f"{name.lower()} {here}")


def codes(account_id: int) -> tuple[Try, ...]:
    """Return what a code of the second step counts as: per account, wherever it comes from."""
    return (WRONG_FROM_HERE, visitor_network(context.request)), (WRONG_CODES, str(account_id))


def code_once(account_id: int, code: str) -> Try:
    """Return what using a right code counts as, however it was typed."""
    return ONE_USE, f"{account_id} {''.join(filter(str.isalnum, code)).lower()}"

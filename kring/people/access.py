"""The one door: who may open which page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.account.utils import perform_login
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kring.core.models import Account, Organisation
from kring.people import queries
from kring.people.models import Person
from kring.people.rules import May, only_writes

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request of somebody who belongs to an organisation: what a view behind one of these doors gets."""

    person: Person
    organisation: Organisation
    organisations: list[Organisation]


def _known(view: Callable[Concatenate[Any, ...], HttpResponse]) -> View:
    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "person", None) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return door


def signed_in(view: Callable[Concatenate[Any, ...], HttpResponse]) -> View:
    """Open only to somebody who belongs to an organisation; others sign in first.

    A writer from outside comes to the stories they were given instead: whatever page this is, it is not for them.
    """

    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if only_writes(queries.roles_of(request.person)):
            return redirect("stories:given")
        return view(request, *args, **kwargs)

    return _known(door)


def taking_part(view: Callable[Concatenate[Any, ...], HttpResponse]) -> View:
    """Open only to participants; somebody who does not take part (any more) is asked whether they would like to."""

    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.person.is_participant:
            return redirect("people:join_again")
        return view(request, *args, **kwargs)

    return signed_in(door)


def needs(*what: May) -> Callable[[View], View]:
    """Open only to people whose role allows one of these; others get a clear no."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(queries.is_allowed(request.person, one) for one in what):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _known(door)

    return decorate


def enter(request: HttpRequest, account: Account, *, to: str) -> HttpResponse:
    """Sign `account` in and go on to `to`, by way of its second step when it has one."""
    return perform_login(request, account, redirect_url=to)

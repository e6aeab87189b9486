"""The demo's first page, and signing in as somebody of the demo world."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from kring.demo import queries
from kring.demo.personas import OF
from kring.people.middleware import CHOSEN
from kring.ui.render import page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the simulated organisations and who can be signed in as."""
    context = {"stages": queries.stages(), "begin": queries.begin_with(), "person": None, "organisation": None}
    return page(request, "demo/start.html", context)


@require_POST
def become(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the personas; whoever is new gets their invitation instead."""
    persona = OF.get(key)
    organisation = queries.organisation_of(persona, at=request.POST.get("at")) if persona else None
    if persona is None or organisation is None:
        raise Http404
    account = queries.account_of(persona)
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    request.session[CHOSEN] = organisation.pk
    return redirect("/")

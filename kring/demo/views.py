"""The demo's first page, and signing in as somebody of the demo world."""

import secrets

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.demo import queries
from kring.demo.personas import OF, Persona
from kring.hub.actions import wall as connecting
from kring.hub.queries import wall as walls
from kring.people import actions as people
from kring.people.access import enter
from kring.people.middleware import CHOSEN
from kring.ui.render import page


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the simulated organisations and who can be signed in as."""
    context = {"stages": queries.stages(), "begin": queries.begin_with(), "person": None, "organisation": None}
    return page(request, "demo/start.html", context)


@require_POST
def become(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the personas; whoever is new gets the letter that invites them instead."""
    persona = OF.get(key)
    organisation = queries.organisation_of(persona, at=request.POST.get("at")) if persona else None
    if persona is None or organisation is None:
        raise Http404
    logout(request)
    with inside(organisation):
        return _enter(request, persona, organisation)


@require_POST
def wall(request: HttpRequest, key: str) -> HttpResponse:
    """Make this browser a screen of the demo world: with a code of its own that somebody of the desk confirms."""
    organisation = queries.stage_organisation(key)
    if organisation is None:
        raise Http404
    now = timezone.now()
    code, secret = walls.new_code(now), secrets.token_urlsafe(24)
    with inside(organisation):
        by, shown = queries.at_the_desk(key), walls.walls().order_by("pk").first()
        if by is None or shown is None:
            raise Http404
        connecting.connect_screen(by=by, code=code, name=_("Demo screen"), wall=shown, now=now)
    token = connecting.claim_screen(code=code, secret=secret, now=now)
    response = redirect("hub:wall")
    response.set_cookie(
        walls.COOKIE, token or "", httponly=True, samesite="Lax", secure=walls.COOKIE.startswith("__Host-")
    )
    return response


def _enter(request: HttpRequest, persona: Persona, organisation: Organisation) -> HttpResponse:
    """Open the demo as `persona`, in the language that the visitor was reading, unless the persona reads another."""
    person = queries.person_of(persona)
    if person is None:
        raise Http404
    people.choose_language(by=person, language=persona.reads or get_language() or persona.language)
    if person.account is None:
        return redirect(queries.way_to_join(person))
    response = enter(request, person.account, to=reverse(persona.opens))
    request.session[CHOSEN] = organisation.pk
    return response

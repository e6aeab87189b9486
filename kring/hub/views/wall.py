"""The screen in the hall: its page, how it is connected, and how the hub arranges what it shows."""

import json
import secrets
from datetime import timedelta
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core import limits
from kring.core.limits import Limit
from kring.core.visitors import visitor_network
from kring.errors import RefusedError
from kring.hub import drawing
from kring.hub.actions import wall as actions
from kring.hub.forms.wall import ConnectForm, WallForm, message_form
from kring.hub.models import Panel, Wall
from kring.hub.queries import wall as queries
from kring.hub.rules import wall as rules
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.render import page

WAITING = "kring-wall-code"  # the cookie of a screen that waits to be connected
SALT = "kring.hub.wall"
TEN_MINUTES = rules.CODE_MINUTES * 60
CODES = Limit("codes of screens", 60, timedelta(minutes=10))  # a building may have one address for all its screens
CONNECTING = Limit("connecting a screen", 20, timedelta(minutes=10))
KEPT = 400 * 24 * 3600  # as long as browsers keep any cookie


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """Show the wall of a connected screen; another screen gets a code to be connected with."""
    carried = request.COOKIES.get(queries.COOKIE, "")
    if (screen := queries.screen_of(carried)) is None:
        return _code(request)
    organisation = screen.organisation
    with translation.override(organisation.language):  # the screen's own browser may speak anything
        response = page(request, "hub/wall.html", _frame() | {"organisation": organisation})
    response.headers["X-Wall"] = "1"  # what the page's service worker may keep
    _carry(response, queries.COOKIE, carried, KEPT)
    return response


def _frame() -> dict[str, Any]:
    """Return what the page of a wall has to know, whatever it shows."""
    return {"version": drawing.version(), "asks": json.dumps(rules.ASKS_SECONDS)}


def _code(request: HttpRequest) -> HttpResponse:
    """Show a code; the cookie beside it is what makes this screen, and no other, the one that is connected."""
    now = timezone.now()
    if not limits.take((CODES, visitor_network(request)), now=now):
        return page(request, "hub/wall_code.html", {"code": ""}, status=429)
    code = queries.new_code(now)
    context = {"code": code, "address": queries.address_to_connect(code), "reload": TEN_MINUTES - 20}
    response = page(request, "hub/wall_code.html", context)
    _carry(response, WAITING, signing.dumps([code, secrets.token_urlsafe(24)], salt=SALT), TEN_MINUTES)
    return response


def _carry(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=settings.IS_HTTPS)


@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Give a waiting screen its token once somebody confirmed its code; 204 until then."""
    try:
        code, secret = signing.loads(request.COOKIES.get(WAITING, ""), salt=SALT, max_age=TEN_MINUTES)
    except (signing.BadSignature, ValueError):
        return HttpResponse(status=410)
    token = actions.claim_screen(code=code, secret=secret, now=timezone.now())
    if token is None:
        return HttpResponse(status=204)
    response = JsonResponse({"connected": True})
    _carry(response, queries.COOKIE, token, KEPT)
    response.delete_cookie(WAITING)
    return response


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Send the script that lets a screen open its page without a network."""
    response = page(request, "hub/wall_worker.js", {"version": drawing.version()})
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    return response


@needs(May.WORK_DESK)
@require_GET
def screens(request: Request) -> HttpResponse:
    """Show the screens, and the walls they can show."""
    context = {"screens": queries.screens(timezone.now()), "walls": list(queries.walls()), "form": WallForm()}
    return page(request, "hub/screens.html", context)


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def connect_screen(request: Request) -> HttpResponse:
    """Confirm the code of a screen, and say what it shows."""
    walls = list(queries.walls())
    form = ConnectForm(request.POST or None, walls=walls, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if not limits.take((CONNECTING, str(request.person.pk)), now=timezone.now()):
                form.add_error("code", _("That were many tries. Wait ten minutes."))
            else:
                chosen = next(wall for wall in walls if wall.pk == said["wall"])
                actions.connect_screen(
                    by=request.person, code=said["code"], name=said["name"], wall=chosen, now=timezone.now()
                )
                messages.success(request, _("Connected. The screen shows the wall within a few seconds."))
                return redirect("hub:screens")
        except RefusedError as refusal:
            form.add_error("code", str(refusal))
    return page(request, "hub/connect_screen.html", {"form": form, "walls": walls}, status=422 if form.errors else 200)


@needs(May.WORK_DESK)
@require_POST
def screen(request: Request, screen_id: int) -> HttpResponse:
    """Let a screen show another wall, or take its token back."""
    if (found := queries.screen(screen_id)) is None:
        raise Http404
    if request.POST.get("do") == "revoke":
        actions.revoke_screen(by=request.person, screen=found)
        messages.success(request, _("Disconnected. The screen goes back to a code within seconds."))
    else:
        actions.show_wall(by=request.person, screen=found, wall=_wall(request.POST.get("wall", "")))
        messages.success(request, _("The screen changes within seconds."))
    return redirect("hub:screens")


@needs(May.WORK_DESK)
@require_POST
def new_wall(request: Request) -> HttpResponse:
    """Make a wall with the usual panels."""
    form = WallForm(request.POST)
    if form.is_valid():
        try:
            made = actions.save_wall(by=request.person, wall=None, **form.cleaned_data)
            return redirect("hub:arrange", made.pk)
        except RefusedError as refusal:
            form.add_error("name", str(refusal))
    context = {"screens": queries.screens(timezone.now()), "walls": list(queries.walls()), "form": form}
    return page(request, "hub/screens.html", context, status=422)


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def arrange(request: Request, wall_id: int) -> HttpResponse:
    """Arrange what a wall shows."""
    found = _wall(wall_id)
    form = WallForm(request.POST or None, initial={"name": found.name, "language": found.language, "look": found.look})
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            return _removed(request, found)
        if form.is_valid():
            try:
                actions.save_wall(by=request.person, wall=found, **form.cleaned_data)
                return redirect("hub:arrange", found.pk)
            except RefusedError as refusal:
                form.add_error("name", str(refusal))
    context = {"wall": found, "form": form, "panels": queries.panels(found)}
    return page(request, "hub/arrange.html", context, part="panels", status=422 if form.errors else 200)


def _removed(request: Request, found: Wall) -> HttpResponse:
    try:
        actions.remove_wall(by=request.person, wall=found)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("hub:arrange", found.pk)
    return redirect("hub:screens")


@needs(May.WORK_DESK)
@require_POST
def panel(request: Request, panel_id: int) -> HttpResponse:
    """Move a panel, switch it, say how long it is shown, or take a message off."""
    found = _panel(panel_id)
    do, rows = request.POST.get("do", ""), queries.panels(found.wall)
    place = [row.pk for row in rows].index(found.pk)
    if do == "remove":
        actions.remove_message(by=request.person, panel=found)
    elif do in ("up", "down"):
        actions.move_panel(by=request.person, panel=found, to=place + (1 if do == "down" else -1))
    elif do.isdecimal():  # dragged to a place
        actions.move_panel(by=request.person, panel=found, to=int(do))
    elif do == "switch":
        actions.set_panel(by=request.person, panel=found, is_on=not found.is_on, seconds=found.seconds)
    else:
        seconds = request.POST.get("seconds", "")
        if seconds.isdecimal() and len(seconds) <= 3:
            kept = max(5, min(300, int(seconds)))
            actions.set_panel(by=request.person, panel=found, is_on=found.is_on, seconds=kept)
    if request.headers.get("HX-Request") == "true":
        context = {"wall": found.wall, "panels": queries.panels(found.wall)}
        return page(request, "hub/arrange.html", context, part="panels")
    return redirect("hub:arrange", found.wall_id)


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def message(request: Request, wall_id: int | None = None, panel_id: int | None = None) -> HttpResponse:
    """Write a message for a wall, or change one."""
    found = _panel(panel_id) if panel_id else None
    if found and not found.is_message:
        raise Http404
    on = found.wall if found else _wall(wall_id or 0)
    form = message_form(request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and form.is_valid():
        actions.save_message(by=request.person, wall=on, panel=found, **form.said())
        return redirect("hub:arrange", on.pk)
    context = {"wall": on, "form": form, "panel": found}
    return page(request, "hub/message.html", context, status=422 if form.errors else 200)


@csp_replace({"frame-ancestors": ["'self'"]})
@xframe_options_sameorigin
@needs(May.WORK_DESK)
@require_GET
def preview(request: Request, wall_id: int) -> HttpResponse:
    """Show a wall as a screen would, with what it would show at this moment."""
    found = _wall(wall_id)
    drawn = drawing.draw(found, timezone.now())
    return page(request, "hub/wall.html", _frame() | {"preview": found, "drawn": drawn})


@needs(May.WORK_DESK)
@require_GET
def preview_state(request: Request, wall_id: int) -> HttpResponse:
    """Send what a wall would show at this moment."""
    response = JsonResponse(drawing.draw(_wall(wall_id), timezone.now()))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _wall(wall_id: int | str) -> Wall:
    found = queries.wall(int(wall_id)) if str(wall_id).isdecimal() and len(str(wall_id)) < 18 else None
    if found is None:
        raise Http404
    return found


def _panel(panel_id: int) -> Panel:
    if (found := queries.panel(panel_id)) is None:
        raise Http404
    return found

"""Pages about how Kring reaches people: one's own, the organisation's, and the one that a message leads to."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.connectors.channel import MisconfiguredError
from kring.connectors.registry import MESSENGERS
from kring.core.scope import inside
from kring.errors import RefusedError
from kring.people.access import Request, needs, signed_in
from kring.people.rules import May
from kring.reach import actions, rules
from kring.reach.errors import LinkNotValidError, NoSuchWayError
from kring.reach.forms import BrowserForm, HolidayForm, HoursForm, MessengerForm, own_hours, settings_form
from kring.reach.kinds import kinds
from kring.reach.queries import deciding, links, pages, ways
from kring.ui.render import page

WORKER = "ui/push_worker.js"  # under its plain name, so that a browser finds it again after an update


@require_GET
@signed_in
def mine(request: Request) -> HttpResponse:
    """Show by which way, when and for what this person is reached, each to change."""
    return _mine(request)


def _mine(request: Request, said: HoursForm | None = None) -> HttpResponse:
    found = pages.mine(request.person)
    context = {
        "mine": found,
        "form": said or own_hours(found.hours, found.wishes),
        "is_paused": bool(found.wishes.paused_until and found.wishes.paused_until > timezone.now()),
        "push_key": ways.push_key(),
        "worker": f"{settings.STATIC_URL}{WORKER}",
    }
    return page(request, "reach/mine.html", context, status=422 if said else 200)


@require_POST
@signed_in
def choose_way(request: Request) -> HttpResponse:
    """Be reached by another way from now on: one tap."""
    try:
        actions.choose_way(by=request.person, way=request.POST.get("way", "")[:40])
        messages.success(request, _("Noted: messages come this way from now on."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("reach:mine")


@require_POST
@signed_in
def add_browser(request: Request) -> HttpResponse:
    """Be reached in this browser, which its person just said yes in."""
    form = BrowserForm(request.POST)
    try:
        if not form.is_valid() or form.cleaned_data["server"] != ways.push_key():
            raise NoSuchWayError
        said = form.cleaned_data
        given = {"endpoint": said["endpoint"], "server": said["server"], "keys": said}
        actions.add_way(
            by=request.person,
            messenger=ways.WEB_PUSH,
            address=MESSENGERS[ways.WEB_PUSH].address(given),
            name=rules.browser_name(request.headers.get("User-Agent", "")),
            now=timezone.now(),
        )
        messages.success(request, _("Noted: messages come to this browser from now on."))
    except (RefusedError, MisconfiguredError):
        messages.error(request, _("This browser could not be added. Try again, or choose another way."))
    return redirect("reach:mine")


@require_POST
@signed_in
def remove_browser(request: Request, way_id: int) -> HttpResponse:
    """Be reached in one browser no more."""
    way = pages.own_way(request.person, way_id)
    if way is None:
        raise Http404
    actions.remove_way(by=request.person, way=way)
    messages.success(request, _("Noted: nothing comes to that browser any more."))
    return redirect("reach:mine")


@require_POST
@signed_in
def choose_kind(request: Request) -> HttpResponse:
    """Switch one kind of message off, or on: one tap."""
    kind = request.POST.get("kind", "")
    if kind not in kinds():
        raise Http404
    turn = actions.turn_on if request.POST.get("on") else actions.turn_off
    turn(by=request.person, kind=kind, now=timezone.now())
    return redirect("reach:mine")


@require_POST
@signed_in
def pause(request: Request) -> HttpResponse:
    """Get nothing for four weeks, or end that: one tap."""
    if request.POST.get("do") == "resume":
        actions.resume(by=request.person)
    else:
        actions.pause(by=request.person, now=timezone.now())
        messages.success(request, _("Noted: Kring is quiet for four weeks. What you ask for yourself still comes."))
    return redirect("reach:mine")


@require_http_methods(["GET", "POST"])
@signed_in
def choose_hours(request: Request) -> HttpResponse:
    """Be reached in fewer hours than the organisation allows."""
    if request.method == "GET":
        return redirect("reach:mine")
    form = HoursForm(request.POST)
    if form.is_valid():
        try:
            actions.choose_hours(by=request.person, **form.cleaned_data)
            messages.success(request, _("Your hours are kept."))
            return redirect("reach:mine")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _mine(request, form)


@csrf_exempt  # the link itself is the proof: a mail programme posts here without ever seeing a page of ours
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Switch one kind of message off, without signing in, and on again."""
    try:
        with inside(links.organisation_of_token(token)):
            person, kind = links.off_of_token(token)
            is_back = request.POST.get("again") == "on"
            if request.method == "POST":
                turn = actions.turn_on if is_back else actions.turn_off
                turn(by=person, kind=kind.key, now=timezone.now())
            with translation.override(person.reads):
                done = ("on" if is_back else "off") if request.method == "POST" else ""
                context = {"organisation": person.organisation, "kind": kind, "done": done}
                return page(request, "reach/off.html", context)
    except LinkNotValidError:
        return page(request, "reach/link_not_valid.html", status=404)


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def set_up(request: Request) -> HttpResponse:
    """Decide how often and when people are reached, and by which messengers."""
    form = None
    if request.method == "POST":
        form = _settings_form(request.POST)
        if form.is_valid():
            actions.save_settings(by=request.person, **form.cleaned_data)
            messages.success(request, _("Kept. It holds from the next message on."))
            return redirect("reach:set_up")
    return _set_up(request, form=form)


def _settings_form(said: Any = None) -> Any:
    chosen = deciding.settings()
    return settings_form(chosen, deciding.hours_of(chosen), said)


def _set_up(request: Request, **forms: Any) -> HttpResponse:
    given = forms.get("messenger_form")
    context = {
        "form": forms.get("form") or _settings_form(),
        "holiday_form": forms.get("holiday_form") or HolidayForm(),
        "holidays": deciding.holidays(timezone.localdate()),
        "messengers": [
            (one, given if forms.get("messenger") == one.messenger.caps.key else _messenger_form(one.messenger))
            for one in pages.messengers()
        ],
    }
    return page(request, "reach/set_up.html", context, status=422 if any(forms.values()) else 200)


def _messenger_form(messenger: Any, said: Any = None) -> MessengerForm:
    return MessengerForm(said, needs=messenger.caps.needs, auto_id=f"id_{messenger.caps.key}_%s")


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def add_holiday(request: Request) -> HttpResponse:
    """Write to nobody on one day."""
    form = HolidayForm(request.POST)
    if request.method == "POST" and form.is_valid():
        actions.add_holiday(by=request.person, **form.cleaned_data)
    elif request.method == "POST":
        return _set_up(request, holiday_form=form)
    return redirect("reach:set_up")


@require_POST
@needs(May.INVITE)
def remove_holiday(request: Request, holiday_id: int) -> HttpResponse:
    """Make it an ordinary day again."""
    holiday = pages.holiday(holiday_id)
    if holiday is None:
        raise Http404
    actions.remove_holiday(by=request.person, holiday=holiday)
    return redirect("reach:set_up")


@require_http_methods(["GET", "POST"])
@needs(May.MANAGE_ORGANISATION)
def set_up_messenger(request: Request, messenger: str) -> HttpResponse:
    """Let people be reached by a messenger."""
    if messenger not in MESSENGERS or not ways.needs(messenger):
        raise Http404
    if request.method == "GET":
        return redirect("reach:set_up")
    form = _messenger_form(MESSENGERS[messenger], request.POST)
    if form.is_valid():
        try:
            actions.set_up_messenger(by=request.person, messenger=messenger, said=form.cleaned_data)
            messages.success(request, _("Kept. People can choose it now."))
            return redirect("reach:set_up")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _set_up(request, messenger=messenger, messenger_form=form)


@require_POST
@needs(May.MANAGE_ORGANISATION)
def remove_messenger(request: Request, messenger: str) -> HttpResponse:
    """Reach nobody by a messenger any more."""
    found = deciding.set_ups().get(messenger)
    if found is None:
        raise Http404
    actions.remove_messenger(by=request.person, set_up=found)
    messages.success(request, _("Removed. Whoever chose it gets mail."))
    return redirect("reach:set_up")

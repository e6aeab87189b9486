"""The content hour: for who comes, on a phone; for editors who plan it; for the host who runs it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core.words import LANGUAGES
from kring.errors import RefusedError
from kring.people.access import Request, needs, taking_part
from kring.people.rules import May
from kring.stories import actions, queries
from kring.stories.errors import RECORDING_PROBLEMS
from kring.stories.forms.hours import HourForm, HourPlanForm
from kring.stories.models import ContentHour
from kring.stories.views.ideas import decide, number, outcome_form
from kring.ui.render import page


def _hour(hour_id: int) -> ContentHour:
    hour = queries.hour(hour_id)
    if hour is None:
        raise Http404
    return hour


# --- who comes ---


@taking_part
@require_GET
def hour(request: Request, hour_id: int) -> HttpResponse:
    """Show a session: when and where, sign up; and while it goes on, what is talked about."""
    return page(request, "stories/hour.html", _seen(request, _hour(hour_id)))


@taking_part
@require_GET
def hour_now(request: Request, hour_id: int) -> HttpResponse:
    """Show what is talked about now; nothing when that did not change since."""
    here = _hour(hour_id)
    if number(request.GET.get("pulse")) == here.pulse:
        return HttpResponse(status=204, headers={"Cache-Control": "private, no-store"})
    if request.headers.get("HX-Request") != "true":
        return redirect("stories:hour", hour_id)
    return page(request, "stories/hour.html", _seen(request, here), part="now")


def _seen(request: Request, hour: ContentHour) -> dict[str, Any]:
    now = timezone.now()
    is_live = hour.is_live
    return {
        "hour": hour,
        "visit": queries.visit(hour.pk, request.person),
        "room": queries.room(hour) if is_live else None,
        "is_about_now": actions.is_about_now(hour, now) and not hour.cancelled_at and not hour.closed_at,
        "is_to_come": not hour.cancelled_at and not hour.closed_at and not is_live and hour.ends_at > now,
        "waiting": queries.agenda(now).count() if not is_live else 0,
        "now": now,
    }


@taking_part
@require_POST
def attend(request: Request, hour_id: int, attendance: str) -> HttpResponse:
    """Sign up, sign off, say that one is there, or gone again: one tap each."""
    here, by, now = _hour(int(hour_id)), request.person, timezone.now()
    try:
        match attendance:
            case "come":
                actions.sign_up(by=by, hour=here, now=now)
                messages.success(request, _("See you there! The invitation for your calendar comes by mail."))
            case "not":
                actions.sign_off(by=by, hour=here)
            case "here":
                actions.say_here(by=by, hour=here, now=now)
            case "gone":
                actions.say_gone(by=by, hour=here)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    return redirect("stories:hour", hour_id)


# --- editors ---


@needs(May.EDIT_STORIES)
@require_GET
def hours(request: Request) -> HttpResponse:
    """Show the sessions to come and the ones that were held."""
    now = timezone.now()
    coming = list(queries.hours_coming(now)[:12])
    context = {
        "coming": coming,
        "signed_up": queries.signed_up(coming),
        "past": list(queries.hours_past(now)[:12]),
        "plan": queries.hour_plan(),
        "waiting": queries.agenda(now).count(),
        "now": now,
    }
    return page(request, "stories/hours.html", context)


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def hour_plan(request: Request) -> HttpResponse:
    """Say when the content hour comes back, where, and who hosts it."""
    plan = queries.hour_plan()
    initial = {}
    if plan is not None:
        names = ("is_on", "week", "weekday", "at", "minutes", "place", "video_link", "answer_within")
        initial = {name: getattr(plan, name) for name in names} | {"host": plan.host_id}
    form = HourPlanForm(
        request.POST if request.method == "POST" else None,
        initial=initial or {"host": request.person.pk},
        editors=queries.editors(),
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        actions.save_hour_plan(by=request.person, host_id=said.pop("host"), **said, now=timezone.now())
        messages.success(request, _("The coming content hours are planned."))
        return redirect("stories:hours")
    return page(request, "stories/hour_plan.html", {"form": form, "plan": plan}, status=422 if form.errors else 200)


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def change_hour(request: Request, hour_id: int | None = None) -> HttpResponse:
    """Plan an extra session, or move or change one by itself."""
    here = _hour(hour_id) if hour_id else None
    zone = ZoneInfo(request.organisation.time_zone)
    initial: dict[str, Any] = {"host": request.person.pk}
    if here is not None:
        local = here.starts_at.astimezone(zone)
        names = ("minutes", "place", "video_link")
        initial = {name: getattr(here, name) for name in names} | {"host": here.host_id}
        initial |= {"day": local.date(), "at": local.time()}
    form = HourForm(request.POST if request.method == "POST" else None, initial=initial, editors=queries.editors())
    if request.method == "POST" and form.is_valid():
        session, by, now = form.session(zone), request.person, timezone.now()
        try:
            if here is None:
                actions.plan_extra_hour(by=by, session=session, now=now)
            else:
                actions.change_hour(by=by, hour=here, session=session, now=now)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Whoever signed up gets it in their calendar."))
            return redirect("stories:hours")
    return page(request, "stories/hour_change.html", {"form": form, "hour": here}, status=422 if form.errors else 200)


@needs(May.EDIT_STORIES)
@require_POST
def cancel_hour(request: Request, hour_id: int) -> HttpResponse:
    """Call one session off."""
    try:
        actions.cancel_hour(by=request.person, hour=_hour(hour_id), now=timezone.now())
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Called off. Whoever signed up hears of it."))
    return redirect("stories:hours")


@needs(May.EDIT_STORIES)
@require_GET
def poster(request: Request) -> HttpResponse:
    """Show a poster to print and hang up: the code of "Tell us", and the next content hour."""
    address = f"{settings.PUBLIC_URL}{reverse('stories:propose')}"
    context = {"address": address, "hour": queries.next_hour(timezone.now())}
    asked = request.GET.get("language")
    with translation.override(asked if asked in LANGUAGES else translation.get_language()):
        return page(request, "stories/poster.html", context)


# --- the host ---


@needs(May.EDIT_STORIES)
@require_GET
def live(request: Request, hour_id: int) -> HttpResponse:
    """Run a session on one screen; or, before and after, see its agenda and what came of it."""
    return _stage(request, _hour(hour_id))


def _stage(request: Request, here: ContentHour, *, form: Any = None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    room = queries.room(here) if here.is_live else None
    if form is None and room is not None and room.current is not None:
        form = outcome_form(request, room.current.idea)
    context = {
        "hour": here,
        "room": room,
        "here": room.here if room else [],
        "version": here.version,
        "notes_version": room.current.notes_version if room and room.current else 1,
        "form": form,
        "agenda": queries.agenda(now)[:40] if not here.opened_at else [],
        "answered": queries.answered_in(here) if here.closed_at else [],
        "problems": RECORDING_PROBLEMS,
        "now": now,
    }
    return page(request, "stories/live.html", context, status=status)


@needs(May.EDIT_STORIES)
@require_GET
def live_now(request: Request, hour_id: int) -> HttpResponse:
    """Show the host who is there, and whether another host pressed; nothing when nothing changed."""
    here = _hour(hour_id)
    if number(request.GET.get("pulse")) == here.pulse:
        return HttpResponse(status=204, headers={"Cache-Control": "private, no-store"})
    if request.headers.get("HX-Request") != "true":
        return redirect("stories:live", hour_id)
    context = {"hour": here, "here": queries.here(here), "version": number(request.GET.get("version")) or here.version}
    return page(request, "stories/live.html", context, part="there")


@needs(May.EDIT_STORIES)
@require_POST
def run(request: Request, hour_id: int) -> HttpResponse:
    """Do what a host presses: open, go on, decide, close. Who pressed just too late sees how it stands now."""
    here, by, now = _hour(hour_id), request.person, timezone.now()
    version = number(request.POST.get("hour_version")) or 0
    do = request.POST.get("do", "")
    try:
        match do:
            case "open":
                actions.open_hour(by=by, hour=here, version=version, now=now)
            case "close":
                actions.close_hour(by=by, hour=here, version=version, now=now)
            case "decide":
                return _decide(request, here)
            case _:
                idea_id = number(request.POST.get("idea"))
                actions.show_idea(by=by, hour=here, idea_id=idea_id, version=version, now=now)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    return redirect("stories:live", hour_id)


def _decide(request: Request, here: ContentHour) -> HttpResponse:
    idea = queries.idea(number(request.POST.get("idea")) or 0)
    if idea is None:
        raise Http404
    form = outcome_form(request, idea)
    try:
        decide(request, idea, form)
    except RefusedError as refusal:
        form.add_error("answer", str(refusal))
    if form.errors:
        return _stage(request, here, form=form, status=422)
    messages.success(request, _("Answered."))
    return redirect("stories:live", here.pk)


@needs(May.EDIT_STORIES)
@require_POST
def notes(request: Request, hour_id: int, idea_id: int) -> HttpResponse:
    """Keep the notes as they are typed."""
    here = _hour(hour_id)
    if queries.item(here, idea_id) is None:
        raise Http404
    context: dict[str, Any] = {"hour": here, "now": timezone.now()}
    version = number(request.POST.get("notes_version")) or 0
    try:
        item = actions.keep_notes(
            by=request.person, hour=here, idea_id=idea_id, notes=request.POST.get("notes", ""), version=version
        )
        context |= {"item": item, "notes_version": item.notes_version}
    except RefusedError as refusal:
        context |= {"item": None, "notes_version": version, "refusal": str(refusal)}
    if request.headers.get("HX-Request") != "true":
        if "refusal" in context:
            messages.warning(request, context["refusal"])
        return redirect("stories:live", hour_id)
    return page(request, "stories/live.html", context, part="kept", status=422 if "refusal" in context else 200)

"""Help moments of a hero, what helps a hero, and what a manager sees of it all: a share, never who."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, needs, signed_in, taking_part
from kring.people.rules import May
from kring.rollout.actions import help as actions
from kring.rollout.forms.circles import HandBackForm, LogAtOnceForm, LogForm, MomentForm
from kring.rollout.models import HelpMoment
from kring.rollout.queries import circles as circles
from kring.rollout.queries import help as queries
from kring.rollout.rules.help import GoesOn, Kind
from kring.rollout.views.circles import new_key, show_circle
from kring.rollout.words import KIND_ICONS, KIND_WORDS
from kring.ui.render import page


def _only_heroes(request: Request) -> HttpResponse | None:
    """Answer for who is no hero: these pages are for a hero's own circle."""
    if circles.hero_of(request.person, timezone.localdate()) is None:
        return redirect("rollout:circle")
    return None


@taking_part
@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """Plan a help moment."""
    if (away := _only_heroes(request)) is not None:
        return away
    form = MomentForm(request.POST if request.method == "POST" else None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_moment(
                by=request.person,
                plan=form.plan(ZoneInfo(request.organisation.time_zone)),
                key=form.cleaned_data["key"] or new_key(),
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, _("Planned. Your circle gets it in the calendar."))
            return redirect("rollout:circle")
    return page(request, "rollout/plan.html", {"form": form}, status=422 if form.errors else 200)


@taking_part
@require_http_methods(["GET", "POST"])
def moment(request: Request, moment_id: int) -> HttpResponse:
    """Show a help moment of my circle; its hero can change it."""
    here = queries.moment_for(request.person, moment_id, now=timezone.now())
    if here is None:
        raise Http404
    may_change = not (here.held_at or here.cancelled_at) and _only_heroes(request) is None
    form = MomentForm(request.POST if request.method == "POST" else None, initial=_filled(here, request))
    if request.method == "POST" and form.is_valid():
        try:
            zone = ZoneInfo(request.organisation.time_zone)
            actions.change_moment(by=request.person, moment_id=here.pk, plan=form.plan(zone), now=timezone.now())
        except RefusedError as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, _("Changed. Calendars follow by themselves."))
            return redirect("rollout:circle")
    context = {
        "moment": here,
        "form": form if may_change else None,
        "kind": KIND_WORDS.get(here.kind, ""),
        "icon": KIND_ICONS.get(here.kind, "users"),  # type: ignore[call-overload]
    }
    return page(request, "rollout/moment.html", context, status=422 if form.errors else 200)


def _filled(here: HelpMoment, request: Request) -> dict[str, Any]:
    local = here.starts_at.astimezone(ZoneInfo(request.organisation.time_zone))
    same = {name: getattr(here, name) for name in ("kind", "title", "minutes", "place", "video_link")}
    return same | {"day": local.date(), "at": local.time()}


@taking_part
@require_POST
def cancel(request: Request, moment_id: int) -> HttpResponse:
    """Call a help moment off."""
    try:
        actions.cancel_moment(by=request.person, moment_id=moment_id, now=timezone.now())
    except RefusedError as refusal:
        return show_circle(request, status=422, refusal=str(refusal))
    messages.success(request, _("Called off. Calendars take it out by themselves."))
    return redirect("rollout:circle")


@taking_part
@require_POST
def log(request: Request, moment_id: int) -> HttpResponse:
    """Say that it took place, and how many were there."""
    form = LogForm(request.POST)
    if not form.is_valid():
        return show_circle(request, status=422, refusal=_("Say about how many people were there, at most 200."))
    try:
        actions.log_moment(
            by=request.person, moment_id=moment_id, people=form.cleaned_data["people"], now=timezone.now()
        )
    except RefusedError as refusal:
        return show_circle(request, status=422, refusal=str(refusal))
    messages.success(request, _("Noted. Thank you for helping."))
    return redirect("rollout:circle")


@taking_part
@require_POST
def log_at_once(request: Request) -> HttpResponse:
    """Log help that nobody planned."""
    form = LogAtOnceForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.log_at_once(
                by=request.person,
                kind=Kind(said["kind"]),
                people=said["people"],
                key=said["key"],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            return show_circle(request, status=422, log_form=form, refusal=str(refusal))
        messages.success(request, _("Noted. Thank you for helping."))
        return redirect("rollout:circle")
    return show_circle(request, status=422, log_form=form)


@taking_part
@require_POST
def there(request: Request, moment_id: int) -> HttpResponse:
    """Say that I was at a help moment, or take it back."""
    try:
        actions.say_was_there(
            by=request.person,
            moment_id=moment_id,
            was_there=request.POST.get("there") == "on",
            now=timezone.now(),
        )
    except RefusedError as refusal:
        return show_circle(request, status=422, refusal=str(refusal))
    return redirect("rollout:circle")


@signed_in
@require_GET
def guide(request: Request) -> HttpResponse:
    """Show how to talk with each group, and about what takes care."""
    return page(request, "rollout/guide.html", {"guide": queries.guide()})


@signed_in
@require_GET
def weeks(request: Request) -> HttpResponse:
    """Show all thirteen weeks of a hero."""
    return page(request, "rollout/weeks.html", {"steps": queries.steps()})


@taking_part
@require_http_methods(["GET", "POST"])
def hand_back(request: Request) -> HttpResponse:
    """Round off the three months."""
    if (away := _only_heroes(request)) is not None:
        return away
    circle = circles.circle_led_by(request.person, timezone.localdate())
    names = ("farewell", "happened", "goes_on")
    initial = {name: getattr(circle, name) for name in names} if circle else {}
    form = HandBackForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.hand_back(
                by=request.person,
                farewell=said["farewell"],
                happened=said["happened"],
                goes_on=GoesOn(said["goes_on"]),
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your circle reads your words on its page."))
            return redirect("rollout:circle")
    return page(request, "rollout/hand_back.html", {"form": form}, status=422 if form.errors else 200)


@needs(May.SEE_FIGURES)
@require_GET
def coverage(request: Request) -> HttpResponse:
    """Show what part of each unit had help."""
    found = queries.coverage(request.organisation, now=timezone.now())
    scale = found.top or 1.0
    rows = [
        (row, {name: f"{100 * (value or 0) / scale:.1f}" for name, value in _ends(row).items()}) for row in found.rows
    ]
    kinds = [(KIND_WORDS.get(kind, kind), count) for kind, count in found.kinds]
    return page(request, "rollout/coverage.html", {"found": found, "rows": rows, "kinds": kinds})


def _ends(row: queries.CoverageRow) -> dict[str, float | None]:
    return {"value": row.rate.value, "low": row.rate.low, "high": row.rate.high}

"""One session: what it is, signing up, the calendar file, and who came (for its trainer)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.errors import RefusedError
from kring.people.access import Request, signed_in, taking_part
from kring.training import actions, queries
from kring.training.calendars import calendar_file
from kring.training.models import Session
from kring.training.queries import SessionShown
from kring.ui.render import page


def _session(session_id: int) -> Session:
    found = queries.session(session_id)
    if found is None:
        raise Http404
    return found


def _shown(request: Request, session_id: int) -> SessionShown:
    found = queries.session_for(request.person, session_id, timezone.now())
    if found is None:
        raise Http404
    return found


@taking_part
@require_safe
def session(request: Request, session_id: int) -> HttpResponse:
    """Show a session, and whether I come."""
    return page(request, "training/session.html", {"one": _shown(request, session_id)})


@taking_part
@require_POST
def sign_up(request: Request, session_id: int) -> HttpResponse:
    """Sign up, or wait for a place."""
    try:
        actions.sign_up(by=request.person, session=_session(session_id), now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("training:session", session_id)


@taking_part
@require_POST
def cancel(request: Request, session_id: int) -> HttpResponse:
    """Not come after all."""
    try:
        actions.cancel_sign_up(by=request.person, session=_session(session_id), now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You are off the list. Thank you for saying so."))
    return redirect("training:session", session_id)


@taking_part
@require_safe
def calendar(request: Request, session_id: int) -> HttpResponse:
    """Give the session as a file for a calendar."""
    made = calendar_file(_session(session_id), now=timezone.now())
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="training.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def who(request: Request, session_id: int) -> HttpResponse:
    """Show the trainer who signed up, and note who came."""
    found = _session(session_id)
    if found.trainer_id != request.person.pk:
        raise Http404
    status = 200
    if request.method == "POST":
        came = {int(pk) for pk in request.POST.getlist("came") if pk.isdecimal()}
        try:
            actions.note_attendance(by=request.person, session=found, came=came, now=timezone.now())
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            status = 422
        else:
            messages.success(request, _("Noted. Each of them sees it of themselves, nobody else does."))
            return redirect("training:who", session_id)
    context = {
        "session": found,
        "sign_ups": queries.sign_ups(found),
        "has_begun": found.starts_at <= timezone.now() and found.called_off_at is None,
    }
    return page(request, "training/who.html", context, status=status)

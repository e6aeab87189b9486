"""What editors change: lessons, tracks and sessions. They see counts of large groups, never who."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.errors import RefusedError
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.training import actions, queries, rules
from kring.training.forms import LessonForm, SessionForm, lesson_values, session_values
from kring.training.models import Lesson
from kring.ui.render import page


@needs(May.EDIT_STORIES)
@require_safe
def lessons(request: Request) -> HttpResponse:
    """Show every lesson."""
    found = queries.lessons_in_list(request.organisation, timezone.now(), settings.SMALLEST_GROUP)
    return page(request, "training/lessons.html", {"lessons": found, "smallest": settings.SMALLEST_GROUP})


@needs(May.EDIT_STORIES)
@require_POST
def bring_in(request: Request) -> HttpResponse:
    """Bring in the lessons that Kring comes with, as far as they are not there."""
    made = actions.seed_lessons(organisation=request.organisation)
    said = ngettext("%(n)s lesson brought in.", "%(n)s lessons brought in.", made) % {"n": made}
    messages.success(request, said if made else _("All of them are there already."))
    return redirect("training:lessons")


def _lesson(lesson_id: int) -> Lesson:
    found = queries.lesson(lesson_id)
    if found is None:
        raise Http404
    return found


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def write_lesson(request: Request, lesson_id: int | None = None) -> HttpResponse:
    """Write a lesson, or change one."""
    row = _lesson(lesson_id) if lesson_id is not None else None
    form = LessonForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        initial=lesson_values(row) if row else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_lesson(by=request.person, lesson=row, text=form.text())
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept."))
            return redirect("training:lessons")
    context = {"form": form, "row": row}
    return page(request, "training/write_lesson.html", context, status=422 if form.errors else 200)


@needs(May.EDIT_STORIES)
@require_POST
def switch_lesson(request: Request, lesson_id: int) -> HttpResponse:
    """Switch a lesson on or off."""
    actions.switch_lesson(by=request.person, lesson=_lesson(lesson_id), is_on=request.POST.get("on") == "yes")
    return redirect("training:lessons")


@needs(May.EDIT_STORIES)
@require_safe
def tracks(request: Request) -> HttpResponse:
    """Show the order of lessons per target group."""
    return page(request, "training/tracks.html", {"tracks": queries.tracks()})


@needs(May.EDIT_STORIES)
@require_POST
def move(request: Request, group_id: int) -> HttpResponse:
    """Move a lesson in a track, put it in, or take it out."""
    group = people.target_groups().filter(pk=group_id).first()
    which, how = request.POST.get("lesson", ""), request.POST.get("move", "")
    if group is None or not which.isdecimal() or how not in list(rules.Move):
        raise Http404
    actions.move_lesson(by=request.person, target_group=group, lesson=_lesson(int(which)), move=rules.Move(how))
    response = redirect("training:tracks")
    response["Location"] += f"#track-{group.pk}"
    return response


@needs(May.EDIT_STORIES)
@require_safe
def sessions(request: Request) -> HttpResponse:
    """Show what was planned, with counts that name nobody."""
    context = {"sessions": queries.sessions_planned(settings.SMALLEST_GROUP), "now": timezone.now()}
    return page(request, "training/sessions.html", context | {"smallest": settings.SMALLEST_GROUP})


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def plan(request: Request, session_id: int | None = None) -> HttpResponse:
    """Plan a session, or change one."""
    row = queries.session(session_id) if session_id is not None else None
    if session_id is not None and row is None:
        raise Http404
    initial = session_values(row, row.starts_at) if row else {"trainer_email": request.person.email}
    form = SessionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_session(by=request.person, session=row, planned=form.planned(), now=timezone.now())
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept."))
            return redirect("training:sessions")
    context = {"form": form, "row": row, "now": timezone.now()}
    return page(request, "training/plan.html", context, status=422 if form.errors else 200)


@needs(May.EDIT_STORIES)
@require_POST
def call_off(request: Request, session_id: int) -> HttpResponse:
    """Call a session off."""
    row = queries.session(session_id)
    if row is None:
        raise Http404
    try:
        actions.call_off_session(by=request.person, session=row, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Called off. Who signed up hears it."))
    return redirect("training:sessions")

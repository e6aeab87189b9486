"""My track, one lesson, my goal. Only ever about who is asking."""

from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.errors import RefusedError
from kring.people.access import Request, taking_part
from kring.training import actions, queries, rules
from kring.training.forms import GoalForm
from kring.training.models import Lesson
from kring.training.words import COMFORT_WORDS
from kring.ui.render import page


@taking_part
@require_safe
def learn(request: Request) -> HttpResponse:
    """Show my track with the next lesson on top, my goal, sessions and practice."""
    now, goal = timezone.now(), queries.goal_of(request.person)
    context = {
        "mine": queries.learn_page(request.person),
        "goal": goal,
        "goal_words": COMFORT_WORDS.get(rules.Comfort(goal.kind)) if goal else None,
        "coming": queries.sessions_coming(request.person, now),
        "past": queries.sessions_of(request.person, now),
        "waiting": queries.waiting_for_me(request.person),
    }
    return page(request, "training/learn.html", context)


def _lesson(lesson_id: int) -> Lesson:
    found = queries.lesson(lesson_id)
    if found is None or not found.is_on:
        raise Http404
    return found


@taking_part
@require_safe
def lesson(request: Request, lesson_id: int) -> HttpResponse:
    """Show one lesson."""
    found = _lesson(lesson_id)
    return page(
        request, "training/lesson.html", {"lesson": queries.shown(found, queries.done_at(request.person, found))}
    )


@taking_part
@require_POST
def done(request: Request, lesson_id: int) -> HttpResponse:
    """Finish a lesson, in one tap."""
    actions.finish_lesson(by=request.person, lesson=_lesson(lesson_id), now=timezone.now())
    messages.success(request, _("Read and tried. Nice: only you see this."))
    return redirect("training:learn")


@taking_part
@require_POST
def not_done(request: Request, lesson_id: int) -> HttpResponse:
    """Take back a tap too many."""
    actions.take_back_lesson(by=request.person, lesson=_lesson(lesson_id))
    return redirect("training:lesson", lesson_id)


@taking_part
@require_safe
def film(request: Request, lesson_id: int) -> Any:
    """Send a lesson's film, whole or the part that a player asks for: some play nothing otherwise."""
    found = _lesson(lesson_id)
    name = str(found.film.name or "")
    if not name or not found.film.storage.exists(name):
        raise Http404
    size = found.film.size
    asked = rules.byte_range(request.headers.get("Range", ""), size)
    first, last = asked or (0, size - 1)
    kind = rules.FILM_KINDS.get(PurePosixPath(name).suffix, "application/octet-stream")
    response = StreamingHttpResponse(_read(found, first, last), content_type=kind, status=206 if asked else 200)
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; media-src 'self'; sandbox"
    if asked:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _read(lesson: Lesson, first: int, last: int) -> Any:
    with lesson.film.storage.open(str(lesson.film.name)) as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (part := file.read(min(left, 256 * 1024))):
            left -= len(part)
            yield part


@taking_part
@require_http_methods(["GET", "POST"])
def goal(request: Request) -> HttpResponse:
    """Choose what comfortable means to me."""
    now_is = queries.goal_of(request.person)
    form = GoalForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": now_is.kind, "own_words": now_is.own_words} if now_is else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_goal(by=request.person, **form.cleaned_data, now=timezone.now())
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept, for you alone."))
            return redirect("training:learn")
    return page(request, "training/goal.html", {"form": form, "goal": now_is}, status=422 if form.errors else 200)


@taking_part
@require_POST
def no_goal(request: Request) -> HttpResponse:
    """Have no goal."""
    actions.forget_goal(by=request.person)
    return redirect("training:learn")

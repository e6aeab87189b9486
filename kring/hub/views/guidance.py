"""Sensitive subjects, and the button that stops all sharing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.core.words import LANGUAGES, said_in
from kring.errors import RefusedError
from kring.hub.actions import guidance as actions
from kring.hub.forms.guidance import BOTH, StopForm, SubjectForm
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.sharing import actions as sharing
from kring.sharing.queries import on_their_way, stop_now, stops
from kring.stories import queries as stories
from kring.ui.render import page

PAST = 20


@needs(May.WORK_DESK)
@require_safe
def guidance(request: Request) -> HttpResponse:
    """Show what is sensitive now, and what was."""
    all_of_them = list(stories.subjects()[:100])
    context = {
        "now_sensitive": [one for one in all_of_them if one.lifted_at is None],
        "past": [one for one in all_of_them if one.lifted_at is not None][:PAST],
        "today": timezone.localdate(),
        "stop": stop_now(),
    }
    return page(request, "hub/guidance.html", context)


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def subject(request: Request, subject_id: int | None = None) -> HttpResponse:
    """Mark a subject as sensitive, or change its guidance; put stories on it and take them off."""
    one = stories.subject(subject_id) if subject_id else None
    if subject_id and one is None:
        raise Http404
    initial = (
        {f"{name}_{language}": getattr(one, name).get(language, "") for name in BOTH for language in LANGUAGES}
        if one
        else {}
    )
    if one:
        initial |= {"words": one.words, "expected_until": one.expected_until}
    form = SubjectForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.mark_sensitive(by=request.person, subject=one, care=form.care(), now=timezone.now())
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Whoever is about to share sees it from now on."))
            return redirect("hub:subject", kept.pk)
    search = request.GET.get("q", "").strip()
    language = stories.language_of(request.person)
    context = {
        "subject": one,
        "form": form,
        "search": search,
        "held": stories.desk_rows(list(stories.stories_on(one)[:50]), language) if one else [],
        "found": stories.desk_rows(stories.to_put_on(search, timezone.now()), language) if one and search else [],
        "guidance": stories.guidance_of(one, language) if one else None,
    }
    return page(request, "hub/subject.html", context, status=422 if form.errors else 200)


@needs(May.WORK_DESK)
@require_POST
def decide(request: Request, subject_id: int) -> HttpResponse:
    """Put a story on a subject, take one off it, or lift the subject."""
    one = stories.subject(subject_id)
    if one is None:
        raise Http404
    story_id = request.POST.get("story", "")
    story = stories.story(int(story_id)) if story_id.isdecimal() and len(story_id) < 18 else None
    do = request.POST.get("do")
    try:
        if do == "lift":
            actions.lift(by=request.person, subject=one, now=timezone.now())
            messages.success(request, _("“%(name)s” is lifted. What it held goes on.") % {"name": said_in(one.name)})
            return redirect("hub:guidance")
        if story is not None and do == "hold":
            actions.hold(by=request.person, subject=one, story_id=story.pk)
        elif story is not None and do == "clear":
            actions.clear(by=request.person, subject=one, story_id=story.pk)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("hub:subject", subject_id)


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def stop(request: Request) -> HttpResponse:
    """Stop everything that waits to be posted, after a second look; or see that it is stopped."""
    form = StopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sharing.stop_all(by=request.person, reason=form.cleaned_data["reason"], now=timezone.now())
        except RefusedError as refusal:
            form.add_error("reason", str(refusal))
        else:
            return redirect("hub:stop")
    one = stop_now()
    context = {
        "form": form,
        "stop": one,
        "on_their_way": on_their_way(),
        "earlier": stops(),
        "asked_myself": bool(one and one.asked_by_id == request.person.pk),
    }
    return page(request, "hub/stop.html", context, status=422 if form.errors else 200)


@needs(May.WORK_DESK)
@require_POST
def go_on(request: Request) -> HttpResponse:
    """Ask that sharing goes on, take that back, or confirm it as a second person."""
    one = stop_now()
    do = request.POST.get("do")
    try:
        if one is None:
            messages.info(request, _("Sharing is not paused (any more)."))
        elif do == "confirm":
            sharing.go_on(by=request.person, stop_id=one.pk, now=timezone.now())
            messages.success(request, _("Sharing goes on. What waited leaves over the next twenty minutes."))
        elif do == "keep":
            sharing.take_back_asking(by=request.person, stop_id=one.pk)
        else:
            sharing.ask_to_go_on(by=request.person, stop_id=one.pk, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("hub:stop")

"""Colleagues bring something in and ask each other; editors answer."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, needs, taking_part
from kring.people.rules import May
from kring.stories import actions, queries
from kring.stories.errors import RECORDING_PROBLEMS, SomebodyElseWasFirstError
from kring.stories.forms.ideas import AskForm, IdeaForm, OutcomeForm
from kring.stories.models import Idea
from kring.ui.render import page

ROWS = 60
TABS = {"waiting": gettext_lazy("Waiting"), "later": gettext_lazy("Later"), "answered": gettext_lazy("Answered")}


def number(text: str | None) -> int | None:
    """Return a number that came in an address, if it is one."""
    return int(text) if text and text.isdecimal() and len(text) < 18 else None


@taking_part
@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """Bring something in, and see what became of what I brought before."""
    asked = number(request.POST.get("asked") or request.GET.get("asked"))
    nomination = queries.nomination(asked, request.person) if asked else None
    form = IdeaForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        themes=list(queries.themes()),
        initial={"key": secrets.token_urlsafe(16)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.bring_idea(
                by=request.person,
                going_on=said["going_on"],
                to_share=said["to_share"],
                theme_id=said["theme"],
                link=said["link"],
                files=[*said["photos"], *said["recording"]],
                nomination_id=nomination.pk if nomination else None,
                key=said["key"],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you! An editor reads it, and the answer appears below."))
            return redirect(f"{reverse('stories:propose')}?sent=1")
    mine = queries.brought(list(queries.ideas_of(request.person)[:30]))
    context = {
        "form": form,
        "mine": mine,
        "now": timezone.now(),
        "nomination": nomination,
        "nominations": queries.nominations_for(request.person),
        "is_asked_to_be_named": queries.questions_to(request.person).exists(),
        "hour": queries.next_hour(timezone.now()),
        "is_sent": bool(request.GET.get("sent")),
        "problems": RECORDING_PROBLEMS,
    }
    return page(request, "stories/propose.html", context, status=422 if form.errors else 200)


@taking_part
@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask a colleague to tell about something: found by name among who agreed to be named, or by exact address."""
    name = (request.POST.get("name") or request.GET.get("name") or "")[:100]
    found = queries.people_to_ask(name, by=request.person)
    initial = {"about": request.GET.get("about", "")[:300]}
    form = AskForm(request.POST if request.method == "POST" else None, found=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.ask_colleague(
                by=request.person,
                about=said["about"],
                person_id=said["person"],
                email=said["email"],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Passed on, if they take part. Whether they tell it is up to them."))
            return redirect("stories:propose")
    context = {"form": form, "name": name, "found": found}
    return page(request, "stories/ask.html", context, status=422 if form.errors else 200)


@taking_part
@require_POST
def no_thanks(request: Request, nomination_id: int) -> HttpResponse:
    """Leave a colleague's question be."""
    actions.say_no_thanks(by=request.person, nomination_id=nomination_id, now=timezone.now())
    messages.info(request, _("That is fine. Nobody hears of it."))
    return redirect("stories:propose")


@needs(May.EDIT_STORIES)
def ideas(request: Request) -> HttpResponse:
    """Show the ideas that wait for an answer, the owed ones first; those for later; and the last that were answered."""
    now = timezone.now()
    asked = request.GET.get("tab", "")
    which = asked if asked in TABS else "waiting"
    waiting = sorted(queries.ideas_waiting(now), key=lambda idea: not getattr(idea, "is_owed", False))
    theme_id = number(request.GET.get("theme"))
    later = queries.ideas_later()
    shown = {"waiting": waiting, "later": later, "answered": queries.ideas_answered()[: ROWS * 3]}[which]
    rows = [idea for idea in shown if theme_id is None or idea.theme_id == theme_id]
    counts = {"waiting": len(waiting), "later": later.count(), "answered": ""}
    context = {
        "tabs": [
            {"key": key, "name": name, "count": counts[key], "is_here": key == which} for key, name in TABS.items()
        ],
        "which": which,
        "rows": queries.brought(rows[:ROWS]),
        "more": max(0, len(rows) - ROWS),
        "owed": sum(getattr(idea, "is_owed", False) for idea in waiting),
        "within": queries.answer_within(),
        "themes": queries.themes(),
        "theme_id": theme_id,
        "hour": queries.next_hour(now),
        "now": now,
    }
    return page(request, "stories/ideas.html", context)


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def answer(request: Request, idea_id: int) -> HttpResponse:
    """Show one idea, and say what becomes of it."""
    idea = queries.idea(idea_id)
    if idea is None:
        raise Http404
    form = outcome_form(request, idea)
    if request.method == "POST":
        if request.POST.get("do") == "reopen":
            actions.reopen_idea(by=request.person, idea_id=idea_id)
            messages.info(request, _("It waits again, for the next content hour."))
            return redirect("stories:answer", idea_id)
        try:
            decided = decide(request, idea, form)
        except SomebodyElseWasFirstError as refusal:
            messages.warning(request, str(refusal))
            return redirect("stories:answer", idea_id)
        except RefusedError as refusal:
            form.add_error("answer" if form.cleaned_data.get("outcome") else "outcome", str(refusal))
        if not form.errors:
            messages.success(request, _("Answered."))
            made = decided.outcome == Idea.Outcome.MAKE and decided.story_id
            return redirect("stories:write", decided.story_id) if made else redirect("stories:ideas")
    context = {"one": queries.brought([idea])[0], "idea": idea, "form": form, "problems": RECORDING_PROBLEMS}
    return page(request, "stories/idea.html", context, status=422 if form.errors else 200)


def outcome_form(request: Request, idea: Idea) -> OutcomeForm:
    """Return the form of an outcome, filled with what is known."""
    initial: dict[str, Any] = {
        "outcome": idea.outcome,
        "answer": idea.answer,
        "theme": idea.theme_id,
        "owner": idea.owner_id or request.person.pk,
        "due_on": idea.due_on,
        "version": idea.version,
    }
    return OutcomeForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        themes=list(queries.themes()),
        editors=queries.editors(),
        auto_id=f"id_{idea.pk}_%s",
    )


def decide(request: Request, idea: Idea, form: OutcomeForm) -> Idea:
    """Take over what an editor decided."""
    if not form.is_valid():
        return idea
    said = form.cleaned_data
    return actions.decide_idea(
        by=request.person,
        idea_id=idea.pk,
        outcome=said["outcome"],
        answer=said["answer"],
        theme_id=said["theme"],
        owner_id=said["owner"],
        due_on=said["due_on"],
        version=said["version"],
        now=timezone.now(),
    )

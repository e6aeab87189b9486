"""My circle: asking for a hero, and what its people show and say to each other."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, taking_part
from kring.rollout.actions import circles as actions
from kring.rollout.forms.circles import LogAtOnceForm, ShowForm, ThanksForm
from kring.rollout.queries import badges, rounds
from kring.rollout.queries import circles as queries
from kring.rollout.queries import help as help_queries
from kring.rollout.rules import help as rules
from kring.rollout.words import GOES_ON_WORDS, REACHED_WORDS
from kring.ui.render import page

MOST_CHIPS = 12  # numbers that are one tap


def new_key() -> str:
    """Return what keeps two presses of one button apart from two wishes."""
    return secrets.token_urlsafe(20)


@taking_part
@require_GET
def circle(request: Request) -> HttpResponse:
    """Show my circle; more to a hero; and to who has none, what one is."""
    return show_circle(request)


def show_circle(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    """Answer with the page of my circle; `more` brings a form back that was refused."""
    now = timezone.now()
    mine = queries.my_circle(request.person, now=now)
    member = mine.member
    words = {"goal": member.goal, "question": member.question, "help_wish": member.help_wish} if member else {}
    context: dict[str, Any] = {
        "mine": mine,
        "show_form": ShowForm(initial=words, auto_id="show_%s"),
        "log_form": LogAtOnceForm(initial={"key": new_key()}),
        "key": new_key(),
        "chips": range(1, min(MOST_CHIPS, max(3, len(mine.faces) - 1)) + 1),
        "milestones": [(REACHED_WORDS[m.kind], m) for m in mine.milestones if m.kind in REACHED_WORDS],
        "is_called": mine.hero is None and rounds.calls_of(request.person).exists(),
        "goes_on": GOES_ON_WORDS.get(mine.circle.goes_on, "") if mine.circle else "",
    }
    if mine.hero is not None:
        today = timezone.localdate(now)
        assert mine.hero.since is not None  # noqa: S101 - a hero who said yes has a first day
        week = rules.week_of(mine.hero.since, today)
        context |= {
            "week": week,
            "step": help_queries.step_of(mine.hero.since, today),
            "weeks": rules.WEEKS,
            "ends": week >= rules.WEEKS - 1,
            "may_have_badge": badges.may_have_badge(mine.hero),
        }
    return page(request, "rollout/circle.html", context | more, status=status)


@taking_part
@require_POST
def ask(request: Request) -> HttpResponse:
    """Want a hero near me."""
    try:
        actions.ask_for_hero(by=request.person, now=timezone.now())
    except RefusedError as refusal:
        return show_circle(request, status=422, refusal=str(refusal))
    return redirect("rollout:circle")


@taking_part
@require_POST
def leave(request: Request) -> HttpResponse:
    """Take it back."""
    actions.leave_circle(by=request.person, now=timezone.now())
    messages.success(request, _("You left your circle. What you showed there is gone."))
    return redirect("rollout:circle")


@taking_part
@require_POST
def another(request: Request) -> HttpResponse:
    """Get another hero, without a reason."""
    try:
        actions.ask_for_another_hero(by=request.person, now=timezone.now())
    except RefusedError as refusal:
        return show_circle(request, status=422, refusal=str(refusal))
    messages.success(request, _("We look for another hero. Nobody is told that you asked, and nobody asks why."))
    return redirect("rollout:circle")


@taking_part
@require_POST
def stay(request: Request) -> HttpResponse:
    """Ask to stay with this hero, or not to mind."""
    try:
        actions.stay_here(by=request.person, stays=request.POST.get("stays") == "on", now=timezone.now())
    except RefusedError as refusal:
        return show_circle(request, status=422, refusal=str(refusal))
    return redirect("rollout:circle")


@taking_part
@require_POST
def show(request: Request) -> HttpResponse:
    """Show something in my circle."""
    form = ShowForm(request.POST, auto_id="show_%s")
    if form.is_valid():
        try:
            actions.show_in_circle(by=request.person, **form.cleaned_data, now=timezone.now())
        except RefusedError as refusal:
            return show_circle(request, status=422, show_form=form, refusal=str(refusal))
        messages.success(request, _("Your circle sees this now, and nobody else."))
        return redirect("rollout:circle")
    return show_circle(request, status=422, show_form=form)


@taking_part
@require_POST
def shared(request: Request) -> HttpResponse:
    """Say that I shared something in my own words, or take it back."""
    try:
        actions.say_shared(by=request.person, shared=request.POST.get("shared") == "on", now=timezone.now())
    except RefusedError as refusal:
        return show_circle(request, status=422, refusal=str(refusal))
    return redirect("rollout:circle")


@taking_part
@require_POST
def thanks(request: Request) -> HttpResponse:
    """Thank somebody of my circle."""
    form = ThanksForm(request.POST, auto_id=False)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.thank(by=request.person, to_id=said["to"], words=said["words"], key=said["key"], now=timezone.now())
        except RefusedError as refusal:
            return show_circle(request, status=422, refusal=str(refusal))
        messages.success(request, _("Your thanks are there. Only they read them."))
        return redirect("rollout:circle")
    return show_circle(request, status=422, refusal=_("Write a few words first."))

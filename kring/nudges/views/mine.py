"""Pages for one person: the card on Today, what they can choose, and whom their hero may lend a hand."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kring.errors import RefusedError
from kring.nudges import actions, queries
from kring.nudges.rules import Answer
from kring.nudges.words import GOAL_WORDS, MY_GOAL_WORDS
from kring.people import queries as people
from kring.people.access import Request, taking_part
from kring.ui.render import page


@taking_part
@require_GET
def mine(request: Request) -> HttpResponse:
    """Show what I can choose when it is quiet; every choice is one tap, and none is better than another."""
    return _mine(request)


def _mine(request: Request, status: int = 200, refusal: str = "") -> HttpResponse:
    found = queries.mine(request.person, now=timezone.now())
    context = {"mine": found, "goals": MY_GOAL_WORDS.items(), "groups": people.target_groups(), "refusal": refusal}
    return page(request, "nudges/mine.html", context, status=status)


@taking_part
@require_GET
def card(request: Request) -> HttpResponse:
    """Give the card that Today fetches by itself; there often is none."""
    if request.headers.get("HX-Request") != "true":
        return redirect("nudges:mine")
    found = queries.card_of(request.person, now=timezone.now())
    if found is None:
        return HttpResponse(headers={"Cache-Control": "private, no-store"})
    return page(request, "nudges/card.html", {"card": found})


@taking_part
@require_POST
def answer(request: Request, nudge_id: int) -> HttpResponse:
    """Follow a card, let it be, or never get its kind again."""
    now, said = timezone.now(), request.POST.get("answer")
    try:
        if said == Answer.NOT_FOR_ME:
            actions.not_for_me(by=request.person, nudge_id=nudge_id, now=now)
            messages.success(request, _("You will not get these any more."))
        elif said == Answer.OPENED:
            nudge = actions.answer(by=request.person, nudge_id=nudge_id, answer=Answer.OPENED, now=now)
            found = queries.card(nudge, request.person, now=now)
            return redirect(found.link if found else "feed:today")
        else:
            actions.answer(by=request.person, nudge_id=nudge_id, answer=Answer.FINE, now=now)
    except RefusedError as refusal:
        return _mine(request, status=422, refusal=str(refusal))
    return redirect("feed:today")


@taking_part
@require_POST
def choose(request: Request) -> HttpResponse:
    """Choose for myself: a smaller step, another group, a rest, a hand, or out."""
    what = _CHOICES.get(request.POST.get("choice", ""))
    if what is None:
        return _mine(request, status=422, refusal=_("Choose one of these."))
    try:
        messages.success(request, what(request))
    except RefusedError as refusal:
        return _mine(request, status=422, refusal=str(refusal))
    return redirect("nudges:mine" if request.POST.get("choice") != "leave" else "people:join_again")


def _step(request: Request) -> str:
    actions.take_smaller_step(by=request.person, goal=request.POST.get("goal", ""), now=timezone.now())
    return _("This is your step now. Small is fine.")


def _group(request: Request) -> str:
    number = request.POST.get("group", "")
    group = get_object_or_404(people.target_groups(), pk=int(number) if number.isdecimal() else 0)
    actions.change_group(by=request.person, group=group, now=timezone.now())
    return _("From now on you see what suits this group.")


def _rest(request: Request) -> str:
    actions.rest(by=request.person, now=timezone.now())
    return _("You rest for four weeks: no cards, no messages. Come by whenever you like.")


def _rest_no_longer(request: Request) -> str:
    actions.rest_no_longer(by=request.person)
    return _("Welcome back.")


def _leave(request: Request) -> str:
    actions.leave(by=request.person, now=timezone.now())
    return _("You do not take part any more. Thank you for what you did; the door stays open.")


def _hand(request: Request) -> str:
    actions.let_hero_know(by=request.person, agrees=True, now=timezone.now())
    return _("Your hero may read that you would like a hand. You can take it back here.")


def _no_hand(request: Request) -> str:
    actions.let_hero_know(by=request.person, agrees=False, now=timezone.now())
    return _("Your hero does not read it any more.")


_CHOICES: dict[str, Callable[[Request], str]] = {
    "step": _step,
    "group": _group,
    "rest": _rest,
    "no_rest": _rest_no_longer,
    "leave": _leave,
    "hand": _hand,
    "no_hand": _no_hand,
}


@taking_part
@require_GET
def hands(request: Request) -> HttpResponse:
    """Show a hero who of their own circle would like a hand; only those who let them know."""
    found: list[dict[str, Any]] = [
        {"first_name": one.first_name, "what": GOAL_WORDS.get(one.what, _("the next step"))}
        for one in queries.hands(request.person, now=timezone.now())
    ]
    if request.headers.get("HX-Request") == "true":
        if not found:
            return HttpResponse(headers={"Cache-Control": "private, no-store"})
        return page(request, "nudges/hands.html", {"hands": found}, part="hands")
    return page(request, "nudges/hands.html", {"hands": found})

"""What people say in private: whom they would name, what they wish, and whether they will be a hero."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, signed_in
from kring.rollout import words_heroes as words
from kring.rollout.actions import deciding
from kring.rollout.actions import nominations as actions
from kring.rollout.forms.heroes import WishForm
from kring.rollout.queries import heroes as queries
from kring.rollout.rules.heroes import Question
from kring.ui.render import page


@signed_in
@require_http_methods(["GET", "POST"])
def nominate(request: Request) -> HttpResponse:
    """Name colleagues: two questions, up to three names each; every name is kept at once, and only I see it."""
    refusal = ""
    if request.method == "POST":
        try:
            _say(request)
        except RefusedError as error:
            refusal = str(error)
        else:
            if request.headers.get("HX-Request") != "true":
                return redirect("rollout:nominate")
    context = _cards(request) | {"refusal": refusal}
    return page(request, "rollout/nominate.html", context, part="cards", status=422 if refusal else 200)


def _say(request: Request) -> None:
    question, who = request.POST.get("question", ""), request.POST.get("person", "")
    if question not in list(Question) or not who.isdigit():
        return
    act = actions.take_name_back if "back" in request.POST else actions.name_colleague
    act(by=request.person, question=Question(question), person_id=int(who), now=timezone.now())


def _cards(request: Request) -> dict[str, Any]:
    today = timezone.localdate()
    choice = queries.open_round(request.person, today)
    if choice is None:
        return {"choice": None}
    staff = queries.staff_of(choice.unit_id, today)
    by_id = {one.person_id: one for one in staff}
    own = actions.own_names(by=request.person, choice=choice)
    asked = request.GET.get("question", "") if request.method == "GET" else ""
    search = request.GET.get("q", "")[:100] if request.method == "GET" else ""
    cards = []
    for question, text in words.QUESTIONS.items():
        named = [by_id[person] for person in own.get(question, []) if person in by_id]
        here = search if asked == question else ""
        without = {request.person.pk, *(one.person_id for one in named)}
        cards.append(
            {
                "question": question.value,
                "text": text,
                "named": named,
                "search": here,
                "found": queries.found(staff, here, without=without),
                "is_full": len(named) >= actions.MOST_NAMES,
            }
        )
    return {"choice": choice, "cards": cards, "has_named": any(card["named"] for card in cards)}


@signed_in
@require_GET
def found(request: Request) -> HttpResponse:
    """Answer a search with names, for the page that searches while one types."""
    asked = request.GET.get("question", "")
    context = _cards(request)
    card = next((card for card in context.get("cards", []) if card["question"] == asked), None)
    return page(request, "rollout/nominate.html", {"card": card}, part="found")


@signed_in
@require_http_methods(["GET", "POST"])
def wish(request: Request) -> HttpResponse:
    """Say whether I would like to be a hero; nobody else sees it, and I can take it back."""
    kept = queries.wish(request.person)
    initial = {"wants": "yes" if kept.wants else "no", "hours": kept.hours} if kept else {}
    form = WishForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and "back" in request.POST:
        actions.take_wish_back(by=request.person)
        messages.success(request, _("Taken back. Nothing of it is left."))
        return redirect("rollout:hero_wish")
    if request.method == "POST" and form.is_valid():
        actions.wish_to_be_hero(by=request.person, wants=form.cleaned_data["wants"], hours=form.cleaned_data["hours"])
        messages.success(request, _("Kept. Only you see this."))
        return redirect("rollout:hero_wish")
    context = {"form": form, "wish": kept, "round": queries.open_round(request.person, timezone.localdate())}
    return page(request, "rollout/hero_wish.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def asked(request: Request) -> HttpResponse:
    """Ask me whether I will be a hero: yes, or no thanks; no reason is asked."""
    refusal = ""
    if request.method == "POST":
        try:
            hero = deciding.answer(by=request.person, yes=request.POST.get("answer") == "yes", now=timezone.now())
        except RefusedError as error:
            refusal = str(error)
        else:
            said = _("Welcome! You are a hero from today on.") if hero.since else _("Thank you for telling us.")
            messages.success(request, said)
            return redirect("rollout:hero_asked")
    context = {"hero": queries.hero(request.person), "refusal": refusal}
    return page(request, "rollout/hero_asked.html", context, status=422 if refusal else 200)


@signed_in
@require_POST
def stop(request: Request) -> HttpResponse:
    """Stop being a hero, without a reason."""
    try:
        deciding.stop_being_hero(by=request.person, person=request.person, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You are no longer a hero. Thank you for all you did."))
    return redirect("rollout:hero_asked")

"""Choosing heroes: all units, one unit from its round to its list, and what is asked of a list."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, View, needs, signed_in
from kring.people.rules import May
from kring.rollout import words_heroes as words
from kring.rollout.actions import deciding, nominations
from kring.rollout.actions import heroes as actions
from kring.rollout.forms.heroes import AskedForm, ChangeForm, RoundForm, TieFileForm
from kring.rollout.models import Choice
from kring.rollout.queries import heroes as queries
from kring.rollout.rules.unit_picture import drawn
from kring.ui.render import page

Status = Choice.Status


def for_heroes_of(view: Callable[..., HttpResponse]) -> View:
    """Open only to who may choose the heroes of the unit in the address."""

    @wraps(view)
    def door(request: Any, unit_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        if not queries.may_run(request.person, unit_id):
            raise PermissionDenied  # the same no for a unit that is not there
        unit = queries.unit(unit_id)
        if unit is None:
            raise Http404
        return view(request, unit, *args, **kwargs)

    return signed_in(door)


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def units(request: Request) -> HttpResponse:
    """Show every unit and how far it is; ask for the lists of many at once."""
    today, refusal = timezone.localdate(), ""
    if request.method == "POST":
        asked = {int(pk) for pk in request.POST.getlist("unit") if pk.isdecimal() and len(pk) < 19}
        try:
            count = actions.choose_heroes(by=request.person, units=queries.units(asked), now=timezone.now())
        except RefusedError as error:
            refusal = str(error)
        else:
            said = ngettext("%(number)s list is being made.", "%(number)s lists are being made.", count)
            messages.success(request, said % {"number": count})
            return redirect("rollout:hero_units")
    lines, run = queries.unit_lines(today), queries.run()
    context = {
        "lines": lines,
        "run": run,
        "refusal": refusal,
        # while lists are made the page draws itself anew: marks that somebody takes off would come back
        "can_choose": run is None and any(x.can_be_chosen for x in lines),
    }
    return page(request, "rollout/hero_units.html", context, part="units", status=422 if refusal else 200)


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def defaults(request: Request) -> HttpResponse:
    """Show and change what is asked of the heroes of every unit."""
    return _asked(request, None)


@for_heroes_of
@require_http_methods(["GET", "POST"])
def asked(request: Request, unit: Any) -> HttpResponse:
    """Show and change what is asked of the heroes of one unit."""
    return _asked(request, unit)


def _asked(request: Request, unit: Any) -> HttpResponse:
    kept = (queries.choice(unit.pk) if unit else None) or queries.defaults()
    if isinstance(kept, Choice) and kept.is_decided:
        kept = queries.defaults()
    form = AskedForm(
        request.POST if request.method == "POST" else None,
        values=queries.values_of(unit.pk if unit else None, timezone.localdate()),
        groups=queries.group_names(),
        asked=kept.rules,
        initial={"wanted": kept.wanted, "hours": kept.hours},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_of_heroes(
                by=request.person,
                unit=unit,
                wanted=form.cleaned_data["wanted"],
                hours=form.cleaned_data["hours"],
                asked=form.asked(),
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept."))
            return redirect("rollout:heroes_of", unit.pk) if unit else redirect("rollout:hero_units")
    context = {"form": form, "unit": unit}
    return page(request, "rollout/heroes_asked.html", context, status=422 if form.errors else 200)


@for_heroes_of
@require_GET
def unit(request: Request, unit: Any) -> HttpResponse:
    """Show how far the choosing of a unit's heroes is, and the one thing to do next."""
    return _unit(request, unit)


def _unit(request: Request, unit: Any, *, refusal: str = "", look: dict[str, Any] | None = None) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    choice = queries.choice(unit.pk)
    groups = queries.group_names()
    context: dict[str, Any] = {"unit": unit, "choice": choice, "refusal": refusal, "tried": look}
    context["is_centre"] = queries.is_centre(request.person)
    rules = choice.rules if choice else queries.defaults().rules
    context |= {
        "status": choice.status if choice else Status.PREPARING,
        "asked": [words.rule(rule, groups) for rule in rules],
        "wanted": choice.wanted if choice else queries.defaults().wanted,
        "staff": queries.staff_count(unit.pk, today),
        "round_form": RoundForm(),
        "tie_form": TieFileForm(),
    }
    if choice and not choice.is_decided:
        context["heroes_now"] = queries.heroes(choice, now).accepted
        context["some_make_room"] = len(context["heroes_now"]) > len(queries.staying(unit.pk, today))
    if choice is None:
        return page(request, "rollout/heroes_of.html", context, part="state", status=422 if refusal else 200)
    if choice.status in (Status.NOMINATING, Status.READY):
        context |= {"answers": queries.answers(choice), "has_ties": queries.has_ties(choice), "today": today}
    if choice.status == Status.IMPOSSIBLE:
        names = {one.person_id: one.name for one in queries.staff_of(unit.pk, today)}
        context["demands"] = [words.demand(said, names, groups) for said in choice.problem]
    if choice.status in (Status.PROPOSED, Status.DECIDED):
        context |= _list(choice, today, groups)
    if choice.is_decided:
        context["heroes"] = queries.heroes(choice, now)
    return page(request, "rollout/heroes_of.html", context, part="state", status=422 if refusal else 200)


def _list(choice: Choice, today: Any, groups: words.GroupNames) -> dict[str, Any]:
    """Return a proposal with its words."""
    proposal = queries.proposal(choice, today)
    people = [
        {
            "on": one,
            "why": [words.reason(why, groups) for why in one.why],
            "cost": words.cost(one.cost),
            "stays": one.stays,
        }
        for one in proposal.people
    ]
    largest = max([100, *(item["part"] for item in choice.beside)])
    beside = [
        {
            "way": words.WAYS[item["way"]],
            "part": item["part"],
            "width": round(item["part"] * 100 / largest),
            "broken": len(item["broken"]),
        }
        for item in choice.beside
    ]
    prices = [(words.rule(item["rule"], groups), words.cost(item["cost"]), item["cost"]) for item in choice.prices]
    return {
        "proposal": proposal,
        "typed": {pk: name for name, pk in queries.typed_names(proposal.others).items()}.items(),
        "gap": None if choice.gap is None else words.gap(choice.gap),
        "people": people,
        "beside": sorted(beside, key=lambda item: -item["part"]),
        "own_width": round(100 * 100 / largest),
        "prices": [(rule, cost) for rule, cost, said in prices if said not in ("0", "little")],
        "free_rules": sum(said in ("0", "little") for _rule, _cost, said in prices),
        "drawing": drawn(choice.picture, queries.names(choice)) if choice.picture else None,
    }


def _do(request: Request, unit: Any, act: Callable[[Choice], Any], said: str = "") -> HttpResponse:
    """Do one thing with the newest choice of a unit and go back to its page; a refusal is said there."""
    choice = queries.choice(unit.pk)
    if choice is None:
        raise Http404
    try:
        act(choice)
    except RefusedError as refusal:
        return _unit(request, unit, refusal=str(refusal))
    if said:
        messages.success(request, said)
    return redirect("rollout:heroes_of", unit.pk)


@for_heroes_of
@require_POST
def start_round(request: Request, unit: Any) -> HttpResponse:
    """Let people name colleagues."""
    form = RoundForm(request.POST)
    if not form.is_valid():
        return _unit(request, unit, refusal=_("Choose the last day of the round."))
    try:
        nominations.start_round(by=request.person, unit=unit, until=form.cleaned_data["until"], now=timezone.now())
    except RefusedError as refusal:
        return _unit(request, unit, refusal=str(refusal))
    return redirect("rollout:heroes_of", unit.pk)


@for_heroes_of
@require_POST
def close_round(request: Request, unit: Any) -> HttpResponse:
    """Close the round."""
    return _do(request, unit, lambda c: nominations.close_round(by=request.person, choice=c, now=timezone.now()))


@for_heroes_of
@require_POST
def ties(request: Request, unit: Any) -> HttpResponse:
    """Bring in who works with whom."""
    form = TieFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _unit(request, unit, refusal=_("Choose a file first."))
    file = form.cleaned_data["file"].read()

    def bring_in(choice: Choice) -> None:
        nominations.bring_in_ties(by=request.person, choice=choice, file=file, now=timezone.now())

    said = _("Kept under lock. It counts when enough people agreed to it; nobody sees who did.")
    return _do(request, unit, bring_in, said)


@for_heroes_of
@require_POST
def choose(request: Request, unit: Any) -> HttpResponse:
    """Ask for the list of this unit."""
    try:
        actions.choose_heroes(by=request.person, units=[unit], now=timezone.now())
    except RefusedError as refusal:
        return _unit(request, unit, refusal=str(refusal))
    return redirect("rollout:heroes_of", unit.pk)


@for_heroes_of
@require_POST
def compare(request: Request, unit: Any) -> HttpResponse:
    """Ask what other ways would give."""
    return _do(request, unit, lambda choice: actions.ask_to_compare(by=request.person, choice=choice))


@for_heroes_of
@require_POST
def change(request: Request, unit: Any) -> HttpResponse:
    """Say what a change by hand would cost; with `really`, do it."""
    choice = queries.choice(unit.pk)
    if choice is None:
        raise Http404
    form = ChangeForm(request.POST, named=queries.typed_names(queries.staff_of(unit.pk, timezone.localdate())))
    if not form.is_valid():
        return _unit(request, unit, refusal=_("Choose who goes, and who comes."))
    said: dict[str, Any] = {"by": request.person, "choice": choice, "now": timezone.now(), **form.cleaned_data}
    try:
        if "really" in request.POST:
            actions.change_list(**said)
            if request.headers.get("HX-Request") != "true":
                return redirect("rollout:heroes_of", unit.pk)
            return _unit(request, unit)
        found = actions.look_at_change(**said)
    except RefusedError as refusal:
        return _unit(request, unit, refusal=str(refusal))
    names, groups = queries.names(choice, {found["left"], found["came"]}), queries.group_names()
    look = form.cleaned_data | {
        "left": names.get(found["left"], ""),
        "came": names.get(found["came"], ""),
        "cost": words.cost(found["cost"]),
        "broken": [words.rule(rule, groups) for rule in found["broken"]],
    }
    return _unit(request, unit, look=look)


@for_heroes_of
@require_POST
def let_back(request: Request, unit: Any, person_id: int) -> HttpResponse:
    """Let somebody who was left out be chosen again."""
    return _do(request, unit, lambda c: actions.let_back(by=request.person, choice=c, person=person_id))


def _version(request: Request) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isdigit() else -1


@for_heroes_of
@require_POST
def decide(request: Request, unit: Any) -> HttpResponse:
    """Decide on the list: everybody on it is asked."""

    def act(choice: Choice) -> None:
        deciding.decide_heroes(by=request.person, choice=choice, version=_version(request), now=timezone.now())

    return _do(request, unit, act, _("Everybody on the list is asked. What people said in the round is deleted."))


@for_heroes_of
@require_POST
def others(request: Request, unit: Any) -> HttpResponse:
    """Propose people for the free places."""
    return _do(
        request,
        unit,
        lambda c: deciding.propose_for_free_places(by=request.person, choice=c, now=timezone.now()),
    )


@for_heroes_of
@require_POST
def ask_others(request: Request, unit: Any) -> HttpResponse:
    """Agree to the people proposed for free places."""

    def act(choice: Choice) -> None:
        deciding.ask_for_free_places(by=request.person, choice=choice, version=_version(request), now=timezone.now())

    return _do(request, unit, act, _("They are asked."))

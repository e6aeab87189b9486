"""Planning, step by step: goal, units, waves, look, accept."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.rollout import actions, queries
from kring.rollout.errors import PROBLEMS
from kring.rollout.forms.programme import (
    AvoidForm,
    GoalForm,
    RuleForm,
    WavesForm,
    chosen_units,
    placed_units,
    suggested_seed,
)
from kring.rollout.models import Draw, Programme, UnitPlan
from kring.rollout.rules import draws
from kring.stories import queries as stories
from kring.ui.render import page

WEEKS_BETWEEN = 4
POINTS = 50  # per cent points of a yes-or-no question in one standard deviation, when half of all say yes


def _programme() -> Programme:
    found = queries.programme()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def goal(request: Request) -> HttpResponse:
    """Say what the programme is for, and its pace."""
    found = queries.programme()
    form = GoalForm(request.POST or None, initial=GoalForm.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_programme(by=request.person, **form.values())
            return redirect("rollout:units")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _goal(request, found, form, AvoidForm())


def _goal(request: Request, found: Programme | None, form: GoalForm, avoid: AvoidForm) -> HttpResponse:
    context = {
        "form": form,
        "avoid_form": avoid,
        "avoid": list(queries.dates_to_avoid(found)) if found else [],
        "programme": found,
        "pillars": list(stories.pillars()),
        "step": "goal",
    }
    return page(request, "rollout/goal.html", context, status=422 if form.errors or avoid.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def avoid(request: Request) -> HttpResponse:
    """Add a stretch in which no wave starts."""
    if request.method == "GET":
        return redirect("rollout:goal")
    found, form = _programme(), AvoidForm(request.POST)
    if form.is_valid():
        try:
            actions.add_dates_to_avoid(by=request.person, programme=found, **form.cleaned_data)
            return redirect("rollout:goal")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _goal(request, found, GoalForm(initial=GoalForm.of(found)), form)


@require_POST
@needs(May.INVITE)
def remove_avoid(request: Request, avoid_id: int) -> HttpResponse:
    """Let waves start in this stretch again."""
    actions.remove_dates_to_avoid(
        by=request.person, dates=get_object_or_404(queries.dates_to_avoid(_programme()), pk=avoid_id)
    )
    return redirect("rollout:goal")


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def units(request: Request) -> HttpResponse:
    """Choose the units that take part."""
    found, today = queries.programme(), timezone.localdate()
    if found is None:
        return redirect("rollout:goal")
    candidates, refusal = queries.candidates(today), ""
    if request.method == "POST":
        chosen, wrong = chosen_units(request.POST, candidates)
        if wrong:
            refusal = _("This is not a number: the figure from before of %(units)s.") % {"units": ", ".join(wrong)}
        else:
            try:
                actions.choose_units(by=request.person, programme=found, chosen=chosen, today=today)
                return redirect("rollout:waves")
            except RefusedError as error:
                refusal = str(error)
    has_chosen = any(one.plan for one in candidates)
    context = {
        "candidates": [(one, one.plan is not None or not has_chosen) for one in candidates],
        "people": sum(one.people for one in candidates),
        "refusal": refusal,
        "step": "units",
    }
    return page(request, "rollout/units.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def waves(request: Request) -> HttpResponse:
    """Draw the waves by lot, or put units in them by hand."""
    found, today = queries.programme(), timezone.localdate()
    if found is None:
        return redirect("rollout:goal")
    plans = queries.plans_to_draw(found, today)
    form = WavesForm(request.POST or None, initial=_usual(request, found, len(plans), today))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        about = {"waves": said["waves"], "weeks_between": said["weeks_between"], "today": today}
        try:
            if "by_hand" in request.POST:
                made = actions.plan_by_hand(by=request.person, programme=found, **about)
                return redirect("rollout:draw", made.pk)
            if said["seed"].strip():
                made = actions.draw_waves(
                    by=request.person, programme=found, seed=said["seed"], saturation=said["saturation"], **about
                )
                return redirect("rollout:draw", made.pk)
            form.add_error("seed", _("Write some words to draw from."))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _waves(request, found, plans, form, RuleForm(units=[(plan.unit_id, plan.unit.name) for plan in plans]))


def _usual(request: Request, found: Programme, units: int, today: date) -> dict[str, Any]:
    """Return waves of four weeks, as many as it takes, and a seed to begin with."""
    room = draws.most_in_wave(found.capacity, WEEKS_BETWEEN)
    seed = suggested_seed(request.organisation.name, today)
    return {"waves": draws.room_needed(units, room), "weeks_between": WEEKS_BETWEEN, "seed": seed}


def _waves(request: Request, found: Programme, plans: list[UnitPlan], form: WavesForm, rule: RuleForm) -> HttpResponse:
    context = {
        "form": form,
        "rule_form": rule,
        "rules": [plan for plan in plans if plan.pinned_to or plan.not_before],
        "programme": found,
        "count": len(plans),
        "needed": draws.room_needed(len(plans), found.capacity),
        "has_baseline": bool(plans) and all(plan.baseline is not None for plan in plans),
        "made": queries.draws_made(found),
        "step": "waves",
    }
    return page(request, "rollout/waves.html", context, status=422 if form.errors or rule.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def rule(request: Request) -> HttpResponse:
    """Add a rule about a unit, or take it away."""
    if request.method == "GET":
        return redirect("rollout:waves")
    found, today = _programme(), timezone.localdate()
    plans = {plan.unit_id: plan for plan in queries.plans_to_draw(found, today)}
    form = RuleForm(request.POST, units=[(pk, plan.unit.name) for pk, plan in plans.items()])
    if "remove" in request.POST:
        wanted = request.POST["remove"]
        plan = plans.get(int(wanted)) if wanted.isdecimal() else None
        if plan is None:
            raise Http404
        actions.set_rule(by=request.person, plan=plan, pinned_to=None, not_before=None)
        return redirect("rollout:waves")
    if form.is_valid():
        actions.set_rule(by=request.person, plan=plans[form.cleaned_data["unit"]], **form.rule())
        return redirect("rollout:waves")
    usual = WavesForm(initial=_usual(request, found, len(plans), today))
    return _waves(request, found, list(plans.values()), usual, form)


def _draw(draw_id: int) -> Draw:
    found = queries.draw(draw_id)
    if found is None:
        raise Http404
    return found


@require_GET
@needs(May.INVITE)
def draw(request: Request, draw_id: int) -> HttpResponse:
    """Look at a plan: what came out, what it could show, and what its rules cost."""
    return _look(request, _draw(draw_id))


def _look(request: Request, found: Draw, refusal: str = "") -> HttpResponse:
    shown = queries.draw_page(found)
    detectable = shown.found.detectable
    context = {
        "shown": shown,
        "draw": found,
        "points": None if detectable is None else detectable * POINTS,
        "others": [
            (other, None if other.detectable is None else other.detectable * POINTS) for other in shown.found.others
        ],
        "costs": [
            (
                cost,
                None if cost.detectable is None else cost.detectable * POINTS,
                None if cost.detectable_without is None else cost.detectable_without * POINTS,
            )
            for cost in shown.found.costs
        ],
        "problem": PROBLEMS.get(found.problem, ""),
        "refusal": refusal,
        "step": "look",
    }
    return page(request, "rollout/draw.html", context, part="state", status=422 if refusal else 200)


@require_GET
@needs(May.INVITE)
def draw_file(request: Request, draw_id: int) -> HttpResponse:
    """Give all that is needed to repeat a draw."""
    found = _draw(draw_id)
    if not found.is_by_lot or not found.found:
        raise Http404
    answer = JsonResponse(queries.draw_file(found), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="draw-{found.pk}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@needs(May.INVITE)
def accept(request: Request, draw_id: int) -> HttpResponse:
    """Make this plan the plan."""
    found = _draw(draw_id)
    try:
        actions.accept_plan(by=request.person, draw=found, now=timezone.now())
    except RefusedError as refusal:
        return _look(request, _draw(draw_id), str(refusal))
    messages.success(request, _("The plan is accepted. From now on every unit knows its day."))
    return redirect("rollout:programme")


@require_POST
@needs(May.INVITE)
def place(request: Request, draw_id: int) -> HttpResponse:
    """Put units of a plan by hand in other waves."""
    found = _draw(draw_id)
    units = [one.id for one in draws.Given.read(found.given).units]
    try:
        actions.place_by_hand(by=request.person, draw=found, waves=placed_units(request.POST, units))
    except RefusedError as refusal:
        return _look(request, found, str(refusal))
    return redirect("rollout:draw", draw_id)

"""The programme on one page, and the page of one unit."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people import queries as people
from kring.people.access import Request, needs, signed_in
from kring.people.queries.roles import with_roles
from kring.people.rules import May
from kring.rollout import actions, queries, words
from kring.rollout.access import UnitRequest, for_unit
from kring.rollout.forms.programme import DatesForm
from kring.rollout.queries import heroes
from kring.rollout.queries.help import coverage_of
from kring.rollout.rules import Phase
from kring.rollout.rules.checklist import BY_HAND, Item
from kring.ui.render import page

HELP_SHOWN = 6


@require_GET
@signed_in
def programme(request: Request) -> HttpResponse:
    """Show all units on a time line; the lead of one unit is led to that unit."""
    if not people.is_allowed(request.person, May.INVITE):
        led = queries.units_led_by(request.person)
        if not led:
            raise PermissionDenied
        if len(led) == 1:
            return redirect("rollout:unit", led[0].unit_id)
        return page(request, "rollout/my_units.html", {"plans": led})
    found = queries.programme()
    if found is None:
        return page(request, "rollout/programme.html", {"line": None})
    asked = queries.Asked(
        search=request.GET.get("q", "")[:80],
        region=request.GET.get("region", "")[:120],
        by_region=request.GET.get("by") == "region",
        only_help=request.GET.get("show") == "help",
    )
    line = queries.timeline(found, timezone.localdate(), asked)
    context = {
        "line": line,
        "asked": asked,
        "phases": [(phase.value, word, line.counts.get(phase.value, 0)) for phase, word in words.PHASES.items()],
        "in_need": [(row, [words.TODO[item] for item in row.todo]) for row in line.in_need[:HELP_SHOWN]],
        "more_in_need": max(0, len(line.in_need) - HELP_SHOWN),
        "is_open": line.is_open or request.GET.get("open") == "all",
        "moving": line.counts.get("forming", 0) + line.counts.get("helping", 0) + line.counts.get("keeping", 0),
    }
    return page(request, "rollout/programme.html", context, part="line")


@require_GET
@for_unit
def unit(request: UnitRequest, unit_id: int) -> HttpResponse:
    """Show one unit: its phase, what is next, its checklist, dates and lead."""
    return _unit(request)


def _unit(request: UnitRequest, form: DatesForm | None = None, *, status: int = 200) -> HttpResponse:
    plan, today = request.unit_plan, timezone.localdate()
    shown = queries.unit_page(plan, today)
    initial = {
        "starts_on": plan.unit.starts_on,
        "helping_from": plan.helping_from,
        "keeping_from": plan.keeping_from,
    }
    search = request.GET.get("lead", "")[:80] if request.is_centre else ""
    choice, has_helped = heroes.choice(plan.unit_id), shown.phase in (Phase.HELPING, Phase.KEEPING)
    context = {
        "shown": shown,
        "plan": plan,
        "is_centre": request.is_centre,
        "choice": choice,
        "heroes": heroes.heroes(choice, timezone.now()) if choice and choice.is_decided else None,
        "has_helped": has_helped,
        "help": coverage_of(request.organisation, plan.unit_id, now=timezone.now()) if has_helped else None,
        "lines": [(line, words.ITEMS[line.item]) for line in shown.checklist],
        "next": words.NEXT[shown.todo[0]] if shown.todo else words.AFTER[shown.phase],
        "phase_word": words.PHASES[shown.phase],
        "form": form or DatesForm(initial=initial),
        "waves": list(queries.all_waves()) if request.is_centre else [],
        "search": search,
        "found": [found.person for found in with_roles(search, limit=8)] if search else [],
        "has_started": bool(plan.unit.starts_on and plan.unit.starts_on <= today),
    }
    return page(request, "rollout/unit.html", context, status=status)


@require_POST
@for_unit
def tick(request: UnitRequest, unit_id: int) -> HttpResponse:
    """Tick a line of the checklist, or take the tick back."""
    item = next((item for item in BY_HAND if item.value == request.POST.get("item")), None)
    if item is None:
        raise Http404
    is_done = request.POST.get("done") == "yes"
    actions.tick(by=request.person, plan=request.unit_plan, item=Item(item), is_done=is_done, now=timezone.now())
    return redirect("rollout:unit", unit_id)


@require_http_methods(["GET", "POST"])
@for_unit
def dates(request: UnitRequest, unit_id: int) -> HttpResponse:
    """Set a unit's own dates."""
    if request.method == "GET":
        return redirect("rollout:unit", unit_id)
    form = DatesForm(request.POST)
    if form.is_valid():
        try:
            actions.set_dates(
                by=request.person,
                plan=request.unit_plan,
                is_centre=request.is_centre,
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("These dates are kept."))
            return redirect("rollout:unit", unit_id)
    return _unit(request, form, status=422)


@require_POST
@needs(May.INVITE)
@for_unit
def lead(request: UnitRequest, unit_id: int) -> HttpResponse:
    """Name the lead of a unit, or leave it without one."""
    wanted = request.POST.get("person", "")
    person = people.person(int(wanted)) if wanted.isdecimal() and len(wanted) < 19 else None
    if wanted and (person is None or _has_left(person.employed_until)):
        raise Http404
    actions.name_lead(by=request.person, plan=request.unit_plan, lead=person)
    return redirect("rollout:unit", unit_id)


def _has_left(until: date | None) -> bool:
    return until is not None and until <= timezone.localdate()


@require_POST
@needs(May.INVITE)
@for_unit
def move(request: UnitRequest, unit_id: int) -> HttpResponse:
    """Put a unit in another wave, after the plan was accepted."""
    wanted = request.POST.get("wave", "")
    wave = get_object_or_404(queries.all_waves(), pk=int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0)
    try:
        actions.move_unit(by=request.person, plan=request.unit_plan, wave=wave, today=timezone.localdate())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("rollout:unit", unit_id)

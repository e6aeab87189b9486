"""Pages about units, departments, ranks, target groups and their rules."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people import actions, queries
from kring.people.access import Request, needs
from kring.people.forms.structure import NameForm, RuleForm, TargetGroupForm, UnitForm
from kring.people.rules import May
from kring.ui.forms import Form
from kring.ui.render import page


@needs(May.MANAGE_PEOPLE)
@require_GET
def units(request: Request) -> HttpResponse:
    """Show all units as a tree."""
    return page(request, "people/units.html", {"tree": queries.unit_tree(timezone.localdate())})


@needs(May.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def unit(request: Request, pk: int | None = None) -> HttpResponse:
    """Add or change one unit."""
    found = get_object_or_404(queries.units(), pk=pk) if pk else None
    initial = {"name": found.name, "parent": found.parent_id, "starts_on": found.starts_on} if found else {}
    form = UnitForm(request.POST or None, tree=queries.unit_tree(), initial=initial)
    done = _saved(form, lambda: actions.save_unit(by=request.person, unit=found, **form.cleaned_data))
    if done:
        return redirect("people:units")
    return page(request, "people/unit.html", {"form": form, "unit": found}, status=422 if form.errors else 200)


@needs(May.MANAGE_PEOPLE)
@require_POST
def remove_unit(request: Request, pk: int) -> HttpResponse:
    """Take a unit away."""
    found = get_object_or_404(queries.units(), pk=pk)
    if _refused(request, lambda: actions.remove_unit(by=request.person, unit=found)):
        return redirect("people:unit", pk)
    return redirect("people:units")


@needs(May.MANAGE_PEOPLE)
@require_GET
def departments_and_ranks(request: Request) -> HttpResponse:
    """Show all departments and ranks."""
    today = timezone.localdate()
    lists = [
        ("department", _("Departments"), _("Add a department"), queries.with_people("department", today)),
        ("rank", _("Ranks"), _("Add a rank"), queries.with_people("rank", today)),
    ]
    return page(request, "people/departments_and_ranks.html", {"lists": lists})


@needs(May.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def name(request: Request, what: str, pk: int | None = None) -> HttpResponse:
    """Add or change one department or rank."""
    found = get_object_or_404(_rows(what), pk=pk) if pk else None
    form = NameForm(request.POST or None, initial={"name": found.name} if found else {})
    done = _saved(form, lambda: actions.save_name(by=request.person, what=what, row=found, **form.cleaned_data))
    if done:
        return redirect("people:departments_and_ranks")
    context = {"form": form, "what": what, "row": found}
    return page(request, "people/name.html", context, status=422 if form.errors else 200)


@needs(May.MANAGE_PEOPLE)
@require_POST
def remove_name(request: Request, what: str, pk: int) -> HttpResponse:
    """Take a department or rank away."""
    found = get_object_or_404(_rows(what), pk=pk)
    if _refused(request, lambda: actions.remove_name(by=request.person, what=what, row=found)):
        return redirect("people:name", what, pk)
    return redirect("people:departments_and_ranks")


@needs(May.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def target_groups(request: Request) -> HttpResponse:
    """Show the target groups and the rules, and add a rule."""
    form = RuleForm(request.POST or None)
    done = _saved(form, lambda: actions.add_group_rule(by=request.person, **form.cleaned_data))
    if done:
        return redirect("people:target_groups")
    context = {"groups": list(queries.target_groups()), "rules": list(queries.group_rules()), "form": form}
    return page(request, "people/target_groups.html", context, status=422 if form.errors else 200)


@needs(May.MANAGE_PEOPLE)
@require_POST
def group_rule(request: Request, pk: int) -> HttpResponse:
    """Move a rule up or down, or take it away."""
    found = get_object_or_404(queries.group_rules(), pk=pk)
    steps = {"up": -1, "down": 1}.get(request.POST.get("do", ""))
    if steps:
        actions.move_group_rule(by=request.person, rule=found, steps=steps)
    elif request.POST.get("do") == "remove":
        actions.remove_group_rule(by=request.person, rule=found)
    return redirect("people:target_groups")


@needs(May.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def target_group(request: Request, pk: int | None = None) -> HttpResponse:
    """Add or change one target group."""
    found = get_object_or_404(queries.target_groups(), pk=pk) if pk else None
    form = TargetGroupForm(request.POST or None, initial=TargetGroupForm.of(found) if found else {"hue": 1})
    done = _saved(form, lambda: actions.save_target_group(by=request.person, group=found, **form.texts()))
    if done:
        return redirect("people:target_groups")
    return page(request, "people/target_group.html", {"form": form, "group": found}, status=422 if form.errors else 200)


@needs(May.MANAGE_PEOPLE)
@require_POST
def remove_target_group(request: Request, pk: int) -> HttpResponse:
    """Take a target group away."""
    found = get_object_or_404(queries.target_groups(), pk=pk)
    if _refused(request, lambda: actions.remove_target_group(by=request.person, group=found)):
        return redirect("people:target_group", pk)
    return redirect("people:target_groups")


def _rows(what: str) -> Any:
    if what not in {"department", "rank"}:
        raise Http404
    return queries.departments() if what == "department" else queries.ranks()


def _saved(form: Form, action: Callable[[], Any]) -> bool:
    """Return whether the form was sent and its action done; a refusal goes to the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        action()
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _refused(request: Request, action: Callable[[], None]) -> bool:
    """Return whether the action was refused; the reason is shown on the next page."""
    try:
        action()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return True
    return False

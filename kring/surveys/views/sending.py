"""The manager's page: which surveys there are, a new one, and the plan. Never who answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.surveys import actions, rules
from kring.surveys.forms import PlanForm, SendForm
from kring.surveys.models import Survey
from kring.surveys.queries import asking
from kring.ui.render import page


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def surveys(request: Request) -> HttpResponse:
    """Show all surveys and the plan, and send one."""
    units = [(unit.pk, unit.name) for unit in people.units()]
    form = SendForm(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_survey(
                by=request.person,
                organisation_id=request.organisation.pk,
                kind=form.cleaned_data["kind"],
                units=[] if form.cleaned_data["everyone"] else form.cleaned_data["units"],
                open_days=form.cleaned_data["open_days"],
                now=timezone.now(),
            )
            messages.success(request, _("The survey is on its way."))
            return redirect("surveys:surveys")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form, units)


def _page(request: Request, form: SendForm, units: list[tuple[int, str]], plan: PlanForm | None = None) -> HttpResponse:
    today, kept = timezone.localdate(), asking.plan()
    listed = asking.listed(today)
    context: dict[str, Any] = {
        "listed": [(one, asking.may_be_reminded(one.survey, today)) for one in listed],
        "today": today,
        "form": form,
        "kinds": Survey.Kind.choices,
        "kind": form.data.get("kind", "pulse"),
        "units": units,
        "chosen": request.POST.getlist("units"),
        "plan": kept,
        "plan_form": plan,
        "fewest": rules.FEWEST,
    }
    is_wrong = bool(form.errors or (plan and plan.errors))
    return page(request, "surveys/surveys.html", context, status=422 if is_wrong else 200)


@require_POST
@needs(May.INVITE)
def plan(request: Request) -> HttpResponse:
    """Keep when surveys go out by themselves."""
    form = PlanForm(request.POST)
    if not form.is_valid():
        units = [(unit.pk, unit.name) for unit in people.units()]
        return _page(request, SendForm(units=units), units, form)
    actions.save_plan(by=request.person, **form.cleaned_data)
    messages.success(request, _("The plan is kept."))
    return redirect("surveys:surveys")


@require_POST
@needs(May.INVITE)
def remind(request: Request, survey_id: int) -> HttpResponse:
    """Remind once; the answer is the same whether there is anybody to remind or not."""
    survey = get_object_or_404(asking.surveys(), pk=survey_id)
    try:
        actions.remind(by=request.person, survey=survey, now=timezone.now())
        messages.success(request, _("Whoever did not answer yet gets one reminder."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("surveys:surveys")


@require_POST
@needs(May.INVITE)
def close(request: Request, survey_id: int) -> HttpResponse:
    """Close a survey before its day; its box is opened right after."""
    survey = get_object_or_404(asking.surveys(), pk=survey_id)
    try:
        actions.close_survey(by=request.person, survey=survey, now=timezone.now())
        messages.success(request, _("The survey is closed. The answers are counted in a moment."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("surveys:surveys")

"""What is measured and how, what others counted, and who gets the report."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kring.errors import RefusedError
from kring.insights import actions, queries, words
from kring.insights.forms import CountsForm, ProtocolForm, ReportForm
from kring.insights.rules import kept
from kring.insights.rules.counts import LARGEST
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.render import page


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def protocol(request: Request) -> HttpResponse:
    """Show what is measured and lock it."""
    form = _protocol_form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lock_protocol(
                by=request.person,
                promise=form.promise(queries.waves_digest()),
                why=form.cleaned_data.get("why", ""),
                now=timezone.now(),
            )
            messages.success(request, _("Locked. It stands with every answer from now on."))
            return redirect("insights:protocol")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _protocol(request, form, CountsForm())


@require_POST
@needs(May.INVITE)
def counts(request: Request) -> HttpResponse:
    """Bring in what others counted."""
    form = CountsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            data = form.cleaned_data["file"].read(LARGEST + 1)
            brought = actions.bring_counts(by=request.person, data=data, now=timezone.now())
            messages.success(request, _("%(n)s counts were brought in.") % {"n": brought})
            return redirect("insights:protocol")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _protocol(request, _protocol_form(None), form)


def _protocol_form(given: QueryDict | None) -> ProtocolForm:
    """Return the form with what is locked now in it."""
    current = queries.protocol()
    promise = queries.promise_of(current)
    initial = {"outcome": promise.outcome.value, "source": promise.source, "weeks_before": promise.weeks_before}
    if promise.cap is not None:
        initial["cap"] = int(promise.cap)
    return ProtocolForm(
        given, initial=initial, is_change=current is not None, has_started=_has_started(queries.first_start())
    )


def _has_started(starts_on: date | None) -> bool:
    return starts_on is not None and starts_on <= timezone.localdate()


def _protocol(request: Request, form: ProtocolForm, counts_form: CountsForm) -> HttpResponse:
    locked = list(queries.protocols())
    starts_on = queries.first_start()
    counts_now = queries.counts_now()
    context = {
        "form": form,
        "counts_form": counts_form,
        "locked": [(row, queries.promise_of(row), kept.short(row.digest)) for row in locked],
        "starts_on": starts_on,
        "has_started": _has_started(starts_on),
        "counts": counts_now,
        "kinds": [words.kind_name(kind).lower() for kind in counts_now.kinds],
        "sees_figures": queries.sees_figures(request.person),
    }
    status = 422 if form.errors or counts_form.errors else 200
    return page(request, "insights/protocol.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(May.SEE_FIGURES)
def reports(request: Request) -> HttpResponse:
    """Say when the report goes out by itself, and to whom."""
    plan, people = queries.report_plan(), list(queries.possible_readers())
    initial = {
        "is_on": plan.is_on if plan else False,
        "day": plan.day if plan else 1,
        "readers": queries.readers(),
    }
    choices = [(person.pk, person.name) for person in people]
    form = ReportForm(request.POST or None, people=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_reports(by=request.person, **form.cleaned_data, now=timezone.now())
            messages.success(request, _("Kept."))
            return redirect("insights:reports")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "sent": queries.reports_sent(), "has_people": bool(people)}
    return page(request, "insights/reports.html", context, status=422 if form.errors else 200)

"""What the desk settles for itself: opening hours and standard answers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.hub.actions import desk as actions
from kring.hub.forms.desk import CannedForm, HoursForm, filled
from kring.hub.queries import desk as queries
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.render import page


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def opening_hours(request: Request) -> HttpResponse:
    """Say when the desk is open."""
    form = HoursForm(request.POST if request.method == "POST" else None, initial=filled(queries.hours()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.change_opening_hours(
                by=request.person, week=said["week"], holidays=said["holidays"], now=timezone.now()
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. What waits has its new time."))
            return redirect("hub:opening_hours")
    return page(request, "hub/opening_hours.html", {"form": form}, status=422 if form.errors else 200)


@needs(May.WORK_DESK)
@require_GET
def canned(request: Request) -> HttpResponse:
    """Show the standard answers."""
    return page(request, "hub/canned.html", {"canned": queries.canned()})


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def canned_answer(request: Request, canned_id: int | None = None) -> HttpResponse:
    """Write a standard answer, or change one."""
    row = queries.canned_answer(canned_id) if canned_id is not None else None
    if canned_id is not None and row is None:
        raise Http404
    initial = {"title": row.title, "department": row.department_id} if row else {}
    initial |= {f"text_{language}": text for language, text in (row.text if row else {}).items()}
    form = CannedForm(
        request.POST if request.method == "POST" else None, departments=list(people.departments()), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.save_canned(
                by=request.person,
                canned_id=canned_id,
                title=said["title"],
                text={"nl": said["text_nl"], "en": said["text_en"]},
                department_id=said["department"],
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("hub:canned")
    context = {"form": form, "row": row}
    return page(request, "hub/canned_answer.html", context, status=422 if form.errors else 200)


@needs(May.WORK_DESK)
@require_POST
def canned_remove(request: Request, canned_id: int) -> HttpResponse:
    """Take a standard answer away."""
    actions.remove_canned(by=request.person, canned_id=canned_id)
    return redirect("hub:canned")

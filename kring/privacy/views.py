"""Pages about somebody's own data: take it along, or have it erased."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kring.errors import RefusedError
from kring.people import queries as people
from kring.people.access import Request, needs, signed_in
from kring.people.rules import May
from kring.privacy import actions, queries
from kring.privacy.forms import SureForm, WhoForm
from kring.ui.render import page


@require_http_methods(["GET", "POST"])
@signed_in
def my_data(request: Request) -> HttpResponse:
    """Offer everything in one file, and erase everything for whoever is sure."""
    form = SureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_person(by=request.person, person=request.person)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            return redirect("privacy:erased")
    return page(request, "privacy/my_data.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@signed_in
def download(request: Request) -> HttpResponse:
    """Send everything that Kring holds of this person."""
    day = timezone.localdate().isoformat()
    made = queries.my_data_file(request.person, day=day)
    response = HttpResponse(made, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="kring-{day}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_GET
def erased(request: Request) -> HttpResponse:
    """Say that everything is gone."""
    return page(request, "privacy/erased.html")


@require_http_methods(["GET", "POST"])
@needs(May.MANAGE_PEOPLE)
def erase(request: Request) -> HttpResponse:
    """Erase somebody who asked an administrator for it: look them up first, then be sure."""
    posted = request.POST if request.method == "POST" else None
    form, person = WhoForm(posted), None
    if posted is not None and form.is_valid():
        person = people.person_by_email(form.cleaned_data["email"])
        if person is None:
            form.add_error("email", _("Nobody here has this address."))
        elif request.POST.get("sure"):
            try:
                actions.erase_person(by=request.person, person=person)
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Everything of this person is erased."))
                return redirect("privacy:erase")
    context = {"form": form, "found": person if not form.errors else None}
    return page(request, "privacy/erase.html", context, status=422 if form.errors else 200)

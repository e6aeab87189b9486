"""Pages of the organisation itself: which one, its look, its settings, who looked at what, and its files."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kring.errors import RefusedError
from kring.identity import actions, queries
from kring.identity.forms import LookForm
from kring.identity.words import facts, said_of
from kring.people.access import Request, needs
from kring.people.middleware import CHOSEN
from kring.people.rules import May
from kring.ui.render import page


@require_http_methods(["GET", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """Choose the organisation to work in; it is remembered until signing out."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    mine = queries.organisations_of(request.user)
    if request.method == "POST":
        pk = request.POST.get("organisation", "")
        chosen = get_object_or_404(mine, pk=int(pk) if pk.isdecimal() and len(pk) < 18 else 0)
        request.session[CHOSEN] = chosen.pk
        return redirect("/")
    return page(request, "identity/organisations.html", {"organisations": mine})


@require_http_methods(["GET", "POST"])
@needs(May.MANAGE_ORGANISATION)
def look(request: Request) -> HttpResponse:
    """Change how the organisation looks."""
    organisation = request.organisation
    form = LookForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={
            "name": organisation.name,
            "brand_color": organisation.brand_color,
            "disclosure_nl": organisation.disclosure.get("nl", ""),
            "disclosure_en": organisation.disclosure.get("en", ""),
            "language": organisation.language,
            "time_zone": organisation.time_zone,
        },
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        logo, no_logo = values.pop("logo"), values.pop("no_logo")
        try:
            notes = actions.change_look(by=request.person, values=values, logo=logo, no_logo=no_logo)
        except RefusedError as refusal:
            form.add_error("logo", str(refusal))
        else:
            for note in notes:
                messages.info(request, note)
            messages.success(request, _("Your look is changed."))
            return redirect("identity:look")
    return page(request, "identity/look.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@needs(May.SEE_SETTINGS)
def settings_in_words(request: Request) -> HttpResponse:
    """Show what is on, what is off and how long things are kept, in words."""
    return page(request, "identity/settings.html", {"groups": facts(request.organisation)})


@require_GET
@needs(May.SEE_AUDIT)
def audit(request: Request) -> HttpResponse:
    """Show who used which power on what, newest first."""
    notes = Paginator(queries.audit_notes(), 50).get_page(request.GET.get("page"))
    lines = [{"note": note, "said": said_of(note)} for note in notes]
    return page(request, "identity/audit.html", {"notes": notes, "lines": lines})


@require_GET
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a picture to whoever may see it."""
    file = queries.file_for(path, organisation=getattr(request, "organisation", None))
    if file is None or not default_storage.exists(file.name):
        raise Http404
    response = FileResponse(default_storage.open(file.name), content_type=file.content_type)
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

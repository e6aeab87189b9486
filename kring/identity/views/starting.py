"""Starting an organisation: the first one with the code that the operator has, others where that is allowed."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from kring.core.limits import take
from kring.errors import RefusedError
from kring.identity import actions, limits, queries
from kring.identity.forms import StartForm
from kring.people import queries as people
from kring.people.access import enter
from kring.ui.mails import mail
from kring.ui.render import page


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Start an organisation: the first one with the code that `./run serve` printed, others by mail where allowed."""
    has_code = hmac.compare_digest(request.GET.get("code", "").encode(), settings.SET_UP_CODE.encode())
    if people.organisation_exists():
        has_code = False
        if not settings.OPEN_SIGN_UP:
            return redirect("identity:sign_in")
    if not has_code and not settings.OPEN_SIGN_UP:
        return page(request, "identity/start_where.html")
    form = StartForm(
        request.POST if request.method == "POST" else None, initial={"language": translation.get_language()}
    )
    if request.method == "POST" and form.is_valid():
        return _start_now(request, form) if has_code else _mail_link(request, form)
    return page(request, "identity/start.html", {"form": form}, status=422 if form.errors else 200)


def _start_now(request: HttpRequest, form: StartForm) -> HttpResponse:
    """Start: whoever has the code runs the server."""
    founder = actions.found_organisation(**form.cleaned_data, now=timezone.now())
    assert founder.account is not None  # noqa: S101 - founding made it
    return enter(request, founder.account, to="/")


def _mail_link(request: HttpRequest, form: StartForm) -> HttpResponse:
    """Check first that the address belongs to whoever asks."""
    email = form.cleaned_data["admin_email"]
    if take(*limits.links(request, email), now=timezone.now()):
        link = queries.start_address(**form.cleaned_data)
        language = form.cleaned_data["language"]
        mail("identity/mails/start", to=email, language=language, name=form.cleaned_data["name"], link=link).send()
    return page(request, "identity/link_mailed.html", {"email": email, "starts": form.cleaned_data["name"]})


@require_http_methods(["GET", "POST"])
def start_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Start the organisation that was asked for by mail: one button, so that opening the link does nothing yet."""
    if not settings.OPEN_SIGN_UP:
        raise Http404
    try:
        values = queries.start_of_link(token)
        if request.method == "POST":
            founder = actions.found_by_link(values=values, now=timezone.now())
            assert founder.account is not None  # noqa: S101 - founding made it
            request.session["organisation"] = founder.organisation_id
            return enter(request, founder.account, to="/")
    except RefusedError as refusal:
        return page(
            request,
            "identity/link_not_valid.html",
            {"why": str(refusal), "again": reverse("identity:set_up")},
            status=404,
        )
    return page(request, "identity/start_by_link.html", {"name": values["name"], "email": values["admin_email"]})

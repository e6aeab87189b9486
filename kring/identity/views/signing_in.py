"""Signing in and out: by a mailed link or a password, with a second step for whoever has one."""

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kring.core.limits import take
from kring.core.models import Account
from kring.identity import limits, queries
from kring.identity.errors import LinkNotValidError
from kring.identity.forms import SignInForm
from kring.people import actions as people_actions
from kring.people import queries as people
from kring.people.access import enter
from kring.ui.mails import mail
from kring.ui.render import page

YEAR = 60 * 60 * 24 * 365


def own_page(request: HttpRequest) -> str:
    """Return the page of ours that `next` names, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed and wanted.startswith("/") and not wanted.startswith(reverse("identity:sign_in")) else ""


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an e-mail address; mail a link to it, or sign in with the password that was given."""
    to = own_page(request)
    if request.user.is_authenticated and getattr(request, "person", None) is not None:
        return redirect(to or "/")
    if not people.organisation_exists():
        return redirect("identity:set_up")
    form = SignInForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "next": to}
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if form.cleaned_data["password"]:
            try:
                account = get_adapter().authenticate(request, email=email, password=form.cleaned_data["password"])
            except ValidationError:
                form.add_error(None, _("Too many tries. Wait a few minutes, or let us mail you a link."))
            else:
                if isinstance(account, Account):
                    return enter(request, account, to=to or "/")
                form.add_error(None, _("This e-mail address and password do not belong together."))
        else:
            _mail_link(request, email, to)
            return page(request, "identity/link_mailed.html", {"email": email})
    return page(request, "identity/sign_in.html", context, status=422 if form.errors else 200)


def _mail_link(request: HttpRequest, email: str, to: str) -> None:
    """Mail a link when there is an account, and not too often; what the page answers is the same in every case."""
    account = queries.account(email)
    if account is None or not take(*limits.links(request, email), now=timezone.now()):
        return
    address = queries.sign_in_address(account, to=to)
    mail("identity/mails/sign_in", to=account.email, language=account.language, link=address).send()


@require_http_methods(["GET", "POST"])
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button, so that a mail scanner that opens the link does not use it up; the button signs in."""
    to = own_page(request)
    try:
        account = queries.account_of_link(token)
    except LinkNotValidError as refusal:
        again = reverse("identity:sign_in") + (f"?{urlencode({'next': to})}" if to else "")
        return page(request, "identity/link_not_valid.html", {"why": str(refusal), "again": again}, status=404)
    if request.method == "POST":
        return enter(request, account, to=to or "/")
    return page(request, "identity/sign_in_by_link.html", {"email": account.email, "next": to})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the old cookie is worth nothing from now on."""
    logout(request)
    return redirect("identity:sign_in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read Kring in Dutch or English: kept with the person, and in a cookie for pages without one."""
    response = redirect(own_page(request) or "/")
    chosen = request.POST.get("language")
    if chosen in {"nl", "en"}:
        person = getattr(request, "person", None)
        if person is not None:
            people_actions.choose_language(by=person, language=chosen)
        response.set_cookie("language", chosen, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response

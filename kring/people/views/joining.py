"""Pages about joining: what an invitation leads to, and what a person chooses for themselves."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core.scope import inside
from kring.errors import RefusedError
from kring.people import actions, queries
from kring.people.access import Request, enter, needs, signed_in
from kring.people.errors import InvitationNotValidError
from kring.people.forms.joining import OPTIONAL, InviteForm, JoinForm, PurposeForm
from kring.people.models import Person
from kring.people.queries import joining
from kring.people.rules import CONSENT_VERSION, May, Purpose
from kring.people.words import CONSENT_WORDS
from kring.ui.render import page


@contextmanager
def _letter(request: HttpRequest, token: str) -> Iterator[Person]:
    """Open the organisation of a letter, in the language of its reader unless they chose another."""
    with inside(joining.organisation_of_token(token)):
        person = joining.person_of_token(token)
        if not joining.is_there(person, timezone.localdate()):
            raise InvitationNotValidError
        language = request.COOKIES.get("language")
        if request.user.is_authenticated or language not in {"nl", "en"}:
            language = person.language
        with translation.override(language):
            yield person


def _no_longer(request: HttpRequest) -> HttpResponse:
    return page(request, "people/invitation_not_valid.html", status=404)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Explain what joining means, and join."""
    try:
        with _letter(request, token) as person:
            account = person.account or joining.account_of(person.email)
            if account is not None and request.user != account:
                return redirect_to_login(request.get_full_path())
            if person.is_participant:
                return redirect("/")
            form = JoinForm(request.POST if request.method == "POST" else None)
            if request.method == "POST" and form.is_valid():
                also = [Purpose(value) for value in form.cleaned_data["also"]]
                language = form.cleaned_data["language"]
                joined = actions.join(by=person, account=account, also=also, language=language, now=timezone.now())
                assert joined.account is not None  # noqa: S101 - joining made it
                if request.user.is_authenticated:
                    request.session["organisation"] = joined.organisation_id
                    return redirect("people:welcome")
                return enter(request, joined.account, to=reverse("people:welcome"))
            context = {
                "organisation": person.organisation,
                "invited": person,
                "token": token,
                "form": form,
                "words": [(purpose, CONSENT_WORDS[purpose]) for purpose in OPTIONAL],
                "language": translation.get_language(),
            }
            return page(request, "people/join.html", context, status=422 if form.errors else 200)
    except InvitationNotValidError:
        return _no_longer(request)


@require_http_methods(["GET", "POST"])
def not_now(request: HttpRequest, token: str) -> HttpResponse:
    """Say that no is fine. Nothing is kept, unless somebody asks for no more letters."""
    try:
        with _letter(request, token) as person:
            if request.method == "POST":
                actions.stop_letters(by=person, now=timezone.now())
            context = {"organisation": person.organisation, "token": token, "is_stopped": request.method == "POST"}
            return page(request, "people/not_now.html", context)
    except InvitationNotValidError:
        return _no_longer(request)


@require_GET
@signed_in
def welcome(request: Request) -> HttpResponse:
    """Right after joining: language, target group and e-mail, each already chosen well enough."""
    return page(request, "people/welcome.html", _choices(request.person))


@require_GET
@signed_in
def choices(request: Request) -> HttpResponse:
    """Show what this person agreed to and chose, each with its own button."""
    return page(request, "people/choices.html", _choices(request.person))


def _choices(person: Person) -> dict[str, object]:
    given = joining.consents_of(person)
    shown = [
        {"purpose": purpose, "title": words[0], "words": words[1], "consent": given.get(purpose)}
        for purpose, words in CONSENT_WORDS.items()
    ]
    by_purpose = {item["purpose"]: item for item in shown}
    return {
        "take_part": by_purpose[Purpose.TAKE_PART],
        "email": by_purpose[Purpose.EMAIL],
        "consents": [item for item in shown if item["purpose"] != Purpose.TAKE_PART],
        "versions": CONSENT_VERSION,
        "groups": queries.target_groups(),
    }


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page that the button was on."""
    return redirect("people:welcome" if request.POST.get("from") == "welcome" else "people:choices")


@require_POST
@signed_in
def consent(request: Request) -> HttpResponse:
    """Give or take back one consent: one tap."""
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return redirect("people:choices")
    purpose = Purpose(form.cleaned_data["purpose"])
    try:
        if form.cleaned_data["agree"]:
            actions.give_consent(by=request.person, purpose=purpose, now=timezone.now())
            messages.success(request, _("Noted: you agree to this."))
        else:
            actions.withdraw_consent(by=request.person, purpose=purpose, now=timezone.now())
            messages.success(request, _("Noted: you took this back. Nothing else changed."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return _back(request)


@require_POST
@signed_in
def target_group(request: Request) -> HttpResponse:
    """Choose the target group that fits."""
    pk = request.POST.get("group", "")
    group = get_object_or_404(queries.target_groups(), pk=int(pk) if pk.isdecimal() and len(pk) < 18 else 0)
    actions.choose_target_group(by=request.person, group=group)
    messages.success(request, _("Your group is changed."))
    return _back(request)


@require_http_methods(["GET", "POST"])
@signed_in
def join_again(request: Request) -> HttpResponse:
    """Ask somebody who does not take part whether they would like to."""
    if request.person.is_participant:
        return redirect("/")
    if request.method == "POST":
        actions.give_consent(by=request.person, purpose=Purpose.TAKE_PART, now=timezone.now())
        return redirect("people:welcome")
    return page(request, "people/join_again.html", {"words": CONSENT_WORDS[Purpose.TAKE_PART]})


@require_http_methods(["GET", "POST"])
@needs(May.INVITE)
def invitations(request: Request) -> HttpResponse:
    """Choose whom to invite, see how many letters that is, and send them."""
    today, now = timezone.localdate(), timezone.now()
    units = joining.units_to_invite(on=today)
    form = InviteForm(request.POST if request.method == "POST" else None, units=[unit.id for unit in units])
    to_send: dict[str, object] | None = None
    if request.method == "POST" and form.is_valid():
        chosen = None if form.cleaned_data["everyone"] else [int(pk) for pk in form.cleaned_data["units"]]
        people = joining.never_invited(units=chosen, on=today)
        if request.POST.get("step") == "send":
            try:
                actions.invite_people(by=request.person, people=people, now=now)
                messages.success(request, _("The letters are on their way."))
                return redirect("people:invitations")
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
        else:
            count = people.count()
            to_send = {"count": count, "shown": joining.may_be_shown(count), "units": chosen}
    everyone = joining.never_invited(units=None, on=today).count()
    context = {
        "units": units,
        "form": form,
        "chosen": request.POST.getlist("units"),
        "to_send": to_send,
        "everyone": everyone,
        "everyone_shown": joining.may_be_shown(everyone),
        "is_under_way": joining.has_letters_under_way(),
        "failed": joining.letters_that_failed() if queries.is_allowed(request.person, May.MANAGE_PEOPLE) else [],
        "last_reminder_at": joining.last_reminder_at(),
    }
    return page(request, "people/invitations.html", context, status=422 if form.errors else 200)


@require_POST
@needs(May.INVITE)
def remind(request: Request) -> HttpResponse:
    """Write once more to everyone who did not answer; the answer is the same whether there is anybody or not."""
    try:
        actions.remind_people(by=request.person, now=timezone.now())
        messages.success(request, _("Whoever was invited and did not answer yet gets a reminder."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("people:invitations")

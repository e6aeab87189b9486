"""The page where roles are given and taken, and people from outside are let in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people import actions, queries
from kring.people.access import Request, needs
from kring.people.forms.joining import LetInForm
from kring.people.queries.roles import with_roles
from kring.people.rules import May, Role
from kring.people.words import ROLE_WORDS
from kring.ui.render import page


@require_GET
@needs(May.MANAGE_PEOPLE)
def roles(request: Request) -> HttpResponse:
    """Show who has which role, or who answers to a name."""
    search = request.GET.get("q", "").replace("\0", "")[:100]
    found = [
        {"person": item.person, "roles": [(r, ROLE_WORDS[r][0]) for r in item.roles if r in ROLE_WORDS]}
        for item in with_roles(search)
    ]
    context = {"found": found, "search": search, "words": ROLE_WORDS}
    return page(request, "people/roles.html", context, part="found")


@require_POST
@needs(May.MANAGE_PEOPLE)
def change_role(request: Request, person_id: int) -> HttpResponse:
    """Give a role to somebody, or take it."""
    person = queries.person(person_id)
    if person is None:
        raise Http404
    role = request.POST.get("role", "")
    if role not in [r.value for r in ROLE_WORDS]:
        messages.error(request, _("Choose a role first."))
    else:
        change = actions.take_role if request.POST.get("take") else actions.give_role
        try:
            change(by=request.person, person=person, role=Role(role))
        except RefusedError as refusal:
            messages.error(request, str(refusal))
    search = request.POST.get("q", "")
    return redirect(f"{reverse('people:roles')}?{urlencode({'q': search})}" if search else "people:roles")


@require_http_methods(["GET", "POST"])
@needs(May.MANAGE_PEOPLE)
def let_in(request: Request) -> HttpResponse:
    """Let somebody from outside in, with one role."""
    form = LetInForm(
        request.POST if request.method == "POST" else None, initial={"language": request.organisation.language}
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.let_in(
                by=request.person, **form.cleaned_data | {"role": Role(form.cleaned_data["role"])}, now=timezone.now()
            )
            messages.success(request, _("%(name)s gets an e-mail with a link to join.") % {"name": person.name})
            return redirect("people:roles")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return page(request, "people/let_in.html", {"form": form}, status=422 if form.errors else 200)

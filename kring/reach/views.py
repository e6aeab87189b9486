"""Pages about how Kring reaches people."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from kring.core.scope import inside
from kring.people.access import Request, signed_in
from kring.reach import actions
from kring.reach.errors import LinkNotValidError
from kring.reach.queries import links
from kring.ui.render import page


@require_GET
@signed_in
def mine(request: Request) -> HttpResponse:
    """Show by which way, when and for what this person is reached, each to change."""
    return page(request, "reach/mine.html", {})


@csrf_exempt  # the link itself is the proof: a mail programme posts here without ever seeing a page of ours
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Switch one kind of message off, without signing in, and on again."""
    try:
        with inside(links.organisation_of_token(token)):
            person, kind = links.off_of_token(token)
            is_back = request.POST.get("again") == "on"
            if request.method == "POST":
                turn = actions.turn_on if is_back else actions.turn_off
                turn(by=person, kind=kind.key, now=timezone.now())
            with translation.override(person.language):
                done = ("on" if is_back else "off") if request.method == "POST" else ""
                context = {"organisation": person.organisation, "kind": kind, "token": token, "done": done}
                return page(request, "reach/off.html", context)
    except LinkNotValidError:
        return page(request, "reach/link_not_valid.html", status=404)

"""Who is asking: the person behind the request, in the organisation they chose, inside its scope."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from kring.core.models import Membership
from kring.core.scope import inside
from kring.core.words import LANGUAGES
from kring.people import queries

CHOSEN = "organisation"


class WhoIsAskingMiddleware:
    """Set `request.person` and `request.organisation`, speak their language, and open only their organisation."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Answer as whoever is asking."""
        request.person = request.organisation = None
        with translation.override(self.language(request)):
            response = self.get_response(request) if not request.user.is_authenticated else self.for_account(request)
        response.headers.setdefault("Content-Language", self.language(request))
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def for_account(self, request: Any) -> HttpResponse:
        """Answer inside the organisation that the account chose, or its first."""
        memberships = Membership.objects.filter(account=request.user).select_related("organisation").order_by("pk")
        known = {m.organisation_id: m.organisation for m in memberships}
        chosen = request.session.get(CHOSEN)
        organisation = known.get(chosen) or next(iter(known.values()), None)
        if organisation is None:
            return self.get_response(request)
        with inside(organisation), timezone.override(organisation.time_zone):
            request.organisation = organisation
            request.organisations = list(known.values())
            request.person = queries.person_of(request.user)
            return self.get_response(request)

    def language(self, request: HttpRequest) -> str:
        """Return the account's language, else what the browser asks for (a choice before signing in is a cookie)."""
        if request.user.is_authenticated:
            return str(request.user.language)
        chosen = request.COOKIES.get("language")
        return chosen if chosen in LANGUAGES else translation.get_language_from_request(request)

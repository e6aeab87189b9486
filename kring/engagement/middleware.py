"""Tracked links are answered before everything else: no session, no cookie, as little work as can be."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class TrackedLinkMiddleware:
    """Answer /l/… here; hand everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a tracked link, or hand on."""
        return self.get_response(request)

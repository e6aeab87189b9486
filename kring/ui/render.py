"""Answer with a whole page, or with the part of it that htmx asks for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template`; when htmx asks, only its `part`. Pages about people are kept in no cache."""
    is_htmx = request.headers.get("HX-Request") == "true"
    wants_part = part is not None and is_htmx
    response = render(request, f"{template}#{part}" if wants_part else template, context or {}, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "HX-Request"
    if is_htmx and response.content.lstrip()[:9].lower() == b"<!doctype":
        _take_the_place_of_the_page(response)
    return response


def _take_the_place_of_the_page(response: HttpResponse) -> None:
    """Keep a whole page out of the middle of another one: what went wrong is shown, anything else is loaded anew."""
    if response.status_code >= 400:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    else:  # somebody was signed out meanwhile, say: their page knows the way to sign in and back
        response.headers["HX-Refresh"] = "true"

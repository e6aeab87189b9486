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
    wants_part = part is not None and request.headers.get("HX-Request") == "true"
    response = render(request, f"{template}#{part}" if wants_part else template, context or {}, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "HX-Request"
    return response

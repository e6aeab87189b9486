"""The organisation's own look, and the pages that say what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from kring.ui import color
from kring.ui.render import page


@cache_control(public=True, max_age=86400)
def look(request: HttpRequest) -> HttpResponse:
    """Answer the colour that the address names as a style sheet: pages for people without an account ask for it too."""
    css = color.style_sheet(f"#{request.META['QUERY_STRING']}")
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    return page(request, "ui/404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this page is for another role."""
    return page(request, "ui/403.html", status=403)


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was open too long, or did not come from our own page."""
    return page(request, "ui/too_old.html", status=403)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong here, without asking the database anything."""
    return page(request, "ui/500.html", status=500)

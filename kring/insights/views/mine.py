"""The page 'Me': my shares, my weeks, my own words. Only ever about who is asking."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language

from kring.insights import queries
from kring.insights.views.files import csv_file
from kring.people.access import Request, signed_in
from kring.rollout import queries as rollout
from kring.ui.render import page


@signed_in
def mine(request: Request) -> HttpResponse:
    """Show a person what they did and what came of it."""
    found = queries.my_page(
        request.person, number=request.GET.get("page"), now=timezone.now(), language=get_language() or "en"
    )
    return page(
        request, "insights/mine.html", {"mine": found, "leads": rollout.units_led_by(request.person)}, part="shares"
    )


@signed_in
def my_file(request: Request, kind: str) -> HttpResponse:
    """Give a person all of it as a file."""
    rows = list(queries.my_rows(request.person, get_language() or "en"))
    if kind == "json":
        response: HttpResponse = JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response.headers["Content-Disposition"] = 'attachment; filename="my-shares.json"'
        response.headers["Cache-Control"] = "private, no-store"
        return response
    if kind == "csv":
        head = list(rows[0]) if rows else ["date", "story", "channel"]
        return csv_file("my-shares.csv", head, (list(row.values()) for row in rows))
    raise Http404

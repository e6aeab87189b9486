"""The four answers: as a page, as a report on paper, and as the sums behind them."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kring.insights import (
    actions,
    drawing,
    queries,
    report,
    telling,
    telling_late,
    telling_method,
    words,
    words_how,
)
from kring.insights.forms import PartForm
from kring.insights.rules import PERIODS, kept
from kring.insights.rules.answers import Answers
from kring.insights.views.files import csv_file
from kring.people.access import Request, needs, signed_in
from kring.people.rules import May
from kring.ui.render import page

HEAD = ("figure", "value", "low", "high", "unit", "how far words go")


@require_safe
@needs(May.SEE_FIGURES)
def answers(request: Request) -> HttpResponse:
    """Show the four answers over one part; while the worker works them out, how far it is."""
    part, weeks = _asked(request)
    found = _found(request, part, weeks)
    if not isinstance(found, Answers):
        return page(request, "insights/answers.html", {"progress": found, "query": _query(part, weeks)}, part="state")
    if found.part.code != part:  # not on offer, so that it tells nothing
        return redirect(f"{reverse('insights:answers')}?{_query('all', weeks)}")
    actions.look_at_answers(by=request.person, part=part, weeks=weeks, how="page")
    language = get_language() or "en"
    groups = queries.group_names()
    found = queries.named(found, groups, queries.pillar_names(language))
    context = {
        "found": found,
        "told": telling.told(found, queries.titles_of(found, language), groups, drawing.PAGE),
        "form": PartForm({"part": part, "weeks": weeks}, parts=found.parts),
        "chosen": words.part_name(found.part),
        "standing": words.standing_said(found),
        "late": telling_late.weeks_late(found),
        "later": telling_late.later_said(found),
        "later_tables": telling_late.later_table(found),
        "short": kept.short(found.fingerprint),
        "query": _query(part, weeks),
        "has_sums": queries.may_give_sums(found),
    }
    return page(request, "insights/answers.html", context, part="state")


@require_safe
@needs(May.SEE_FIGURES)
def answers_report(request: Request) -> HttpResponse:
    """Give the answers on paper, in the reader's language."""
    part, found = _ready(request)
    actions.look_at_answers(by=request.person, part=part, weeks=found.weeks, how="report")
    paper = report.pdf(found, request.organisation, language=get_language() or "en")
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{report.file_name(found)}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@needs(May.SEE_FIGURES)
def answers_table(request: Request) -> HttpResponse:
    """Give every figure of the page with its range as a file: the same numbers, the same left out."""
    part, found = _ready(request)
    actions.look_at_answers(by=request.person, part=part, weeks=found.weeks, how="table")
    claims = {one.key: str(one.claim) for one in (found.activation, found.posts, found.engagements)}
    rows = [
        (one.key, one.value, one.low, one.high, one.unit, claims.get(one.key.partition(".")[0], ""))
        for one in found.figures.values()
    ]
    return csv_file(f"answers-{found.sunday}.csv", HEAD, rows)


@require_safe
@needs(May.SEE_FIGURES)
def answers_sums(request: Request) -> HttpResponse:
    """Give the sums by wave and week from which somebody else can work the difference out again."""
    _part, found = _ready(request)
    if not queries.may_give_sums(found):
        raise Http404
    actions.look_at_answers(by=request.person, part="all", weeks=found.weeks, how="sums")
    sums = queries.sums_to_give(request.organisation, found)
    response = HttpResponse(json.dumps(sums, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="sums-{found.sunday}.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@needs(May.SEE_FIGURES)
def answers_method(request: Request) -> HttpResponse:
    """Show the same questions by the method that other analysts use, where a number may be said at all."""
    _part, weeks = _asked(request)
    found = _found(request, "all", weeks)
    if not isinstance(found, Answers):
        return redirect(f"{reverse('insights:answers')}?{_query('all', weeks)}")
    actions.look_at_answers(by=request.person, part="all", weeks=weeks, how="method")
    context = {
        "told": [telling_method.told(one, drawing.PAGE) for one in found.methods],
        "query": _query("all", weeks),
        "sunday": found.sunday,
    }
    return page(request, "insights/answers_method.html", context)


@require_safe
@needs(May.SEE_FIGURES)
def answers_method_table(request: Request) -> HttpResponse:
    """Give every number of that method as a file."""
    part, found = _ready(request)
    if part != "all" or not found.methods:
        raise Http404
    actions.look_at_answers(by=request.person, part="all", weeks=found.weeks, how="method table")
    rows = [row for one in found.methods for row in telling_method.rows_of(one)]
    return csv_file(f"group-time-{found.sunday}.csv", telling_method.HEAD, rows)


@require_safe
@signed_in
def answers_meaning(request: Request) -> HttpResponse:
    """Say how each answer comes about; open to everybody, as the answers are about everybody."""
    context = {"meanings": words_how.MEANINGS, "smallest": settings.SMALLEST_GROUP}
    return page(request, "insights/answers_meaning.html", context)


def _asked(request: Request) -> tuple[str, int]:
    weeks = request.GET.get("weeks", "")
    chosen = int(weeks) if weeks in {str(n) for n in PERIODS} else queries.USUAL_WEEKS
    return request.GET.get("part", "all")[:60] or "all", chosen


def _query(part: str, weeks: int) -> str:
    return f"part={part}&weeks={weeks}"


def _found(request: Request, part: str, weeks: int) -> Answers | int:
    """Return the answers, or how far the worker is with them; a part that is not on offer is never worked out."""
    now = timezone.now()
    sunday = queries.last_sunday(request.organisation, now)
    whole = _kept(request, sunday, "all", weeks)
    if part == "all" or not isinstance(whole, Answers):
        return whole
    if part not in {one.code for one in whole.parts}:
        return whole
    return _kept(request, sunday, part, weeks)


def _kept(request: Request, sunday: Any, part: str, weeks: int) -> Answers | int:
    found = queries.kept_answers(sunday, part=part, weeks=weeks)
    if isinstance(found, Answers):
        return found
    if found is None:
        actions.ask_for_answers(
            organisation=request.organisation, part=part, weeks=weeks, sunday=sunday, now=timezone.now()
        )
        return 0
    return found.progress


def _ready(request: Request) -> tuple[str, Answers]:
    part, weeks = _asked(request)
    found = _found(request, part, weeks)
    if not isinstance(found, Answers) or found.part.code != part:
        raise Http404
    return part, found

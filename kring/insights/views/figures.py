"""The programme manager's pages: who takes part and what came of it, never about one person."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kring.insights import actions, queries, rules
from kring.insights.forms import ChoiceForm
from kring.insights.meaning import MEANINGS
from kring.insights.queries import Cells, Figures, Row
from kring.insights.views.files import csv_file
from kring.insights.views.pictures import line_chart, pictures
from kring.insights.views.sentences import activities, line_title, rows_subtitle, rows_title, stories_title
from kring.people.access import Request, needs, signed_in
from kring.people.rules import May
from kring.ui.render import page

HEAD = ("figure", "about", "from", "until", "broken down by", "base", "value", "low", "high", "unit")


@needs(May.SEE_FIGURES)
def figures(request: Request) -> HttpResponse:
    """Show the figures over one period, broken down one way."""
    cells, form, names = _asked(request)
    weeks, by = form.chosen()
    actions.look_at_figures(by=request.person, weeks=weeks, breakdown=by)
    found = queries.figures(cells, weeks=weeks, by=by, smallest=settings.SMALLEST_GROUP)
    context = {
        "found": found,
        "weeks": weeks,
        "by": by,
        "by_name": names[by],
        "form": form,
        "names": list(names.items()),
        "pictures": pictures(found),
        "line": line_chart(found),
        "activities": activities(found),
        "line_title": line_title(found),
        "rows_title": rows_title(found, by),
        "rows_subtitle": rows_subtitle(found, by),
        "stories_title": stories_title(found),
    }
    return page(request, "insights/figures.html", context, part="figures")


@needs(May.SEE_FIGURES)
def table(request: Request) -> HttpResponse:
    """Give what the page shows as a file: the same numbers, the same left out."""
    cells, form, names = _asked(request)
    weeks, by = form.chosen()
    actions.look_at_figures(by=request.person, weeks=weeks, breakdown=by)
    found = queries.figures(cells, weeks=weeks, by=by, smallest=settings.SMALLEST_GROUP)
    return csv_file(
        f"figures-{found.sunday}-{weeks}.csv", HEAD, [*_in_all(found), *_by(found, names[by]), *_once(found)]
    )


@needs(May.SEE_FIGURES)
def report(request: Request) -> HttpResponse:
    """Give every open figure, over every period and broken down every way, as one file."""
    cells, _form, names = _asked(request)
    actions.look_at_figures(by=request.person, weeks=None, breakdown="")
    rows: list[tuple[object, ...]] = []
    for weeks in rules.PERIODS:
        for by, name in names.items():
            found = queries.figures(cells, weeks=weeks, by=by, smallest=settings.SMALLEST_GROUP)
            rows += [*(_in_all(found) if by == next(iter(names)) else ()), *_by(found, name)]
    return csv_file(f"figures-{cells.sunday}.csv", HEAD, [*rows, *_once(found)])


@signed_in
def meaning(request: Request) -> HttpResponse:
    """Say what every figure means; open to everybody, as the figures are about everybody."""
    return page(request, "insights/meaning.html", {"meanings": MEANINGS, "smallest": settings.SMALLEST_GROUP})


def _asked(request: Request) -> tuple[Cells, ChoiceForm, dict[str, str]]:
    cells = queries.gather(request.organisation, timezone.now(), get_language() or "en")
    found = queries.breakdowns(cells)
    levels = sum(by.startswith("level") for by, _example in found)
    names = {by: _breakdown_name(by, example, levels) for by, example in found}
    return cells, ChoiceForm(request.GET, breakdowns=list(names.items())), names


def _breakdown_name(by: str, example: str, levels: int) -> str:
    if by == "groups":
        return _("Target groups")
    if by == "channel":
        return _("Channels")
    return _("Units") if levels == 1 else _("Units such as %(example)s") % {"example": example}


Cell = tuple[object, ...]


def _in_all(found: Figures) -> Iterator[Cell]:
    where = ("", found.since, found.sunday, "")
    for name in ("took_part", "shared", "contributed", "listened", "learned"):
        rate = getattr(found, name)
        if rate:
            yield (name, *where, rate.base, rate.value, rate.low, rate.high, "people per person on the staff")
    if found.sharing:
        yield from _sharing(found.sharing, where, found.staff)


def _by(found: Figures, name: str) -> Iterator[Cell]:
    for row in found.rows:
        where = (about(row), found.since, found.sunday, name)
        for activity in ("shared", "contributed", "listened", "learned"):
            rate = getattr(row, activity)
            if rate:
                yield (activity, *where, row.staff, rate.value, rate.low, rate.high, "people per person on the staff")
        yield from _sharing(row.sharing, where, row.staff)


def _sharing(sharing: Any, where: tuple[object, ...], staff: int) -> Iterator[Cell]:
    for name in ("posts", "claimed", "confirmed"):
        yield (name, *where, staff, getattr(sharing, name), None, None, "posts")
    yield ("clicks_by_people", *where, staff, sharing.clicks, None, None, "clicks")
    yield ("visits_by_robots", *where, staff, sharing.robots, None, None, "visits")
    if sharing.words:
        for name in ("own", "mixed", "copy"):
            yield (f"words_{name}", *where, sharing.words.posts, getattr(sharing.words, name), None, None, "posts")


def _once(found: Figures) -> Iterator[Cell]:
    """Return what does not depend on the choices: the line since the start, and the stories."""
    for point in found.line:
        rate = point.rate
        if rate:
            where = (f"week {point.week}", None, found.sunday, "weeks since the start")
            yield ("posts_per_participant", *where, None, rate.value, rate.low, rate.high, "posts per participant")
    for group in found.stories:
        for story in group.rows:
            where = (story.title, None, found.sunday, group.group.name)
            yield ("story_shares", *where, story.shown, story.rate, story.low, story.high, "shares per person shown")


def about(row: Row) -> str:
    """Return what a row is about; channels by the name people know."""
    return " + ".join(row.names)

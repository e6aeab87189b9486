"""Comfort and the mark: how people say it is going, in groups that are large enough, before and now."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kring.measure.survey import Told
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.surveys import actions, queries
from kring.surveys.queries import Comfort, Row
from kring.surveys.queries.comfort import Figure
from kring.surveys.words import VERSION, words_of
from kring.ui.render import page
from kring.ui.templatetags.ui import number, per_cent

HEAD = ("figure", "broken down by", "about", "value", "low", "high", "worst low", "worst high", "answers", "asked")
BREAKDOWNS = ("units", "groups", "waves")
TOP, HIGH, LEFT, RIGHT = 8.0, 264.0, 60.0, 300.0  # the drawing of slopes


@dataclass(frozen=True)
class Slope:
    """A unit as a line from before to now, in the drawing."""

    name: str
    before: str
    now: str
    y_before: str
    y_now: str
    is_up: bool


@dataclass(frozen=True)
class Line:
    """One row as the page says it."""

    row: Row
    name: str
    value: str
    range: str
    answers: str
    before: str
    mark: str
    mark_range: str
    whisker: dict[str, str]
    forecast: str


@require_safe
@needs(May.SEE_FIGURES)
def comfort(request: Request) -> HttpResponse:
    """Show how comfortable people are, per use, unit, group and wave."""
    found = queries.comfort(on=timezone.localdate())
    by = request.GET.get("by", "")
    by = by if by in BREAKDOWNS else "units"
    actions.look_at_comfort(by=request.person, breakdown=by)
    words = words_of(VERSION, get_language() or "en")
    context = {
        "found": found,
        "by": by,
        "breakdowns": [("units", _("Units")), ("groups", _("Target groups")), ("waves", _("By start"))],
        "title": _title(found),
        "now": _said(found.now),
        "mark": _said(found.mark),
        "response": per_cent(found.answered / found.asked) if found.asked else "",
        "uses": _uses(found, words.uses),
        "slopes": _slopes(found),
        "slopes_title": _slopes_title(found),
        "lines": [_line(row, by) for row in getattr(found, by)],
        "scale": [(f"{TOP + HIGH * (1 - n / 100):.1f}", f"{n} %") for n in (0, 25, 50, 75, 100)],
        "said": [(words.helped, found.said["helped"]), (words.more, found.said["more"])],
    }
    return page(request, "surveys/comfort.html", context, part="by")


@require_safe
@needs(May.SEE_FIGURES)
def table(request: Request) -> HttpResponse:
    """Give what the page shows as a file: the same numbers, the same left out."""
    actions.look_at_comfort(by=request.person, breakdown="")
    found = queries.comfort(on=timezone.localdate())
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    out = csv.writer(response)
    out.writerow(HEAD)
    out.writerows([_safe(cell) for cell in row] for row in _rows(found))
    response.headers["Content-Disposition"] = 'attachment; filename="comfort.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _safe(value: object) -> object:
    """Return a cell that no spreadsheet reads as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _rows(found: Comfort) -> Iterator[tuple[object, ...]]:
    yield from _cells("comfortable, before", "", "", found.before)
    yield from _cells("comfortable", "", "", found.now)
    yield from _cells("8 or higher", "", "", found.mark)
    for use, (before, now) in found.uses.items():
        yield from _cells("comfortable, before", "use", use, before)
        yield from _cells("comfortable", "use", use, now)
    for by in BREAKDOWNS:
        for row in getattr(found, by):
            name = " + ".join(_name(name, by) for name in row.names)
            yield from _cells("comfortable, before", by, name, row.before)
            yield from _cells("comfortable", by, name, row.now)
            yield from _cells("8 or higher", by, name, row.mark)


def _cells(what: str, by: str, name: str, figure: Figure | None) -> Iterator[tuple[object, ...]]:
    if figure is None:
        return
    share, prefix = figure.share, {True: ">=", False: "<="}
    told = figure.told
    value = f"{told.percent:g} %"
    if told.is_at_least or told.is_at_most:  # the exact ends would tell what the words keep
        yield (what, by, name, f"{prefix[told.is_at_least]} {value}", "", "", "", "", share.answered, share.staff)
        return
    ends = (share.low, share.high, share.worst_low, share.worst_high)
    yield (what, by, name, value, *(round(end, 2) for end in ends), share.answered, share.staff)


def _percent(told: Told) -> str:
    value = per_cent(round(told.percent) / 100)
    if told.is_at_least:
        return _("at least %(part)s") % {"part": value}
    return _("at most %(part)s") % {"part": value} if told.is_at_most else value


def _between(figure: Figure) -> str:
    if figure.told.is_at_least or figure.told.is_at_most:
        return ""
    share = figure.share
    return _("between %(low)s and %(high)s") % {"low": _whole(share.low), "high": _whole(share.high)}


def _whole(value: float) -> str:
    return str(per_cent(round(value, 2)))


def _said(figure: Figure | None) -> dict[str, str] | None:
    """Return a figure in words, with its range, and what it would be if everybody who kept silent thought otherwise."""
    if figure is None:
        return None
    share = figure.share
    worst = _("Worst case, if everybody who did not answer says no or all say yes: between %(low)s and %(high)s")
    return {
        "value": _percent(figure.told),
        "range": _between(figure),
        "worst": worst % {"low": _whole(share.worst_low), "high": _whole(share.worst_high)},
        "over": _("%(answers)s answers of %(asked)s people asked")
        % {"answers": number(share.answered), "asked": number(share.staff)},
    }


def _title(found: Comfort) -> str:
    if found.now is None:
        return _("Too few answers to say something yet")
    value = _percent(found.now.told)
    if found.before is None:
        return _("Comfortable with social media: %(now)s of those who answered") % {"now": value}
    words = {"now": value, "before": _percent(found.before.told)}
    if found.now.share.low > found.before.share.high:
        return _("Comfortable with social media: from %(before)s before the start to %(now)s now") % words
    if found.now.share.high < found.before.share.low:
        return _("Comfortable with social media: down from %(before)s to %(now)s") % words
    return _("Comfortable with social media: %(now)s now, %(before)s before; that may be chance") % words


def _uses(found: Comfort, words: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    rows = []
    for use, (before, now) in found.uses.items():
        if now:
            rows.append(
                {
                    "name": words[use][0],
                    "now": _percent(now.told),
                    "before": _percent(before.told) if before else "",
                    "range": _between(now),
                    "whisker": _whisker(now),
                }
            )
    return rows


def _whisker(figure: Figure) -> dict[str, str]:
    share, told = figure.share, figure.told
    if told.is_at_least or told.is_at_most:
        ends = (told.percent, 100.0) if told.is_at_least else (0.0, told.percent)
        return {"low": f"{ends[0]:.1f}", "value": f"{told.percent:.1f}", "high": f"{ends[1]:.1f}"}
    return {"low": f"{100 * share.low:.1f}", "value": f"{told.percent:.1f}", "high": f"{100 * share.high:.1f}"}


def _slopes(found: Comfort) -> list[Slope]:
    lines = []
    for row in found.slopes:
        if row.before is None:
            continue
        before, now = row.before.told, row.now.told
        lines.append(
            Slope(
                row.names[0],
                _percent(before),
                _percent(now),
                f"{TOP + HIGH * (1 - before.percent / 100):.1f}",
                f"{TOP + HIGH * (1 - now.percent / 100):.1f}",
                now.percent >= before.percent,
            )
        )
    return lines


def _slopes_title(found: Comfort) -> str:
    rows = found.slopes
    up = sum(1 for row in rows if row.before and row.now.told.percent > row.before.told.percent)
    return _("In %(up)s of %(all)s units more people are comfortable than before the start") % {
        "up": number(up),
        "all": number(len(rows)),
    }


def _name(name: str, by: str) -> str:
    """Return the name of an item; what stands for several has none."""
    if not name:
        return _("small groups together")
    return date_format(date.fromisoformat(name), "j F Y") if by == "waves" else name


def _line(row: Row, by: str) -> Line:
    share = row.now.share
    future = ""
    if row.forecast is not None and row.forecast.low is not None and row.forecast.high is not None:
        future = _("expected in week %(week)s: between %(low)s and %(high)s") % {
            "week": int(row.forecast.weeks[-1]),
            "low": _whole(float(row.forecast.low[-1])),
            "high": _whole(float(row.forecast.high[-1])),
        }
    elif row.is_too_early:
        future = _("what is to come: too early to say")
    if row.is_before_start:
        future = _("has not started yet, or was not asked since")
    return Line(
        row,
        " + ".join(_name(name, by) for name in row.names),
        _percent(row.now.told),
        _between(row.now),
        _("%(answers)s of %(asked)s answered") % {"answers": number(share.answered), "asked": number(share.staff)},
        _percent(row.before.told) if row.before else "",
        _percent(row.mark.told) if row.mark else "",
        _between(row.mark) if row.mark else "",
        _whisker(row.now),
        future,
    )

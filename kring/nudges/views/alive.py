"""The programme manager's page: what part of the participants is still active, and which nudges do something."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kring.measure.rates import Rate
from kring.nudges import actions, queries
from kring.nudges.queries import Alive, KindRow, Point, Row
from kring.nudges.rules import Kind, State
from kring.nudges.words import KIND_WORDS
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.render import page
from kring.ui.templatetags.ui import number

WIDE, HIGH = 100.0, 40.0


@dataclass(frozen=True)
class Whisker:
    """A dot with its range, in per cent of the width of the drawing."""

    low: str
    value: str
    high: str


@dataclass(frozen=True)
class Line:
    """A line with its band, as the points of a drawing of 100 by 40; over a gap only the thread goes on."""

    lines: tuple[str, ...]
    thread: str
    bands: tuple[str, ...]
    top: float


@dataclass(frozen=True)
class Beside:
    """One unit or group beside its like: its dot, its line and its numbers by week."""

    row: Row
    mark: Whisker
    line: Line | None
    first: Rate | None  # of the line
    cells: tuple[Rate | None, ...]  # by week, over all weeks that the table has


@dataclass(frozen=True)
class Said:
    """One kind of nudge as the page says it."""

    row: KindRow
    name: str | Promise
    about: str | Promise
    finding: str
    mark: Whisker | None  # the difference, on a scale from minus 30 to plus 30 in a hundred


@needs(May.SEE_FIGURES)
@require_GET
def alive(request: Request) -> HttpResponse:
    """Show how alive the programme is, per group, and what each kind of nudge did."""
    actions.look_at_alive(by=request.person)
    return _page(request)


def _page(request: Request) -> HttpResponse:
    weeks = queries.gather(request.organisation, timezone.now())
    found = queries.alive(request.organisation, weeks, smallest=settings.SMALLEST_GROUP)
    context = {
        "found": found,
        "title": _title(found),
        "line": _drawn(found.line, _top(found.line)),
        "units": _shown(found.units),
        "groups": _shown(found.groups),
        "unit_sundays": [point.sunday for point in _longest(found.units)],
        "group_sundays": [point.sunday for point in _longest(found.groups)],
        "falls": _steepest(found.units),
        "kinds": [_said(row) for row in found.kinds],
    }
    return page(request, "nudges/alive.html", context)


@needs(May.INVITE)
@require_POST
def use_kind(request: Request, nudge_kind: str) -> HttpResponse:
    """Switch a kind of nudge on or off."""
    state = request.POST.get("state")
    if nudge_kind not in list(Kind) or state not in (State.ON, State.OFF):
        raise Http404
    actions.use_kind(by=request.person, kind=Kind(nudge_kind), is_on=state == State.ON, now=timezone.now())
    return redirect("nudges:alive")


def _at(value: float, low: float = 0.0, high: float = 1.0) -> str:
    return f"{100 * min(1.0, max(0.0, (value - low) / (high - low))):.2f}"


def _whisker(rate: Rate) -> Whisker:
    low, high = (rate.value if end is None else end for end in (rate.low, rate.high))
    return Whisker(_at(low), _at(rate.value), _at(high))


def _title(found: Alive) -> str:
    """Return the finding: a direction only where the first and the last weeks can be told apart."""
    if found.now is None:
        return _("Too few people to say yet what part is still active")
    known = [point.rate for point in found.line if point.rate]
    first, last = known[0], known[-1]
    part = {"n": round(found.now.value * 100)}
    if first.high is not None and last.low is not None and last.low > first.high:
        return _("Of every 100 participants, %(n)s are still active: more than at the beginning") % part
    if first.low is not None and last.high is not None and last.high < first.low:
        return _("Of every 100 participants, %(n)s are still active: fewer than at the beginning") % part
    return _("Of every 100 participants, %(n)s are still active: about as many as at the beginning") % part


def _shown(rows: Sequence[Row]) -> list[Beside]:
    """Return rows with their drawings, all lines on one scale and over the same weeks, and their cells of the table."""
    longest, top = _longest(rows), _top([point for row in rows for point in row.line])
    return [
        Beside(
            row,
            _whisker(row.still),
            _drawn([*[Point(p.sunday, None) for p in longest[: len(longest) - len(row.line)]], *row.line], top)
            if row.line
            else None,
            next((point.rate for point in row.line if point.rate), None),
            (*[None] * (len(longest) - len(row.line)), *[point.rate for point in row.line]),
        )
        for row in rows
    ]


def _longest(rows: Sequence[Row]) -> tuple[Point, ...]:
    return max((row.line for row in rows), key=len, default=())


def _top(points: Sequence[Point]) -> float:
    highest = max((p.rate.high or p.rate.value for p in points if p.rate), default=1.0)
    return min(1.0, max(0.2, highest * 1.1))


def _drawn(points: Sequence[Point], top: float) -> Line | None:
    """Return the drawing of a line; without any point there is none."""
    if not points:
        return None
    step = WIDE / max(len(points) - 1, 1)
    runs: list[list[tuple[float, Rate]]] = [[]]
    for n, point in enumerate(points):
        if point.rate is None:
            runs.append([])
        else:
            runs[-1].append((n * step, point.rate))

    def place(x: float, value: float | None) -> str:
        return f"{x:.2f},{HIGH * (1 - (value or 0.0) / top):.2f}"

    return Line(
        # a week between two gaps is a dot: a line from a point to itself, with round ends
        lines=tuple(" ".join(place(x, rate.value) for x, rate in (run * 2)[: max(2, len(run))]) for run in runs if run),
        thread=" ".join(place(x, rate.value) for run in runs for x, rate in run),
        bands=tuple(
            " ".join([*(place(x, rate.high) for x, rate in run), *(place(x, rate.low) for x, rate in reversed(run))])
            for run in runs
            if run
        ),
        top=top,
    )


def _steepest(rows: tuple[Row, ...]) -> Row | None:
    """Return the unit that went most quiet, if it certainly did: its two ranges do not touch."""
    falls = [
        (row.longer.value - row.still.value, row.names[0], row)
        for row in rows
        if row.longer and (row.still.high or 1) < (row.longer.low or 0) and len(row.names) == 1
    ]
    return max(falls)[2] if falls else None


def _said(row: KindRow) -> Said:
    name, about = KIND_WORDS[row.kind]
    return Said(row, name, about, _finding(row), _mark(row))


def _mark(row: KindRow) -> Whisker | None:
    found = row.effect.difference if row.effect else None
    return Whisker(*(_at(end, -0.3, 0.3) for end in (found.low, found.value, found.high))) if found else None


def _in_hundred(part: float) -> str:
    """Return a part as people of a hundred; what is next to nothing keeps a decimal, so that it is not nothing."""
    said = number(part * 100, 0 if abs(part) >= 0.01 else 1)
    return said.replace("-", "−")


def _finding(row: KindRow) -> str:
    """Return what a kind did, in words that the numbers can bear."""
    if row.kind == Kind.WENT_LIVE:
        return _("Not measured: nobody is left out.")
    if row.where.state == State.HALF:
        return _("An experiment runs. Nobody sees anything of it before its end.")
    if row.effect is not None and row.effect.is_lot_broken:
        return _("Something else than the lot decided who was left alone, so nothing can be read from it.")
    found = row.effect.difference if row.effect else None
    if found is None:
        return _("Too early to say what it does.")
    points = {
        "points": _in_hundred(abs(found.value)),
        "low": _in_hundred(found.low),
        "high": _in_hundred(found.high),
    }
    if found.low > 0:
        return (
            _("%(points)s in a hundred more were active in the two weeks after (between %(low)s and %(high)s).")
            % points
        )
    if found.high < 0:
        return (
            _("%(points)s in a hundred fewer were active in the two weeks after (between %(low)s and %(high)s).")
            % points
        )
    return _("Cannot be told apart from nothing yet (between %(low)s and %(high)s in a hundred).") % points

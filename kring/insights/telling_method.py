"""The method that other analysts ask for told: what it says, a picture, its tables, and why it is not the headline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.insights import drawing, drawing_ways, words
from kring.insights.rules import BLOCK
from kring.insights.rules.answers import Method, Row, Together
from kring.insights.shapes import Picture, Table
from kring.ui.templatetags.ui import number

HEAD = ("outcome", "taken together", "start", "period", "weeks since start", "value", "error", "low", "high", "beside")


@dataclass(frozen=True)
class MethodTold:
    """One outcome by this method."""

    key: str
    name: str
    unit: str
    sentence: str
    tested: str
    counted: str
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]


def told(found: Method, look: drawing.Palette) -> MethodTold:
    """Tell one outcome in the language of now."""
    by_kind = {one.kind: one for one in found.together}
    said = {"n": number(found.units), "periods": number(found.periods), "day": date_format(found.first, "j F Y")}
    counted = _("%(n)s units, %(periods)s periods of four weeks from %(day)s.") % said
    if found.left_out:
        left = _("%(n)s units are left out: they start alone, or had started before.")
        counted = f"{counted} {left % {'n': number(found.left_out)}}"
    return MethodTold(
        found.outcome,
        _("More active people") if found.outcome == "activation" else words.what(found.outcome).capitalize(),
        unit(found),
        _sentence(found, by_kind["simple"].overall),
        _tested(found),
        counted,
        _since(by_kind["dynamic"], found, look),
        (
            _overall_table(found.together),
            _rows_table(_("By weeks since the start"), _("Weeks since the start"), by_kind["dynamic"], found),
            _rows_table(_("By start"), _("Starts in the four weeks from"), by_kind["group"], found),
            _rows_table(_("By period"), _("Four weeks from"), by_kind["calendar"], found),
            _pairs_table(found),
        ),
    )


def unit(found: Method) -> str:
    """Return what the numbers are counted in."""
    if found.outcome == "activation":
        return _("people per 100 staff")
    return _("%(what)s per 100 staff a week") % {"what": words.what(found.outcome)}


def _sentence(found: Method, overall: Row) -> str:
    told = {
        "n": _signed(overall.value),
        "unit": unit(found),
        "low": _signed(overall.low),
        "high": _signed(overall.high),
    }
    return _("With the programme %(n)s %(unit)s (95 %% sure: between %(low)s and %(high)s)") % told


def _tested(found: Method) -> str:
    if found.pre_p is None:
        return _("Whether units changed alike before their start cannot be tested all at once with so few units.")
    told = {"n": number(found.pre_pairs), "w": number(found.pre_statistic or 0, 2), "p": number(found.pre_p, 3)}
    if found.pre_p < 0.05:
        return _("Before their start units did not change alike: W %(w)s over %(n)s effects, p %(p)s.") % told
    return (
        _(
            "That units changed differently before their start is not seen (W %(w)s over %(n)s effects, p %(p)s), which"
            " proves little."
        )
        % told
    )


def _signed(value: float | None) -> str:
    if value is None:
        return _("not known")
    return ("+" if value >= 0 else drawing.MINUS) + str(number(abs(value), 2))


def _range(row: Row) -> str:
    if row.low is None or row.high is None:
        return _("not known")
    return f"{_signed(row.low)} … {_signed(row.high)}"


def since_label(periods: int) -> str:
    """Return which weeks since the start a period is."""
    first, last = BLOCK * periods, BLOCK * periods + BLOCK - 1
    if periods >= 0:
        return f"{first}–{last}"
    return _("%(first)s–%(last)s before") % {"first": -first, "last": -last}


def _label(at: int, kind: str, found: Method) -> str:
    if kind == "dynamic":
        return since_label(at)
    return date_format(found.first + timedelta(weeks=BLOCK * at), "j F Y")


def _overall_table(together: Sequence[Together]) -> Table:
    names = {
        "simple": _("All units and periods after a start"),
        "group": _("Per start, then over units"),
        "dynamic": _("By time since the start, then over these"),
        "calendar": _("Per period, then over these"),
    }
    rows = tuple(
        (
            names[one.kind],
            _signed(one.overall.value),
            _range(one.overall),
            _signed(one.adjusted.value) if one.adjusted else _("not known"),
            _range(one.adjusted) if one.adjusted else "",
        )
        for one in together
    )
    head = ("", _("Effect"), _("Sure for 95 %: between"), _("Among units of like size"), _("Sure for 95 %: between"))
    return Table(_("Taken together in four ways"), head, rows)


def _rows_table(caption: str, first: str, one: Together, found: Method) -> Table:
    rows = tuple((_label(row.at, one.kind, found), _signed(row.value), _range(row)) for row in one.rows)
    return Table(caption, (first, _("Effect"), _("Sure for 95 %, all at once: between")), rows)


def _pairs_table(found: Method) -> Table:
    rows = tuple(
        (
            _label(one.group, "group", found),
            _label(one.period, "calendar", found),
            _signed(one.value),
            "–" if one.error is None else number(one.error, 2),
            number(one.beside),
        )
        for one in found.pairs
    )
    head = (_("Starts in the four weeks from"), _("Four weeks from"), _("Effect"), _("Error"), _("Units beside it"))
    return Table(_("Every start in every period"), head, rows)


def _since(one: Together, found: Method, look: drawing.Palette) -> tuple[Picture, ...]:
    marks = [
        drawing_ways.Mark(str(BLOCK * row.at), row.value, row.low, row.high, "")
        for row in one.rows
        if row.low is not None and row.high is not None
    ]
    if len(marks) < 3:
        return ()
    starts = next((n for n, row in enumerate(one.rows) if row.at >= 0), 0)
    said = (_("start"), _("weeks since the start in a unit"))
    note = _("Difference in %(unit)s, in steps of four weeks; the band holds all of them at once in 95 of 100 cases")
    return (
        Picture(
            _("The difference by weeks since the start"),
            note % {"unit": unit(found)},
            drawing_ways.moments(marks, starts, look, said, width=drawing.WIDE),
            drawing_ways.moments(marks, starts, look, said, width=drawing.NARROW),
        ),
    )


def rows_of(found: Method) -> list[tuple[object, ...]]:
    """Return every number of the method, for a file."""
    rows: list[tuple[object, ...]] = []

    def day(period: int) -> object:
        return found.first + timedelta(weeks=BLOCK * period)

    for one in found.together:
        overall = one.overall
        rows.append(
            (found.outcome, one.kind, None, None, None, overall.value, overall.error, overall.low, overall.high, None)
        )
        if one.adjusted:
            like = one.adjusted
            rows.append(
                (
                    found.outcome,
                    f"{one.kind}, like size",
                    None,
                    None,
                    None,
                    like.value,
                    like.error,
                    like.low,
                    like.high,
                    None,
                )
            )
        for row in one.rows:
            where = {
                "group": (day(row.at), None, None),
                "calendar": (None, day(row.at), None),
                "dynamic": (None, None, BLOCK * row.at),
            }[one.kind]
            rows.append((found.outcome, one.kind, *where, row.value, row.error, row.low, row.high, None))
    for pair in found.pairs:
        since = BLOCK * (pair.period - pair.group)
        where = (day(pair.group), day(pair.period), since)
        rows.append((found.outcome, "each", *where, pair.value, pair.error, None, None, pair.beside))
    return rows

"""The first answer told: who takes part, how people came to it, who stays, and how far units are apart."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from django.utils.translation import gettext as _

from kring.insights import drawing, drawing_ways, words
from kring.insights.rules.answers import Answers, Compared, Figure, Kind, Participation, Stage, Stay
from kring.insights.shapes import Picture, Table, Told
from kring.ui.templatetags.ui import number

NAMED = 3  # units by name, of those that are only shown together
STEPS = (("shared", "full"), ("took_part", "half"), ("joined", "pale"))


def takes_part(found: Answers, look: drawing.Palette) -> Told:
    """Tell who takes part, the way there, who stays, and how far units are apart."""
    who = found.participation
    pictures = [*_hundred(who, look), *_way(who.way, look), *_stays(who.stays, look), *_units(who, look)]
    tables = [*_rates_table(who), *_way_table(who.way), *_stays_table(who.stays), *_units_table(who.units)]
    said = words.who_takes_part(found)
    if found.part.kind != Kind.ALL:
        only = _("How people came to it and who stayed is only shown of all together, so that nobody can be found.")
        said = replace(said, more=f"{said.more} {only}".strip())
    return Told(
        "participation",
        _("What part of the staff takes part?"),
        said,
        "takes-part",
        tuple(pictures),
        tuple(tables),
    )


def _hundred(who: Participation, look: drawing.Palette) -> list[Picture]:
    steps = dict(who.steps)
    names = {
        "shared": _("posted something"),
        "took_part": _("took part in another way"),
        "joined": _("joined, quiet in these weeks"),
    }
    kinds, entries, reached = [], [], 0
    for step, kind in STEPS:
        if step in steps:
            count = max(0, steps[step] - reached)
            kinds.append((kind, count))
            entries.append((kind, f"{number(count)} {names[step]}"))
            reached = max(reached, steps[step])
    entries.append(("line", _("%(n)s others") % {"n": number(100 - reached)}))
    if not kinds:
        return []
    note = _("Over %(n)s people on the staff; counts are rounded.")
    return [
        Picture(
            _("Of every 100 colleagues"),
            note % {"n": number(who.staff)},
            drawing.people(kinds, look, wide=25, legend=entries),
            drawing.people(kinds, look, wide=13, legend=entries),
        )
    ]


def _rates_table(who: Participation) -> list[Table]:
    rates = {
        "took_part": _("Took part"),
        "shared": _("Posted something"),
        "contributed": _("Brought something in"),
        "listened": _("Listened"),
        "learned": _("Learned"),
    }
    rows = tuple((rates[one.key.rpartition(".")[2]], *part_cells(one)) for one in who.figures)
    return [Table(_("Who takes part"), ("", _("Part of the staff"), _("Range")), rows)] if rows else []


def _step_name(key: str) -> str:
    return {
        "staff": _("On the staff"),
        "invited": _("Invited"),
        "joined": _("Joined"),
        "active": _("Became active"),
        "still_active": _("Still active"),
    }[key]


def _way(steps: Sequence[Stage], look: drawing.Palette) -> list[Picture]:
    if not steps:
        return []
    marks = []
    for one in steps[1:]:
        line, more = _("%(n)s of every 100") % {"n": number(100 * one.of_all.value)}, ""
        if one.of_before and one is not steps[1]:
            more = _("%(part)s of those before") % {"part": words.percent(round(one.of_before.value, 2))}
        marks.append(drawing_ways.Mark(_step_name(one.key), one.of_all.value, 0, 0, line, more))
    return [
        Picture(
            _way_title(steps),
            _(
                "Everybody on the staff now. Became active: did something in the last half year; still active: in the"
                " last four weeks. A step on which too few people stand is left out"
            ),
            drawing_ways.way(marks, look, width=drawing.WIDE),
            drawing_ways.way(marks, look, width=drawing.NARROW),
        )
    ]


def _way_title(steps: Sequence[Stage]) -> str:
    """Return what part of those who became active still are, where both may be said."""
    of_before = {one.key: one.of_before.value for one in steps if one.of_before}
    if "still_active" in of_before:
        told = {"part": words.percent(round(of_before["still_active"], 2))}
        if "active" in of_before:
            return _("Of those who became active %(part)s still are") % told
    return _("The way from invited to active")


def _way_table(steps: Sequence[Stage]) -> list[Table]:
    rows = tuple(
        (
            _step_name(one.key),
            number(one.people),
            *(part_cells(one.of_all) if one.of_before else ("", "")),
            part_cells(one.of_before)[0] if one.of_before else "–",
        )
        for one in steps
    )
    head = ("", _("People"), _("Part of the staff"), _("Range"), _("Of those before"))
    return [Table(_("The way from invited to active"), head, rows)] if rows else []


def _stays(found: Sequence[Stay], look: drawing.Palette) -> list[Picture]:
    if len(found) < 2:
        return []
    marks = [
        drawing_ways.Mark(
            number(one.weeks),
            one.figure.value,
            one.figure.low or 0,
            one.figure.high or 1,
            words.percent(round(one.figure.value, 2)),
        )
        for one in found
    ]
    last, axis = found[-1], _("weeks since somebody joined")
    told = {"part": words.percent(round(last.figure.value, 2)), "weeks": number(last.weeks)}
    return [
        Picture(
            _("After %(weeks)s weeks %(part)s of those who joined are still active") % told,
            _(
                "Of who joined in the last half year; active in that week or later. Who stopped taking part leaves no"
                " trace here, so the line lies a little high"
            ),
            drawing_ways.stays(marks, look, axis, width=drawing.WIDE),
            drawing_ways.stays(marks, look, axis, width=drawing.NARROW),
        )
    ]


def _stays_table(found: Sequence[Stay]) -> list[Table]:
    rows = tuple((number(one.weeks), *part_cells(one.figure)) for one in found)
    head = (_("Weeks since joining"), _("Still active"), _("Range"))
    return [Table(_("Who stays"), head, rows)] if rows else []


def _units(who: Participation, look: drawing.Palette) -> list[Picture]:
    if not who.units:
        return []
    low, high = (end(one.figure.value for one in who.units) for end in (min, max))
    told = {"low": words.percent(round(low, 2)), "high": words.percent(round(high, 2))}
    title = (
        _("Between %(low)s and %(high)s posted something, depending on where people work") % told
        if who.units_differ
        else _("Units differ no more than chance gives")
    )
    marks = [
        drawing_ways.Mark("", one.figure.value, one.figure.low or 0, one.figure.high or 1, "") for one in who.units
    ]
    top = ceil(10 * max(one.high for one in marks)) / 10
    scale = [f"{number(100 * top * part)} %" for part in (0, 0.5, 1)]
    return [
        Picture(
            title,
            _(
                "Each line is a unit with its range, or several that are only shown together. Small units are drawn"
                " towards all others, because the smallest are at both ends by luck alone. Names are in the table"
            ),
            drawing_ways.beside(marks, look, width=drawing.WIDE, top=top, scale=scale),
            drawing_ways.beside(marks, look, width=drawing.NARROW, top=top, scale=scale),
        )
    ]


def _units_table(units: Sequence[Compared]) -> list[Table]:
    rows = tuple((_names(one.names), number(one.staff), *part_cells(one.figure)) for one in units)
    head = (_("Unit"), _("People"), _("Posted something, as far as can be told"), _("Range"))
    return [Table(_("Units beside each other"), head, rows)] if rows else []


def _names(names: Sequence[str]) -> str:
    """Return what is shown together; the first few by name."""
    if len(names) <= NAMED:
        return " + ".join(names)
    told = {"names": " + ".join(names[:NAMED]), "n": number(len(names) - NAMED)}
    return _("%(names)s and %(n)s more") % told


def part_cells(figure: Figure) -> tuple[str, str]:
    """Return a part of the people and its range, for a table."""
    if figure.low is None or figure.high is None:
        return words.percent(figure.value), _("not known")
    return words.percent(figure.value), f"{words.percent(figure.low)} – {words.percent(figure.high)}"

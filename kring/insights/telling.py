"""The four answers told: sentences, pictures, lights and tables, the same for a page and for paper."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.insights import drawing, drawing_ways, words, words_how
from kring.insights.queries import Titles
from kring.insights.rules.answers import RATIO, Answers, Claim, Effect, Figure, Point, Step
from kring.insights.shapes import LightTold, Picture, Table, Told
from kring.insights.telling_content import content
from kring.insights.telling_who import part_cells, takes_part
from kring.ui.templatetags.ui import number


def told(found: Answers, titles: Titles, groups: dict[int, str], look: drawing.Palette) -> tuple[Told, ...]:
    """Tell the four answers in the language of now."""
    return (
        takes_part(found, look),
        _active(found, look),
        _engagement(found, look),
        content(found, titles, groups, look),
    )


def _graded(effect: Effect) -> dict[str, object]:
    """Return how sure it is, in words, and what could make it wrong."""
    lights = tuple(
        LightTold(
            one.light,
            words.light_name(one),
            words_how.ASKED[one.key],
            words_how.FOUND[one.key].get(one.light, words_how.FOUND[one.key]["unknown"]),
        )
        for one in effect.lights
    )
    return {
        "letter": effect.grade.letter,
        "letter_name": words.grade_name(effect.grade.letter),
        "grade": words_how.GRADES[effect.grade.letter],
        "reasons": tuple(words_how.REASONS[key] for key in effect.grade.reasons if key in words_how.REASONS),
        "missing": tuple(words_how.MISSING[key] for key in effect.grade.missing if key in words_how.MISSING),
        "lights": lights,
        "by_lot": words.by_lot(effect) if effect.claim in (Claim.LED_TO, Claim.BY_LOT, Claim.TOGETHER) else "",
    }


def _active(found: Answers, look: drawing.Palette) -> Told:
    effect = found.activation
    each = effect.figure("per_participant")
    pictures: tuple[Picture, ...] = ()
    if each is not None and effect.claim in (Claim.LED_TO, Claim.TOGETHER) and each.value > 0:
        count = round(100 * each.value)
        entries = [
            ("accent", _("%(n)s more active than without the programme") % {"n": number(count)}),
            ("line", _("active anyway, or not active")),
        ]
        kinds = [("accent", count)]
        pictures = (
            Picture(
                _("Of every 100 who take part"),
                _("Net: who became less active is taken off. It is not known of anybody in particular."),
                drawing.people(kinds, look, wide=25, legend=entries),
                drawing.people(kinds, look, wide=13, legend=entries),
            ),
        )
    return Told(
        "activation",
        _("What part became more active because of it?"),
        words.more_active(found),
        "active",
        pictures,
        _figures_table(_("More active people"), effect),
        has_method=_has_method(found, effect),
        **_graded(effect),  # type: ignore[arg-type]
    )


def _has_method(found: Answers, effect: Effect) -> bool:
    return any(one.outcome == effect.key for one in found.methods)


def _engagement(found: Answers, look: drawing.Palette) -> Told:
    effect = found.primary
    other = found.posts if effect is found.engagements else found.engagements
    pictures = [*_by_week(effect, look), *_groups(effect, look), *_stairs(found, look)]
    tables = [*_figures_table(_("More engagement"), effect), *_figures_table(words.what(other.key).capitalize(), other)]
    if effect.windows:
        tables.append(_windows_table(effect))
    if effect.groups:
        tables.append(_groups_table(effect))
    if effect.points:
        tables.append(_points_table(effect.points))
    if found.waves:
        tables.append(_waves_table(found.waves))
    said = words.more_engagement(found)
    if other.claim != Claim.CANNOT_TELL:
        also = words.effect_said(other, found.started, found.part)
        said = words.Said(said.sentence, said.range, f"{said.more} {also.sentence}: {also.range}.".strip())
    return Told(
        "engagement",
        _("How much more engagement is there because of it?"),
        said,
        "extra",
        tuple(pictures),
        tuple(tables),
        has_method=_has_method(found, effect),
        **_graded(effect),  # type: ignore[arg-type]
    )


def _by_week(effect: Effect, look: drawing.Palette) -> list[Picture]:
    if len([one for one in effect.points if one.value is not None]) < 3:
        return []
    said = drawing.EffectWords(
        start=_("start"),
        axis=_("weeks since the start in a unit"),
        nothing=_("no difference"),
    )
    return [
        Picture(
            _week_title(effect),
            _(
                "With the programme over without it, by week since the start; the band is sure for 95 %, hatched is not"
                " known"
            ),
            drawing.effect(effect.points, look, said, width=drawing.WIDE),
            drawing.effect(effect.points, look, said, width=drawing.NARROW),
        )
    ]


def _groups(effect: Effect, look: drawing.Palette) -> list[Picture]:
    if not effect.groups:
        return []
    marks = [
        drawing_ways.Mark(
            one.name,
            one.ratio.value,
            one.ratio.low or one.ratio.value,
            one.ratio.high or one.ratio.value,
            words.signed(one.ratio.value),
            hue=one.hue,
        )
        for one in effect.groups
    ]
    nothing = _("no difference")
    return [
        Picture(
            _("How much more in each target group"),
            _(
                "Each group beside the same group in units that wait; the line is sure for 95 %. Where lines overlap,"
                " groups cannot be told apart"
            ),
            drawing_ways.ranges(marks, look, nothing, width=drawing.WIDE),
            drawing_ways.ranges(marks, look, nothing, width=drawing.NARROW),
        )
    ]


def _groups_table(effect: Effect) -> Table:
    rows = tuple((one.name, *_cells(one.ratio), number(one.units)) for one in effect.groups)
    head = (_("Target group"), _("With over without"), _("Sure for 95 %: between"), _("Units"))
    return Table(_("By target group"), head, rows)


def _week_title(effect: Effect) -> str:
    """Return what the weeks show, as far as the windows allow."""
    by_key = {one.key: one.ratio for one in effect.windows}
    first, last = by_key.get("heroes"), by_key.get("after") or by_key.get("spreading")
    if first is None or last is None or None in (first.low, first.high, last.low, last.high):
        return _("How the difference grows after the start")
    if (last.low or 0) > (first.high or 0):
        return _("The difference grows after the first weeks")
    if (last.high or 0) < (first.low or 0):
        return _("The difference shrinks after the first weeks")
    return _("The difference stays about the same after the start")


def _stairs(found: Answers, look: drawing.Palette) -> list[Picture]:
    if len(found.waves) < 2 or not found.controls or found.first_monday is None:
        return []
    starts = [(one.starts_on - found.first_monday).days // 7 for one in found.waves]
    names = tuple(
        f"{_('Wave %(number)s') % {'number': one.number}} · {date_format(one.starts_on, 'j N')}" for one in found.waves
    )
    said = drawing.StairWords(
        names,
        tuple(words.signed(one.ratio.value) if one.ratio else "" for one in found.waves),
        _("waits, to compare with"),
        _("has started"),
    )
    weeks = (0, len(found.controls))
    note = _(
        "Every week, units that have started are compared with those that still wait; behind each wave how many more"
    )
    return [
        Picture(
            _("Who was compared with whom"),
            note,
            drawing.staircase(found.waves, weeks, starts, look, said, width=drawing.WIDE),
            drawing.staircase(found.waves, weeks, starts, look, said, width=drawing.NARROW),
        )
    ]


def _figures_table(caption: str, effect: Effect) -> tuple[Table, ...]:
    if not effect.figures:
        return ()
    names = {
        "ratio": _("With the programme over without it"),
        "per_100": _("Extra per 100 staff"),
        "extra": _("Extra in all, until now"),
        "per_participant": _("Part of those who take part"),
    }
    rows = [(names[end], *_cells(one)) for one in effect.figures if (end := one.key.rpartition(".")[2]) in names]
    return (Table(caption, ("", _("Value"), _("Sure for 95 %: between")), tuple(rows)),)


def _cells(figure: Figure) -> tuple[str, str]:
    if figure.key.endswith("per_participant"):
        return part_cells(figure)
    decimals = 2 if figure.unit == RATIO else 0 if figure.key.endswith("extra") else 1
    value = number(figure.value, decimals)
    if figure.low is None or figure.high is None:
        return str(value), _("not known")
    return str(value), f"{number(figure.low, decimals)} – {number(figure.high, decimals)}"


def _windows_table(effect: Effect) -> Table:
    names = {
        "heroes": _("First four weeks: the heroes begin"),
        "spreading": _("Until three months: it spreads"),
        "after": _("After three months"),
    }
    rows = tuple((names[one.key], *_cells(one.ratio), number(one.units), number(one.weeks)) for one in effect.windows)
    head = ("", _("With over without"), _("Sure for 95 %: between"), _("Units"), _("Weeks"))
    return Table(_("By stretch of time"), head, rows)


def _points_table(points: Sequence[Point]) -> Table:
    rows = tuple(
        (str(one.week), *_cells(Figure("", one.value, one.low, one.high, RATIO)), number(one.units))
        if one.value is not None
        else (str(one.week), _("not known"), "", "")
        for one in points
    )
    head = (_("Week since the start"), _("With over without"), _("Sure for 95 %: between"), _("Units"))
    return Table(_("By week since the start"), head, rows)


def _waves_table(waves: Sequence[Step]) -> Table:
    rows = tuple(
        (
            str(one.number),
            date_format(one.starts_on, "j F Y"),
            number(one.units),
            number(one.people),
            *(_cells(one.ratio) if one.ratio else (_("not known"), "")),
        )
        for one in waves
    )
    head = (_("Wave"), _("Starts"), _("Units"), _("People"), _("With over without"), _("Sure for 95 %: between"))
    return Table(_("By wave"), head, rows)


def first_picture(found: Answers, look: drawing.Palette) -> Picture | None:
    """Return the one picture of the first page: the effect by week, or who takes part while there is none."""
    for one in (*_by_week(found.primary, look), *takes_part(found, look).pictures):
        return one
    return None

"""The fourth answer told: which kinds of content each group shares, the map of them, and the best stories beneath."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from kring.insights import drawing, words
from kring.insights.queries import Titles
from kring.insights.rules.answers import Answers, Best, ContentKind, Figure, Kind, Kinds
from kring.insights.rules.saying import Finding, finding
from kring.insights.shapes import Picture, Table, Told

KINDS_SHOWN, STORIES_SHOWN, STORIES_PER_GROUP = 12, 8, 5
Group = TypeVar("Group", Best, Kinds)
Cells = dict[tuple[int, int], drawing.Cell]


def content(found: Answers, titles: Titles, groups: dict[int, str], look: drawing.Palette) -> Told:
    """Tell which content is shared best by whom."""
    kinds = [_named(one, groups) for one in found.kinds if one.kinds]
    best = [_named(one, groups) for one in found.best if one.stories]
    return Told(
        "content",
        _("Which content is shared best by whom?"),
        _said(found, kinds, best, titles),
        "content",
        (*_kinds_map(kinds, titles, look), *_stories_map(best, titles, look)),
        (*_kinds_table(kinds, titles), *_stories_table(best, titles)),
    )


def _said(found: Answers, kinds: Sequence[Kinds], best: Sequence[Best], titles: Titles) -> words.Said:
    if found.part.kind not in (Kind.ALL, Kind.GROUP):
        return words.Said(_("Which content is shared best is only known for all units together"))
    by_story = words.which_content(best, titles.stories)
    by_kind = words.which_kinds(kinds, titles.themes)
    if by_kind is None:
        return by_story
    if finding(best) != Finding.STANDS_OUT:
        return by_kind
    return replace(by_kind, more=f"{by_kind.more} {by_story.sentence}. {by_story.more}".strip())


def _kinds_map(kinds: Sequence[Kinds], titles: Titles, look: drawing.Palette) -> Iterable[Picture]:
    if not kinds:
        return
    with_form = len(words.forms_in(kinds)) > 1
    rows = _rows([[(one.theme, one.form) for one in group.kinds] for group in kinds])[:KINDS_SHOWN]
    name = {(kind.theme, kind.form): kind for group in kinds for kind in group.kinds}
    place = {key: n for n, key in enumerate(rows)}
    cells = {
        (place[kind.theme, kind.form], n): _cell(kind, group.compared)
        for n, group in enumerate(kinds)
        for kind in group.kinds
        if (kind.theme, kind.form) in place
    }
    yield _map(
        _("Kinds of content and target groups"),
        _(
            "How often it was shared, of the times it was shown. The bar runs from the best to the worst place that"
            " chance does not rule out. Hatched: not known, or too few people to show"
        ),
        [words.content_name(name[key], titles.themes, with_form=with_form) for key in rows],
        kinds,
        cells,
        look,
    )


def _stories_map(best: Sequence[Best], titles: Titles, look: drawing.Palette) -> Iterable[Picture]:
    if not best:
        return
    rows = _rows([[one.story for one in group.stories[:3]] for group in best])[:STORIES_SHOWN]
    place = {story: n for n, story in enumerate(rows)}
    cells = {
        (place[one.story], n): drawing.Cell(
            one.figure.value,
            words.percent(one.figure.value),
            words.places(one.first, one.last),
            one.first,
            one.last,
            group.compared,
        )
        for n, group in enumerate(best)
        for one in group.stories
        if one.story in place
    }
    yield _map(
        _("The best stories"),
        _(
            "People who shared it, out of those who saw it, and the places that chance does not rule out."
            " Hatched: not known, or too few people to show"
        ),
        [titles.stories.get(story, "") for story in rows],
        best,
        cells,
        look,
    )


def _map(
    title: str, note: str, rows: Sequence[str], groups: Sequence[Best] | Sequence[Kinds], cells: Cells,
    look: drawing.Palette,
) -> Picture:  # fmt: skip
    heads = [(one.name, one.hue) for one in groups]
    wide, narrow = (
        drawing.content_map(rows, heads, cells, look, width=width) for width in (drawing.WIDE, drawing.NARROW)
    )
    return Picture(title, note, wide, narrow)


def _cell(kind: ContentKind, compared: int) -> drawing.Cell:
    value = kind.figure.value
    return drawing.Cell(
        value, words.percent(value), words.places(kind.first, kind.last), kind.first, kind.last, compared
    )


Key = TypeVar("Key")


def _rows(groups: Sequence[Sequence[Key]]) -> list[Key]:
    """Return what stands in the rows of a map: the first of every group, then the second of every group."""
    most = max((len(one) for one in groups), default=0)
    return list(dict.fromkeys(one for place in range(most) for group in groups for one in group[place : place + 1]))


def _kinds_table(kinds: Sequence[Kinds], titles: Titles) -> Iterable[Table]:
    with_form = len(words.forms_in(kinds)) > 1
    rows = tuple(
        (
            group.name,
            words.content_name(one, titles.themes, with_form=with_form),
            *_part(one.figure),
            words.places(one.first, one.last),
        )
        for group in kinds
        for one in group.kinds
    )
    if rows:
        head = (_("Target group"), _("Kind of content"), _("Shared when shown"), _("Range"), _("Place"))
        yield Table(_("Kinds of content per target group"), head, rows, has_titles=True)


def _stories_table(best: Sequence[Best], titles: Titles) -> Iterable[Table]:
    rows = tuple(
        (group.name, titles.stories.get(one.story, ""), *_part(one.figure), words.places(one.first, one.last))
        for group in best
        for one in group.stories[:STORIES_PER_GROUP]
    )
    if rows:
        head = (_("Target group"), _("Story"), _("Shared it"), _("Range"), _("Place"))
        yield Table(_("Stories per target group"), head, rows, has_titles=True)


def _part(figure: Figure) -> tuple[str, str]:
    return words.percent(figure.value), f"{words.percent(figure.low)} – {words.percent(figure.high)}"


def _named(one: Group, groups: dict[int, str]) -> Group:
    return replace(one, name=groups.get(one.group) or one.name or _("No target group"))

"""The pictures of the answers as SVG: the same hand draws for a page and for paper, only the colours differ.

A page's colours are the look's variables, so that light, dark and the organisation's own colour follow by themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from math import ceil, floor, log10

from kring.insights.rules.answers import Point, Step
from kring.ui.templatetags.ui import number

MINUS = "\N{MINUS SIGN}"
WIDE, NARROW = 760.0, 340.0
TYPE = 13  # never smaller, however narrow: fewer ticks instead


@dataclass(frozen=True)
class Palette:
    """What a drawing is coloured with."""

    paper: str
    ink: str
    soft: str
    line: str
    main: str
    accent: str
    groups: tuple[str, ...]


PAGE = Palette(
    paper="var(--color-base-100)",
    ink="var(--color-base-content)",
    soft="var(--color-ink-soft)",
    line="var(--color-base-300)",
    main="var(--color-primary)",
    accent="var(--color-accent)",
    groups=tuple(f"var(--color-group-{n})" for n in range(1, 5)),
)


def on_paper(brand: str) -> Palette:
    """Return the colours of the light look, with an organisation's own."""
    groups = ("#1f5fa8", "#8a4b08", "#1b6e4a", "#8c2f6b")
    return Palette("#fffdfa", "#1b2430", "#4a525d", "#dedad3", brand, "#d9892b", groups)


@dataclass
class Sheet:
    """A drawing under way."""

    width: float
    height: float
    palette: Palette
    parts: list[str] = field(default_factory=list)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *, opacity: float = 1, round_: float = 0
    ) -> None:
        """Draw a rectangle."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" rx="{round_:g}"'
            f' fill="{fill}" fill-opacity="{opacity:g}"/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str, *, width: float = 1, dash: str = ""
    ) -> None:
        """Draw a straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"'
            f' stroke-width="{width:g}" stroke-linecap="round"{dashed}/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        fill: str = "",
        anchor: str = "start",
        size: float = TYPE,
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """Write; with a halo it stays readable over lines."""
        outline = f' stroke="{self.palette.paper}" stroke-width="4" paint-order="stroke"' if halo else ""
        if halo:  # a typesetter of paper does not know paint-order: the outline comes first, by itself
            self.parts.append(_text(x, y, words, self.palette.paper, anchor, size, bold, outline))
        self.parts.append(_text(x, y, words, fill or self.palette.ink, anchor, size, bold, ""))

    def path(self, places: Iterable[tuple[float, float]], stroke: str, *, width: float = 2.5) -> None:
        """Draw a line through places."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        self.parts.append(
            f'<polyline points="{points}" fill="none" stroke="{stroke}" stroke-width="{width:g}"'
            ' stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def area(self, places: Iterable[tuple[float, float]], fill: str, *, opacity: float) -> None:
        """Fill the inside of places."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        self.parts.append(f'<polygon points="{points}" fill="{fill}" fill-opacity="{opacity:g}"/>')

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """Draw a dot."""
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}"/>')

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """Draw what is not known: a gap with slanted lines, never nothing."""
        self.rect(x, y, width, height, self.palette.line, opacity=0.25, round_=2)
        step = 7.0
        n = 0
        while n * step < width + height:
            start, end = n * step, n * step
            x1, y1 = (x + start, y) if start <= width else (x + width, y + start - width)
            x2, y2 = (x, y + end) if end <= height else (x + end - height, y + height)
            self.line(x1, y1, x2, y2, self.palette.soft, width=0.35)
            n += 1

    def person(self, x: float, y: float, kind: str, *, size: float = 1) -> None:
        """Draw somebody: full, half or pale in the main colour, in the accent, or in the colour of lines."""
        colour = {"accent": self.palette.accent, "line": self.palette.line}.get(kind, self.palette.main)
        opacity = {"half": 0.5, "pale": 0.26}.get(kind, 1)
        self.parts.append(
            f'<g transform="translate({x:.1f} {y:.1f}) scale({size:g})" fill="{colour}" fill-opacity="{opacity:g}">'
            '<circle cx="0" cy="8" r="5.4"/><path d="M-8.5 30v-5.5a8.5 8.5 0 0 1 17 0V30z"/></g>'
        )

    def svg(self) -> str:
        """Return the drawing."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}"'
            f' width="{self.width:g}" height="{self.height:g}" font-family="Inter, sans-serif" aria-hidden="true">'
            f"{''.join(self.parts)}</svg>"
        )


def _text(x: float, y: float, words: str, fill: str, anchor: str, size: float, bold: bool, more: str) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" text-anchor="{anchor}" font-size="{size:g}"{weight}{more}>'
        f"{escape(words)}</text>"
    )


def people(
    kinds: Sequence[tuple[str, int]], palette: Palette, *, wide: int, legend: Sequence[tuple[str, str]] = ()
) -> str:
    """Draw a hundred colleagues in rows of `wide`, so many of each kind, and below them what each kind is."""
    tall, row = ceil(100 / wide), 36.0
    width = WIDE if wide > 15 else NARROW
    cell = width / wide
    sheet = Sheet(width, tall * row + 6 + 24 * len(legend), palette)
    shown = [kind for kind, count in kinds for _ in range(count)][:100]
    shown += ["line"] * (100 - len(shown))
    for n, kind in enumerate(shown):
        # Column by column, so that each kind is one block.
        sheet.person((n // tall + 0.5) * cell, (n % tall) * row, kind)
    for n, (kind, words) in enumerate(legend):
        sheet.person(9, tall * row + 3 + 24 * n, kind, size=0.62)
        sheet.text(28, tall * row + 17 + 24 * n, words, size=14)
    return sheet.svg()


def signed(value: float, decimals: int = 0) -> str:
    """Write a number on an axis with its sign, in the way of the language that is on; nothing has none."""
    size = str(number(abs(value), decimals))
    return "0" if round(value, decimals) == 0 else ("+" if value > 0 else MINUS) + size


@dataclass(frozen=True)
class EffectWords:
    """What is written in the picture of the effect by week."""

    start: str
    axis: str
    nothing: str


def effect(points: Sequence[Point], palette: Palette, words: EffectWords, *, width: float) -> str:
    """Draw the effect by weeks since the start, with its band and the line of the start."""
    sheet = Sheet(width, 300 if width > 500 else 270, palette)
    left, right, top, bottom = 56.0, width - 14, 26.0, sheet.height - 44
    known = [one for one in points if one.value is not None]
    low, high, step = _scale([_more(one) for one in known])
    first, last = points[0].week, points[-1].week
    apart = (right - left) / max(last - first + 1, 1)

    def at_x(week: float) -> float:
        return left + (week - first + 0.5) * apart

    def at_y(value: float) -> float:
        return bottom - (min(max(value, low), high) - low) / (high - low) * (bottom - top)

    for n in range(round((high - low) / step) + 1):
        value = low + n * step
        sheet.line(left, at_y(value), right, at_y(value), palette.line, width=1.6 if abs(value) < 1e-9 else 1)
        sheet.text(left - 8, at_y(value) + 4.5, f"{signed(100 * value)} %", anchor="end", fill=palette.soft)
    for is_known, some in groupby(points, key=lambda one: one.value is not None):
        run = list(some)
        if not is_known:
            sheet.hatched(at_x(run[0].week) - apart / 2, top, len(run) * apart, bottom - top)
            continue
        spans = [one for one in run if one.low is not None and one.high is not None]
        edge = [(at_x(one.week), at_y(one.low - 1)) for one in spans if one.low is not None]
        edge += [(at_x(one.week), at_y(one.high - 1)) for one in reversed(spans) if one.high is not None]
        if len(spans) > 1:
            sheet.area(edge, palette.main, opacity=0.18)
    sheet.line(at_x(-0.5), top - 6, at_x(-0.5), bottom, palette.accent, width=1.6)
    at_start = "end" if at_x(-0.5) > width * 0.7 else "start"
    sheet.text(at_x(-0.5) + (6 if at_start == "start" else -6), top - 8, words.start, anchor=at_start, bold=True)
    for is_known, some in groupby(points, key=lambda one: one.value is not None):
        if is_known:
            run = list(some)
            sheet.path([(at_x(one.week), at_y((one.value or 1) - 1)) for one in run], palette.main)
            for one in run:
                sheet.dot(at_x(one.week), at_y((one.value or 1) - 1), 2.6 if width > 500 else 2, palette.main)
    sheet.text(right, at_y(0) + 16, words.nothing, anchor="end", fill=palette.soft, halo=True)
    each = 4 if width > 500 else 8
    for week in range(first, last + 1):
        if week % each == 0:
            sheet.text(at_x(week), bottom + 18, f"{week}".replace("-", MINUS), anchor="middle", fill=palette.soft)
    sheet.text((left + right) / 2, sheet.height - 6, words.axis, anchor="middle", fill=palette.soft)
    return sheet.svg()


def _more(point: Point) -> tuple[float, float, float]:
    value = (point.value or 1) - 1
    return value, value if point.low is None else point.low - 1, value if point.high is None else point.high - 1


def _scale(spans: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Return where an axis begins and ends, and its step; a range far beyond all values is cut off."""
    values = [value for value, _low, _high in spans] or [0.0]
    reach = max(0.2, max(values) - min([*values, 0.0]))
    low = max(min([low for _value, low, _high in spans] or [0.0]), min(values) - 0.6 * reach)
    high = min(max([high for _value, _low, high in spans] or [0.0]), max(values) + 0.6 * reach)
    low, high = min(low, -0.05), max(high, 0.1)
    rough = (high - low) / 5
    unit = 10 ** floor(log10(rough))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)
    return floor(low / step) * step, ceil(high / step) * step, step


@dataclass(frozen=True)
class StairWords:
    """What is written in the staircase: each wave's name, and what was found there."""

    names: tuple[str, ...]
    found: tuple[str, ...]
    waiting: str
    running: str


def staircase(
    waves: Sequence[Step], weeks: tuple[int, int], starts: Sequence[int], palette: Palette, words: StairWords,
    *, width: float,
) -> str:  # fmt: skip
    """Draw the waves as stairs: pale while they wait and serve as comparison, full since they started.

    `weeks` is where the picture begins and ends, `starts` the week of each wave.
    """
    row, wide = (34.0, True) if width > 500 else (46.0, False)
    left, right = (150.0, width - 150) if wide else (0.0, width)
    sheet = Sheet(width, len(waves) * row + 30, palette)
    first, last = weeks

    def at_x(week: float) -> float:
        return left + (min(max(week, first), last) - first) / max(last - first, 1) * (right - left)

    for n, start in enumerate(starts):
        y = n * row + (0 if wide else 20)
        bar, pale = 20.0, 3.0
        sheet.rect(left, y + 6, at_x(start) - left - pale, bar, palette.main, opacity=0.2, round_=4)
        if start < last:
            sheet.rect(at_x(start), y + 6, right - at_x(start), bar, palette.main, round_=4)
        if wide:
            sheet.text(left - 10, y + 21, words.names[n], anchor="end")
            sheet.text(right + 10, y + 21, words.found[n], bold=True)
        else:
            sheet.text(0, y, words.names[n])
            sheet.text(right, y, words.found[n], anchor="end", bold=True)
    y = sheet.height - 8
    sheet.rect(left, y - 11, 14, 12, palette.main, opacity=0.2, round_=3)
    sheet.text(left + 20, y, words.waiting, fill=palette.soft)
    x = left + 38 + 6.9 * len(words.waiting)
    sheet.rect(x, y - 11, 14, 12, palette.main, round_=3)
    sheet.text(x + 20, y, words.running, fill=palette.soft)
    return sheet.svg()


@dataclass(frozen=True)
class Cell:
    """One cell of a map: how much, in numbers and words, and the places that cannot be ruled out."""

    value: float
    rate: str
    places: str
    first: int
    last: int
    of: int  # so many places there are


def content_map(
    rows: Sequence[str], groups: Sequence[tuple[str, int]], cells: Mapping[tuple[int, int], Cell], palette: Palette,
    *, width: float,
) -> str:  # fmt: skip
    """Draw what does how well in which group: a fuller cell is shared more, a hatched one is not known.

    `groups` are names and hues; `cells` go by row and group. The bar in a cell runs from the best to the worst place.
    """
    wide = width > 500
    left = 250.0 if wide else 0.0
    row, head, tall = (56.0, 40.0, 50.0) if wide else (82.0, 40.0, 50.0)
    sheet = Sheet(width, head + len(rows) * row + 4, palette)
    cell = (width - left) / max(len(groups), 1)
    top = max((one.value for one in cells.values()), default=1.0)
    for n, (name, _hue) in enumerate(groups):
        for at, line in enumerate(_wrapped(name, int(cell / 6.8), 2)):
            size = TYPE if wide else TYPE - 1
            sheet.text(left + (n + 0.5) * cell, 14 + 15 * at, line, anchor="middle", size=size, bold=True)
    for place, name in enumerate(rows):
        y = head + place * row
        lines = _wrapped(name, int((left - 14) / 6.6) if wide else int(width / 6.7), 2 if wide else 1)
        for at, line in enumerate(lines):
            sheet.text(0, y + (24 if len(lines) == 1 else 17) + 16 * at if wide else y + 14, line)
        box = y if wide else y + 22
        for n, (_name, hue) in enumerate(groups):
            x, one = left + n * cell + 2, cells.get((place, n))
            if one is None:
                sheet.hatched(x, box + 2, cell - 4, tall)
                continue
            colour = palette.groups[(hue - 1) % 4] if hue else palette.main
            sheet.rect(x, box + 2, cell - 4, tall, colour, opacity=0.08 + 0.3 * one.value / top, round_=6)
            sheet.text(x + cell / 2 - 2, box + 18, one.rate, anchor="middle", bold=True)
            sheet.text(x + cell / 2 - 2, box + 34, one.places, anchor="middle", size=12)
            track = cell - 20
            sheet.rect(x + 8, box + 42, track, 4, palette.paper, round_=2)
            begins, long = (one.first - 1) / one.of * track, (one.last - one.first + 1) / one.of * track
            sheet.rect(x + 8 + begins, box + 42, long, 4, colour, round_=2)
    return sheet.svg()


def _wrapped(text: str, most: int, lines: int) -> list[str]:
    """Return a text in at most so many lines; what does not fit ends with dots."""
    out: list[str] = [""]
    for word in text.split():
        if len(out[-1]) + len(word) + 1 > most and out[-1]:
            out.append(word)
        else:
            out[-1] = f"{out[-1]} {word}".strip()
    kept = out[:lines]
    if len(out) > lines or len(kept[-1]) > most:
        kept[-1] = kept[-1][: max(most - 1, 1)].rstrip(" ,;:") + "…"
    return kept

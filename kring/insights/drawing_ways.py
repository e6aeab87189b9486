"""More pictures of the answers: the way from invited to active, how long people stay, and things beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from kring.insights.drawing import MINUS, Palette, Sheet, signed

PEOPLE = 20  # in a row of the way: each is five of a hundred


@dataclass(frozen=True)
class Mark:
    """One thing with its range, and what is written beside it."""

    name: str
    value: float
    low: float
    high: float
    words: str
    more: str = ""  # below it
    hue: int = 0  # 1 to 4: the colour of a target group


def way(rows: Sequence[Mark], palette: Palette, *, width: float) -> str:
    """Draw the way as rows of people: those who came to a step, and pale those who did not."""
    wide = width > 500
    left, right, row = (150.0, width - 190, 46.0) if wide else (0.0, width, 80.0)
    sheet = Sheet(width, len(rows) * row + 2, palette)
    cell = (right - left) / PEOPLE
    for n, one in enumerate(rows):
        y = n * row
        if wide:
            sheet.text(left - 12, y + 26, one.name, anchor="end", bold=True)
            sheet.text(right + 12, y + (19 if one.more else 26), one.words, bold=True)
            sheet.text(right + 12, y + 36, one.more, fill=palette.soft)
        else:
            sheet.text(0, y + 15, one.name, bold=True)
            sheet.text(width, y + 15, one.words, anchor="end", bold=True)
            sheet.text(0, y + 65, one.more, fill=palette.soft)
        for person in range(PEOPLE):
            kind = "full" if person < round(PEOPLE * one.value) else "line"
            sheet.person(left + (person + 0.5) * cell, y + (4 if wide else 24), kind, size=0.95 if wide else 0.85)
    return sheet.svg()


def stays(points: Sequence[Mark], palette: Palette, axis: str, *, width: float) -> str:
    """Draw what part stays, week after week, from everybody at the start; the band is the range."""
    sheet = Sheet(width, 230, palette)
    left, right, top, bottom = 46.0, width - 26, 16.0, 178.0
    apart = (right - left) / max(len(points), 1)

    def at_y(value: float) -> float:
        return bottom - value * (bottom - top)

    for value in (0.0, 0.5, 1.0):
        sheet.line(left, at_y(value), right, at_y(value), palette.line)
        sheet.text(left - 8, at_y(value) + 4.5, f"{100 * value:.0f} %", anchor="end", fill=palette.soft)
    places = [(left + (n + 1) * apart, one) for n, one in enumerate(points)]
    edge = [(left, at_y(1)), *((x, at_y(one.high)) for x, one in places)]
    edge += [(x, at_y(one.low)) for x, one in reversed(places)]
    sheet.area(edge, palette.main, opacity=0.18)
    sheet.path([(left, at_y(1)), *((x, at_y(one.value)) for x, one in places)], palette.main)
    sheet.text(left, bottom + 20, "0", anchor="middle", fill=palette.soft)
    for x, one in places:
        sheet.dot(x, at_y(one.value), 3.4, palette.main)
        sheet.text(x, at_y(one.value) - 10, one.words, anchor="middle", bold=True, halo=True)
        sheet.text(x, bottom + 20, one.name, anchor="middle", fill=palette.soft)
    sheet.text((left + right) / 2, bottom + 42, axis, anchor="middle", fill=palette.soft)
    return sheet.svg()


def beside(units: Sequence[Mark], palette: Palette, *, width: float, top: float, scale: Sequence[str]) -> str:
    """Draw many units beside each other from low to high, without names: how far apart they are, not who they are.

    `scale` says what stands at nothing, halfway and at the top.
    """
    sheet = Sheet(width, 190, palette)
    left, right, high, low = 46.0, width - 6, 14.0, 172.0
    apart = (right - left) / len(units)

    def at_y(value: float) -> float:
        return low - min(value / top, 1) * (low - high)

    for n, words in enumerate(scale):
        value = top * n / (len(scale) - 1)
        sheet.line(left, at_y(value), right, at_y(value), palette.line)
        sheet.text(left - 8, at_y(value) + 4.5, words, anchor="end", fill=palette.soft)
    for n, one in enumerate(sorted(units, key=lambda unit: unit.value)):
        x = left + (n + 0.5) * apart
        sheet.line(x, at_y(one.low), x, at_y(one.high), palette.main, width=min(3.0, apart / 2))
        sheet.dot(x, at_y(one.value), max(1.8, min(4.0, apart / 2.6)), palette.main)
    return sheet.svg()


def ranges(rows: Sequence[Mark], palette: Palette, nothing: str, *, width: float) -> str:
    """Draw things below each other, each a dot with its range, and a line where there is no difference (1)."""
    wide = width > 500
    left, right, row = (210.0, width - 130, 38.0) if wide else (6.0, width - 6, 60.0)
    sheet = Sheet(width, len(rows) * row + 34, palette)
    first = min([1.0, *(one.low for one in rows)])
    last = max([1.0, *(one.high for one in rows)])
    pad = 0.05 * (last - first or 1)

    def at_x(value: float) -> float:
        return left + (value - first + pad) / (last - first + 2 * pad) * (right - left)

    if wide:
        sheet.line(at_x(1), 4, at_x(1), sheet.height - 26, palette.accent, width=1.6)
    for n, one in enumerate(rows):
        y = n * row + (20 if wide else 40)
        if not wide:  # only beside the range, not through the name above it
            sheet.line(at_x(1), y - 11, at_x(1), y + 11, palette.accent, width=1.6)
        colour = palette.groups[(one.hue - 1) % 4] if one.hue else palette.main
        sheet.line(at_x(one.low), y, at_x(one.high), y, colour, width=4)
        sheet.dot(at_x(one.value), y, 6, colour)
        if wide:
            sheet.text(left - 14, y + 4.5, one.name, anchor="end")
            sheet.text(right + 14, y + 4.5, one.words, bold=True)
        else:
            sheet.text(0, y - 16, one.name, halo=True)
            sheet.text(width, y - 16, one.words, anchor="end", bold=True, halo=True)
    near_end = at_x(1) > 0.6 * width
    sheet.text(at_x(1), sheet.height - 8, nothing, anchor="end" if near_end else "start", fill=palette.soft)
    return sheet.svg()


def moments(points: Sequence[Mark], start: int, palette: Palette, words: tuple[str, str], *, width: float) -> str:
    """Draw differences one after the other with their band; `start` is the first point after the start.

    `words` are those of the start and of the axis.
    """
    sheet = Sheet(width, 280, palette)
    left, right, top, bottom = 56.0, width - 14, 26.0, 236.0
    low, high = min(0.0, *(one.low for one in points)), max(0.0, *(one.high for one in points))
    rough = (high - low) / 5 or 1.0
    unit = 10 ** floor(log10(rough))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)
    low, high = floor(low / step) * step, ceil(high / step) * step
    decimals = max(0, -floor(log10(step)))
    apart = (right - left) / len(points)

    def at_x(n: float) -> float:
        return left + (n + 0.5) * apart

    def at_y(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    for n in range(round((high - low) / step) + 1):
        value = low + n * step
        is_nothing = abs(value) < step / 100
        sheet.line(left, at_y(value), right, at_y(value), palette.line, width=1.6 if is_nothing else 1)
        sheet.text(left - 8, at_y(value) + 4.5, signed(value, decimals), anchor="end", fill=palette.soft)
    edge = [(at_x(n), at_y(one.low)) for n, one in enumerate(points)]
    edge += [(at_x(n), at_y(points[n].high)) for n in reversed(range(len(points)))]
    sheet.area(edge, palette.main, opacity=0.18)
    sheet.line(at_x(start - 0.5), top - 6, at_x(start - 0.5), bottom, palette.accent, width=1.6)
    sheet.text(at_x(start - 0.5) + 6, top - 8, words[0], bold=True)
    sheet.path([(at_x(n), at_y(one.value)) for n, one in enumerate(points)], palette.main)
    each = 1 if width > 500 or len(points) <= 8 else 2
    for n, one in enumerate(points):
        sheet.dot(at_x(n), at_y(one.value), 3, palette.main)
        if (n - start) % each == 0:
            sheet.text(at_x(n), bottom + 18, one.name.replace("-", MINUS), anchor="middle", fill=palette.soft)
    sheet.text((left + right) / 2, sheet.height - 6, words[1], anchor="middle", fill=palette.soft)
    return sheet.svg()

"""Where things stand in a picture: numbers of the figures as places on a small drawing."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from kring.insights.queries import Figures
from kring.measure.rates import Rate

DOTS_WIDE, DOTS_HIGH = 20, 5


@dataclass(frozen=True)
class Whisker:
    """A dot with its range, in per cent of the width of the drawing."""

    low: str
    value: str
    high: str


@dataclass(frozen=True)
class Dot:
    """One of a hundred colleagues."""

    x: int
    y: int
    kind: str  # shared, other, rest


@dataclass(frozen=True)
class Stack:
    """A bar in parts, each with where it begins, how wide it is and what it says."""

    parts: tuple[tuple[str, str, str, str], ...]  # (kind, x, width, per cent)


def _at(value: float, top: float) -> str:
    return f"{max(0.0, min(100.0, 100 * value / top)):.2f}"


def whisker(rate: Rate, top: float) -> Whisker:
    """Return where a rate and its range stand on a scale from 0 to `top`."""
    low, high = (rate.value if end is None else end for end in (rate.low, rate.high))
    return Whisker(_at(low, top), _at(rate.value, top), _at(high, top))


def _top(values: list[float]) -> float:
    """Return the end of a scale: the next round number above."""
    most = max(values, default=0.0)
    step = next((s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if most <= 5 * s), 1.0)
    return max(step, ceil(most / step) * step)


def _dots(found: Figures) -> list[Dot]:
    if found.of_hundred is None:
        return []
    shared, other = found.of_hundred
    kinds = ["shared"] * shared + ["other"] * other
    kinds += ["rest"] * (100 - len(kinds))
    # Column by column, so that each part is one block.
    return [Dot(14 * (n // DOTS_HIGH) + 7, 14 * (n % DOTS_HIGH) + 7, kind) for n, kind in enumerate(kinds)]


def _stack(words: Any) -> Stack | None:
    if words is None or not words.posts:
        return None
    parts, x = [], 0.0
    for kind in ("own", "mixed", "copy"):
        width = 100 * getattr(words, kind) / words.posts
        parts.append((kind, f"{x:.2f}", f"{width:.2f}", f"{width:.0f}"))
        x += width
    return Stack(tuple(parts))


def pictures(found: Figures) -> dict[str, Any]:
    """Return the drawings of the page."""
    rates = [row.shared for row in found.rows]
    top = _top([rate.high or rate.value for rate in rates])
    story_top = _top([story.high for group in found.stories for story in group.rows])
    return {
        "dots": _dots(found),
        "rows": [(row, whisker(row.shared, top), _stack(row.sharing.words)) for row in found.rows],
        "top": top,
        "words": _stack(found.sharing.words if found.sharing else None),
        "stories": [
            (
                group,
                [
                    (
                        story,
                        Whisker(_at(story.low, story_top), _at(story.rate, story_top), _at(story.high, story_top)),
                    )
                    for story in group.rows
                ],
            )
            for group in found.stories
        ],
        "story_top": story_top,
    }


def line_chart(found: Figures) -> dict[str, Any]:
    """Return the line of posts per participant, for the script that draws it."""
    return {
        "weeks": [point.week for point in found.line],
        "value": [point.rate.value if point.rate else None for point in found.line],
        "low": [point.rate.low if point.rate else None for point in found.line],
        "high": [point.rate.high if point.rate else None for point in found.line],
        "units": [point.units for point in found.line],
        "words": {
            "axis": _("weeks since the start in a unit"),
            "week": _("Week %(week)s"),
            "range": _("between"),
            "and": _("and"),
            "units": _("units"),
            "unknown": _("too few to say"),
        },
    }

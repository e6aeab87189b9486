"""Small words that templates use: an icon, a text in the reader's language, a number as people write it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, pi, sin
from pathlib import Path
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from nh3 import clean
from segno import make_qr

from kring.core.words import said_in

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "icons"
RING, HERO, MEMBER = 84, 30.0, 22.0  # the radius of a circle's ring and of its faces, in a square of 240


@dataclass(frozen=True)
class Spot:
    """Where one face stands in the picture of a circle."""

    face: Any
    x: float
    y: float
    radius: float
    letter: float  # height of the initials
    is_readable: bool  # large enough for initials

    @property
    def left(self) -> float:
        """Where its square begins."""
        return round(self.x - self.radius, 1)

    @property
    def top(self) -> float:
        """Where its square begins, from above."""
        return round(self.y - self.radius, 1)

    @property
    def side(self) -> float:
        """How wide its square is."""
        return round(2 * self.radius, 1)


@cache
def _drawing(name: str) -> SafeString:
    svg = (ICONS / f"{name}.svg").read_text()
    inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    return mark_safe("".join(line.strip() for line in inside.splitlines()))  # noqa: S308 - our own file


@register.simple_tag
def icon(name: str, size: int = 20, css: str = "") -> SafeString:
    """Draw an icon; it says nothing by itself, the words beside it do."""
    return format_html(
        '<svg class="shrink-0 {}" width="{}" height="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        css,
        size,
        size,
        _drawing(name),
    )


@register.simple_tag
def qr(address: str, says: str) -> SafeString:
    """Draw the code of an address for a phone's camera, black on white in any colour scheme; `says` names it."""
    drawn = make_qr(address, error="m").svg_inline(omitsize=True, border=2, light="#fff", dark="#000", svgclass=None)
    return format_html('<span role="img" aria-label="{}" class="block">{}</span>', says, mark_safe(drawn))  # noqa: S308


@register.filter
def said(texts: Any) -> str:
    """Return the reader's language out of {"nl": …, "en": …}."""
    return said_in(texts) if isinstance(texts, dict) else str(texts or "")


@register.filter
def per_cent(value: float | None) -> str:
    """Write a part of one as per cent; None is not known."""
    if value is None:
        return _("not known")
    decimals = 0 if value >= 0.1 else 1
    return f"{formats.number_format(round(value * 100, decimals), decimals)} %"  # number_format cuts off


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with the reader's own separators; None is not known."""
    return (
        _("not known")
        if value is None
        else formats.number_format(round(value, decimals), decimals, force_grouping=True)
    )


@register.filter
def on_device(address: str, person: Any) -> str:
    """Return under which name a device keeps what somebody types in the form at an address: nobody else's."""
    return f"kring-{person.pk}-{address}"


@register.filter
def within(path: str, place: str) -> bool:
    """Return whether a page is at this address, or one of those below it: /answers/meaning is not below /me."""
    return bool(place) and (path == place or path.startswith(f"{place.rstrip('/')}/"))


@register.filter
def initials(name: str) -> str:
    """Return one or two letters for somebody's circle."""
    parts = [part for part in name.split() if part[:1].isalpha()]
    return "".join(part[0] for part in [*parts[:1], *parts[1:][-1:]]).upper()


_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})


@register.filter
def markdown(text: str) -> SafeString:
    """Render a story's text; nothing in it can run."""
    return mark_safe(clean(_markdown.render(text or ""), link_rel="noopener nofollow"))  # noqa: S308 - cleaned by nh3


@register.filter
def ring(faces: Sequence[Any]) -> list[Spot]:
    """Put faces on the ring of a circle, in a square of 240: the first at the top, larger than the others."""
    spots = []
    step, radius, first = _room(len(faces))
    for n, face in enumerate(faces):
        angle = -pi / 2 + (first + (n - 1) * step if n else 0)
        size = HERO if n == 0 else radius
        x, y = round(120 + RING * cos(angle), 1), round(120 + RING * sin(angle), 1)
        spots.append(Spot(face, x, y, size, round(size * 0.72, 1), size >= 10))
    return spots


def _room(count: int) -> tuple[float, float, float]:
    """Return the angle from one member to the next, how large they are, and how far the first is from the hero."""
    if count < 3:
        return 0.0, MEMBER, pi
    radius = MEMBER
    for _round in range(8):  # smaller members leave more room, until all fit
        first = max(2 * asin((HERO + radius + 4) / (2 * RING)), 2 * pi / count)
        step = (2 * pi - 2 * first) / (count - 2)
        radius = max(3.0, min(MEMBER, 0.92 * RING * sin(min(step / 2, pi / 2))))
    return step, round(radius, 1), first

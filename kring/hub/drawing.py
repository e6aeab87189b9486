"""Draw what a wall shows: slides to the JSON that its screens keep."""

import json
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation

from kring.hub.models import Wall
from kring.hub.queries import slides
from kring.hub.rules import wall as rules
from kring.ui import color

OWN_FILES = ("ui/js/wall.js", "ui/kring.css")


@cache
def version() -> str:
    """Return the mark of this version of the page: a screen that has another one loads itself again."""
    templates = sorted((Path(__file__).parent / "templates" / "hub").glob("wall*.html"))
    files = [Path(found) for name in OWN_FILES if (found := finders.find(name))]
    return sha256(b"".join(file.read_bytes() for file in [*files, *templates])).hexdigest()[:12]


def draw(wall: Wall, now: datetime) -> dict[str, Any]:
    """Return everything that a screen needs to show `wall`."""
    organisation = wall.organisation
    with timezone.override(organisation.time_zone):
        is_dark = wall.look == Wall.Look.DARK
        if wall.look == Wall.Look.BY_TIME:
            is_dark = rules.is_dark(timezone.localtime(now).hour)
        brand = color.readable(
            organisation.brand_color, on="#1b1f24" if is_dark else "#fbf8f2", at_least=6.5 if is_dark else 5
        )
        return {
            "version": version(),
            "dark": is_dark,
            "brand": brand,
            "zone": organisation.time_zone,
            "slides": [_drawn(slide) for slide in slides.slides(wall, now)],
        }


def _drawn(slide: slides.Slide) -> dict[str, Any]:
    with translation.override(slide.language):
        html = render_to_string(f"hub/wall_slides.html#{slide.kind}", slide.values)
    return {"kind": slide.kind, "seconds": slide.seconds, "language": slide.language, "html": html.strip()}


def as_json(content: dict[str, Any]) -> str:
    """Return content as it is kept and sent."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

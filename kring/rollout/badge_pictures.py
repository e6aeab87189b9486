"""The picture of a badge: the ring of faces with the hero at the top, in the organisation's colour."""

import io
from math import cos, pi, sin

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

SIZE, SHARP = 512, 3
KEYWORD = "openbadgecredential"  # Open Badges 3.0, section 5.3.1: where a PNG keeps its credential
FACES = 9


def picture(color: str, credential: str = "") -> bytes:
    """Return the badge as a PNG; with a credential it is baked in."""
    side = SIZE * SHARP
    made = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(made)
    pen.ellipse((0, 0, side - 1, side - 1), fill="#fffdf8")
    pen.ellipse((0, 0, side - 1, side - 1), outline=color, width=side // 40)
    for n in reversed(range(FACES)):
        angle = 2 * pi * n / FACES - pi / 2
        x, y = side * (0.5 + 0.29 * cos(angle)), side * (0.5 + 0.29 * sin(angle))
        radius = side * (0.115 if n == 0 else 0.062)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_tint(color, 1 if n == 0 else 0.55))
    made = made.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    told = PngInfo()
    if credential:
        told.add_itxt(KEYWORD, credential)
    out = io.BytesIO()
    made.save(out, "PNG", pnginfo=told)
    return out.getvalue()


def _tint(color: str, strength: float) -> tuple[int, int, int]:
    """Return a colour mixed with paper."""
    parts = [int(color[n : n + 2], 16) for n in (1, 3, 5)]
    red, green, blue = (round(255 - (255 - part) * strength) for part in parts)
    return red, green, blue

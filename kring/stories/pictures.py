"""Pictures that people upload or pages bring: made small and written anew, so that nothing else is in them."""

import io
import re
import warnings
import zipfile

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from kring.stories import rules
from kring.stories.errors import PictureRefusedError

KINDS = ["JPEG", "PNG", "WEBP", "GIF"]
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
WIDEST = 1600


def tidy(data: bytes) -> bytes:
    """Return a picture as WebP of at most 1600 pixels, without what a camera wrote into it; refuse what is none."""
    if len(data) > MOST_BYTES:
        raise PictureRefusedError(PictureRefusedError.TOO_HEAVY)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=KINDS) as opened:
                if opened.width * opened.height >= MOST_PIXELS:
                    raise PictureRefusedError(PictureRefusedError.TOO_LARGE)
                opened.draft("RGB", (WIDEST, WIDEST))  # JPEG only: read it small at once
                upright = ImageOps.exif_transpose(opened)
                see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
                picture = upright.convert("RGBA" if see_through else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefusedError(PictureRefusedError.TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise PictureRefusedError(PictureRefusedError.NOT_A_PICTURE) from None
    if _hides_something(data):
        raise PictureRefusedError(PictureRefusedError.HIDES)
    picture.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()


STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")
# What a browser would take for a page. "<svg" alone stands by chance in one photo of a few hundred: it counts only when
# readable text follows.
PAGES = re.compile(rb"<(?:script|html|!doctype|iframe|\?php)|<svg[\s/>][\s\x20-\x7e]{8}", re.IGNORECASE)


def starts_as_picture(data: bytes) -> bool:
    """Return whether a file begins as one of the kinds of picture that we show."""
    return data.startswith(STARTS) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def _hides_something(data: bytes) -> bool:
    """Return whether a picture is a page or an archive as well: drawing anew would drop that, but it was no photo."""
    return zipfile.is_zipfile(io.BytesIO(data)) or PAGES.search(data) is not None


CARD = (1200, 630)  # what networks show beside a link
COLORS = {1: "#355070", 2: "#7a5c00", 3: "#00695f", 4: "#a23b2a"}  # the pillars, as in the style sheet


def link_card(picture: bytes | None, *, title: str, hue: int) -> bytes:
    """Return the JPEG that a network shows with a link: the story's picture, or a cover with its title."""
    if picture:
        with Image.open(io.BytesIO(picture), formats=KINDS) as opened:
            drawn = ImageOps.fit(opened.convert("RGB"), CARD, Image.Resampling.LANCZOS)
    else:
        drawn = Image.new("RGB", CARD, COLORS.get(hue, COLORS[1]))
        pen = ImageDraw.Draw(drawn, "RGBA")
        for radius in (130, 250, 370):
            pen.ellipse((950 - radius, 90 - radius, 950 + radius, 90 + radius), outline=(255, 255, 255, 50), width=26)
        lines = rules.wrapped(title, width=30)
        pen.multiline_text(
            (70, CARD[1] - 70), "\n".join(lines), font=ImageFont.load_default(64), fill="white", anchor="ld", spacing=16
        )
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=85)
    return written.getvalue()

"""Pictures that people upload are drawn anew, so that nothing but the picture itself is kept."""

import io
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from kring.identity.errors import PictureNotReadableError, PictureTooLargeError, VectorPictureError

FORMATS = ("PNG", "JPEG", "WEBP")
BYTES_AT_MOST = 2 * 1024 * 1024
SIDE_AT_MOST = 4000


def redraw(upload: IO[bytes], *, side: int) -> "ContentFile[bytes]":
    """Return the picture in `upload` as a PNG of at most `side` by `side`, without anything hidden in it."""
    data = upload.read(BYTES_AT_MOST + 1)
    if b"<svg" in data[:2000].lower():
        raise VectorPictureError
    if len(data) > BYTES_AT_MOST:
        raise PictureTooLargeError
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if max(opened.size) > SIDE_AT_MOST:  # known before any pixel is unpacked
                raise PictureTooLargeError
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError:
        raise PictureTooLargeError from None
    except (OSError, ValueError, SyntaxError):
        raise PictureNotReadableError from None
    picture.thumbnail((side, side))
    clean = Image.new("RGBA", picture.size)
    clean.paste(picture)
    made = io.BytesIO()
    clean.save(made, "PNG", optimize=True)
    return ContentFile(made.getvalue(), name="picture.png")

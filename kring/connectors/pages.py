"""Read a page somebody points at: its title, text, picture and language."""

import io
import warnings
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree
from PIL import Image

from kring.connectors import http, text

MOST_PAGE_BYTES = 3_000_000
MOST_PICTURE_BYTES = 10_000_000
MOST_PIXELS = 50_000_000
PICTURES = {"JPEG", "PNG", "WEBP", "GIF"}


@dataclass(frozen=True)
class PageRead:
    """What a page says, as plain text; what it does not say is empty."""

    title: str
    text: str
    picture: str  # an address
    language: str  # "nl", "en", …
    summary: str = ""
    address: str = ""  # where the page was found, after redirects


class NotAPageError(http.BadAnswerError):
    """There is something at this address, but no page to read."""

    key = "not_a_page"


class NotAPictureError(http.BadAnswerError):
    """There is something at this address, but no picture that can be used."""

    key = "not_a_picture"


def read_page(address: str) -> PageRead:
    """Return what the page at `address` says."""
    answer = http.client().get(
        address, headers={"Accept": "text/html,application/xhtml+xml"}, most_bytes=MOST_PAGE_BYTES
    )
    if not answer.is_good:
        raise http.BadAnswerError(f"status {answer.status}", status=answer.status)
    if "html" not in answer.headers.get("content-type", "html"):
        raise NotAPageError(answer.headers.get("content-type", ""))
    try:
        tree = text.markup(answer.content)
    except (etree.ParserError, ValueError):
        raise NotAPageError("empty") from None
    metas = [(m.get("property") or m.get("name") or "", m.get("content") or "") for m in tree.iter("meta")]
    said = {str(name).lower(): str(content) for name, content in metas}
    found: Any = trafilatura.bare_extraction(
        answer.content, url=answer.address, with_metadata=True, include_comments=False
    )
    title = said.get("og:title") or getattr(found, "title", "") or tree.findtext(".//title") or ""
    picture = said.get("og:image") or said.get("twitter:image") or getattr(found, "image", "") or ""
    language = tree.get("lang") or said.get("og:locale") or getattr(found, "language", "") or ""
    return PageRead(
        title=text.line(title),
        text=text.plain(getattr(found, "text", "") or ""),
        picture=text.web_address(picture, base=answer.address),
        language=language[:2].lower(),
        summary=text.line(said.get("og:description") or said.get("description") or "", most=500),
        address=answer.address,
    )


def fetch_picture(address: str) -> bytes:
    """Return the picture at `address`, after a look at its first bytes: a known kind, not too large to show."""
    answer = http.client().get(address, headers={"Accept": "image/*"}, most_bytes=MOST_PICTURE_BYTES)
    if not answer.is_good:
        raise http.BadAnswerError(f"status {answer.status}", status=answer.status)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(answer.content), formats=list(PICTURES)) as picture:
                width, height = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NotAPictureError("unknown kind") from None
    if not 0 < width * height <= MOST_PIXELS:
        raise NotAPictureError("too many pixels")
    return answer.content

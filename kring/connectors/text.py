"""Turn what strangers send into plain text."""

import html
import re
import unicodedata
from typing import Any
from urllib.parse import urljoin, urlsplit

import nh3
from lxml import html as lxml_html

BREAKS = re.compile(r"(?i)<\s*(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote)\b[^>]*>")
DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "head"}


def plain(source: str, *, most: int = 20_000) -> str:
    """Return what a reader would see of `source`: no tags, no scripts, paragraphs kept."""
    bounded = source[: most * 20]
    bare = nh3.clean(BREAKS.sub(lambda found: found[0] + "\n", bounded), tags=set(), clean_content_tags=DROPPED)
    lines = [" ".join(line.split()) for line in html.unescape(bare).replace("\x00", "").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:most]


def bare(source: str, *, most: int = 20_000) -> str:
    """Return text that is plain already, without the signs that nobody sees; what looks like a tag stays."""
    whole = source[: most * 2].replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(
        sign for sign in whole if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"}
    )
    return re.sub(r"\n{3,}", "\n\n", seen).strip()[:most]


def line(source: str, *, most: int = 300) -> str:
    """Return `source` as one line of plain text."""
    return " ".join(plain(source, most=most * 2).split())[:most].strip()


def web_address(link: str, *, base: str = "", most: int = 1000) -> str:
    """Return `link` as a whole web address, or nothing when it is none."""
    if not link.strip():
        return ""
    try:
        whole = urljoin(base, link.strip())
        parts = urlsplit(whole)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
    return whole if is_web and len(whole) <= most and not re.search(r"[\s<>\"]", whole) else ""


def markup(content: bytes) -> Any:
    """Return a page as a tree, to look things up in."""
    read: Any = lxml_html.fromstring
    return read(content)

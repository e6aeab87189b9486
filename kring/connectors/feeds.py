"""Read feeds: RSS and Atom, https://www.rssboard.org/rss-specification and RFC 4287."""

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
from lxml import etree

from kring.connectors import http, text
from kring.connectors.source import FoundItem, Looked, NotASourceError

MOST_BYTES = 3_000_000
MOST_ITEMS = 100
FEEDS = ("application/rss+xml", "application/atom+xml")
PICTURE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']([^"'\s]+)""", re.I)


def read_feed(address: str, etag: str = "", last_modified: str = "") -> Looked:
    """Return what the feed holds; the address of a page leads to the feed that the page names."""
    answer = _fetch(address, etag, last_modified)
    if answer.status == 304:
        return Looked([], etag, last_modified, is_unchanged=True, address=address)
    parsed = _parsed(answer)
    if not parsed.get("version") and (feed := _named_in(answer)):
        answer = _fetch(feed, "", "")
        parsed = _parsed(answer)
    if not parsed.get("version"):
        raise NotASourceError("no feed")
    base = str(parsed.feed.get("link") or answer.address)
    language = str(parsed.feed.get("language") or "")[:2].lower()
    found = [_item(entry, base=base, feed=answer.address, language=language) for entry in parsed.entries]
    return Looked(
        items=[item for item in found if item][:MOST_ITEMS],
        etag=answer.headers.get("etag", "")[:300],
        last_modified=answer.headers.get("last-modified", "")[:100],
        name=text.line(str(parsed.feed.get("title") or ""), most=120),
        address=answer.address,
    )


def _fetch(address: str, etag: str, last_modified: str) -> http.Answer:
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    asked = {name: value for name, value in known.items() if value}
    answer = http.client().get(address, headers=asked, most_bytes=MOST_BYTES)
    if not answer.is_good and answer.status != 304:
        raise http.BadAnswerError(f"status {answer.status}", status=answer.status)
    return answer


def _parsed(answer: http.Answer) -> Any:
    if b"<!ENTITY" in answer.content.replace(b"\x00", b"").upper():
        raise NotASourceError("declares entities")  # the way to a small file that unpacks to a huge one
    kind = {"content-type": answer.headers.get("content-type", ""), "content-location": answer.address}
    parse: Any = feedparser.parse  # type: ignore[attr-defined]
    return parse(answer.content, response_headers=kind, sanitize_html=False, resolve_relative_uris=False)


def _named_in(answer: http.Answer) -> str:
    try:
        page = text.markup(answer.content)
    except (etree.ParserError, ValueError):
        return ""
    for link in page.iterfind(".//link[@rel='alternate']"):
        if link.get("type") in FEEDS and (address := text.web_address(link.get("href") or "", base=answer.address)):
            return address
    return ""


def _item(entry: Any, *, base: str, feed: str, language: str) -> FoundItem | None:
    link = text.web_address(str(entry.get("link") or ""), base=text.web_address(base, base=feed) or feed)
    markup = max((str(c.get("value") or "") for c in entry.get("content", [])), default="", key=len)
    markup = markup or str(entry.get("summary") or "")
    title = text.line(str(entry.get("title") or "")) or text.line(markup, most=80)
    if not link or not title:
        return None
    return FoundItem(
        key=str(entry.get("id") or link)[:500].replace("\x00", ""),
        link=link,
        title=title,
        text=text.plain(markup),
        picture_link=_picture(entry, markup, link),
        published_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        language=str(entry.get("language") or language)[:2].lower(),
    )


def _picture(entry: Any, markup: str, link: str) -> str:
    media = [m for m in entry.get("media_content", []) if m.get("medium") == "image" or _is_picture(m.get("type"))]
    enclosed = [e for e in entry.get("enclosures", []) if _is_picture(e.get("type"))]
    named = [m.get("url") for m in [*media, *entry.get("media_thumbnail", [])]] + [e.get("href") for e in enclosed]
    named += PICTURE.findall(markup[:100_000])[:1]
    return next((address for n in named if n and (address := text.web_address(str(n), base=link))), "")


def _is_picture(kind: Any) -> bool:
    return str(kind or "").startswith("image/")


def _moment(parts: Any) -> datetime | None:
    try:
        moment = datetime.fromtimestamp(timegm(parts), tz=UTC) if parts else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return moment if moment and moment < datetime.now(UTC) + timedelta(days=1) else None

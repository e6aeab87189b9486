"""Feeds as real newsrooms make them, and as nobody should."""

import time
from datetime import UTC, datetime

import pytest

from kring.connectors import http
from kring.connectors.registry import SOURCES
from kring.connectors.source import NotASourceError

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Nieuws van de bank</title><link>{base}</link><language>nl-NL</language>
<item><guid isPermaLink="false">brug-1</guid><title>Een nieuwe brug &amp;amp; meer</title><link>/nieuws/brug</link>
 <description>Kort</description>
 <content:encoded><![CDATA[<p onclick="x()">Maandag ging de brug open.</p>
 <script>steal()</script><p>Wij hielpen.</p>]]></content:encoded>
 <media:content url="/brug.jpg" medium="image"/><pubDate>Mon, 23 Nov 2026 09:00:00 +0100</pubDate></item>
<item><title>Tweede</title><link>https://elders.example/twee</link>
 <description>&lt;img src="/twee.png"&gt; Tekst</description></item>
<item><title>Geen adres</title></item>
<item><title>Slecht adres</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><id>urn:x</id>
<entry><id>tag:1</id><title type="html">&lt;b&gt;Hello&lt;/b&gt;</title><link href="https://blog.example/1"/>
<updated>2026-11-20T10:00:00Z</updated><summary>Text</summary>
<link rel="enclosure" type="image/png" href="https://blog.example/1.png"/></entry></feed>"""


def look(outside, content, **headers):
    outside.expect_request("/feed").respond_with_data(content, headers={"Content-Type": "text/xml"} | headers)
    return SOURCES["rss"].look(outside.url_for("/feed"))


def test_it_reads_what_a_newsroom_says_as_plain_text(outside):
    looked = look(outside, RSS.format(base=outside.url_for("/")))
    first, second = looked.items
    assert first.title == "Een nieuwe brug & meer"
    assert first.text == "Maandag ging de brug open.\n\nWij hielpen."
    assert (first.key, first.language) == ("brug-1", "nl")
    assert first.published_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert looked.name == "Nieuws van de bank"
    assert second.key == second.link == "https://elders.example/twee"


def test_relative_addresses_become_whole(outside):
    first, second = look(outside, RSS.format(base=outside.url_for("/"))).items
    assert first.link == outside.url_for("/nieuws/brug")
    assert first.picture_link == outside.url_for("/brug.jpg")
    assert second.picture_link == "https://elders.example/twee.png"


def test_it_reads_atom(outside):
    (item,) = look(outside, ATOM).items
    assert (item.title, item.picture_link) == ("Hello", "https://blog.example/1.png")
    assert item.published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_feed_that_did_not_change_is_not_read_again(outside):
    outside.expect_request("/feed", headers={"If-None-Match": '"v1"'}).respond_with_data(status=304)
    looked = SOURCES["rss"].look(outside.url_for("/feed"), '"v1"', "")
    assert looked.is_unchanged
    assert looked.etag == '"v1"'


def test_it_remembers_what_to_ask_with_next_time(outside):
    looked = look(outside, ATOM, ETag='"v2"', **{"Last-Modified": "Mon, 23 Nov 2026 08:00:00 GMT"})
    assert (looked.etag, looked.last_modified) == ('"v2"', "Mon, 23 Nov 2026 08:00:00 GMT")


def test_a_page_leads_to_its_feed(outside):
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>News</body></html>'
    outside.expect_request("/").respond_with_data(page, content_type="text/html")
    outside.expect_request("/feed").respond_with_data(ATOM)
    looked = SOURCES["rss"].look(outside.url_for("/"))
    assert looked.address == outside.url_for("/feed")
    assert len(looked.items) == 1


@pytest.mark.parametrize("content", ["", "hello", "<html><body>No feed</body></html>", "{}", "\x00\x01"])
def test_what_is_no_feed_is_said_to_be_none(outside, content):
    with pytest.raises(NotASourceError):
        look(outside, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_unpacks_itself_is_refused_at_once(outside, encoding):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 20))
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>' + RSS[38:].replace(
        "Kort", "&e19;"
    )
    started = time.monotonic()
    with pytest.raises(NotASourceError):
        look(outside, bomb.encode(encoding))
    assert time.monotonic() - started < 2


def test_a_feed_of_thousands_of_items_is_read_in_part_and_in_time(outside):
    item = "<item><guid>{n}</guid><title>Item {n}</title><link>https://x.example/{n}</link><description>{t}</description></item>"
    items = "".join(item.format(n=n, t="&lt;p&gt;" * 20 + "text " * 40) for n in range(5000))
    started = time.monotonic()
    looked = look(outside, f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert len(looked.items) == 100
    assert time.monotonic() - started < 15


def test_an_error_of_the_server_is_an_error(outside):
    outside.expect_request("/feed").respond_with_data("gone", status=410)
    with pytest.raises(http.BadAnswerError) as caught:
        SOURCES["rss"].look(outside.url_for("/feed"))
    assert caught.value.status == 410


def test_a_date_from_nowhere_is_no_date(outside):
    (item,) = look(outside, ATOM.replace("2026-11-20T10:00:00Z", "99999-99-99")).items
    assert item.published_at is None

"""Pages and pictures that somebody points at."""

import io
import time

import pytest
from PIL import Image

from kring.connectors import http
from kring.connectors.pages import NotAPageError, NotAPictureError, fetch_picture, read_page

PAGE = """<html lang="nl-NL"><head><title>Brug | Bank</title>
<meta property="og:title" content="Een nieuwe &amp; sterke brug">
<meta property="og:image" content="/brug.jpg"><meta name="description" content="Kort gezegd."></head><body>
<nav>Menu Contact</nav><article><h1>Een nieuwe brug</h1>
<p>Maandag ging de brug over de rivier open, na twee jaar bouwen met mensen uit de buurt.</p>
<p>De bank leende het geld aan de gemeente, die het in tien jaar terugbetaalt.</p></article>
<script>steal()</script></body></html>"""


def read(outside, content, **kwargs):
    outside.expect_request("/").respond_with_data(content, **{"content_type": "text/html; charset=utf-8"} | kwargs)
    return read_page(outside.url_for("/"))


def test_it_reads_title_text_picture_and_language(outside):
    found = read(outside, PAGE)
    assert found.title == "Een nieuwe & sterke brug"
    assert "tien jaar terugbetaalt" in found.text
    assert "steal" not in found.text
    assert "Contact" not in found.text
    assert found.picture == outside.url_for("/brug.jpg")
    assert (found.language, found.summary) == ("nl", "Kort gezegd.")


def test_a_bare_page_gives_what_it_has(outside):
    found = read(outside, "<title>Only a title</title>")
    assert (found.title, found.text, found.picture, found.language) == ("Only a title", "", "", "")


def test_windows_letters_are_read(outside):
    found = read(outside, "<html><title>Café</title>".encode("cp1252"), content_type="text/html; charset=windows-1252")
    assert found.title == "Café"


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json"])
def test_what_is_no_page_is_said_to_be_none(outside, kind):
    with pytest.raises(NotAPageError):
        read(outside, b"%PDF", content_type=kind)


def test_an_empty_answer_is_no_page(outside):
    with pytest.raises(NotAPageError):
        read(outside, b"")


def test_a_page_of_endless_nesting_is_read_in_time(outside):
    started = time.monotonic()
    read(outside, "<div>" * 200_000 + "deep" + "<p>text " * 20_000)
    assert time.monotonic() - started < 20


def test_an_error_page_is_not_taken_for_the_story(outside):
    with pytest.raises(http.BadAnswerError):
        read(outside, PAGE, status=404)


def picture(kind="PNG", size=(40, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_it_fetches_a_picture(outside, kind):
    outside.expect_request("/p").respond_with_data(picture(kind))
    assert fetch_picture(outside.url_for("/p")) == picture(kind)


@pytest.mark.parametrize("content", [b"", b"<svg onload='x()'/>", b"<html>", picture("TIFF"), picture()[:20]])
def test_what_is_no_usable_picture_is_refused(outside, content):
    outside.expect_request("/p").respond_with_data(content, content_type="image/png")
    with pytest.raises(NotAPictureError):
        fetch_picture(outside.url_for("/p"))


def test_a_picture_of_too_many_pixels_is_refused_unopened(outside):
    outside.expect_request("/p").respond_with_data(picture(size=(9000, 9000)))
    with pytest.raises(NotAPictureError):
        fetch_picture(outside.url_for("/p"))

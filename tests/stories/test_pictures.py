"""Pictures that come from outside."""

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kring.stories import pictures
from kring.stories.errors import PictureRefusedError


def drawn(kind="JPEG", size=(2400, 1200), mode="RGB", **saved):
    held = io.BytesIO()
    Image.new(mode, size, "teal").save(held, kind, **saved)
    return held.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_every_kind_becomes_a_small_webp(kind):
    tidy = opened(pictures.tidy(drawn(kind)))
    assert (tidy.format, tidy.size) == ("WEBP", (1600, 800))


def test_nothing_that_a_camera_wrote_stays():
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Camera", {1: "N", 2: (52.0, 5.0, 0.0)}
    assert not opened(pictures.tidy(drawn(exif=exif))).getexif()


def test_a_picture_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(pictures.tidy(drawn(size=(800, 400), exif=exif))).size == (400, 800)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7 " + b"x" * 200,
        b"\x89PNG\r\n\x1a\n<html>",
        drawn()[:600],
    ],
    ids=["empty", "svg", "pdf", "lying", "cut off"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data):
    with pytest.raises(PictureRefusedError, match="not a picture we can show"):
        pictures.tidy(data)


def test_four_letters_that_stand_in_a_photo_by_chance_hide_nothing():
    photo = drawn()
    chance = b"\xff\xfe" + struct.pack(">H", 2 + 24) + b"\x91\x07<sVg\x20\x8c\xf3" + b"\xd5" * 14
    assert opened(pictures.tidy(photo[:2] + chance + photo[2:])).format == "WEBP"
    page = b"\xff\xfe" + struct.pack(">H", 2 + 24) + b"<SVG onload=alert(1)>   "
    with pytest.raises(PictureRefusedError, match="hidden"):
        pictures.tidy(photo[:2] + page + photo[2:])


def test_a_bomb_of_pixels_is_refused_before_it_is_read():
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    with pytest.raises(PictureRefusedError, match="too many pixels"):
        pictures.tidy(bomb + chunk(b"IEND", b""))


def test_a_file_that_is_too_heavy_is_refused():
    with pytest.raises(PictureRefusedError, match="12 MB"):
        pictures.tidy(b"x" * (pictures.MOST_BYTES + 1))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_files_are_refused_or_shown_but_never_break(data):
    whole = bytearray(drawn(data.draw(st.sampled_from(pictures.KINDS)), size=(40, 30)))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(PictureRefusedError):
        assert opened(pictures.tidy(bytes(whole))).format == "WEBP"


@pytest.mark.parametrize("picture", [None, drawn("WEBP", size=(1600, 900))])
def test_a_link_card_is_as_large_as_networks_ask(picture):
    card = opened(pictures.link_card(picture, title="Een hypotheekadviesgesprek met koffie: één ervaring", hue=2))
    assert (card.format, card.size) == ("JPEG", (1200, 630))

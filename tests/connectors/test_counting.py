"""How networks count: known answers from their own documents."""

import pytest

from kring.connectors.counting import graphemes, length, utf16, weighted

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("hello", 5),
        ("café", 4),
        ("cafe\u0301", 4),  # composed first
        ("漢字", 4),
        (FAMILY, 2),
        ("🇳🇱", 2),
        ("1️⃣", 2),
        ("“quoted” – it’s", 15),
        ("…", 2),
        ("€", 2),
    ],
)
def test_x_counts_what_its_own_document_says(text, counted):
    assert weighted(text) == counted


def test_on_x_every_link_counts_23():
    rule = {"counter": "weighted", "link_weight": 23}
    assert length("See https://a.nl/x", **rule) == 4 + 23
    assert length("See https://voorbeeld.example/" + "x" * 100, **rule) == 4 + 23
    assert length("See bank.nl now", **rule) == 4 + 23 + 4  # X makes a link of a bare name
    assert length("See you. Then", **rule) == 13
    assert length("me@bank.nl", **rule) >= 10


def test_a_family_is_one_sign_on_bluesky_and_eleven_for_a_program():
    assert graphemes(FAMILY) == 1
    assert utf16(FAMILY) == 11
    assert len(FAMILY) == 7

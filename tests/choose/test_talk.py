"""What stands out this week: known answers, and what may never be listed."""

from math import log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.choose.talk import PRIOR, Said, stands_out

USUAL = [
    "Mijn schade is snel geregeld",
    "Wanneer betalen jullie uit?",
    "Fijn gesprek met de helpdesk",
    "Lange wachttijd",
]


def usual(count):
    return [Said(USUAL[n % len(USUAL)], f"voice {n}") for n in range(count)]


def test_a_phrase_that_many_bring_up_stands_out_once_and_as_they_write_it():
    storm = [Said(f"Hagel op zonnepanelen, is dat gedekt? {n}", f"voice {n}") for n in range(6)]
    (first, *others) = stands_out(usual(40) + storm, usual(300), language="nl")
    found = {first.phrase, *(talk.phrase for talk in others)}
    assert {"Hagel", "zonnepanelen", "gedekt"} == found
    assert all((talk.now, talk.before, talk.voices) == (6, 0, 6) for talk in (first, *others))


def test_words_that_stand_together_are_one_phrase():
    said = [Said("De elektrische deelauto staat er weer", f"v{n}") for n in range(8)]
    (only,) = stands_out(usual(40) + said, usual(300), language="nl", besides=["staat"])
    assert only.phrase == "elektrische deelauto"


def test_how_sure_it_is_follows_the_paper():
    now = usual(40) + [Said("storing", f"v{n}") for n in range(10)]
    before = usual(190) + [Said("storing", f"v{n}") for n in range(10)]
    (storing,) = (talk for talk in stands_out(now, before, language="nl") if talk.phrase == "storing")
    rate = 20 / 250
    odds_now = (10 + PRIOR * rate) / (40 + PRIOR * (1 - rate))
    odds_before = (10 + PRIOR * rate) / (190 + PRIOR * (1 - rate))
    expected = (log(odds_now) - log(odds_before)) / sqrt(2 / (10 + PRIOR * rate))
    assert storing.z == pytest.approx(expected)
    assert storing.z == pytest.approx(2.7, abs=0.15)


def test_what_is_said_as_often_as_before_does_not_stand_out():
    assert stands_out(usual(40), usual(300), language="nl") == []


@pytest.mark.parametrize(("voices", "listed"), [(2, False), (3, True)])
def test_it_takes_three_different_voices(voices, listed):
    loud = [Said("Weer een storing", f"v{n % voices}") for n in range(12)]
    found = stands_out(usual(40) + loud, usual(300), language="nl")
    assert bool(found) is listed


def test_stop_words_addresses_and_numbers_are_never_listed():
    said = [
        Said(f"het is van de @iemand op https://x.example/storing of a@b.example 2026 {n}", f"v{n}") for n in range(9)
    ]
    assert stands_out(usual(40) + said, usual(300), language="nl") == []


def test_the_own_name_can_be_left_out():
    said = [Said("Havenlicht", f"v{n}") for n in range(9)]
    assert stands_out(usual(40) + said, usual(300), language="nl", besides=["Havenlicht Verzekeringen"]) == []


def test_with_nothing_to_compare_with_it_says_nothing():
    assert stands_out(usual(40), [], language="nl") == []
    assert stands_out([], usual(40), language="nl") == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["storm", "hagel", "brand", "lek", "fiets", "boot", "huis", "auto", "reis", "zorg", "dak", "tuin"]
        ),
        max_size=60,
    ),
    st.lists(
        st.sampled_from(
            ["storm", "hagel", "brand", "lek", "fiets", "boot", "huis", "auto", "reis", "zorg", "dak", "tuin"]
        ),
        max_size=60,
    ),
)
def test_the_list_is_short_and_every_entry_has_its_voices(now, before):
    found = stands_out(
        [Said(word, str(n % 5)) for n, word in enumerate(now)], [Said(word, "x") for word in before], language="nl"
    )
    assert len(found) <= 7
    assert all(talk.voices >= 3 and talk.z >= 1.96 and talk.now >= 3 for talk in found)

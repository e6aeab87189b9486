"""Words to look for: read from what somebody typed, found as whole words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.choose.phrases import phrases, touches, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("storing, lek", (("storing",), ("lek",))),
        ("storing\nnew road\n", (("storing",), ("new", "road"))),
        ('"datalek, groot" storm', (("datalek", "groot"), ("storm",))),
        ("Coöperatie, cooperatie", (("cooperatie",),)),
        ("“open dag”, dag", (("open", "dag"), ("dag",))),
        ('"half open', (("half", "open"),)),
        (" , ;\n", ()),
        ("", ()),
    ],
)
def test_it_reads_what_somebody_typed(typed, meant):
    assert phrases(typed) == meant


@pytest.mark.parametrize(
    ("text", "typed", "is_there"),
    [
        ("Er was een datalek bij ons.", "datalek", True),
        ("DATALÉK!", "datalek", True),
        ("Onze datalekken", "datalek", False),  # a plural is a word of its own
        ("een megadatalek", "datalek", False),
        ("the new road opens", "new road", True),
        ("a road, new", "new road", False),
        ("new\nroad", "new road", True),
        ("data-lek", "data lek", True),
        ("Anna's vraag", "anna", True),
        ("iets anders", "", False),
        ("ﬁnancieel", "financieel", True),
    ],
)
def test_it_finds_whole_words_whatever_their_case_and_accents(text, typed, is_there):
    assert touches(text, phrases(typed)) is is_there


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30))
def test_what_stands_in_a_text_is_found_wherever_it_stands(phrase, before, after):
    wanted = phrases(f'"{phrase.replace(chr(34), " ")}"')
    for one in wanted:
        assert touches(f"{before} {' '.join(one)} {after}", wanted)
        assert touches(" ".join(words(" ".join(one))), wanted)

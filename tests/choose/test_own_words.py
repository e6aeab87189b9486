"""The own-words meter, against pairs written by hand in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.choose.own_words import Kind, likeness, own_words

BRIDGE = (
    "Vandaag ging de nieuwe fietsbrug over de IJssel open. Dagelijks steken er naar verwachting vierduizend mensen "
    "over, en de spits op de oude brug wordt een stuk rustiger."
)
SCAM = (
    "Wie een betaalverzoek krijgt van een onbekend nummer, doet er goed aan eerst te bellen. Onze helpdesk ziet elke "
    "week tientallen pogingen waarbij iemand zich voordoet als een familielid."
)
SOLAR = (
    "The roof of the primary school now carries two hundred panels. The pupils follow the yield on a screen in the "
    "hall, and the school expects to cut its electricity bill by a third."
)
NURSES = (
    "Our hospital gives new nurses a buddy for their first hundred days. Since the start of the trial fewer of them "
    "leave in their first year, and the waiting list for training places has never been longer."
)

COPIES = [
    (BRIDGE, BRIDGE),
    (
        BRIDGE,
        "🚲 Vandaag ging de nieuwe fietsbrug over de IJssel open! Dagelijks steken er zo'n vierduizend mensen over, en"
        " de spits op de oude brug wordt een stuk rustiger. #fietsen",
    ),
    (
        SCAM,
        "Wie een betaalverzoek krijgt van een onbekend nummer, kan beter eerst even bellen. Onze helpdesk ziet elke"
        " week tientallen pogingen waarbij iemand zich voordoet als familie.",
    ),
    (SOLAR, SOLAR.upper()),
    (
        SOLAR,
        "The roof of the primary school now carries 200 panels! The pupils follow the yield on a screen in the hall,"
        " and the school hopes to cut its electricity bill. https://school.example/roof",
    ),
    (
        NURSES,
        "Great news: our hospital gives new nurses a buddy for their first 100 days. Since the start of the trial"
        " fewer of them leave in their first year.",
    ),
]
MIXED = [
    (
        BRIDGE,
        "Zes jaar lang fietste ik elke ochtend met natte voeten langs het veer en hoopte ik op droog weer. Vandaag ging"
        " de nieuwe fietsbrug over de IJssel open.",
    ),
    (
        SCAM,
        "Gisteren zat er een mevrouw aan mijn balie die bijna haar spaargeld kwijt was, en dat laat me niet los. Wie"
        " een betaalverzoek krijgt van een onbekend nummer, doet er goed aan eerst te bellen.",
    ),
    (
        SOLAR,
        "My daughter came home last night and explained kilowatt hours to me over the soup, with a drawing. The roof"
        " of the primary school now carries two hundred panels.",
    ),
    (
        NURSES,
        "I still remember standing alone in a corridor on my second night, not daring to ring anybody at all. Our"
        " hospital gives new nurses a buddy for their first hundred days.",
    ),
]
OWN = [
    (
        BRIDGE,
        "Ik stond er om zeven uur met koffie. Een jongetje van vier mocht als eerste, met zijn loopfiets. Kippenvel.",
    ),
    (BRIDGE, "Eindelijk droge voeten op weg naar mijn werk."),
    (SCAM, "Mijn vader belde me vanochtend: was jij dat, met dat appje? Nee pap. Goed dat je belde."),
    (SCAM, "Twijfel je over een appje waarin om geld gevraagd wordt? Hang niet meteen op, maar bel zelf terug."),
    (SOLAR, "Two years of meetings, one very patient caretaker, and this morning I saw the first number light up."),
    (SOLAR, "Proud of the children: they asked for this themselves."),
    (NURSES, "My buddy was called Marjan. I would have quit in week three without her, and she knows it."),
    (NURSES, "Starting out in care is hard, so we put somebody next to you who has done it before."),
]


@pytest.mark.parametrize(("story", "post"), COPIES)
def test_a_lightly_changed_copy_is_a_copy(story, post):
    assert own_words(post, [story]).kind == Kind.COPY


@pytest.mark.parametrize(("story", "post"), MIXED)
def test_a_piece_of_ones_own_before_a_copy_is_mixed(story, post):
    words = own_words(post, [story])
    assert words.kind == Kind.MIXED
    assert words.is_personal


@pytest.mark.parametrize(("story", "post"), OWN)
def test_ones_own_story_is_own(story, post):
    assert own_words(post, [story]).kind == Kind.OWN


def test_copies_and_own_words_lie_far_apart():
    copies = [own_words(post, [story]).taken_rate for story, post in COPIES]
    own = [own_words(post, [story]).taken_rate for story, post in OWN]
    assert min(copies) > 0.6
    assert max(own) < 0.1


def test_the_writer_is_heard_in_own_words_only():
    assert own_words("Ik zag het zelf gebeuren.", []).is_personal
    assert own_words("I'm so glad.", []).is_personal
    assert not own_words("Het gebeurde gisteren.", []).is_personal
    assert not own_words("ik ben er trots op", ["Zeg maar: ik ben er trots op."]).is_personal


def test_it_compares_with_everything_the_writer_could_see():
    post = f"{SOLAR[:62]} {NURSES[:62]}"
    assert own_words(post, [SOLAR]).taken_rate < own_words(post, [SOLAR, NURSES]).taken_rate
    assert own_words(post, [SOLAR, NURSES]).kind == Kind.COPY


def test_what_was_taken_over_can_be_pointed_at():
    post = "Kijk! Vandaag ging de nieuwe fietsbrug open, en het regende."
    words = own_words(post, [BRIDGE])
    assert [post[start:end] for start, end in words.taken] == ["Vandaag ging de nieuwe fietsbrug"]


def test_links_tags_mentions_and_addresses_are_nobodys_words():
    assert (
        own_words("#trots @kring@social.example https://a.example/b?c mail@voorbeeld.example www.a.example", []).words
        == 0
    )


def test_an_empty_post_has_taken_nothing_over():
    words = own_words("", [BRIDGE])
    assert (words.kind, words.taken_rate, words.taken) == (Kind.OWN, 0.0, ())


def test_likeness_is_the_part_that_was_taken_from_one_text():
    assert likeness(BRIDGE, BRIDGE) == 1
    assert likeness(BRIDGE, SOLAR) == 0


TEXT = st.lists(
    st.sampled_from(
        ["de", "brug", "ging", "open", "I", "saw", "my", "own", "feet", "ik", "zag", "het", "zelf", "nooit", "weer"]
    ),
    max_size=40,
)


@given(TEXT, st.lists(TEXT, max_size=4))
def test_the_numbers_always_hold_together(post, suggestions):
    text, texts = " ".join(post), [" ".join(words) for words in suggestions]
    words = own_words(text, texts)
    assert 0 <= words.taken_rate <= 1
    assert words.words == len(post)
    assert words.own_run <= round(len(post) * (1 - words.taken_rate))
    marked = sum(len(text[start:end].split()) for start, end in words.taken)
    assert marked == round(words.taken_rate * len(post))
    assert own_words(text, texts[:1]).taken_rate <= words.taken_rate


@given(TEXT.filter(lambda words: len(words) >= 3))
def test_a_text_taken_over_whole_is_a_copy_however_it_is_dressed(post):
    text = " ".join(post)
    for dressed in (text, text.upper(), f"#mooi {text}! https://a.example", text.replace(" ", ", ")):
        words = own_words(dressed, [text])
        assert (words.kind, words.taken_rate) == (Kind.COPY, 1.0)


@given(st.text(), st.text())
def test_any_text_can_be_compared(post, suggestion):
    for start, end in own_words(post, [suggestion]).taken:
        assert post[start:end].strip() == post[start:end] != ""

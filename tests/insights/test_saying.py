"""How far words may go: what the numbers carry, and nothing beyond."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from kring.insights import words
from kring.insights.rules.answers import (
    PER_100,
    RATIO,
    WHEN_SHOWN,
    Answers,
    Best,
    Claim,
    ContentKind,
    Effect,
    Figure,
    Grade,
    Kind,
    Kinds,
    Light,
    Part,
    Participation,
    Story,
)
from kring.insights.rules.protocol import Promise, Standing, standing
from kring.insights.rules.saying import Finding, Mood, claim, finding, mood

MORE, FEWER = Figure("posts.ratio", 1.61, 1.45, 1.78, RATIO), Figure("posts.ratio", 0.7, 0.6, 0.9, RATIO)
OPEN = Figure("posts.ratio", 1.02, 0.92, 1.12, RATIO)
RED, AMBER = Light("drift", "red", 0.1, 1.0), Light("drift", "amber", 0.9, 1.0)


@pytest.mark.parametrize(
    ("grade", "effect", "is_enough", "one_in", "lights", "said"),
    [
        ("A", MORE, True, 1000, (), Claim.LED_TO),
        ("B", MORE, True, 200, (AMBER,), Claim.LED_TO),
        ("B", MORE, True, None, (), Claim.LED_TO),  # not drawn by lot: the range alone speaks
        ("B", FEWER, True, 200, (), Claim.LED_TO),  # the other way as well
        ("B", MORE, True, 5, (), Claim.TOGETHER),  # the lot gives as much by chance
        ("B", MORE, True, 200, (RED,), Claim.TOGETHER),
        ("C", MORE, True, 200, (), Claim.TOGETHER),
        ("A", OPEN, True, 1000, (), Claim.NOT_SHOWN),
        ("C", OPEN, True, None, (), Claim.NOT_SHOWN),
        ("D", MORE, True, 1000, (), Claim.CANNOT_TELL),
        ("A", None, True, None, (), Claim.CANNOT_TELL),
        ("B", MORE, False, 200, (), Claim.BY_LOT),  # few units: whether, not how much
        ("B", MORE, False, 10, (), Claim.CANNOT_TELL),
        ("B", MORE, False, None, (), Claim.CANNOT_TELL),
        ("C", MORE, False, 200, (), Claim.CANNOT_TELL),
    ],
)
def test_words_go_as_far_as_the_evidence(grade, effect, is_enough, one_in, lights, said):
    assert claim(Grade(grade), effect, is_enough=is_enough, one_in=one_in, lights=lights) == said


def answers(said, *figures, one_in=200.0):
    posts = Effect("posts", said, Grade("B"), figures, units=60, weeks=20, one_in=one_in)
    empty = {"participation": Participation(), "activation": Effect("activation"), "engagements": Effect("engagements")}
    return Answers(date(2026, 11, 22), 13, Part(), posts=posts, best=(), waves=(), units=60, started=40, **empty)


EXTRA = Figure("posts.per_100", 3.1, 2.4, 3.7, "per 100 staff per week")
SENTENCES = [
    ("en", Claim.LED_TO, MORE, "In 60 units the programme led to about 61\u00a0% more posts"),
    ("nl", Claim.LED_TO, MORE, "In 60 eenheden leidde het programma tot ongeveer 61\u00a0% meer berichten"),
    ("en", Claim.LED_TO, FEWER, "In 60 units the programme led to about 30\u00a0% fewer posts"),
    ("nl", Claim.LED_TO, FEWER, "In 60 eenheden leidde het programma tot ongeveer 30\u00a0% minder berichten"),
    ("en", Claim.TOGETHER, MORE, "In 60 units there are about 61\u00a0% more posts together with the programme"),
    ("nl", Claim.TOGETHER, MORE, "In 60 eenheden zijn er, samen met het programma, ongeveer 61\u00a0% meer berichten"),
    ("en", Claim.NOT_SHOWN, OPEN, "No difference shown in posts because of the programme"),
    ("nl", Claim.NOT_SHOWN, OPEN, "Geen verschil aangetoond in berichten door het programma"),
    ("en", Claim.BY_LOT, MORE, "The programme led to more posts; how much more, so few units cannot say"),
    ("nl", Claim.BY_LOT, MORE, "Het programma leidde tot meer berichten; hoeveel meer, kunnen zo weinig eenheden niet"
     " zeggen"),
    ("en", Claim.CANNOT_TELL, MORE, "With this data nobody can say what the programme brought about"),
    ("nl", Claim.CANNOT_TELL, MORE, "Met deze gegevens kan niemand zeggen wat het programma teweegbracht"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "ratio", "sentence"), SENTENCES)
def test_each_claim_has_its_sentence(language, said, ratio, sentence):
    with override(language):
        assert words.more_engagement(answers(said, ratio, EXTRA)).sentence == sentence


@pytest.mark.parametrize("said", [Claim.CANNOT_TELL, Claim.BY_LOT])
def test_where_no_number_may_be_said_there_is_none(said):
    with override("en"):
        told = words.more_engagement(answers(said, MORE, EXTRA))
    assert "61" not in f"{told.sentence} {told.range} {told.more}"


def test_the_range_and_the_extra_stand_beside_it():
    with override("en"):
        told = words.more_engagement(answers(Claim.LED_TO, MORE, EXTRA))
        assert told.range == "95 % sure: between 45\u00a0% and 78\u00a0%"
        assert told.more == "3.1 extra posts per 100 staff a week."
        assert words.more_engagement(answers(Claim.NOT_SHOWN, OPEN)).range == (
            "95 % sure: between 8\u00a0% fewer and 12\u00a0% more than without it"
        )
        assert words.by_lot(answers(Claim.LED_TO, MORE).posts) == (
            "Chance alone gives such a difference in 1 of 200 shuffles of the waves."
        )
        assert words.by_lot(answers(Claim.TOGETHER, MORE, one_in=1.4).posts) == (
            "Chance alone gives such a difference in 71 of 100 shuffles of the waves."
        )


def active(*ends):
    net, most = Figure("activation.per_100", *ends, PER_100), Figure("activation.at_most", 7.5, None, None, PER_100)
    effect = Effect("activation", Claim.LED_TO, Grade("B"), (net, most), units=60, weeks=20)
    return replace(answers(Claim.LED_TO, MORE), activation=effect)


def test_more_and_fewer_active_people_have_their_range():
    with override("en"):
        more = words.more_active(active(2.3, 1.7, 2.9))
        assert more.range == "95 % sure: between 1.7 and 2.9"
        assert more.more == "Net: at most 7.5 of every 100 colleagues can have become active, if others stopped."
        fewer = words.more_active(active(-2.3, -2.9, -1.7))
        assert fewer.sentence == "Because of the programme 2.3 fewer of every 100 colleagues are active"
        assert (fewer.range, fewer.more) == ("95 % sure: between 1.7 and 2.9", "")
        of_group = replace(active(2.3, 1.7, 2.9), part=Part(Kind.GROUP, "1", "Networkers"))
        assert "of every 100 colleagues in the group Networkers" in words.more_active(of_group).sentence


@pytest.mark.parametrize(
    ("said", "ratio", "expected"),
    [
        (Claim.LED_TO, MORE, Mood.WORKS),
        (Claim.TOGETHER, MORE, Mood.GOES_ALONG),
        (Claim.NOT_SHOWN, OPEN, Mood.NO_DIFFERENCE),
        (Claim.LED_TO, FEWER, Mood.LESS),
        (Claim.CANNOT_TELL, MORE, Mood.TOO_EARLY),
    ],
)
def test_the_first_page_says_no_more_than_the_answer(said, ratio, expected):
    assert mood(answers(said, ratio)) == expected


def test_no_story_is_called_best_that_only_may_be():
    story = Story(1, Figure("content.1.1", 0.2, 0.1, 0.3, ""), 1, 3)
    best = Best(1, "Networkers", 3, (story,), compared=9, differs=True, stands_out=False)
    assert finding([best]) == Finding.DIFFERS
    assert finding([replace(best, differs=False)]) == Finding.ALIKE
    assert finding([replace(best, stands_out=True)]) == Finding.STANDS_OUT
    assert finding([replace(best, compared=1)]) == finding([]) == Finding.TOO_FEW


def kinds_of(*, first, last, differs=True, stands_out=False, compared=6, form="link"):
    kind = ContentKind(7, form, Figure(f"kind.1.7.{form}", 0.12, 0.1, 0.15, WHEN_SHOWN), first, last)
    return Kinds(1, "Networkers", 3, (kind,), 0.08, compared, differs, stands_out)


KIND_SENTENCES = [
    ("en", kinds_of(first=1, last=1, stands_out=True), "In 1 target group one kind of content stands out",
     "Networkers: Housing, shared 12 % of the times it was shown."),
    ("nl", kinds_of(first=1, last=1, stands_out=True), "Bij 1 doelgroep springt één soort content eruit",
     "Networkers: Housing, gedeeld in 12 % van de keren dat het te zien was."),
    ("en", kinds_of(first=1, last=3), "Some kinds of content are shared more than others, but the first places cannot"
     " be told apart", ""),
    ("en", kinds_of(first=1, last=6, differs=False), "Which kinds of content are shared best cannot be told apart yet",
     ""),
    ("nl", kinds_of(first=1, last=6, differs=False), "Welke soorten content het best gedeeld worden, is nog niet te"
     " onderscheiden", ""),
]  # fmt: skip


@pytest.mark.parametrize(("language", "found", "sentence", "more"), KIND_SENTENCES)
def test_a_kind_of_content_is_only_called_best_where_it_stands_out(language, found, sentence, more):
    with override(language):
        told = words.which_kinds([found], {7: "Housing"})
    assert (told.sentence, told.more) == (sentence, more)


def test_a_kind_has_its_form_in_its_name_where_there_are_several():
    found = [kinds_of(first=1, last=1, stands_out=True), kinds_of(first=1, last=4, form="words")]
    with override("en"):
        assert "Housing, with a link, shared" in words.which_kinds(found, {7: "Housing"}).more
    assert words.which_kinds([kinds_of(first=1, last=1, compared=1)], {}) is None


def test_the_protocol_puts_one_outcome_first():
    found = replace(answers(Claim.LED_TO, MORE), promise=Promise(outcome="engagements"))
    assert found.primary.key == "engagements"
    with override("en"):
        assert words.how_it_goes(found).sentence == "What the programme brings about cannot be said yet"


@pytest.mark.parametrize(
    ("locked", "expected"),
    [
        ([], Standing.NONE),
        ([date(2026, 2, 1)], Standing.BEFORE),
        ([date(2026, 2, 1), date(2026, 2, 8)], Standing.BEFORE),
        ([date(2026, 2, 1), date(2026, 4, 1)], Standing.CHANGED),
        ([date(2026, 3, 2)], Standing.AFTER),  # on the day itself something may be known
    ],
)
def test_a_protocol_counts_from_before_the_start(locked, expected):
    assert standing(locked, date(2026, 3, 2)) == expected

import pytest

from kring.demo import content
from kring.demo.cast import CASTS, CHANNEL_WEIGHTS, CHANNELS
from kring.demo.names import addresses, draw
from kring.demo.personas import PERSONAS


@pytest.mark.parametrize("cast", CASTS, ids=lambda c: c.key)
def test_there_is_enough_to_tell_in_both_languages(cast):
    told = content.of(cast.key)
    assert len(told.stories) >= {"bank": 40, "insurer": 25}[cast.key]
    themes = {theme.key for theme in told.themes}
    for story in told.stories:
        assert story.theme in themes
        assert set(story.title) == set(story.body) == {"nl", "en"}
        assert all(len(text) > 100 for text in story.body.values()), story.title
        assert all(len(text) <= 200 for text in story.title.values())


@pytest.mark.parametrize("cast", CASTS, ids=lambda c: c.key)
def test_prompts_ask(cast):
    for story in content.of(cast.key).stories:
        assert story.asks, story.title
        assert set(story.made_for) <= set(story.asks), story.title
        for said in story.asks.values():
            assert set(said) == {"nl", "en"}
            assert all("?" in text for text in said.values()), said


@pytest.mark.parametrize("cast", CASTS, ids=lambda c: c.key)
def test_every_theme_has_words_of_people_in_both_languages(cast):
    for theme in content.of(cast.key).themes:
        words = content.posts()[theme.key]
        assert len(set(words["nl"])) >= 7
        assert len(set(words["en"])) >= 5


@pytest.mark.parametrize("cast", CASTS, ids=lambda c: c.key)
def test_the_cast_fits_together(cast):
    assert len({*cast.units, *cast.regions, cast.central}) == len(cast.units) + len(cast.regions) + 1
    assert all(len(weights) == len(cast.departments) for weights in cast.department_weights)
    assert len(CHANNELS) == len(CHANNEL_WEIGHTS)
    assert cast.domain.endswith(".example")


def test_every_kind_of_user_is_there_in_both_organisations():
    kinds = {"hero", "editor", "desk", "manager", "administrator", "works_council", "agency", "writer"}
    for cast in CASTS:
        here = [p for p in PERSONAS if cast.key in (p.organisation, *p.also_in)]
        assert {role for p in here for role in p.roles} == kinds
        assert {p.group for p in here if not p.roles and not p.is_new} == {0, 1, 2, 3}
        assert any(p.is_new for p in here)


def test_no_address_is_given_twice():
    import numpy as np

    names = draw(20_000, np.random.default_rng(1))
    mails = addresses(names, "kerspel.example")
    assert len(set(mails)) == len(mails)
    assert all(mail.isascii() and " " not in mail for mail in mails)

"""Every version is kept, can be compared and brought back; nobody overwrites what they did not see."""

import pytest
from django.utils import timezone

from kring.stories import queries
from kring.stories.actions import Words, Writing, bring_back, forget_typed, type_story, write_story
from kring.stories.errors import StoryChangedError
from kring.stories.rules.versions import Piece, changed, compare, pieces
from tests import make

NOW = timezone.now()


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], name="Daan Kuipers")


@pytest.fixture
def other(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], name="Eline Schut")


@pytest.fixture
def theme(organisation):
    return make.theme(organisation)


def write(by, theme, body, story=None, **more):
    writing = Writing(theme_id=theme.pk, texts={"nl": Words("Brug", body)}, **more.pop("fields", {}))
    return write_story(by=by, story=story, writing=writing, now=NOW, **more)


def bodies(story):
    return [version.snapshot["texts"]["nl"]["body"] for version in queries.versions(story)]


def test_a_version_is_kept_when_something_changed_and_only_then(editor, theme):
    story = write(editor, theme, "Een.")
    write(editor, theme, "Een.", story)
    write(editor, theme, "Twee.", story)
    assert bodies(story) == ["Twee.", "Een."]


def test_what_was_there_before_versions_were_kept_becomes_the_first(organisation, editor, theme):
    story = make.story(organisation, theme=theme, title="Brug", body="Oud.", languages=["nl"], link="")
    write(editor, theme, "Nieuw.", story)
    assert bodies(story) == ["Nieuw.", "Oud."]


def test_the_second_of_two_editors_overwrites_nothing_and_sees_both(editor, other, theme):
    story = write(editor, theme, "Een.")
    write(editor, theme, "Twee.", story, seen=1)
    with pytest.raises(StoryChangedError, match="Daan Kuipers kept this story") as refused:
        write(other, theme, "Drie.", story, seen=1)
    assert refused.value.newer[-1].number == 2
    assert refused.value.mine["texts"]["nl"]["body"] == "Drie."
    assert bodies(story) == ["Twee.", "Een."]
    write(other, theme, "Drie.", story, seen=2)
    assert bodies(story) == ["Drie.", "Twee.", "Een."]


def test_an_older_version_comes_back_as_a_new_one(organisation, editor, theme):
    group = make.group(organisation, "networker")
    story = write(editor, theme, "Een.", fields={"groups": frozenset({group.pk}), "link": "https://een.example/"})
    write(editor, theme, "Twee.", story)
    back = bring_back(by=editor, story=story, number=1, seen=2, now=NOW)
    assert bodies(story) == ["Een.", "Twee.", "Een."]
    assert (back.link, back.is_for_everyone) == ("https://een.example/", False)
    assert queries.version(story, 3).of == 1


def test_words_that_differ_are_told_apart():
    assert pieces("De brug is dicht.", "De brug is open.") == (
        Piece("same", "De brug is "), Piece("gone", "dicht"), Piece("new", "open"), Piece("same", "."),
    )  # fmt: skip
    one, other = {"texts": {"nl": {"title": "A"}}, "link": ""}, {"texts": {"nl": {"title": "B"}}, "link": "x"}
    assert changed(one, other) == ["texts.nl.title", "link"]
    assert [change.name for change in compare(one, other)] == ["texts.nl.title", "link"]


@pytest.fixture
def client(editor, client_of):
    return client_of(editor)


def test_what_is_typed_is_kept_apart_and_offered_again(client, editor, theme):
    story = write(editor, theme, "Een.")
    typed = {"title_nl": "Brug", "body_nl": "Een halve zin", "theme": theme.pk, "seen": "1", "audience": "everyone"}
    assert client.post(f"/stories/{story.pk}/typed", typed).json() == {"is_kept": True}
    assert bodies(story) == ["Een."]
    assert "that was not kept yet" in client.get(f"/stories/{story.pk}/").text
    taken = client.get(f"/stories/{story.pk}/?typed=take").text
    assert "Een halve zin" in taken
    client.post(f"/stories/{story.pk}/", typed | {"editorial": "0", "do": "keep"})
    assert bodies(story)[0] == "Een halve zin"
    assert queries.typed(editor, story) is None


def test_what_is_typed_on_a_new_story_is_kept_once_and_can_go(editor):
    for words in ("Een", "Twee"):
        type_story(by=editor, story=None, fields={"title_nl": [words]}, now=NOW)
    assert queries.typed(editor, None).fields == {"title_nl": ["Twee"]}
    assert type_story(by=editor, story=None, fields={"body_nl": ["x" * 300_000]}, now=NOW) is None
    forget_typed(by=editor, story=None)
    assert queries.typed(editor, None) is None


def test_the_page_says_who_kept_what_and_keeps_my_words_in_the_form(client, editor, other, theme):
    story = write(editor, theme, "Een.")
    write(other, theme, "Twee woorden.", story)
    mine = {"title_nl": "Brug", "body_nl": "Mijn woorden.", "theme": theme.pk, "seen": "1", "audience": "everyone"}
    answer = client.post(f"/stories/{story.pk}/", mine | {"editorial": "0", "link": "", "do": "keep"})
    assert answer.status_code == 422
    for said in ("Eline Schut kept this story", "Mijn woorden.", "<del", "<ins", 'name="seen" value="2"'):
        assert said in answer.text
    assert bodies(story) == ["Twee woorden.", "Een."]


def test_versions_are_compared_and_brought_back_on_their_page(client, editor, theme):
    story = write(editor, theme, "De brug is dicht.")
    write(editor, theme, "De brug is open.", story)
    page = client.get(f"/stories/{story.pk}/versions").text
    assert "dicht" in page
    assert "<ins" in page
    client.post(f"/stories/{story.pk}/versions/1/back", {"seen": "2"})
    assert bodies(story)[0] == "De brug is dicht."

"""Editors write, publish and take down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.stories import queries
from kring.stories.actions import (
    Asked,
    Words,
    Writing,
    decide_idea,
    publish_story,
    take_down_story,
    throw_away_draft,
    write_story,
)
from kring.stories.errors import NotADraftError, NoThemeError, StoryNotReadyError
from kring.stories.rules.board import Column
from tests import make

NOW = timezone.now()
WORDS = {"nl": Words("Een nieuwe brug", "Maandag ging hij open.")}


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


@pytest.fixture
def theme(organisation):
    return make.theme(organisation)


def draft(editor, theme, **fields):
    writing = Writing(**{"theme_id": theme.pk, "texts": WORDS} | fields)
    return write_story(by=editor, story=None, writing=writing, now=NOW)


def test_what_is_written_is_a_draft_until_it_is_published(editor, theme):
    story = draft(editor, theme)
    assert list(queries.in_column(Column.DRAFT, NOW)) == [story]
    publish_story(by=editor, story=story, now=NOW)
    assert list(queries.in_column(Column.LIVE, NOW)) == [story]


def test_a_later_moment_plans_it(editor, theme):
    story = publish_story(by=editor, story=draft(editor, theme), live_from=NOW + timedelta(days=2), now=NOW)
    assert list(queries.in_column(Column.READY, NOW)) == [story]
    assert list(queries.in_column(Column.LIVE, NOW + timedelta(days=3))) == [story]


def test_taking_down_ends_it_and_planned_ones_are_ready_without_a_day(editor, theme):
    live = publish_story(by=editor, story=draft(editor, theme), live_from=NOW - timedelta(days=1), now=NOW)
    planned = publish_story(by=editor, story=draft(editor, theme), live_from=NOW + timedelta(days=1), now=NOW)
    for story in (live, planned):
        take_down_story(by=editor, story=story, now=NOW)
    assert list(queries.in_column(Column.ARCHIVED, NOW)) == [live]
    assert list(queries.in_column(Column.READY, NOW)) == [planned]
    assert queries.story(planned.pk).live_from is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"texts": {}}, "title"),
        ({"texts": {"nl": Words("Een brug", "")}}, "Write a text"),
        ({"texts": {"nl": Words("Een brug", "Open."), "en": Words("", "Open.")}}, "title"),
        ({"groups": frozenset()}, "at least one group"),
        ({"picture": b"RIFF"}, "what is in the picture"),
        ({"picture": b"RIFF", "picture_alt": {"en": "A bridge"}}, "what is in the picture"),
    ],
)
def test_it_is_not_published_while_something_is_missing_but_nothing_is_lost(editor, theme, fields, sentence):
    story = draft(editor, theme, **fields)
    with pytest.raises(StoryNotReadyError, match=sentence):
        publish_story(by=editor, story=story, now=NOW)
    assert list(queries.in_column(Column.DRAFT, NOW)) == [story]


def test_a_live_story_cannot_lose_what_it_needs(editor, theme):
    story = publish_story(by=editor, story=draft(editor, theme), now=NOW)
    with pytest.raises(StoryNotReadyError):
        write_story(by=editor, story=story, writing=Writing(theme_id=theme.pk), now=NOW)
    assert queries.wordings(story.pk) == ["Een nieuwe brug", "Maandag ging hij open."]


def test_it_cannot_end_before_it_begins(editor, theme):
    with pytest.raises(StoryNotReadyError, match="last moment"):
        publish_story(by=editor, story=draft(editor, theme), live_until=NOW - timedelta(hours=1), now=NOW)


def test_each_group_keeps_its_own_question(editor, theme, organisation):
    group = make.group(organisation, "networker")
    story = draft(editor, theme, asks={group.pk: Asked({"nl": "Wat vroeg je klant?"}, {"nl": "Mooi werk."})})
    publish_story(by=editor, story=story, now=NOW)
    networker = make.person(organisation, target_group=group, language="nl")
    card = queries.card(story.pk, networker)
    assert (card.prompt, card.example) == ("Wat vroeg je klant?", "Mooi werk.")


def test_changing_it_replaces_texts_and_questions(editor, theme, organisation):
    group = make.group(organisation, "networker")
    story = draft(editor, theme, asks={group.pk: Asked({"nl": "Wat vroeg je klant?"})})
    write_story(by=editor, story=story, writing=Writing(theme_id=theme.pk, texts={"en": Words("A bridge")}), now=NOW)
    assert queries.languages(story.pk) == ["en"]
    assert queries.cards_for([story.pk], group=group, language="nl")[story.pk].prompt == "Wat zag jij?"


def test_only_a_draft_can_be_thrown_away(editor, theme):
    story = publish_story(by=editor, story=draft(editor, theme), now=NOW)
    with pytest.raises(NotADraftError):
        throw_away_draft(by=editor, story=story)
    throw_away_draft(by=editor, story=draft(editor, theme))
    assert sum(queries.counts(NOW).values()) == 1


def test_an_idea_whose_draft_is_thrown_away_waits_for_an_answer_again(editor, theme):
    idea = make.idea(editor, to_share="Een brug")
    decide_idea(by=editor, idea_id=idea.pk, outcome="make", version=1, now=NOW)
    idea.refresh_from_db()
    assert not queries.ideas_waiting().exists()
    throw_away_draft(by=editor, story=idea.story)
    waiting = queries.ideas_waiting().get()
    assert (waiting.pk, waiting.story, waiting.outcome) == (idea.pk, None, "")


def test_without_any_theme_it_says_to_make_one_first(editor):
    with pytest.raises(NoThemeError, match="Make a theme first"):
        write_story(by=editor, story=None, writing=Writing(texts=WORDS), now=NOW)

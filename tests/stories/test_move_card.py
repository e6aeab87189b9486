"""Stories travel over the board, also when two editors move the same card."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.stories import queries
from kring.stories.actions import decide_review, move_card, reschedule, set_review, write_story
from kring.stories.actions.writing import Words, Writing, written
from kring.stories.errors import (
    CardMovedError,
    EmbargoError,
    NotPlannedError,
    OwnReviewError,
    ReasonMissingError,
    ReviewNeededError,
    StoryNotReadyError,
    WayClosedError,
)
from kring.stories.models import Story
from kring.stories.rules.board import Column, Review
from tests import make

NOW = timezone.now()


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], name="Daan Kuipers")


@pytest.fixture
def other(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], name="Eline Schut")


def draft(organisation, **fields):
    return make.story(organisation, **{"live_from": None} | fields)


def move(by, story, to, now=NOW):
    story.refresh_from_db()
    return move_card(by=by, story_id=story.pk, to=to, version=story.version, now=now)


def column(story, now=NOW):
    return queries.column_of(Story.objects.get(pk=story.pk), now)


def test_a_card_travels_from_draft_to_the_archive(organisation, editor):
    story = draft(organisation)
    for minute, to in enumerate([Column.REVIEW, Column.READY, Column.LIVE, Column.ARCHIVED]):
        now = NOW + timedelta(minutes=minute)
        move(editor, story, to, now)
        assert column(story, now) is to
    assert [n.details.get("to") for n in queries.history(story)] == ["review", "ready", "live", "taken_down"]


def test_the_second_of_two_editors_is_told_where_the_card_is(organisation, editor, other):
    story = draft(organisation)
    move_card(by=editor, story_id=story.pk, to=Column.REVIEW, version=1, now=NOW)
    with pytest.raises(CardMovedError, match=r"Daan Kuipers moved this story.*In review"):
        move_card(by=other, story_id=story.pk, to=Column.READY, version=1, now=NOW)
    assert column(story) is Column.REVIEW


def test_publishing_says_all_that_is_missing_and_moves_nothing(organisation, editor):
    story = draft(organisation, languages=[], link="")
    with pytest.raises(StoryNotReadyError) as refused:
        move(editor, story, Column.LIVE)
    assert len(refused.value.reasons) == 2
    assert column(story) is Column.DRAFT


def test_what_people_have_seen_is_no_draft_again(organisation, editor):
    with pytest.raises(WayClosedError):
        move(editor, make.story(organisation), Column.DRAFT)


def test_a_planned_story_is_ready_and_can_go_back(organisation, editor):
    story = make.story(organisation, live_from=NOW + timedelta(days=2))
    assert column(story) is Column.READY
    move(editor, story, Column.DRAFT)
    assert column(story) is Column.DRAFT


def test_a_sensitive_story_needs_a_second_pair_of_eyes(organisation, editor, other):
    story = write_story(
        by=editor,
        story=None,
        writing=Writing(
            theme_id=make.theme(organisation).pk,
            texts={"nl": Words("Brug", "Open.")},
            is_sensitive=True,
            sensitive_why="Rouw",
        ),
        now=NOW,
    )
    for to in (Column.READY, Column.LIVE):
        with pytest.raises((ReviewNeededError, StoryNotReadyError), match="second pair of eyes"):
            move(editor, story, to)
    move(editor, story, Column.REVIEW)
    with pytest.raises(OwnReviewError):
        decide_review(by=editor, story=story, approves=True, words="", now=NOW)
    with pytest.raises(ReasonMissingError):
        decide_review(by=other, story=story, approves=False, words=" ", now=NOW)
    decide_review(by=other, story=story, approves=True, words="Mooi", now=NOW)
    assert column(story) is Column.READY
    move(editor, story, Column.LIVE)
    assert column(story) is Column.LIVE


def test_a_yes_is_to_the_words_that_were_read(organisation, editor, other):
    theme = make.theme(organisation)
    writing = Writing(theme_id=theme.pk, texts={"nl": Words("Brug", "Open.")}, is_sensitive=True, sensitive_why="Rouw")
    story = write_story(by=editor, story=None, writing=writing, now=NOW)
    decide_review(by=other, story=story, approves=True, words="", now=NOW)
    assert queries.is_approved(story)
    writing = Writing(theme_id=theme.pk, texts={"nl": Words("Brug", "Dicht!")}, is_sensitive=True, sensitive_why="Rouw")
    write_story(by=editor, story=story, writing=writing, now=NOW)
    assert not queries.is_approved(story)


def test_an_organisation_can_want_review_always_or_never(organisation, editor):
    set_review(by=editor, review=Review.ALWAYS)
    with pytest.raises(ReviewNeededError):
        move(editor, draft(organisation), Column.READY)
    set_review(by=editor, review=Review.NEVER)
    story = draft(organisation, sensitivity="sensitive", sensitive_why="Rouw")
    move(editor, story, Column.LIVE)
    assert column(story) is Column.LIVE


def test_nothing_is_published_before_its_embargo(organisation, editor):
    story = draft(organisation, embargo_until=NOW + timedelta(days=3))
    with pytest.raises(EmbargoError, match="embargo until"):
        move(editor, story, Column.LIVE)


def test_a_planned_story_gets_another_day_at_the_same_time(organisation, editor):
    start = timezone.localtime(NOW + timedelta(days=2)).replace(hour=7, minute=30, second=0, microsecond=0)
    story = make.story(organisation, live_from=start)
    day = timezone.localdate(NOW) + timedelta(days=9)
    reschedule(by=editor, story_id=story.pk, day=day, version=1, now=NOW)
    moved = timezone.localtime(Story.objects.get(pk=story.pk).live_from)
    assert (moved.date(), moved.hour, moved.minute) == (day, 7, 30)
    with pytest.raises(CardMovedError):
        reschedule(by=editor, story_id=story.pk, day=day, version=1, now=NOW)


@pytest.mark.parametrize(("days", "to"), [(-1, 3), (2, -1)])
def test_only_what_is_to_come_gets_another_day_to_come(organisation, editor, days, to):
    story = make.story(organisation, live_from=NOW + timedelta(days=days))
    day = timezone.localdate(NOW) + timedelta(days=to)
    with pytest.raises(NotPlannedError):
        reschedule(by=editor, story_id=story.pk, day=day, version=1, now=NOW)


def test_a_text_that_changed_leaves_the_other_language_behind_until_it_follows(organisation, editor):
    story = draft(organisation)
    there = written(story)

    def write(nl, en, **more):
        texts = {"nl": Words("Brug", nl), "en": Words("Bridge", en)}
        return write_story(
            by=editor, story=story, writing=Writing(theme_id=there.theme_id, texts=texts, **more), now=NOW
        )

    def behind():
        return [text.language for text in queries.behind(story)]

    write("Open.", "Open.")
    assert behind() == []
    write("Maandag open.", "Open.")
    assert behind() == ["en"]
    write("Maandag open.", "Opens Monday.")
    assert behind() == []
    write("Dinsdag open.", "Opens Monday.")
    write("Dinsdag open.", "Opens Monday.", is_translation_fine=True)
    assert behind() == []

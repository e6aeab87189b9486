"""Lessons: the first set, changes by editors, finishing one, and counts that name nobody."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import translation

from kring.training import actions, content, queries, rules
from kring.training.actions import LessonText
from kring.training.errors import FilmRefusedError, GoalUnknownError, LessonEmptyError, LessonOffError
from kring.training.models import Completion, Goal, Lesson, TrackStep
from kring.training.tasks import bring_in_where_none
from tests import make

NOW = datetime.fromisoformat("2026-11-25T12:00:00+01:00")  # a Wednesday


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


@pytest.mark.parametrize("lesson", content.lessons(), ids=lambda one: one.key)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_lesson_of_the_first_set_is_whole_short_and_has_its_picture(lesson, language):
    texts = {field: said[language] for field, said in lesson.texts.items()}
    assert all(texts.values())
    assert 200 <= len(texts["body"].split()) <= 350
    assert lesson.picture in rules.PICTURES
    assert texts["question"].endswith("?")


def test_the_first_set_names_no_network():
    words = " ".join(said for one in content.lessons() for texts in one.texts.values() for said in texts.values())
    for network in ("LinkedIn", "Facebook", "Instagram", "Mastodon", "Bluesky", "X.com", "TikTok"):
        assert network.lower() not in words.lower()


def test_each_group_gets_its_own_order_and_nothing_comes_in_twice(organisation):
    assert actions.seed_lessons(organisation=organisation) == len(content.lessons())
    assert actions.seed_lessons(organisation=organisation) == 0
    orders = {track.group.key: [lesson.key for lesson in track.steps] for track in queries.tracks()}
    assert orders == content.tracks()
    assert len({tuple(order) for order in orders.values()}) == 4


def test_what_an_editor_changed_stays_when_the_set_is_brought_in_again(organisation, editor):
    actions.seed_lessons(organisation=organisation)
    mine = Lesson.objects.get(key="listen")
    actions.save_lesson(by=editor, lesson=mine, text=LessonText({"nl": "Onze les"}, {"nl": "Anders."}))
    actions.seed_lessons(organisation=organisation)
    assert Lesson.objects.get(key="listen").title == {"nl": "Onze les"}


def test_an_organisation_without_lessons_gets_them_at_night(organisation):
    bring_in_where_none(0)
    assert Lesson.objects.count() == len(content.lessons())


def test_who_starts_an_organisation_finds_lessons_there(transactional_db, run_jobs):
    from kring.core.scope import inside
    from kring.identity.actions import found_organisation

    founder = found_organisation(name="Nieuw", admin_name="An", admin_email="an@nieuw.example", language="nl", now=NOW)
    run_jobs()
    with inside(founder.organisation):
        assert Lesson.objects.count() == len(content.lessons())


@pytest.mark.parametrize("texts", [({}, {}), ({"nl": "Titel"}, {"en": "Text"}), ({"nl": "Titel"}, {})])
def test_a_lesson_needs_a_title_and_a_text_in_one_language(editor, texts):
    with pytest.raises(LessonEmptyError):
        actions.save_lesson(by=editor, lesson=None, text=LessonText(*texts))


@pytest.mark.parametrize(("name", "data"), [("film.mp4", b"<html>not a film"), ("film.exe", b"\0\0\0\x20ftypisom")])
def test_a_file_that_is_no_film_is_refused(editor, name, data):
    text = LessonText({"nl": "T"}, {"nl": "B"}, film=ContentFile(data, name=name))
    with pytest.raises(FilmRefusedError):
        actions.save_lesson(by=editor, lesson=None, text=text)


def test_a_reader_of_the_other_language_gets_the_whole_lesson_in_one(organisation):
    lesson = make.lesson(organisation, title={"nl": "Dag"}, body={"nl": "Ja"}, task={"nl": "Doe", "en": "Do"})
    with translation.override("en"):
        shown = queries.shown(lesson)
    assert (shown.language, shown.title, shown.task) == ("nl", "Dag", "Doe")


@pytest.mark.parametrize(
    ("move", "order"),
    [("up", [2, 1, 3]), ("down", [1, 3, 2]), ("out", [1, 3]), ("in", [1, 2, 3])],
)
def test_a_lesson_moves_in_a_track(organisation, editor, move, order):
    lessons = [make.lesson(organisation) for _ in range(3)]
    group = make.group(organisation, "ambassador")
    actions.move_lesson(by=editor, target_group=group, lesson=lessons[1], move=rules.Move(move))
    steps = TrackStep.objects.filter(target_group=group).values_list("lesson_id", flat=True)
    assert list(steps) == [lessons[n - 1].pk for n in order]


def test_the_ends_of_a_track_hold():
    assert rules.moved([1, 2], 1, rules.Move.UP) == [1, 2]
    assert rules.moved([1, 2], 2, rules.Move.DOWN) == [1, 2]
    assert rules.moved([1], 2, rules.Move.IN) == [1, 2]


def test_finishing_counts_once_and_can_be_taken_back(person, organisation):
    lesson = make.lesson(organisation)
    actions.finish_lesson(by=person, lesson=lesson, now=NOW)
    actions.finish_lesson(by=person, lesson=lesson, now=NOW + timedelta(days=1))
    assert Completion.objects.get().done_at == NOW
    actions.take_back_lesson(by=person, lesson=lesson)
    assert not Completion.objects.exists()


def test_a_lesson_that_is_off_is_not_finished(person, organisation):
    with pytest.raises(LessonOffError):
        actions.finish_lesson(by=person, lesson=make.lesson(organisation, is_on=False), now=NOW)


def test_the_next_lesson_is_the_first_that_is_on_and_not_done(person, organisation):
    first, _off, third = (make.lesson(organisation, is_on=n != 1) for n in range(3))
    other = make.lesson(organisation, groups=("networker",))
    make.completion(person, first)
    mine = queries.learn_page(person)
    assert [step.id for step in mine.steps] == [first.pk, third.pk]
    assert mine.next.id == third.pk
    assert [one.id for one in mine.more] == [other.pk]


def test_somebody_of_no_group_takes_the_track_for_everybody(organisation):
    lesson = make.lesson(organisation)
    nobody = make.person(organisation, target_group=None)
    assert [step.id for step in queries.learn_page(nobody).steps] == [lesson.pk]


@pytest.mark.parametrize(("did", "shown"), [(4, None), (5, 5), (7, 5), (8, 10), (16, None)])
def test_a_count_stands_only_where_it_names_nobody(organisation, did, shown):
    lesson = make.lesson(organisation)
    for n in range(20):
        someone = make.person(organisation, unit=None)
        if n < did:
            make.completion(someone, lesson, done_at=NOW - timedelta(days=9))
    assert queries.finished_counts(organisation, NOW, 5).get(lesson.pk) == shown


def test_a_count_moves_once_a_week(organisation):
    lesson = make.lesson(organisation)
    for _ in range(12):
        make.person(organisation, unit=None)
    for _ in range(6):
        make.completion(make.person(organisation, unit=None), lesson, done_at=NOW)
    assert queries.finished_counts(organisation, NOW, 5) == {}
    assert queries.finished_counts(organisation, NOW + timedelta(days=5), 5) == {lesson.pk: 5}


def test_the_last_completion_of_each_person_is_within_the_period(organisation, person):
    for days, lesson in (
        (1, make.lesson(organisation)),
        (3, make.lesson(organisation)),
        (40, make.lesson(organisation)),
    ):
        make.completion(person, lesson, done_at=NOW - timedelta(days=days))
    found = queries.last_completion(since=NOW - timedelta(days=30), until=NOW - timedelta(days=1))
    assert found == {person.pk: NOW - timedelta(days=3)}


def test_a_goal_is_chosen_changed_and_let_go(person):
    assert queries.goal_of(person) is None
    actions.choose_goal(by=person, kind="listen", now=NOW)
    actions.choose_goal(by=person, kind="lead", own_words="  Over  wonen ", now=NOW)
    goal = queries.goal_of(person)
    assert (Goal.objects.count(), goal.kind, goal.own_words) == (1, "lead", "Over wonen")
    actions.forget_goal(by=person)
    assert queries.goal_of(person) is None


def test_a_goal_that_is_none_of_these_is_refused(person):
    with pytest.raises(GoalUnknownError):
        actions.choose_goal(by=person, kind="win", now=NOW)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=-10", (90, 99)),
        ("bytes=90-500", (90, 99)),
        ("bytes=200-", None),
        ("bytes=x-y", None),
        ("items=0-1", None),
    ],
)
def test_a_player_gets_the_part_of_a_film_that_it_asks_for(header, expected):
    assert rules.byte_range(header, 100) == expected


def test_nothing_here_reads_the_clock_by_itself(organisation, person):
    lesson = make.lesson(organisation)
    with time_machine.travel("2030-01-01"):
        actions.finish_lesson(by=person, lesson=lesson, now=NOW)
    assert Completion.objects.get().done_at == NOW

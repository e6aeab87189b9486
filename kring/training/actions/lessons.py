"""Lessons: the first set, changes by editors, and what a person does with them."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction

from kring.core.models import Organisation
from kring.people import queries as people
from kring.training import content, rules
from kring.training.errors import FilmRefusedError, GoalUnknownError, LessonEmptyError, LessonOffError
from kring.training.models import Completion, Goal, Lesson, TrackStep

if TYPE_CHECKING:
    from kring.people.models import Person, TargetGroup

Said = dict[str, str]


@dataclass(frozen=True)
class LessonText:
    """What an editor fills in about a lesson."""

    title: Said
    body: Said
    task: Said = field(default_factory=dict)
    question: Said = field(default_factory=dict)
    answer: Said = field(default_factory=dict)
    picture: str = ""
    film_link: str = ""
    minutes: int = 3
    film: "File[bytes] | None" = None
    removes_film: bool = False


@transaction.atomic
def seed_lessons(*, organisation: Organisation) -> int:
    """Give an organisation the lessons that Kring comes with; what is there already is left alone. Return how many."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one at a time: nothing comes in twice
    there = set(Lesson.objects.exclude(key="").values_list("key", flat=True))
    made = Lesson.objects.bulk_create(
        Lesson(organisation=organisation, key=one.key, picture=one.picture, minutes=one.minutes, **one.texts)
        for one in content.lessons()
        if one.key not in there
    )
    new = {lesson.key: lesson for lesson in made}
    groups = {group.key: group for group in people.target_groups()}
    TrackStep.objects.bulk_create(
        TrackStep(organisation=organisation, target_group=groups[group], lesson=new[key], position=position)
        for group, keys in content.tracks().items()
        for position, key in enumerate(keys)
        if group in groups and key in new
    )
    return len(made)


@transaction.atomic
def save_lesson(*, by: "Person", lesson: Lesson | None, text: LessonText) -> Lesson:
    """Keep a lesson as an editor filled it in; one language is enough."""
    if not any(text.title.get(language) and text.body.get(language) for language in content.LANGUAGES):
        raise LessonEmptyError
    if text.film is not None:
        ending = PurePosixPath(text.film.name or "").suffix.lower()
        if ending not in rules.FILM_KINDS or text.film.size > rules.FILM_LARGEST or not _is_film(text.film):
            raise FilmRefusedError(rules.FILM_LARGEST // 1024 // 1024)
    lesson = lesson or Lesson(organisation_id=by.organisation_id)
    for name in content.FIELDS:
        setattr(lesson, name, {language: said for language, said in getattr(text, name).items() if said})
    lesson.picture, lesson.film_link, lesson.minutes = text.picture, text.film_link, text.minutes
    old = (lesson.film.storage, str(lesson.film.name)) if lesson.film and (text.film or text.removes_film) else None
    if text.film is not None:
        lesson.film = text.film
    elif text.removes_film:
        lesson.film = ""
    lesson.save()
    if old:
        transaction.on_commit(lambda: old[0].delete(old[1]))
    return lesson


def _is_film(film: "File[bytes]") -> bool:
    """Return whether a file begins as MP4 or WebM files do."""
    head = film.read(12)
    film.seek(0)
    return head[4:8] == b"ftyp" or head[:4] == b"\x1aE\xdf\xa3"


def switch_lesson(*, by: "Person", lesson: Lesson, is_on: bool) -> None:
    """Show a lesson to people, or not (any more); who finished it keeps that."""
    Lesson.objects.filter(pk=lesson.pk).update(is_on=is_on)


@transaction.atomic
def move_lesson(*, by: "Person", target_group: "TargetGroup", lesson: Lesson, move: rules.Move) -> None:
    """Move a lesson in the track of a group, put it in at the end, or take it out."""
    steps = TrackStep.objects.select_for_update().filter(target_group=target_group)
    known = {step.lesson_id: step for step in steps}
    order = rules.moved(list(known), lesson.pk, move)
    for position, pk in enumerate(order):
        if pk in known:
            TrackStep.objects.filter(pk=known[pk].pk).update(position=position)
        else:
            TrackStep.objects.get_or_create(
                organisation_id=by.organisation_id,
                target_group=target_group,
                lesson_id=pk,
                defaults={"position": position},
            )
    TrackStep.objects.filter(target_group=target_group).exclude(lesson_id__in=order).delete()


def finish_lesson(*, by: "Person", lesson: Lesson, now: datetime) -> None:
    """Note that `by` read a lesson and tried it; the first time is what counts."""
    if not lesson.is_on:
        raise LessonOffError
    Completion.objects.get_or_create(
        organisation_id=by.organisation_id, person=by, lesson=lesson, defaults={"done_at": now}
    )


def take_back_lesson(*, by: "Person", lesson: Lesson) -> None:
    """Forget that `by` finished a lesson: a tap too many."""
    Completion.objects.filter(person=by, lesson=lesson).delete()


def choose_goal(*, by: "Person", kind: str, own_words: str = "", now: datetime) -> Goal:
    """Keep what being comfortable means to `by`."""
    if kind not in list(rules.Comfort):
        raise GoalUnknownError
    chosen = {"kind": kind, "own_words": " ".join(own_words.split())[:200], "chosen_at": now}
    goal, _new = Goal.objects.update_or_create(organisation_id=by.organisation_id, person=by, defaults=chosen)
    return goal


def forget_goal(*, by: "Person") -> None:
    """Have no goal (any more)."""
    Goal.objects.filter(person=by).delete()

"""Reads about lessons: my track, one lesson, what editors see, and counts for figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils.translation import get_language

from kring.measure.suppress import rounded
from kring.people import queries as people
from kring.training import rules
from kring.training.models import Completion, Goal, Lesson, TrackStep

if TYPE_CHECKING:
    from kring.core.models import Organisation
    from kring.people.models import Person, TargetGroup


@dataclass(frozen=True)
class LessonShown:
    """A lesson as one reader sees it: all of it in their language, or all of it in the other."""

    id: int
    language: str
    title: str
    body: str
    task: str
    question: str
    answer: str
    picture: str
    film: str  # where a file of the organisation's own plays from; empty: none
    film_link: str
    minutes: int
    done_at: datetime | None
    is_on: bool

    @property
    def is_done(self) -> bool:
        """Whether the reader finished it."""
        return self.done_at is not None

    @property
    def drawing(self) -> str:
        """The template with its illustration; empty: none."""
        return f"training/pictures/{self.picture}.svg" if self.picture in rules.PICTURES else ""


@dataclass(frozen=True)
class LearnPage:
    """Everything of my track: the lessons in order, the next one, and those outside of it."""

    group: "TargetGroup | None"
    steps: tuple[LessonShown, ...]
    more: tuple[LessonShown, ...]

    @property
    def next(self) -> LessonShown | None:
        """The first that I did not do yet."""
        return next((step for step in self.steps if not step.is_done), None)


@dataclass(frozen=True)
class Track:
    """The lessons of one target group in order, and those that could be put in."""

    group: "TargetGroup"
    steps: tuple[Lesson, ...]
    others: tuple[Lesson, ...]


@dataclass(frozen=True)
class LessonInList:
    """A lesson as editors see it; `finished` is rounded, and None where a count could name people."""

    lesson: Lesson
    missing: str
    finished: int | None


def shown(lesson: Lesson, done_at: datetime | None = None) -> LessonShown:
    """Return a lesson in the reader's language, or in the one it has."""
    wanted = (get_language() or "nl")[:2]
    other = "en" if wanted == "nl" else "nl"
    language = wanted if lesson.title.get(wanted) and lesson.body.get(wanted) else other
    texts = {name: getattr(lesson, name).get(language, "") for name in ("title", "body", "task", "question", "answer")}
    return LessonShown(
        id=lesson.pk,
        language=language,
        picture=lesson.picture,
        film=lesson.film.name or "",
        film_link=lesson.film_link,
        minutes=lesson.minutes,
        done_at=done_at,
        is_on=lesson.is_on,
        **texts,
    )


def group_of(person: "Person") -> "TargetGroup | None":
    """Return whose track `person` takes: that of their group, or of the group for everybody else."""
    return person.target_group or next((group for group in people.target_groups() if group.is_default), None)


def learn_page(person: "Person") -> LearnPage:
    """Return the track of `person`."""
    group = group_of(person)
    done = dict(Completion.objects.filter(person=person).values_list("lesson_id", "done_at"))
    on = {lesson.pk: shown(lesson, done.get(lesson.pk)) for lesson in Lesson.objects.filter(is_on=True)}
    order = list(TrackStep.objects.filter(target_group=group).values_list("lesson_id", flat=True)) if group else []
    return LearnPage(
        group=group,
        steps=tuple(on[pk] for pk in order if pk in on),
        more=tuple(one for pk, one in on.items() if pk not in order),
    )


def has_lessons() -> bool:
    """Return whether there is any lesson."""
    return Lesson.objects.exists()


def lesson(pk: int) -> Lesson | None:
    """Return one lesson, also one that is switched off."""
    return Lesson.objects.filter(pk=pk).first()


def done_at(person: "Person", lesson: Lesson) -> datetime | None:
    """Return when `person` finished a lesson: for themselves only."""
    return Completion.objects.filter(person=person, lesson=lesson).values_list("done_at", flat=True).first()


def lessons_in_list(organisation: "Organisation", now: datetime, smallest: int) -> list[LessonInList]:
    """Return every lesson for editors, with what is missing and a count that names nobody."""
    finished = finished_counts(organisation, now, smallest)
    return [
        LessonInList(one, rules.missing_translation(*_texts(one)), finished.get(one.pk))
        for one in Lesson.objects.order_by("-is_on", "pk")
    ]


def _texts(lesson: Lesson) -> list[dict[str, str]]:
    return [lesson.title, lesson.body, lesson.task, lesson.question, lesson.answer]


def tracks() -> list[Track]:
    """Return the track of every target group."""
    lessons = {one.pk: one for one in Lesson.objects.all()}
    order: dict[int, list[int]] = {}
    for group_id, lesson_id in TrackStep.objects.values_list("target_group_id", "lesson_id"):
        order.setdefault(group_id, []).append(lesson_id)
    return [
        Track(
            group,
            tuple(lessons[pk] for pk in order.get(group.pk, [])),
            tuple(one for pk, one in lessons.items() if pk not in order.get(group.pk, []) and one.is_on),
        )
        for group in people.target_groups()
    ]


def finished_counts(organisation: "Organisation", now: datetime, smallest: int) -> dict[int, int]:
    """Return how many participants finished each lesson until last Sunday, rounded.

    A count stands only where at least `smallest` did it and as many did not, and it moves once a week.
    """
    zone = ZoneInfo(organisation.time_zone)
    until = datetime.combine(rules.monday(now.astimezone(zone).date()), time(), zone)
    everybody = people.participants().count()
    counted = (
        Completion.objects.filter(person__in=people.participants(), done_at__lt=until)
        .values_list("lesson_id")
        .annotate(people=Count("pk"))
    )
    return {pk: rounded(did, smallest) for pk, did in counted if min(did, everybody - did) >= smallest}


def last_completion(*, since: datetime, until: datetime) -> dict[int, datetime]:
    """Return when each person last finished a lesson in [since, until): for figures about groups only."""
    done = Completion.objects.filter(done_at__gte=since, done_at__lt=until)
    return dict(done.values_list("person_id").annotate(last=Max("done_at")))


def completions_of(person: "Person", *, since: datetime) -> list[datetime]:
    """Return when `person` finished lessons since then: for their own page only."""
    return list(Completion.objects.filter(person=person, done_at__gte=since).values_list("done_at", flat=True))


def goal_of(person: "Person") -> Goal | None:
    """Return what being comfortable means to `person`: for themselves, or where they choose to show it."""
    return Goal.objects.filter(person=person).first()


def completions(*, since: datetime, until: datetime) -> QuerySet[Completion]:
    """Return the lessons finished in [since, until): to see at once who is still there, and never shown by person."""
    return Completion.objects.filter(done_at__gte=since, done_at__lt=until)


def track_lengths() -> dict[int, int]:
    """Return how many lessons each target group's track has."""
    steps = TrackStep.objects.filter(lesson__is_on=True).values_list("target_group_id")
    return dict(steps.annotate(Count("pk")).order_by())


def done_of_own_track() -> dict[int, int]:
    """Return how many lessons of their own track each participant finished: used at once, and never shown."""
    of_track = TrackStep.objects.filter(lesson=OuterRef("lesson"), target_group=OuterRef("person__target_group"))
    done = Completion.objects.filter(Exists(of_track), lesson__is_on=True, person__in=people.participants())
    return dict(done.values_list("person_id").annotate(Count("pk")).order_by())


def goals_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Return which goal these people chose, for a place where each of them chose to show it."""
    return dict(Goal.objects.filter(person__in=list(person_ids)).values_list("person_id", "kind"))

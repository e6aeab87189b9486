"""Reads about what colleagues bring in: what waits, what is owed an answer, and with what files it came."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from kring.people import queries as people
from kring.people.rules import May, Purpose
from kring.stories.models import HourItem, HourPlan, Idea, IdeaPicture, Nomination, Recording

if TYPE_CHECKING:
    from kring.people.models import Person

ANSWER_WITHIN = 14  # days, where an organisation says nothing else
FORGOTTEN = timedelta(days=1)  # an hour that nobody closed is over by then
MOST_FOUND = 8


@dataclass(frozen=True)
class Brought:
    """An idea with its files, and whether its answer is owed."""

    idea: Idea
    pictures: list[IdeaPicture]
    recordings: list[Recording]
    is_owed: bool = False


def answer_within() -> int:
    """Return after how many days an idea is owed an answer."""
    days = HourPlan.objects.values_list("answer_within", flat=True).first()
    return ANSWER_WITHIN if days is None else days


def ideas_waiting(now: datetime | None = None, *, within: int | None = None) -> QuerySet[Idea]:
    """Return the ideas that wait, longest first: nobody answered yet, or "later" has come.

    With `now` each says whether its answer `is_owed`: it was on a session that is over, or is older than `within` days.
    """
    comes_back = Q(outcome=Idea.Outcome.LATER, due_on__lte=timezone.localdate(now))
    waiting = Idea.objects.filter(Q(answered_at__isnull=True) | comes_back)
    if now is not None:
        days = answer_within() if within is None else within
        talked_about = HourItem.objects.filter(idea=OuterRef("pk")).filter(
            Q(hour__closed_at__isnull=False) | Q(hour__starts_at__lt=now - FORGOTTEN)
        )
        owed = Q(created_at__lt=now - timedelta(days=days)) | Exists(talked_about)
        waiting = waiting.annotate(
            is_owed=Case(When(owed, then=Value(True)), default=Value(False), output_field=BooleanField())
        )
    return waiting.select_related("person", "theme__pillar").order_by("created_at", "pk")


def ideas_later() -> QuerySet[Idea]:
    """Return the ideas that are for later, the first to come back on top."""
    later = Idea.objects.filter(outcome=Idea.Outcome.LATER).exclude(due_on__lte=timezone.localdate())
    return later.select_related("person", "theme__pillar", "owner").order_by("due_on", "created_at")


def ideas_answered() -> QuerySet[Idea]:
    """Return the ideas that were answered, newest first."""
    answered = Idea.objects.filter(answered_at__isnull=False).exclude(outcome=Idea.Outcome.LATER)
    return answered.select_related("person", "theme__pillar", "story", "owner").order_by("-answered_at", "-pk")


def ideas_of(person: "Person") -> QuerySet[Idea]:
    """Return the ideas that somebody brought, newest first, each with what became of it."""
    return Idea.objects.filter(person=person).select_related("theme", "story").order_by("-created_at")


def idea(idea_id: int) -> Idea | None:
    """Return one idea."""
    return Idea.objects.select_related("person", "theme__pillar", "owner", "story").filter(pk=idea_id).first()


def brought(ideas: list[Idea]) -> list[Brought]:
    """Return ideas with their files, in two queries whatever their number."""
    pictures: dict[int, list[IdeaPicture]] = {}
    for picture in IdeaPicture.objects.filter(idea__in=ideas).order_by("pk"):
        pictures.setdefault(picture.idea_id, []).append(picture)
    recordings: dict[int, list[Recording]] = {}
    for one in Recording.objects.filter(idea__in=ideas).order_by("pk"):
        recordings.setdefault(one.idea_id, []).append(one)
    return [
        Brought(one, pictures.get(one.pk, []), recordings.get(one.pk, []), bool(getattr(one, "is_owed", False)))
        for one in ideas
    ]


def idea_picture(pk: int) -> IdeaPicture | None:
    """Return one picture that came with an idea."""
    return IdeaPicture.objects.filter(pk=pk).first()


def recording(pk: int) -> Recording | None:
    """Return one recording that came with an idea."""
    return Recording.objects.filter(pk=pk).first()


def recordings_arriving(before: datetime) -> QuerySet[Recording]:
    """Return the recordings that nobody checked, and that no worker has had in hand since `before`."""
    free = Q(claimed_at__isnull=True, created_at__lt=before) | Q(claimed_at__lt=before)
    return Recording.objects.filter(free, status=Recording.Status.ARRIVING).order_by("pk")


def editors() -> list["Person"]:
    """Return who may make stories here: of them one owns what is made of an idea."""
    return list(people.who_may(May.EDIT_STORIES))


def people_to_ask(words: str, *, by: "Person") -> list["Person"]:
    """Return colleagues whose name begins with these words: only who agreed to be named."""
    words = " ".join(words.split())
    if len(words) < 2:
        return []
    named = people.people_with_consent(Purpose.BE_NAMED).exclude(pk=by.pk)
    found = named.filter(Q(name__istartswith=words) | Q(name__icontains=f" {words}"))
    return list(found.order_by("name")[:MOST_FOUND])


def nominations_for(person: "Person") -> list[Nomination]:
    """Return what colleagues asked somebody to tell about, as long as it is open."""
    asked = Nomination.objects.filter(person=person, closed_at__isnull=True)
    return list(asked.select_related("by").order_by("-created_at")[:10])


def nomination(pk: int, person: "Person") -> Nomination | None:
    """Return one open question to this person."""
    return Nomination.objects.select_related("by").filter(pk=pk, person=person, closed_at__isnull=True).first()

"""Reads about sensitive subjects: which there are, what a text touches, which stories are held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kring.choose.phrases import phrases, touches
from kring.core.words import said_in
from kring.stories.models import Cleared, Story, StoryText, Subject


@dataclass(frozen=True)
class Guidance:
    """What somebody who is about to share has to know about a subject, in their language."""

    subject_id: int
    name: str
    happened: str
    may_say: str
    ask: str
    until: date | None


def subjects() -> QuerySet[Subject]:
    """Return all subjects, those that are sensitive now first, with how many stories each holds."""
    held = Story.objects.filter(subject=OuterRef("pk")).order_by().values("subject").annotate(n=Count("pk"))
    found = Subject.objects.select_related("by").annotate(held=Coalesce(Subquery(held.values("n")), 0))
    return found.order_by(F("lifted_at").desc(nulls_first=True), "-since", "-pk")


def subject(subject_id: int) -> Subject | None:
    """Return one subject."""
    return Subject.objects.filter(pk=subject_id).first()


def guidance_of(one: Subject, language: str) -> Guidance:
    """Return what is said about a subject in `language`."""
    return Guidance(
        subject_id=one.pk,
        name=said_in(one.name, language),
        happened=said_in(one.happened, language),
        may_say=said_in(one.may_say, language),
        ask=said_in(one.ask, language),
        until=one.expected_until,
    )


def touched(*texts: str) -> list[Subject]:
    """Return the sensitive subjects whose words stand in one of the texts; one query."""
    open_ones = Subject.objects.filter(lifted_at__isnull=True).exclude(words="").order_by("pk")
    return [one for one in open_ones if any(touches(text, phrases(one.words)) for text in texts)]


def guidance_for(words: str, language: str) -> list[Guidance]:
    """Return what to know before sharing these words."""
    return [guidance_of(one, language) for one in touched(words)]


def why_held(story_id: int, language: str) -> Guidance | None:
    """Return what holds a story; None when nothing does."""
    story = Story.objects.filter(pk=story_id, subject__isnull=False).select_related("subject").first()
    return guidance_of(story.subject, language) if story and story.subject else None


def held_story_ids(story_ids: Iterable[int] | None = None) -> set[int]:
    """Return which stories are held, among these or among all."""
    found = Story.objects.filter(subject__isnull=False)
    return set((found if story_ids is None else found.filter(pk__in=list(story_ids))).values_list("pk", flat=True))


def stories_on(one: Subject) -> QuerySet[Story]:
    """Return the stories that a subject holds, newest first."""
    return Story.objects.filter(subject=one).select_related("theme__pillar").order_by("-live_from", "-pk")


def about(one: Subject, now: datetime) -> list[int]:
    """Return the stories, live or to come, that the subject's words stand in and that no editor cleared."""
    wanted = phrases(one.words)
    if not wanted:
        return []
    to_come = StoryText.objects.filter(Q(story__live_until__isnull=True) | Q(story__live_until__gt=now))
    rows = to_come.exclude(story__in=Cleared.objects.filter(subject=one).values("story"))
    said = rows.filter(story__subject__isnull=True).values_list("story_id", "title", "body")
    return sorted({pk for pk, title, body in said if touches(f"{title}\n{body}", wanted)})


def to_put_on(search: str, now: datetime, most: int = 8) -> list[Story]:
    """Return stories, live or to come, that nothing holds, by words of their titles: to put on a subject by hand."""
    rows = Story.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=now), subject__isnull=True)
    for word in search.split()[:6]:
        rows = rows.filter(pk__in=StoryText.objects.filter(title__icontains=word).values("story"))
    return list(rows.select_related("theme__pillar").order_by("-changed_at")[:most])

"""Reads for editors: what is live, what is to come, what waits for them."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from kring.core.words import said_in
from kring.stories.models import Found, Pillar, Source, Story, StoryText, Theme, Variant
from kring.stories.queries.ideas import ideas_waiting


@dataclass(frozen=True)
class DeskRow:
    """A story on the editors' desk."""

    story: Story
    title: str
    languages: list[str]
    groups: list[int]  # made for these; none: for everyone

    @property
    def cover_url(self) -> str | None:
        """Where its picture is."""
        return self.story.picture.url if self.story.picture else None


@dataclass(frozen=True)
class Waiting:
    """What waits for an editor."""

    finds: int
    ideas: int
    sources: int
    problems: int


def desk_rows(stories: list[Story], language: str) -> list[DeskRow]:
    """Return stories with their title and whom they are for, in two queries whatever their number."""
    texts: dict[int, dict[str, str]] = {}
    for story_id, spoken, title in StoryText.objects.filter(story__in=stories).values_list(
        "story_id", "language", "title"
    ):
        texts.setdefault(story_id, {})[spoken] = title
    groups: dict[int, list[int]] = {}
    for story_id, group_id in Variant.objects.filter(story__in=stories).values_list("story_id", "target_group_id"):
        groups.setdefault(story_id, []).append(group_id)
    return [
        DeskRow(
            story=story,
            title=said_in(texts.get(story.pk), language),
            languages=sorted(texts.get(story.pk, {})),
            groups=[] if story.is_for_everyone else groups.get(story.pk, []),
        )
        for story in stories
    ]


def story(story_id: int) -> Story | None:
    """Return one story, whatever shelf it stands on."""
    return Story.objects.select_related("theme__pillar", "unit").filter(pk=story_id).first()


def waiting() -> Waiting:
    """Return what waits for an editor."""
    counted = Source.objects.aggregate(sources=Count("pk"), problems=Count("pk", filter=~Q(problem="") & Q(is_on=True)))
    return Waiting(
        finds=finds().count(), ideas=ideas_waiting().count(), sources=counted["sources"], problems=counted["problems"]
    )


def finds() -> QuerySet[Found]:
    """Return what sources brought and nobody took or left yet, newest first."""
    return (
        Found.objects.filter(left_at__isnull=True, story__isnull=True)
        .select_related("source")
        .order_by(F("published_at").desc(nulls_last=True), "-found_at", "-pk")
    )


def find(found_id: int) -> Found | None:
    """Return one thing that a source brought."""
    return Found.objects.select_related("source").filter(pk=found_id).first()


def found_between(since: datetime, until: datetime) -> QuerySet[Found]:
    """Return what sources brought in [since, until], taken and left alike."""
    return Found.objects.filter(found_at__gte=since, found_at__lte=until)


def sources() -> QuerySet[Source]:
    """Return all sources by name."""
    return Source.objects.select_related("theme").order_by("name")


def sources_due(now: datetime) -> QuerySet[Source]:
    """Return the sources that are to be looked at by now."""
    return Source.objects.filter(is_on=True, next_look_at__lte=now).order_by("next_look_at")


def pillar(pk: int) -> Pillar | None:
    """Return one pillar."""
    return Pillar.objects.filter(pk=pk).first()


def theme(pk: int) -> Theme | None:
    """Return one theme."""
    return Theme.objects.filter(pk=pk).first()


def source(pk: int) -> Source | None:
    """Return one source."""
    return Source.objects.filter(pk=pk).first()


@dataclass(frozen=True)
class Placed:
    """What the feed needs to know of a story to give it a place."""

    story_id: int
    theme_id: int
    languages: list[str]
    groups: frozenset[int] | None  # made for these; None: for everyone
    editorial: int
    live_from: datetime | None
    live_until: datetime | None
    is_held: bool  # by a sensitive subject: on no feed
    unit_id: int | None  # a local story: for people of this unit and those below it
    changed_at: datetime


def changed_since(moment: datetime | Combinable) -> list[Placed]:
    """Return the stories that changed after a moment, or a part of a query that gives one, on whatever shelf."""
    texts = StoryText.objects.filter(story=OuterRef("pk")).order_by("language").values("language")
    variants = Variant.objects.filter(story=OuterRef("pk")).values("target_group_id")
    rows = Story.objects.annotate(spoken=ArraySubquery(texts), made_for=ArraySubquery(variants))
    rows = rows.filter(changed_at__gt=moment)
    return [
        Placed(
            story_id=story.pk,
            theme_id=story.theme_id,
            languages=story.spoken,
            groups=None if story.is_for_everyone else frozenset(story.made_for),
            editorial=story.editorial,
            live_from=story.live_from,
            live_until=story.live_until,
            is_held=story.is_held,
            unit_id=story.unit_id,
            changed_at=story.changed_at,
        )
        for story in rows.order_by("changed_at")
    ]

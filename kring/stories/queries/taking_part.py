"""Reads about who listened and who brought something in, for figures about groups: never shown by person."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from kring.stories.models import Idea, Reading, Story, StoryText
from kring.stories.rules.form import Form, form_of

if TYPE_CHECKING:
    from kring.people.models import Person


def last_opened(*, since: datetime, until: datetime) -> dict[int, datetime]:
    """Return when each person last opened a story in [since, until); people who opened none are left out."""
    opened = Reading.objects.filter(opened_at__gte=since, opened_at__lt=until)
    return dict(opened.values_list("person_id").annotate(last=Max("opened_at")))


def last_idea(*, since: datetime, until: datetime) -> dict[int, datetime]:
    """Return when each person last brought an idea in [since, until); people who brought none are left out."""
    brought = Idea.objects.filter(created_at__gte=since, created_at__lt=until)
    return dict(brought.values_list("person_id").annotate(last=Max("created_at")))


def titles(story_ids: Iterable[int], language: str) -> dict[int, str]:
    """Return the title of each story in `language`, else in the language it has; also of stories no longer live."""
    found = StoryText.objects.filter(story_id__in=list(story_ids)).values_list("story_id", "language", "title")
    return {story_id: title for story_id, _, title in sorted(found, key=lambda row: (row[1] == language, row[1]))}


def pillar_of(story_ids: Iterable[int]) -> dict[int, int]:
    """Return the pillar of each story."""
    return dict(Story.objects.filter(pk__in=list(story_ids)).values_list("pk", "theme__pillar_id"))


def kinds_of(story_ids: Iterable[int]) -> dict[int, tuple[int, Form]]:
    """Return the theme and the form of each story."""
    rows = Story.objects.filter(pk__in=list(story_ids)).values_list("pk", "theme_id", "link", "picture")
    return {pk: (theme, form_of(link=link, picture=picture)) for pk, theme, link, picture in rows}


def openings_of(person: "Person", *, since: datetime) -> list[datetime]:
    """Return when `person` opened stories since then: for their own page only."""
    return list(Reading.objects.filter(person=person, opened_at__gte=since).values_list("opened_at", flat=True))


def ideas_brought_by(person: "Person", *, since: datetime) -> list[datetime]:
    """Return when `person` brought ideas in since then: for their own page only."""
    return list(Idea.objects.filter(person=person, created_at__gte=since).values_list("created_at", flat=True))


def openings(*, since: datetime, until: datetime) -> QuerySet[Reading]:
    """Return who opened which story in [since, until): to see at once who is still there, and never shown."""
    return Reading.objects.filter(opened_at__gte=since, opened_at__lt=until)


def ideas_brought(*, since: datetime, until: datetime) -> QuerySet[Idea]:
    """Return the ideas of [since, until): to see at once who is still there, and never shown by person."""
    return Idea.objects.filter(created_at__gte=since, created_at__lt=until)


def ideas_gone_live(*, since: datetime, until: datetime) -> dict[int, int]:
    """Return whose idea became a story that went live in [since, until), with the story; one for each person."""
    live = Idea.objects.filter(story__live_from__gte=since, story__live_from__lt=until, story__subject__isnull=True)
    return dict(live.order_by("person_id", "story__live_from").values_list("person_id", "story_id"))

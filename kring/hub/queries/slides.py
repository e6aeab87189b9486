"""What a wall shows right now: nobody's figures, and nobody's name without their yes to the wall."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from kring.core.words import LANGUAGES, said_in
from kring.hub.models import Mention, Panel, Thanks, Wall
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.rollout.queries import circles as rollout
from kring.sharing import queries as sharing
from kring.stories import queries as stories

STORIES = 4  # slides in one turn
PEOPLE = 6  # faces beside one story
THEMES = 6
THANKED = 3
THANKED_FOR = timedelta(days=14)
SHARED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Slide:
    """One picture of a wall: which template draws it, in which language, for how long, with what."""

    kind: str
    language: str
    seconds: int
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Face:
    """Somebody who agreed to appear on the wall."""

    name: str
    first_name: str
    hue: int


def slides(wall: Wall, now: datetime) -> list[Slide]:
    """Return everything that a wall shows, in order; in two languages one after the other."""
    panels = [panel for panel in Panel.objects.filter(wall=wall) if panel.is_on]
    spoken = LANGUAGES if wall.language == Wall.Language.BOTH else (wall.language,)
    found: list[Slide] = []
    for language in spoken:
        for panel in panels:
            shown = list(SHOWS[panel.kind](panel, language, now))
            found += [Slide(panel.kind, language, panel.seconds, values) for values in shown]
    return found


def stories_of_today(_panel: Panel, language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Give the stories that went live since yesterday, else the newest ones; with who shared them and said yes."""
    newest = list(stories.live(now)[:STORIES])
    today = [story for story in newest if story.live_from and story.live_from > now - timedelta(days=1)] or newest
    wanted = [story.pk for story in today]
    cards, shares, faces = stories.cards_for(wanted, group=None, language=language), sharing.share_counts(wanted), {}
    if wanted:
        faces = faces_of(wanted, now)
    for pk in wanted:
        count = shares[pk] if shares[pk] >= settings.SMALLEST_GROUP else None
        yield {"card": cards[pk], "faces": faces.get(pk, [])[:PEOPLE], "shares": count}


def faces_of(story_ids: list[int], now: datetime) -> dict[int, list[Face]]:
    """Return who posted these stories and agrees to be on the wall, newest post first."""
    agreeing = people.people_with_consent(Purpose.ON_THE_WALL)
    posts = sharing.posts(since=now - SHARED_FOR, until=now).filter(story_id__in=story_ids, person__in=agreeing)
    found: dict[int, dict[int, Face]] = {}
    for post in posts.select_related("person__target_group").order_by("-posted_at", "-pk")[:200]:
        group = post.person.target_group
        face = Face(post.person.name, post.person.first_name, group.hue if group else 4)
        found.setdefault(post.story_id, {}).setdefault(post.person_id, face)
    return {story_id: list(faces.values()) for story_id, faces in found.items()}


def themes(_panel: Panel, language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Give the themes of the stories that are live, and the way to bring one in."""
    counts: dict[int, int] = {}
    for theme_id in stories.live(now).values_list("theme_id", flat=True)[:500]:
        counts[theme_id] = counts.get(theme_id, 0) + 1
    rows = sorted((theme for theme in stories.themes() if theme.pk in counts), key=lambda t: -counts[t.pk])[:THEMES]
    if rows:
        told = [
            {"name": said_in(row.name, language), "hue": row.pillar.hue, "pillar": said_in(row.pillar.name, language)}
            for row in rows
        ]
        yield {"themes": told, "address": f"{settings.PUBLIC_URL}{reverse('stories:propose')}"}


def answered(_panel: Panel, _language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Give how many questions from outside were answered this week; a week without one has no panel."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    count = Mention.objects.filter(status=Mention.Status.ANSWERED, ended_at__gte=monday, ended_at__lte=now).count()
    if count:
        yield {"count": count}


def thanks(_panel: Panel, _language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Give the newest thank-yous to people who agree to be on the wall."""
    agreeing = people.people_with_consent(Purpose.ON_THE_WALL)
    rows = Thanks.objects.filter(created_at__gt=now - THANKED_FOR, person__in=agreeing)
    for row in rows.select_related("person__target_group").order_by("-created_at", "-pk")[:THANKED]:
        group = row.person.target_group
        face = Face(row.person.name, row.person.first_name, group.hue if group else 4)
        yield {"face": face, "words": row.words}


def circles(_panel: Panel, _language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Give what circles reached together: counts of circles, from the smallest group on, and nobody's name."""
    if reached := rollout.milestones_reached(now=now):
        yield {"reached": {kind.value: count for kind, count in reached.items()}}


def message(panel: Panel, language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Give what the hub wrote, between its two moments."""
    begun = panel.shown_from is None or panel.shown_from <= now
    over = panel.shown_until is not None and panel.shown_until <= now
    if begun and not over and (words := said_in(panel.text, language)):
        yield {"words": words}


def hour(_panel: Panel, language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Give the next content hour, with the way to sign up; no panel while none is planned."""
    session = stories.next_hour(now)
    if session is None:
        return
    with translation.override(language):
        when = date_format(timezone.localtime(session.starts_at), "l j F, H:i")
    address = f"{settings.PUBLIC_URL}{reverse('stories:hour', args=[session.pk])}"
    yield {"when": when[:1].upper() + when[1:], "place": session.place, "address": address}


SHOWS: dict[str, Callable[[Panel, str, datetime], Iterator[dict[str, Any]]]] = {
    Panel.Kind.STORIES: stories_of_today,
    Panel.Kind.THEMES: themes,
    Panel.Kind.HOUR: hour,
    Panel.Kind.ANSWERED: answered,
    Panel.Kind.THANKS: thanks,
    Panel.Kind.CIRCLES: circles,
    Panel.Kind.MESSAGE: message,
}

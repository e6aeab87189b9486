"""Reads about the plan: which stories begin on which day, where nothing does, and the calendar's own address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import Signer
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from kring.people import queries as people
from kring.stories.models import CalendarFeed, Pillar, Story, Variant
from kring.stories.queries.board import stories_of
from kring.stories.queries.desk import DeskRow, desk_rows
from kring.stories.rules import planning
from kring.stories.rules.board import Whose
from kring.stories.rules.planning import GroupGap, PillarGap, Planned

if TYPE_CHECKING:
    from kring.people.models import Person, TargetGroup

SIGNER = Signer(salt="kring.stories.calendar")
AHEAD = 28  # days in which a gap for a group is looked for
FEED_BEFORE, FEED_AHEAD = timedelta(days=60), timedelta(days=365)


@dataclass(frozen=True)
class Begins:
    """A story on the day on which it begins."""

    row: DeskRow
    day: date
    asked: list[int]  # groups with a question of their own
    is_planned: bool


@dataclass(frozen=True)
class Gaps:
    """Where the plan has holes."""

    groups: list[tuple["TargetGroup", GroupGap]]
    pillars: list[tuple[Pillar, PillarGap]]


def _between(first: date, last: date, whose: Whose) -> QuerySet[Story]:
    since = timezone.make_aware(datetime.combine(first, time.min))
    until = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    return stories_of(whose).filter(live_from__gte=since, live_from__lt=until).order_by("live_from", "pk")


def begin_between(first: date, last: date, *, language: str, now: datetime, whose: Whose = Whose.ALL) -> list[Begins]:
    """Return the stories that begin on these days, live or planned."""
    stories = list(_between(first, last, whose).select_related("theme__pillar", "unit"))
    asked = _asked(stories)
    return [
        Begins(
            row=row,
            day=timezone.localdate(row.story.live_from),
            asked=asked.get(row.story.pk, []),
            is_planned=bool(row.story.live_from and row.story.live_from > now),
        )
        for row in desk_rows(stories, language)
    ]


def _asked(stories: Iterable[Story]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    pairs = Variant.objects.filter(story__in=[s.pk for s in stories]).order_by("target_group__position")
    for story_id, group_id in pairs.values_list("story_id", "target_group_id"):
        found.setdefault(story_id, []).append(group_id)
    return found


def gaps(today: date, *, longest: int = planning.LONGEST, far: float = planning.FAR) -> Gaps:
    """Return the longest silence ahead per group, and the pillars that are far from their plan this quarter.

    What is local to a unit fills no gap: it is nobody's else.
    """
    quarter = planning.quarter_of(today)
    ahead = today + timedelta(days=AHEAD - 1)
    until = max(quarter[1], ahead)
    stories = list(_between(quarter[0], until, Whose.EVERYBODY).select_related("theme"))
    asked = _asked(stories)
    told = [
        Planned(timezone.localdate(s.live_from), s.theme.pillar_id, frozenset(asked.get(s.pk, []))) for s in stories
    ]
    groups = {group.pk: group for group in people.target_groups()}
    pillars = {pillar.pk: pillar for pillar in Pillar.objects.all()}
    silent = planning.group_gaps(told, groups, first=today, last=ahead, longest=longest)
    apart = planning.pillar_gaps(
        told, {pk: pillar.weight for pk, pillar in pillars.items()}, first=quarter[0], last=quarter[1], far=far
    )
    return Gaps([(groups[g.group_id], g) for g in silent], [(pillars[g.pillar_id], g) for g in apart])


def calendar_feed(person: "Person") -> CalendarFeed | None:
    """Return the feed of somebody's own calendar, when they opened one."""
    return CalendarFeed.objects.filter(person=person).first()


def calendar_address(feed: CalendarFeed) -> str:
    """Return the secret address of a feed: good until it is renewed."""
    path = reverse("stories:calendar_file", args=[feed.organisation_id, _token(feed)])
    return f"{settings.PUBLIC_URL}{path}"


def _token(feed: CalendarFeed) -> str:
    return f"{feed.pk}-{SIGNER.signature(f'{feed.pk}:{feed.secret}')}"


def reader_of(token: str) -> "Person | None":
    """Return whose calendar asks with this token; nobody when it was renewed, or they left."""
    number = token.partition("-")[0]
    feed = CalendarFeed.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if feed is None or not constant_time_compare(_token(feed), token):
        return None
    found = people.person(feed.person_id)
    is_gone = found is None or (found.employed_until and found.employed_until <= timezone.localdate())
    return None if is_gone else found


def plan_for_calendar(now: datetime, language: str) -> list[DeskRow]:
    """Return the stories that an outside calendar shows: the editors' own plan, without the news of units."""
    stories = stories_of(Whose.EVERYBODY).filter(live_from__gte=now - FEED_BEFORE, live_from__lt=now + FEED_AHEAD)
    return desk_rows(list(stories.select_related("theme__pillar").order_by("live_from", "pk")[:2000]), language)

"""The way back: what became of an idea, for the colleague who brought it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet

from kring.engagement import queries as engagement
from kring.hub.models import Thanks
from kring.sharing import queries as sharing
from kring.stories import queries as stories

if TYPE_CHECKING:
    from kring.people.models import Person
    from kring.stories.models import Idea


class Stage(StrEnum):
    """How far an idea came."""

    WAITING = "waiting"
    NOT_NOW = "not_now"
    LATER = "later"
    ANSWERED = "answered"
    WRITING = "writing"
    ASIDE = "aside"  # what was being written was put aside
    PLANNED = "planned"
    LIVE = "live"
    PAST = "past"


@dataclass(frozen=True)
class Sharers:
    """How many colleagues shared a story; under the smallest group only that there were some."""

    some: bool
    people: int | None


@dataclass(frozen=True)
class Did:
    """What a story did outside: None is not known, which is not nothing."""

    clicks: int | None
    reactions: int | None
    comments: int | None


@dataclass(frozen=True)
class WayBack:
    """What became of one idea."""

    idea: "Idea"
    stage: Stage
    title: str
    sharers: Sharers
    did: Did | None  # None: nobody shared it, or so few that it would tell about one of them
    thanks: list[Thanks]

    @property
    def has_story(self) -> bool:
        """Whether people can (or could) read it."""
        return self.stage in (Stage.LIVE, Stage.PAST)


def way_back(idea_id: int, *, of: "Person", language: str, now: datetime) -> WayBack | None:
    """Return what became of an idea that this person brought; of somebody else's nothing."""
    idea = stories.ideas_of(of).filter(pk=idea_id).first()
    if idea is None:
        return None
    stage = stage_of(idea, now)
    sharers, did, title = Sharers(some=False, people=0), None, ""
    if idea.story_id:
        title = stories.titles([idea.story_id], language).get(idea.story_id, "")
    if stage in (Stage.LIVE, Stage.PAST):
        sharers, did = _came_of(idea.story_id or 0, now)
    return WayBack(idea, stage, title, sharers, did, list(thanks_for([idea_id], to=of)))


def stage_of(idea: "Idea", now: datetime) -> Stage:
    """Return how far an idea came."""
    if story := idea.story:
        if story.live_from is None:
            return Stage.ASIDE if story.archived_at else Stage.WRITING
        if story.live_from > now:
            return Stage.PLANNED
        return Stage.LIVE if story.is_live_at(now) else Stage.PAST
    if idea.answered_at is None:
        return Stage.WAITING
    match idea.outcome:
        case "not_now":
            return Stage.NOT_NOW
        case "later":
            return Stage.LATER
        case "make":
            return Stage.WRITING
        case _:
            return Stage.ANSWERED


def _came_of(story_id: int, now: datetime) -> tuple[Sharers, Did | None]:
    posts = sharing.posts(since=EVER.replace(tzinfo=now.tzinfo), until=now).filter(story_id=story_id)
    by = dict(posts.values_list("pk", "person_id"))
    people = len(set(by.values()))
    if people < settings.SMALLEST_GROUP:
        return Sharers(some=people > 0, people=None if people else 0), None
    numbers = engagement.latest_numbers(by)
    clicks = engagement.clicks_by_people(by)
    return Sharers(some=True, people=people), Did(
        clicks=sum(clicks.values()),
        reactions=_known(row.get("reactions") for row in numbers.values()),
        comments=_known(row.get("comments") for row in numbers.values()),
    )


EVER = datetime(2000, 1, 1)  # noqa: DTZ001 - takes the time zone of the moment it is compared with


def _known(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def thanks_for(idea_ids: Iterable[int], *, to: "Person") -> QuerySet[Thanks]:
    """Return the thank-yous to somebody for these ideas, oldest first, with who said them."""
    return Thanks.objects.filter(idea__in=list(idea_ids), person=to).select_related("by").order_by("created_at", "pk")


def newest_thanks() -> QuerySet[Thanks]:
    """Return the newest thank-yous, with who said them to whom."""
    return Thanks.objects.select_related("by", "person").order_by("-created_at", "-pk")


def thanked(idea_ids: Iterable[int]) -> set[int]:
    """Return for which of these ideas somebody was thanked."""
    return set(Thanks.objects.filter(idea__in=list(idea_ids)).values_list("idea_id", flat=True))


def thanks(pk: int) -> Thanks | None:
    """Return one thank-you."""
    return Thanks.objects.filter(pk=pk).first()

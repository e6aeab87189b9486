"""A person's own page: what I shared and what came of it. Nobody else can ask for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, DateTimeField, F
from django.db.models.functions import Coalesce

from kring.connectors.registry import CHANNELS
from kring.engagement import queries as engagement
from kring.insights import rules
from kring.sharing import queries as sharing
from kring.stories import queries as stories
from kring.training import queries as training

if TYPE_CHECKING:
    from kring.people.models import Person
    from kring.sharing.models import Share

PER_PAGE = 20


@dataclass(frozen=True)
class MyShare:
    """One of my posts, and what came of it as far as that is known; None is not known."""

    share: "Share"
    title: str
    channel: str
    clicks: int
    robots: int
    reactions: int | None
    comments: int | None
    reshares: int | None
    impressions: int | None

    @property
    def on(self) -> datetime:
        """When it was posted, else when it was written."""
        return self.share.posted_at or self.share.created_at

    @property
    def is_out(self) -> bool:
        """Whether it was posted, by a network's answer or by my own word."""
        return self.share.status in self.share.COUNTED

    @property
    def is_claimed(self) -> bool:
        """Whether only my own word says so."""
        return bool(self.share.status == self.share.Status.CLAIMED)

    @property
    def status_in_words(self) -> str:
        """What happened to it."""
        return str(self.share.Status(self.share.status).label)

    @property
    def words_in_words(self) -> str:
        """How much of it is my own."""
        return str(self.share.WordsKind(self.share.words_kind).label)

    @property
    def has_numbers(self) -> bool:
        """Whether the network told us anything."""
        return (self.reactions, self.comments, self.reshares) != (None, None, None)


@dataclass(frozen=True)
class MyWeek:
    """What I did in one week; a quiet week is a week too."""

    monday: date
    shared: int
    contributed: int
    listened: int
    learned: int

    @property
    def is_quiet(self) -> bool:
        """Whether I did nothing that leaves a trace here."""
        return not (self.shared or self.contributed or self.listened or self.learned)


@dataclass(frozen=True)
class MyWords:
    """My posts by how much is my own."""

    own: int
    mixed: int
    copy: int

    @property
    def posts(self) -> int:
        """All of them."""
        return self.own + self.mixed + self.copy


@dataclass(frozen=True)
class MyPage:
    """Everything on the page 'Me'."""

    shares: Sequence[MyShare]
    page: "Page[Share]"
    weeks: tuple[MyWeek, ...]
    words: MyWords


def channel_name(key: str) -> str:
    """Return what people call a channel."""
    return CHANNELS[key].caps.name if key in CHANNELS else key.capitalize()


def my_page(person: "Person", *, number: str | None, now: datetime, language: str) -> MyPage:
    """Return the page of `person`: some shares, twelve weeks and the share of own words."""
    mine = sharing.shares_of(person)
    page = Paginator(mine, PER_PAGE).get_page(number)
    counted = mine.filter(status__in=mine.model.COUNTED).order_by().values_list("words_kind")
    kinds = dict(counted.annotate(posts=Count("pk")))
    return MyPage(
        shares=_with_numbers(list(page.object_list), language),
        page=page,
        weeks=_weeks(person, now),
        words=MyWords(kinds.get("own", 0), kinds.get("mixed", 0), kinds.get("copy", 0)),
    )


def my_rows(person: "Person", language: str) -> Iterator[dict[str, Any]]:
    """Return everything of my shares as plain values, for a file."""
    for row in _with_numbers(list(sharing.shares_of(person)), language):
        yield {
            "date": row.on.isoformat(),
            "story": row.title,
            "channel": row.channel,
            "status": row.status_in_words,
            "words": row.words_in_words,
            "text": row.share.own_words,
            "address": row.share.url,
            "clicks by people": row.clicks,
            "visits by robots": row.robots,
            "reactions": row.reactions,
            "comments": row.comments,
            "reshares": row.reshares,
            "impressions": row.impressions,
        }


def _with_numbers(shares: "list[Share]", language: str) -> list[MyShare]:
    ids = [share.pk for share in shares]
    clicks, robots = engagement.clicks_by_people(ids), engagement.clicks_by_robots(ids)
    numbers = engagement.latest_numbers(ids)
    titles = stories.titles({share.story_id for share in shares}, language)
    return [
        MyShare(
            share=share,
            title=titles.get(share.story_id, ""),
            channel=channel_name(share.channel),
            clicks=clicks[share.pk],
            robots=robots[share.pk],
            reactions=numbers[share.pk].get("reactions"),
            comments=numbers[share.pk].get("comments"),
            reshares=numbers[share.pk].get("reshares"),
            impressions=numbers[share.pk].get("impressions"),
        )
        for share in shares
    ]


def _weeks(person: "Person", now: datetime) -> tuple[MyWeek, ...]:
    zone = ZoneInfo(person.organisation.time_zone)
    until = rules.monday(now.astimezone(zone).date()) + timedelta(weeks=1)
    first = until - timedelta(weeks=rules.MY_WEEKS)
    since = datetime.combine(first, time(), zone)
    mine = sharing.shares_of(person)
    posted = (
        mine.filter(status__in=mine.model.COUNTED)
        .annotate(on=Coalesce(F("posted_at"), F("created_at"), output_field=DateTimeField()))
        .filter(on__gte=since)
        .values_list("on", flat=True)
    )

    def by_week(moments: Sequence[datetime]) -> list[int]:
        counts = [0] * rules.MY_WEEKS
        for moment in moments:
            week = rules.week_of(moment.astimezone(zone).date(), until, rules.MY_WEEKS)
            if 0 <= week < rules.MY_WEEKS:
                counts[week] += 1
        return counts

    columns = zip(
        by_week(list(posted)),
        by_week(stories.ideas_brought_by(person, since=since)),
        by_week(stories.openings_of(person, since=since)),
        by_week(training.completions_of(person, since=since)),
        strict=True,
    )
    return tuple(MyWeek(first + timedelta(weeks=n), *counts) for n, counts in enumerate(columns))

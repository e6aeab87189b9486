"""Reads for the feed: what a person was shown today, what they could be shown, and the page around it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from kring.feed import rules
from kring.feed.models import Freshness, Hidden, HotStory, Impression
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.rollout.queries import rounds
from kring.sharing import queries as sharing
from kring.stories import queries as stories
from kring.surveys import queries as surveys

if TYPE_CHECKING:
    from kring.people.models import Person

COLUMNS = (
    "story_id", "theme_id", "unit_id", "languages", "fit", "live_from", "editorial", "shares", "shown", "price",
    "story__changed_at", "story__theme__name",
)  # fmt: skip

APPLAUD_DAYS = 21


@dataclass(frozen=True)
class Waiting:
    """What waits for a person beside their stories."""

    is_asked: bool = False  # whether a story may name them
    is_surveyed: bool = False  # a survey is open; perhaps they answered it
    is_naming: bool = False  # their unit is choosing its heroes; perhaps they named somebody
    is_called: bool = False  # to be a hero, and they did not answer yet


@dataclass(frozen=True)
class Shown:
    """A story in a person's slate of today."""

    story_id: int
    place: int
    why: tuple[str, ...]
    changed_at: datetime
    live_from: datetime
    is_hidden: bool
    is_theme_hidden: bool
    is_shared: bool
    theme_id: int
    theme_name: dict[str, str]
    trial: str | None = None  # the seed of a second question that is tried under this story
    waits: Waiting = Waiting()  # the same for the whole slate


@dataclass(frozen=True)
class Candidate:
    """A story that a person could be shown."""

    waits: Waiting  # the same for all of them
    story_id: int
    theme_id: int
    unit_id: int | None  # a local story of the person's own unit, or of one above it
    languages: str
    fit: int
    live_from: datetime
    editorial: int
    shares: int
    shown: int
    price: float
    changed_at: datetime
    theme_name: dict[str, str]
    times_seen: int
    trial: str | None


def _story_hidden(person: "Person") -> Exists:
    return Exists(Hidden.objects.filter(person=person, story=OuterRef("story_id")))


def _theme_hidden(person: "Person") -> Exists:
    return Exists(Hidden.objects.filter(person=person, theme=OuterRef("theme_id")))


def _may_see(person: "Person", day: date, column: str) -> Q:
    """Return what holds of a story that `person` may see on a day: it is local to no unit, or to one of theirs."""
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__in": people.units_of(person, day)})


def _shared(person: "Person") -> Exists:
    return Exists(sharing.shares_of(person).filter(status__in=sharing.STANDING, story=OuterRef("story_id")))


def slate_of(person: "Person", day: date, now: datetime) -> list[Shown]:
    """Return what `person` was shown on a day and is still live, in one query; the second helping when they asked."""
    still_live = Q(story__live_until__isnull=True) | Q(story__live_until__gt=now)
    waits = _waits(person, day)
    rows = (
        Impression.objects.filter(still_live, person=person, shown_on=day, story__live_from__lte=now)
        .filter(story__subject__isnull=True)  # one that is held leaves a page that was dealt already
        .filter(_may_see(person, day, "story__unit"))  # and a local one that of somebody who moved
        .annotate(
            is_hidden=_story_hidden(person),
            is_theme_hidden=_theme_hidden(person),
            is_shared=_shared(person),
            trial=stories.trial_of("story_id", now),
            **waits,  # read along: no query more for Today
        )
        .order_by("place", "pk")
        .values_list(
            "story_id", "place", "why", "story__changed_at", "story__live_from", "is_hidden", "is_theme_hidden",
            "is_shared", "story__theme_id", "story__theme__name", "trial", *waits,
        )
    )  # fmt: skip
    return [
        Shown(
            story_id, place, tuple(why.split()), changed_at, live_from or now, is_hidden, is_theme_hidden, is_shared,
            theme_id, theme_name, trial, Waiting(*waiting_for_them),
        )
        for story_id, place, why, changed_at, live_from, is_hidden, is_theme_hidden, is_shared, theme_id, theme_name,
            trial, *waiting_for_them in rows
    ]  # fmt: skip


def _waits(person: "Person", day: date) -> dict[str, Exists]:
    return {
        "is_asked": Exists(stories.questions_to(person)),
        "is_surveyed": Exists(surveys.asked_of(person, day)),
        "is_naming": Exists(rounds.rounds_of(person, day)),
        "is_called": Exists(rounds.calls_of(person)),
    }


def waiting(person: "Person", day: date) -> Waiting:
    """Return what waits for `person` where no slate tells it: without any story."""
    waits = _waits(person, day)
    found = people.participants().filter(pk=person.pk).annotate(**waits).values_list(*waits).first()
    return Waiting(*found) if found else Waiting()


def candidates(person: "Person", language: str | None, but: Collection[int], now: datetime) -> list[Candidate]:
    """Return the hottest stories of a person's segment that they can read and did not hide or share, in one query."""
    earlier = Impression.objects.filter(person=person, story=OuterRef("story_id")).order_by().values("story")
    seen = Coalesce(earlier.annotate(times=Count("pk")).values("times"), Value(0))
    rows = HotStory.objects.filter(
        Q(live_until__isnull=True) | Q(live_until__gt=now),
        _may_see(person, timezone.localdate(now), "unit_id"),
        segment=rules.segment(person.target_group_id),
        live_from__lte=now,
        story__subject__isnull=True,  # a story that was held a moment ago, before the order followed
    )
    if but:
        rows = rows.exclude(story__in=but)
    if language:
        rows = rows.filter(languages__contains=language)
    rows = rows.exclude(_story_hidden(person)).exclude(_theme_hidden(person)).exclude(_shared(person))
    waits = _waits(person, timezone.localdate(now))
    found = rows.order_by("-hot").annotate(times_seen=seen, trial=stories.trial_of("story_id", now), **waits)
    told = found.values_list(*waits, *COLUMNS, "times_seen", "trial")[: rules.CANDIDATES]
    return [Candidate(Waiting(*row[: len(waits)]), *row[len(waits) :]) for row in told]


def habits(person: "Person") -> tuple[dict[int, int], dict[int, int]]:
    """Return how often a person saw, and how often they shared, something of each theme, in one query."""
    seen = Impression.objects.filter(person=person).order_by().values("theme_id")
    shared = sharing.shares_of(person).filter(status__in=sharing.STANDING).order_by().values("story__theme_id")
    both = (
        seen.annotate(what=Value("seen"), times=Count("pk"))
        .values_list("what", "theme_id", "times")
        .union(
            shared.annotate(what=Value("shared"), times=Count("pk")).values_list("what", "story__theme_id", "times"),
            all=True,
        )
    )
    found: dict[str, dict[int, int]] = {"seen": {}, "shared": {}}
    for what, theme_id, times in both:
        found[what][theme_id] = times
    return found["seen"], found["shared"]


def followed_until(overlap: timedelta) -> Coalesce:
    """Return the moment until which stories were followed, less an overlap: part of a query, so that it costs none."""
    moment = Freshness.objects.order_by().values(until=F("followed_until") - overlap)[:1]
    return Coalesce(Subquery(moment), Value(datetime.min.replace(year=2000, tzinfo=UTC)))


def reach(since: date) -> list[tuple[int, int | None, int, int]]:
    """Return, per story and target group, how many people got it since a day and how often it was shown."""
    counted = (
        Impression.objects.filter(shown_on__gte=since)
        .values_list("story_id", "person__target_group_id")
        .annotate(people=Count("person", distinct=True), times=Count("pk"))
    )
    return list(counted)


def readers(since: date) -> dict[int | None, int]:
    """Return how many people of each target group opened their feed since a day."""
    counted = (
        Impression.objects.filter(shown_on__gte=since)
        .values_list("person__target_group_id")
        .annotate(people=Count("person", distinct=True))
    )
    return dict(counted)


def to_applaud(person: "Person", now: datetime, most: int = 3) -> list[Any]:
    """Return recent posts of colleagues in the same unit who agreed to be named, in one query."""
    here = people.on_staff(now.date())
    mine = here.filter(person=person).values("unit")
    colleagues = people.people_with_consent(Purpose.BE_NAMED).filter(pk__in=here.filter(unit__in=mine).values("person"))
    posts = sharing.posts_of(colleagues.exclude(pk=person.pk), since=now - timedelta(days=APPLAUD_DAYS))
    return list(posts[:most])


def exposures(*, since: date, until: date) -> list[tuple[int, int | None, int]]:
    """Return (story, target group, people on whose feed it was) for every story shown on a day in [since, until).

    Without what is local: its title names a unit, so a figure per group would be one of a unit and a group, which is
    shown nowhere; and a story that one unit saw does not compare with one that all saw.
    """
    shown = Impression.objects.filter(shown_on__gte=since, shown_on__lt=until, story__unit__isnull=True)
    counted = shown.values_list("story_id", "person__target_group_id").annotate(
        people=Count("person_id", distinct=True)
    )
    return list(counted.order_by("story_id", "person__target_group_id"))


def unit_weeks(*, since: date, until: date) -> set[tuple[int, int | None, int, date]]:
    """Return (story, target group, unit, Monday) for every week in which a story was on a feed in a unit."""
    there = people.placements_between(since, until).filter(
        person=OuterRef("person"), valid_from__lte=OuterRef("shown_on")
    )
    shown = Impression.objects.filter(shown_on__gte=since, shown_on__lt=until, story__unit__isnull=True).annotate(
        unit=Subquery(there.order_by("-valid_from").values("unit")[:1]), week=TruncWeek("shown_on")
    )
    found = shown.filter(unit__isnull=False).values_list("story_id", "person__target_group_id", "unit", "week")
    return set(found.distinct())


def shown_to(story_id: int, *, since: date, until: date) -> set[int]:
    """Return on whose feed a story was on a day in [since, until): to count halves at once, and never shown."""
    shown = Impression.objects.filter(story=story_id, shown_on__gte=since, shown_on__lt=until)
    return set(shown.values_list("person_id", flat=True))


def fresh_segments(since: datetime, now: datetime) -> set[tuple[str, str]]:
    """Return for which segments, in which languages ("nl,en"), a story for all units came since a moment and is live.

    One that is local to a unit says nothing of a segment, which holds people of all units.
    """
    live = HotStory.objects.filter(live_from__gte=since, live_from__lte=now, fit__gte=0, story__subject__isnull=True)
    live = live.filter(unit_id__isnull=True)
    live = live.filter(Q(live_until__isnull=True) | Q(live_until__gt=now))
    return set(live.values_list("segment", "languages").distinct())

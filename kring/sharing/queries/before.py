"""Reads about what people shared before they took part: of those who agree to it now, and of nobody else."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core import signing
from django.db.models import QuerySet

from kring.people import queries as people
from kring.people.rules import Purpose
from kring.sharing.models import WeekBefore

if TYPE_CHECKING:
    from kring.people.models import Person

CHANNEL = "linkedin"
MOST_WEEKS = 104
MOST_POSTS = 500  # in one week; more is not somebody's own hand
SALT = "kring.sharing.before"
WAITS = timedelta(hours=1)


@dataclass(frozen=True)
class Before:
    """How often somebody posted in each week before they took part."""

    posts: dict[date, int]  # by Monday, the oldest first; weeks without a post are left out

    @property
    def total(self) -> int:
        """All posts."""
        return sum(self.posts.values())

    @property
    def first(self) -> date | None:
        """The Monday of the oldest week."""
        return min(self.posts, default=None)

    @property
    def by_month(self) -> list[tuple[date, int]]:
        """Posts by the month of the Monday, the oldest first."""
        months: Counter[date] = Counter()
        for monday, count in self.posts.items():
            months[monday.replace(day=1)] += count
        return sorted(months.items())


def counted(person: "Person", moments: Iterable[datetime]) -> Before:
    """Return what would be kept of these times: counts of the two years of whole weeks before `person` took part."""
    zone = ZoneInfo(person.organisation.time_zone)
    if person.joined_at is None:
        return Before({})
    joined = _monday(person.joined_at.astimezone(zone).date())
    earliest = joined - timedelta(weeks=MOST_WEEKS)
    weeks = Counter(_monday(moment.astimezone(zone).date()) for moment in moments)
    return Before({week: min(n, MOST_POSTS) for week, n in sorted(weeks.items()) if earliest <= week < joined})


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def sealed(person: "Person", before: Before) -> str:
    """Return the counts as a page carries them until their person says yes: nothing is kept before that."""
    plain = [person.pk, {monday.isoformat(): count for monday, count in before.posts.items()}]
    return signing.dumps(json.dumps(plain), salt=SALT, compress=True)


def unsealed(person: "Person", said: str) -> Before | None:
    """Return the counts that a page carried; None when they are another's, too old, or not ours."""
    try:
        pk, posts = json.loads(signing.loads(said, salt=SALT, max_age=WAITS))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Before({date.fromisoformat(week): count for week, count in posts.items()}) if pk == person.pk else None


def kept_of(person: "Person") -> Before:
    """Return what is kept of `person`, who agrees to it."""
    rows = weeks_before().filter(person=person).order_by("monday")
    return Before(dict(rows.values_list("monday", "posts")))


def weeks_before() -> QuerySet[WeekBefore]:
    """Return the counts of everybody who agrees to it now."""
    return WeekBefore.objects.filter(person__in=people.people_with_consent(Purpose.BEFORE))


def weeks_nobody_wants() -> QuerySet[WeekBefore]:
    """Return the counts of people who took their yes back, or take part no longer."""
    return WeekBefore.objects.exclude(person__in=people.people_with_consent(Purpose.BEFORE))

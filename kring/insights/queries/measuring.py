"""Reads about how it is measured: the protocol, what others counted, who gets the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Count, Max, Min, QuerySet
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.insights import rules
from kring.insights.models import Counted, Protocol, ReportMail, ReportPlan, ReportReader
from kring.insights.queries.cells import Item
from kring.insights.rules import kept
from kring.insights.rules.protocol import Promise, Standing, standing
from kring.people import queries as people
from kring.people.rules import May
from kring.rollout import queries as rollout

if TYPE_CHECKING:
    from kring.people.models import Person

Real = NDArray[np.float64]
CLOSED_AFTER = timedelta(weeks=1)  # counts that come in later than this after their week are late


@dataclass(frozen=True)
class Outside:
    """What others counted over everybody, shape (units, weeks). NaN: not known, which is never 0."""

    posts: Real
    engagements: Real
    active: Real
    late: int  # counts that came in after their week was closed

    @property
    def is_there(self) -> bool:
        """Whether anything was counted."""
        return bool(np.any(np.isfinite(self.posts)))


@dataclass(frozen=True)
class CountsNow:
    """How much of the counting is there: for the page where it is brought in."""

    rows: int
    units: int
    since: date | None
    until: date | None  # the Monday of the newest week


def protocol() -> Protocol | None:
    """Return what is locked now."""
    return protocols().first()


def protocols() -> QuerySet[Protocol]:
    """Return everything that was ever locked, the newest first."""
    return Protocol.objects.select_related("locked_by").order_by("-locked_at", "-pk")


def promise_of(row: Protocol | None) -> Promise:
    """Return what a protocol says, or what holds without one."""
    return kept.read(Promise, row.content) if row else Promise()


def first_start() -> date | None:
    """Return the day on which the first unit starts or started."""
    found = people.units().filter(starts_on__isnull=False).aggregate(first=Min("starts_on"))
    return found["first"]


def how_it_stands(rows: Sequence[Protocol], zone: ZoneInfo) -> Standing:
    """Return how the protocols, the newest first, stand to the start of the programme."""
    return standing([row.locked_at.astimezone(zone).date() for row in reversed(rows)], first_start())


def waves_digest() -> str:
    """Return the fingerprint of the waves as they were accepted; nothing when there are none."""
    drawn = rollout.accepted_draw()
    return str(drawn.found.get("digest", "")) if drawn else ""


def counts_now() -> CountsNow:
    """Return how much others counted so far."""
    found = Counted.objects.aggregate(
        rows=Count("pk"), units=Count("unit", distinct=True), since=Min("monday"), until=Max("monday")
    )
    return CountsNow(**found)


def outside(units: Sequence[Item], mondays: Sequence[date], zone: ZoneInfo) -> Outside:
    """Return what others counted over everybody, as arrays."""
    unit_at, week_at = ({key: n for n, key in enumerate(keys)} for keys in ([u.pk for u in units], mondays))
    shape = (len(units), len(mondays))
    posts, engagements, active = (np.full(shape, np.nan) for _ in range(3))
    late = 0
    if mondays:
        rows = Counted.objects.filter(monday__range=(mondays[0], mondays[-1]))
        for row in rows.values_list("unit_id", "monday", "posts", "engagements", "active", "came_at"):
            at = unit_at.get(row[0]), week_at.get(row[1])
            if at[0] is None or at[1] is None:
                continue
            for array, value in zip((posts, engagements, active), row[2:5], strict=True):
                array[at] = np.nan if value is None else value
            late += row[5].astimezone(zone).date() > row[1] + timedelta(weeks=1) + CLOSED_AFTER
    return Outside(posts, engagements, active, int(late))


def last_sunday(organisation: Organisation, now: datetime) -> date:
    """Return the last day of the last completed week."""
    return rules.monday(now.astimezone(ZoneInfo(organisation.time_zone)).date()) - timedelta(days=1)


def is_week_settled(organisation: Organisation, now: datetime) -> bool:
    """Return whether the night after the last week is over, so that what came in late that evening is in it."""
    there = now.astimezone(ZoneInfo(organisation.time_zone))
    return there.weekday() > 0 or there.hour >= 3


def report_plan() -> ReportPlan | None:
    """Return when the report goes out."""
    return ReportPlan.objects.first()


def possible_readers() -> QuerySet["Person"]:
    """Return who could get the report: people who may see figures and can be mailed."""
    return people.who_may(May.SEE_FIGURES).exclude(email="")


def readers() -> list[int]:
    """Return the people who get the report and still may see figures."""
    chosen = ReportReader.objects.values("person")
    return list(possible_readers().filter(pk__in=chosen).values_list("pk", flat=True))


def reports_waiting() -> QuerySet[ReportMail]:
    """Return the reports that nobody sends yet."""
    return ReportMail.objects.filter(sent_at__isnull=True, claimed_at__isnull=True, problem="").order_by("pk")


def reports_sent(most: int = 24) -> list[ReportMail]:
    """Return the reports that were sent, or not, the newest first."""
    return list(ReportMail.objects.select_related("person").order_by("-month", "person__name")[:most])


def sees_figures(person: "Person") -> bool:
    """Return whether somebody may see figures."""
    return people.is_allowed(person, May.SEE_FIGURES)

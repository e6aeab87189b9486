"""Reads about how it is measured: the protocol, and who gets the report."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet

from kring.core.models import Organisation
from kring.insights import rules
from kring.insights.models import Protocol, ReportMail, ReportPlan, ReportReader
from kring.insights.rules import kept
from kring.insights.rules.protocol import Promise, Standing, standing
from kring.people import queries as people
from kring.people.rules import May
from kring.rollout import queries as rollout

if TYPE_CHECKING:
    from kring.people.models import Person


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

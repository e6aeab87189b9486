"""The report by mail: who gets it, when, and each one once."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.core.worker import wake
from kring.insights import queries
from kring.insights.errors import MayNotSeeFiguresError
from kring.insights.models import ReportMail, ReportPlan, ReportReader

if TYPE_CHECKING:
    from kring.people.models import Person

JOB = "insights.tasks.send_report"


@transaction.atomic
def plan_reports(*, by: "Person", is_on: bool, day: int, readers: Iterable[int], now: datetime) -> ReportPlan:
    """Say whether the report goes out every month, on which day, and to whom."""
    chosen = set(readers)
    if chosen - {person.pk for person in queries.possible_readers()}:
        raise MayNotSeeFiguresError
    today = timezone.localdate(now)
    # The month that has begun already gets one only when its day is still to come.
    since = today.replace(day=1) if today.day <= day else _month_after(today)
    plan, is_new = ReportPlan.objects.get_or_create(
        organisation_id=by.organisation_id, defaults={"is_on": is_on, "day": day, "since": since}
    )
    if not is_new:
        plan.since = since if is_on and not plan.is_on else plan.since
        plan.is_on, plan.day = is_on, day
        plan.save(update_fields=["is_on", "day", "since"])
    ReportReader.objects.exclude(person__in=chosen).delete()
    known = set(ReportReader.objects.values_list("person_id", flat=True))
    ReportReader.objects.bulk_create(
        ReportReader(organisation_id=by.organisation_id, person_id=pk) for pk in sorted(chosen - known)
    )
    audit.note(by, "planned reports", plan, is_on=is_on, day=day, readers=len(chosen))
    return plan


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def write_due_reports(*, now: datetime) -> None:
    """Write down which reports are due, once per person and month, and wake the worker for those nobody sent."""
    plan, today = queries.report_plan(), timezone.localdate(now)
    month = today.replace(day=1)
    if plan and plan.is_on and today.day >= plan.day and month >= plan.since:
        ReportMail.objects.bulk_create(
            (
                ReportMail(organisation_id=plan.organisation_id, person_id=person, month=month)
                for person in queries.readers()
            ),
            ignore_conflicts=True,
        )
    for mail in queries.reports_waiting():
        wake(JOB, mail)


def claim_report(*, row_id: int, now: datetime) -> ReportMail | None:
    """Say that a worker sends this report; None when another does or did. A report is never claimed twice."""
    claimed = ReportMail.objects.filter(pk=row_id, claimed_at__isnull=True, sent_at__isnull=True, problem="")
    if not claimed.update(claimed_at=now):
        return None
    return ReportMail.objects.select_related("person", "organisation").get(pk=row_id)


def release_report(*, mail: ReportMail) -> None:
    """Let a report wait that surely did not leave: the mail server took nothing, or the answers are not there yet."""
    ReportMail.objects.filter(pk=mail.pk, sent_at__isnull=True).update(claimed_at=None)


def record_report_sent(*, mail: ReportMail, fingerprint: str, now: datetime) -> None:
    """Write down that a report left, and the fingerprint of what it says."""
    ReportMail.objects.filter(pk=mail.pk).update(sent_at=now, fingerprint=fingerprint, problem="")


def record_report_problem(*, mail: ReportMail, problem: str) -> None:
    """Write down why a report did not leave."""
    ReportMail.objects.filter(pk=mail.pk, sent_at__isnull=True).update(problem=problem)

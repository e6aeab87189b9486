"""Work the answers out that a row asks for.

A row is worked out by the worker from what is in the database alone, and written down in one go: a worker that dies
leaves a row that waits, and two workers write the same. Only the worker loads this: counting takes DuckDB.
"""

from django.utils import timezone

from kring.insights.models import Answered
from kring.insights.queries.working import work_out
from kring.insights.rules import kept

Status = Answered.Status


def work_out_answers(*, row: Answered) -> None:
    """Work the answers out and write all of them down at once."""

    def report(percent: int) -> None:
        waiting = Answered.objects.filter(pk=row.pk, status=Status.WAITING)
        waiting.update(progress=percent, worked_at=timezone.now())

    found = work_out(row.organisation, sunday=row.sunday, code=row.part, weeks=row.weeks, report=report)
    Answered.objects.filter(pk=row.pk, status=Status.WAITING).update(
        content=kept.plain(found), fingerprint=found.fingerprint, status=Status.READY, progress=100
    )

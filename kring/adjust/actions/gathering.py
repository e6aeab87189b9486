"""Keep the figures of a week: asked for once, worked out by the worker, written in one go."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kring.adjust.models import Gathered
from kring.adjust.rules.figures import Figure
from kring.core.models import Organisation
from kring.core.worker import wake
from kring.insights import actions as insights_actions
from kring.insights import queries as insights

JOB = "adjust.tasks.gather"
LOST_AFTER = timedelta(minutes=5)
KEPT = timedelta(weeks=5)
COME_BACK = 60  # seconds until it is tried again


@transaction.atomic
def ask_to_gather(*, organisation: Organisation, now: datetime) -> Gathered:
    """Have the figures of the last completed week gathered; asking twice asks once."""
    row, is_new = Gathered.objects.get_or_create(
        organisation=organisation, sunday=insights.last_sunday(organisation, now), defaults={"asked_at": now}
    )
    if is_new:
        wake(JOB, row)
    return row


def wait_for_answers(*, row: Gathered, now: datetime) -> bool:
    """Return whether the answers of the week are still worked out; then they are asked for, and this comes back."""
    if insights.answers(row.organisation, now) is not None:
        return False
    insights_actions.ask_for_answers(
        organisation=row.organisation, part="all", weeks=insights.USUAL_WEEKS, sunday=row.sunday, now=now
    )
    wake(JOB, row, schedule_in={"seconds": COME_BACK})
    return True


def keep_figures(*, row: Gathered, figures: Sequence[Figure]) -> None:
    """Write the figures of a week down, all at once; a second worker changes nothing. Old weeks go."""
    Gathered.objects.filter(pk=row.pk, figures__isnull=True).update(figures=[one.as_json() for one in figures])
    Gathered.objects.filter(sunday__lt=row.sunday - KEPT).delete()


def wake_waiting(*, now: datetime) -> None:
    """Wake the worker for figures whose wake-up call was lost, or whose worker died."""
    for row in Gathered.objects.filter(figures__isnull=True, asked_at__lt=now - LOST_AFTER):
        wake(JOB, row)


def drop_old(*, row: Gathered) -> None:
    """Drop a row that nobody gathered within its week: it would get the figures of another one."""
    Gathered.objects.filter(pk=row.pk, figures__isnull=True).delete()

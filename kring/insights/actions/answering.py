"""Ask for answers, once for each part and Sunday, and forget them; what works them out is `actions.working`."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from kring.core.models import Organisation
from kring.core.worker import wake
from kring.insights.models import Answered
from kring.insights.rules.answers import VERSION, Kind

JOB = "insights.tasks.work_out"
DEAD_AFTER = timedelta(minutes=2)
PARTS_KEPT = timedelta(weeks=2)
Status = Answered.Status


@transaction.atomic
def ask_for_answers(*, organisation: Organisation, part: str, weeks: int, sunday: date, now: datetime) -> Answered:
    """Ask the worker for the answers over one part until a Sunday; twice is once, an older version is none."""
    row, is_new = Answered.objects.get_or_create(
        organisation=organisation, sunday=sunday, part=part, weeks=weeks, defaults={"asked_at": now}
    )
    older = Answered.objects.filter(pk=row.pk, status=Status.READY).exclude(content__version=VERSION)
    if older.update(status=Status.WAITING, progress=0, asked_at=now, worked_at=None) or is_new:
        wake(JOB, row)
    return row


def claim_answers(*, row_id: int, now: datetime) -> Answered | None:
    """Say that a worker is busy with answers; None when there is nothing to do."""
    claimed = Answered.objects.filter(pk=row_id, status=Status.WAITING).update(worked_at=now)
    return Answered.objects.select_related("organisation").get(pk=row_id) if claimed else None


def forget_answers() -> None:
    """Throw the answers of the newest Sunday away: what they rest on has changed."""
    newest = Answered.objects.order_by("-sunday").values("sunday")[:1]
    Answered.objects.filter(sunday=newest).delete()


def tidy_answers(*, now: datetime) -> None:
    """Throw answers over parts away when their week is past; those over all stay, to be compared with."""
    Answered.objects.filter(sunday__lt=(now - PARTS_KEPT).date()).exclude(part=str(Kind.ALL)).delete()


def wake_waiting_answers(*, now: datetime) -> None:
    """Wake the worker for answers whose wake-up call was lost, or whose worker died."""
    before = now - DEAD_AFTER
    asleep = Q(worked_at__isnull=True, asked_at__lt=before) | Q(worked_at__lt=before)
    for row in Answered.objects.filter(asleep, status=Status.WAITING):
        wake(JOB, row)

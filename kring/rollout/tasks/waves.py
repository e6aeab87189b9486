"""The worker draws waves. The row says what is to be drawn."""

from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import job, periodic
from kring.rollout import actions


@job()
def draw(row_id: int) -> None:
    """Draw waves by lot."""
    claimed = actions.claim_draw(draw_id=row_id, now=timezone.now())
    if claimed:
        actions.work_out_draw(draw=claimed)


@periodic(cron="* * * * *")
def find_waiting(organisation: Organisation) -> None:
    """Wake the worker for every draw that waits."""
    actions.wake_waiting_draws(now=timezone.now())

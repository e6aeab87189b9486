"""The worker draws waves. The row says what is to be drawn."""

from django.utils import timezone

from kring.core.worker import app, each_organisation, job
from kring.rollout import actions


@job()
def draw(row_id: int) -> None:
    """Draw waves by lot."""
    claimed = actions.claim_draw(draw_id=row_id, now=timezone.now())
    if claimed:
        actions.work_out_draw(draw=claimed)


@app.periodic(cron="* * * * *")
@app.task(name="rollout.tasks.waves.find_waiting", queueing_lock="rollout.waves.find_waiting")
def find_waiting(timestamp: int) -> None:
    """Wake the worker for every draw that waits."""
    for _organisation in each_organisation():
        actions.wake_waiting_draws(now=timezone.now())

"""Jobs that keep the job queue healthy, and forget what no longer limits anybody."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.job_context import JobContext

from kring.core import limits
from kring.core.worker import app


@app.periodic(cron="* * * * *")
@app.task(
    name="core.tasks.retry_stalled",
    queueing_lock="core.retry_stalled",
    pass_context=True,
    retry=RetryStrategy(max_attempts=3),
)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died back to the queue."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await manager.retry_job(stalled)


@app.periodic(cron="15 * * * *")
@app.task(name="core.tasks.forget_tries", queueing_lock="core.forget_tries")
def forget_tries(timestamp: int) -> None:
    """Remove the tries that are over."""
    limits.forget(now=timezone.now())

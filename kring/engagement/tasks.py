"""What the worker does for the figures: throw away yesterday's keys, and read the networks' numbers back."""

from django.utils import timezone

from kring.core.worker import app, each_organisation
from kring.engagement import actions


@app.periodic(cron="5 * * * *")
@app.task(name="engagement.tasks.throw_away_keys", queueing_lock="engagement.throw_away_keys")
def throw_away_keys(timestamp: int) -> None:
    """Make yesterday's visitors unknown for good."""
    for _organisation in each_organisation():
        actions.throw_away_keys(now=timezone.now())

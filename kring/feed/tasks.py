"""What the worker does for the feed: follow stories, shares and impressions."""

from datetime import timedelta

from django.utils import timezone

from kring.core.worker import app, each_organisation
from kring.feed import actions

OVERLAP = timedelta(minutes=1)


@app.periodic(cron="*/5 * * * *")
@app.task(name="feed.tasks.follow", queueing_lock="feed.follow")
def follow(timestamp: int) -> None:
    """Bring every organisation's order of stories up to date, with its counts and prices."""
    now = timezone.now()
    for organisation in each_organisation():
        actions.follow_stories(organisation_id=organisation.pk, overlap=OVERLAP, now=now)
        actions.forget_past(organisation=organisation, now=now)
        actions.follow_counts(organisation_id=organisation.pk, now=now)


@app.periodic(cron="20 3 * * *")
@app.task(name="feed.tasks.follow_all", queueing_lock="feed.follow_all")
def follow_all(timestamp: int) -> None:
    """Once a night, follow everything again: nothing that was missed stays missed."""
    for organisation in each_organisation():
        actions.follow_all(organisation_id=organisation.pk, now=timezone.now())

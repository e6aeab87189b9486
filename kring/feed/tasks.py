"""What the worker does for the feed: follow stories, shares and impressions."""

from datetime import timedelta

from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import each_step, periodic
from kring.feed import actions

OVERLAP = timedelta(minutes=1)


@periodic(cron="*/5 * * * *")
def follow(organisation: Organisation) -> None:
    """Bring every organisation's order of stories up to date, with its counts and prices."""
    now = timezone.now()
    each_step(
        lambda: actions.follow_stories(organisation_id=organisation.pk, overlap=OVERLAP, now=now),
        lambda: actions.forget_past(organisation=organisation, now=now),
        lambda: actions.follow_counts(organisation_id=organisation.pk, now=now),
    )


@periodic(cron="20 3 * * *")
def follow_all(organisation: Organisation) -> None:
    """Once a night, follow everything again: nothing that was missed stays missed."""
    actions.follow_all(organisation_id=organisation.pk, now=timezone.now())

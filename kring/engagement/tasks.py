"""What the worker does for the figures: throw away yesterday's keys, and read the networks' numbers back."""

import logging
from collections.abc import Sequence
from itertools import groupby

from django.utils import timezone

from kring.connectors.channel import ChannelError, Reading
from kring.connectors.registry import CHANNELS
from kring.core.models import Organisation
from kring.core.worker import app, job, periodic
from kring.engagement import actions
from kring.sharing import queries as sharing
from kring.sharing.queries import Readable

log = logging.getLogger(__name__)


@periodic(cron="5 * * * *")
def throw_away_keys(organisation: Organisation) -> None:
    """Make yesterday's visitors unknown for good."""
    actions.throw_away_keys(now=timezone.now())


@periodic(cron="*/5 * * * *")
def look_for_numbers(organisation: Organisation) -> None:
    """Find the posts whose numbers are due, and ask about them, each organisation in a job of its own."""
    actions.plan_read_backs(now=timezone.now())
    app.configure_task("engagement.tasks.read_back").defer(organisation_id=organisation.pk)


@job()
def read_back() -> None:
    """Ask the networks about the posts that are due; an error leaves a post for its next turn."""
    while share_ids := actions.claim_due(now=timezone.now()):
        asked = sharing.posted_at(share_ids)
        actions.stop_asking(share_ids=sorted(set(share_ids) - set(asked)))
        posts = sorted(sharing.readable(asked), key=lambda post: (post.channel, post.account_id))
        told: dict[int, Reading] = {}
        for channel, some in groupby(posts, key=lambda post: post.channel):
            told |= ask(channel, list(some))
        actions.record_readings(asked=asked, readings=told, now=timezone.now())


def ask(channel: str, posts: Sequence[Readable]) -> dict[int, Reading]:
    """Return what a network tells of `posts`, by share; those it could not be asked about are left out."""
    try:
        told = CHANNELS[channel].read({post.ref: post.account for post in posts}, [post.ref for post in posts])
    except ChannelError as error:
        log.warning("%s told no numbers: %s", channel, type(error).__name__)
        return {}
    return {post.share_id: told[post.ref] for post in posts if post.ref in told}

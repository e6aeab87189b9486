"""What the worker does to listen: claim the place, ask outside with no transaction open, keep what was said."""

from django.utils import timezone

from kring.connectors.registry import LISTENERS
from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.errors import OutsideError
from kring.hub import actions, network, queries, rules


@job()
def listen(row_id: int) -> None:
    """Listen at a place that is due, part by part up to the end. Dying half-way loses and doubles nothing."""
    claimed = actions.claim_post(post_id=row_id, now=timezone.now())
    for round_number in range(rules.ROUNDS):
        if claimed is None:
            return
        post = claimed.post
        try:
            secrets = network.fresh(post)
            heard = LISTENERS[post.kind].listen(queries.place_of(post), secrets, post.cursor)
        except OutsideError as error:
            actions.record_problem(claimed=claimed, error=error, now=timezone.now())
            return
        goes_on = round_number + 1 < rules.ROUNDS
        claimed = actions.record_heard(claimed=claimed, heard=heard, goes_on=goes_on, now=timezone.now())


@periodic(cron="* * * * *")
def listen_where_due(organisation: Organisation) -> None:
    """Wake up for every place that is due: also for those whose wake-up call was lost."""
    for post in queries.posts_due(timezone.now()):
        wake(listen.name, post)

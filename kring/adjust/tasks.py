"""What the worker does: gather the figures of each week, and look at decisions again on their day."""

from datetime import datetime

from django.utils import timezone

from kring.adjust import actions, queries
from kring.core.models import Organisation
from kring.core.worker import each, each_step, job, periodic
from kring.insights import queries as insights


@job()
def gather(row_id: int) -> None:
    """Gather the figures of one week; nothing is written before all of them are there."""
    row = queries.waiting(row_id)
    if row is None:
        return
    with timezone.override(row.organisation.time_zone):
        now = timezone.now()
        if row.sunday < insights.last_sunday(row.organisation, now):
            actions.drop_old(row=row)  # its week is past, figures of this one are asked for
        elif not actions.wait_for_answers(row=row, now=now):
            actions.keep_figures(row=row, figures=queries.gather(row.organisation, now))


@periodic(cron="50 * * * *")
def look(organisation: Organisation) -> None:
    """Ask for the figures of the last week; write what came of experiments that are over and decisions that are due.

    Each is a row of its own: one that fails, and whoever dies in between, leaves the others alone.
    """
    with timezone.override(organisation.time_zone):
        now = timezone.now()
        each_step(
            lambda: actions.ask_to_gather(organisation=organisation, now=now),
            lambda: actions.wake_waiting(now=now),
            lambda: each(
                queries.experiments_over(now),
                lambda one: actions.write_result(experiment=one, result=queries.outcome(one), now=now),
            ),
            lambda: _review(organisation, now),
        )


def _review(organisation: Organisation, now: datetime) -> None:
    seen = queries.newest()
    if seen is None or seen.sunday < insights.last_sunday(organisation, now):
        return  # an older figure says nothing of today: an hour later
    each(
        queries.due(timezone.localdate(now)),
        lambda decision: actions.write_verdict(decision=decision, seen=seen, now=now),
    )

"""What the worker does: gather the figures of each week, and look at decisions again on their day."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Model
from django.utils import timezone

from kring.adjust import actions, queries
from kring.core.worker import app, each_organisation, job
from kring.insights import queries as insights

log = logging.getLogger(__name__)


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


@app.periodic(cron="50 * * * *")
@app.task(name="adjust.tasks.look", queueing_lock="adjust.look")
def look(timestamp: int) -> None:
    """Ask for the figures of the last week; write what came of experiments that are over and decisions that are due.

    Each is a row of its own: one that fails, and whoever dies in between, leaves the others alone.
    """
    for organisation in each_organisation():
        with timezone.override(organisation.time_zone):
            now = timezone.now()
            actions.ask_to_gather(organisation=organisation, now=now)
            actions.wake_waiting(now=now)
            for experiment in queries.experiments_over(now):
                with _on_its_own(experiment):
                    actions.write_result(experiment=experiment, result=queries.outcome(experiment), now=now)
            seen = queries.newest()
            if seen is None or seen.sunday < insights.last_sunday(organisation, now):
                continue  # an older figure says nothing of today: an hour later
            for decision in queries.due(timezone.localdate(now)):
                with _on_its_own(decision):
                    actions.write_verdict(decision=decision, seen=seen, now=now)


@contextmanager
def _on_its_own(row: Model) -> Iterator[None]:
    """Let a fault in one row not hold up the others; it is tried again an hour later."""
    try:
        yield
    except Exception:
        log.exception("%s %s could not be looked at", row._meta.model_name, row.pk)

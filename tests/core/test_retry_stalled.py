"""Jobs of a worker that died go back to the queue; those of one that lives stay its own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection

from kring.core import tasks, worker


def job_of_a_worker(seconds_ago):
    """A job that a worker took, whose last sign of life was that long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - %s * interval '1 second') returning id",
            [seconds_ago],
        )
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " values ('default', 'sharing.tasks.publish', 'doing', %s) returning id",
            [cursor.fetchone()[0]],
        )
        return cursor.fetchone()[0]


def status_of(job):
    with connection.cursor() as cursor:
        cursor.execute("select status from procrastinate_jobs where id = %s", [job])
        return cursor.fetchone()[0]


def look_after_jobs():
    async def look():
        async with worker.app.open_async():
            await tasks.retry_stalled.func(SimpleNamespace(app=worker.app), timestamp=0)

    with worker.app.replace_connector(worker.app.connector.get_worker_connector()), ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, look()).result()  # a browser of another test may hold this thread's loop


@pytest.mark.parametrize(("seconds_ago", "status"), [(60, "todo"), (5, "doing")])
def test_a_job_is_given_back_when_its_worker_died(seconds_ago, status, transactional_db):
    job = job_of_a_worker(seconds_ago)
    look_after_jobs()
    assert status_of(job) == status


def test_a_job_whose_worker_was_forgotten_is_given_back(transactional_db):
    job = job_of_a_worker(60)
    with connection.cursor() as cursor:
        cursor.execute("select procrastinate_prune_stalled_workers_v1(30)")
    look_after_jobs()
    assert status_of(job) == "todo"


def test_looking_again_changes_nothing(transactional_db):
    job = job_of_a_worker(60)
    look_after_jobs()
    look_after_jobs()
    assert status_of(job) == "todo"

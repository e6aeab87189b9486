"""A worker that is killed at any moment leaves no list half done, and the next one finishes the work."""

import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from django.conf import settings
from django.db import connection

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.core.worker import wake
from kring.people import actions
from kring.people.actions.staff_lists import JOBS
from kring.people.models import Person, Placement, StaffImport, StaffImportRow, Unit
from tests import make
from tests.people import staff

PEOPLE = 3000
ROWS = "".join(f"Mens {n};m{n}@bank.example;Bank {n % 40};Afdeling {n % 7}\n" for n in range(PEOPLE))
LIST = f"Naam;E-mail;Kantoor;Afdeling\n{ROWS}"
WORKER = """
import os, sys, django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[1]
from procrastinate.contrib.django import app
with app.replace_connector(app.connector.get_worker_connector()) as real:
    print("ready", flush=True)
    real.run_worker(wait=False, concurrency=1)
"""


def worker():
    parts = connection.settings_dict
    address = f"postgresql://{parts['USER']}:{parts['PASSWORD']}@/{parts['NAME']}?host={parts['HOST']}"
    if parts["PORT"]:
        address += f"&port={parts['PORT']}"
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "kring.config.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(settings.MEDIA_ROOT)],
        env=environment,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout.readline().strip() == b"ready"
    return process


def killed_after(seconds):
    process = worker()
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    end = time.monotonic() + 30
    while is_at_work():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_at_work():
    """Whether the server still does what somebody who is dead now had asked: a commit under way ends on its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists(select from pg_stat_activity where datname = current_database() and state <> 'idle'"
            " and backend_type = 'client backend' and pid <> pg_backend_pid())"
        )
        return cursor.fetchone()[0]


def finish(made):
    """Let a fresh worker do what is left, woken as the periodic job does."""
    wake(JOBS[StaffImport.Status(made.status)], made)
    process = worker()
    process.wait(120)
    process.stdout.close()
    made.refresh_from_db()


def counts():
    return Person.objects.count(), Placement.objects.count(), Unit.objects.count()


@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_half_done(transactional_db):
    organisation = make.organisation()
    with inside(organisation):
        administrator = make.person(organisation, unit=None)
        made = staff.upload(administrator, LIST)
        actions.map_columns(
            by=administrator,
            staff_import=made,
            mapping=made.mapping,
            absent_people_left=True,
            valid_from=date(2026, 11, 2),
            today=date(2026, 11, 2),
        )
        for seconds in (0.05, 0.3, 0.6):
            killed_after(seconds)
            made.refresh_from_db()
            rows = StaffImportRow.objects.filter(staff_import=made).count()
            assert (made.status, rows) in {("reading", 0), ("ready", PEOPLE)}
            if made.status == "reading":
                wake(JOBS[StaffImport.Status.READING], made)
        if made.status == "reading":
            finish(made)
        assert (made.status, made.counts["new"]) == ("ready", PEOPLE)

        nobody, everybody = (1, 0, 0), (PEOPLE + 1, PEOPLE, 40)
        seen = set()
        actions.apply_staff_list(by=administrator, staff_import=made, many_may_leave=True)
        for seconds in (0.1, 0.25, 0.4, 0.6, 0.9):
            killed_after(seconds)
            made.refresh_from_db()
            seen.add(made.status)
            assert (made.status, counts()) in {("applying", nobody), ("applied", everybody)}
            if made.status == "applying":
                wake(JOBS[StaffImport.Status.APPLYING], made)
        if made.status == "applying":
            finish(made)
        assert (made.status, counts()) == ("applied", everybody)
        assert "applying" in seen

        actions.undo_staff_list(by=administrator, staff_import=made)
        killed_after(0.3)
        made.refresh_from_db()
        assert (made.status, counts()) in {("undoing", everybody), ("undone", nobody)}
        if made.status == "undoing":
            finish(made)
        assert (made.status, counts()) == ("undone", nobody)
        Organisation.objects.all().delete()

"""kill -9 of whoever puts an answer in, mixes the box or opens it: every answer is in it once."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from kring.core.scope import inside
from kring.surveys import actions
from kring.surveys.models import Answer, Envelope, Remark
from tests import make
from tests.outside import environment_of_tests
from tests.surveys.asking import answered, opened, sent, staff

ROUNDS = int(os.environ.get("KILL_ROUNDS", "24"))


@pytest.fixture
def hand():
    """A function that lets a process do one thing and kills it after so many seconds."""
    words = [sys.executable, "-m", "tests.surveys.killable", connection.settings_dict["NAME"]]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment_of_tests()
    ) as running:
        assert running.stdout.readline() == "ready\n"

        def one(*what, after):
            print(*what, file=running.stdin, flush=True)
            process = int(running.stdout.readline())
            time.sleep(after)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

        yield one
        running.stdin.close()


def settled():
    """Wait until no other connection holds a transaction open."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


@pytest.mark.plug
def test_every_answer_is_in_the_box_once(transactional_db, hand):
    organisation = make.organisation()
    with inside(organisation):
        people = staff(organisation, max(ROUNDS, 10))
        survey = sent(organisation)
        for n, person in enumerate(people):
            hand(organisation.pk, survey.pk, person.pk, after=random.uniform(0, 0.12))
            if n % 3 == 2:
                hand(organisation.pk, survey.pk, "mix", after=random.uniform(0, 0.12))
        settled()
        arrived = Envelope.objects.count()
        for person in people:  # whoever got no thank you tries again
            with contextlib.suppress(actions.answering.AlreadyAnsweredError):
                answered(survey, person, listen=3, helped=str(person.pk))
        assert Envelope.objects.count() == len(people)
        for _ in range(4):
            hand(organisation.pk, survey.pk, "open", after=random.uniform(0, 0.15))
        settled()
        opened(survey)
        assert Answer.objects.count() == len(people)
        assert sorted(Remark.objects.values_list("text", flat=True)) == sorted(str(person.pk) for person in people)
        assert not Envelope.objects.exists()
    print(f"{arrived} of {len(people)} arrived at the first try")

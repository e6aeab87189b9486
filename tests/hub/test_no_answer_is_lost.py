"""kill -9 of the worker at any moment around the call: no answer is lost, and nothing is answered twice.

The network ignores our key here: only looking keeps a second answer away.
"""

import contextlib
import os
import random
import signal
import time

import pytest
from django.utils import timezone

from kring.hub.actions import desk as actions
from kring.hub.models import Answer
from tests.hub.desk import answers, asked, colleague, hears_of
from tests.sharing.test_no_share_is_lost import ROUNDS, SLOW, slow_network, worker

__all__ = ["slow_network", "worker"]
FINAL = {Answer.Status.PUBLISHED, Answer.Status.FAILED}


@pytest.mark.timeout(180 + 4 * ROUNDS)
def test_a_worker_that_is_killed_posts_each_answer_exactly_once(
    transactional_db, organisation, mastodon, slow_network, worker
):
    noor = colleague(organisation)
    host = slow_network(loses_the_key=True)
    post = hears_of(organisation, mastodon, host=host)
    questions = [
        asked(organisation, mastodon, post, text=f"Question number {n}?", name=f"kim{n}") for n in range(ROUNDS)
    ]
    for question in questions:
        actions.send_answer(by=noor, mention_id=question.pk, text="Monday.", version=1, now=timezone.now())
    Answer.objects.update(next_try_at=timezone.now())
    take = worker(host, "kring.hub.tasks.desk.send")
    killed = 0
    for answer in Answer.objects.order_by("pk"):
        process = take(answer)
        time.sleep(random.uniform(0, 2.5 * SLOW))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            killed += 1
    end = time.monotonic() + 60 + 2 * ROUNDS
    while unfinished := [one for one in Answer.objects.order_by("pk") if one.status not in FINAL]:
        assert time.monotonic() < end, [(one.pk, one.status, one.problem) for one in unfinished]
        for answer in Answer.objects.filter(next_try_at__lte=timezone.now()):
            take(answer)
        time.sleep(1)
    assert killed > 0
    assert {one.status for one in Answer.objects.all()} == {Answer.Status.PUBLISHED}
    assert [len(answers(mastodon, question)) for question in questions] == [1] * ROUNDS

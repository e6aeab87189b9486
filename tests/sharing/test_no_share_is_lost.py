"""kill -9 of the worker at any moment around the call: no share is lost, and nothing is posted twice.

KILL_ROUNDS=200 runs it longer.
"""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.db import connection
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Response

from kring.sharing.models import Share
from tests.outside import environment_of_tests
from tests.sharing.publishing import connected, posts, queued

ROUNDS = int(os.environ.get("KILL_ROUNDS", "8"))
SLOW = 0.35  # seconds that the network takes, before and after it does its work
CLAIM = 6.0  # seconds until a share is taken from a worker that died
FINAL = {Share.Status.PUBLISHED, Share.Status.FAILED}


@pytest.fixture
def channels():
    """The real ones."""


@pytest.fixture
def slow_network(mastodon, open_host):
    """A function that puts a slow line before the Mastodon server; it can lose the key that says "the same post"."""
    with contextlib.ExitStack() as stack:

        def start(*, loses_the_key):
            server = stack.enter_context(HTTPServer(threaded=True))

            def forward(request):
                is_post = request.method == "POST"
                time.sleep(random.uniform(0, SLOW) if is_post else 0)
                kept = {"Authorization", "Content-Type"} | (set() if loses_the_key else {"Idempotency-Key"})
                headers = {name: value for name, value in request.headers.items() if name in kept}
                onward = urllib.request.Request(
                    mastodon.base_url + request.full_path, request.get_data() or None, headers, method=request.method
                )
                try:
                    answer = urllib.request.urlopen(onward)
                except urllib.error.HTTPError as error:
                    answer = error
                time.sleep(random.uniform(0, SLOW) if is_post else 0)
                return Response(answer.read(), answer.status, content_type=answer.headers["Content-Type"])

            server.expect_request(re.compile(".*")).respond_with_handler(forward)
            return f"{server.host}:{server.port}"

        yield start


@pytest.fixture
def worker():
    """A function that starts a worker for a network; it hands a row to a process of its own, by number."""
    with contextlib.ExitStack() as stack:

        def start(host, job="kring.sharing.tasks.publish"):
            database = connection.settings_dict["NAME"]
            words = [sys.executable, "-m", "tests.sharing.killable", database, host, str(CLAIM), job]
            running = stack.enter_context(
                subprocess.Popen(
                    words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment_of_tests()
                )
            )
            stack.callback(running.stdin.close)
            assert running.stdout.readline() == "ready\n"

            def take(row):
                running.stdin.write(f"{row.organisation_id} {row.pk}\n")
                running.stdin.flush()
                return int(running.stdout.readline())

            return take

        yield start


@pytest.mark.timeout(180 + 4 * ROUNDS)
@pytest.mark.parametrize("loses_the_key", [False, True], ids=["keeps the key", "ignores the key"])
def test_a_worker_that_is_killed_posts_each_share_exactly_once(
    transactional_db, organisation, person, mastodon, slow_network, worker, loses_the_key
):
    host = slow_network(loses_the_key=loses_the_key)
    account = connected(person, mastodon)
    account.server = host
    account.save()
    shares = [queued(person, account, own_words=f"Share number {n}.") for n in range(ROUNDS)]
    take = worker(host)
    killed = 0
    for share in shares:
        process = take(share)
        time.sleep(random.uniform(0, 2.5 * SLOW))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            killed += 1
    end = time.monotonic() + 60 + 2 * ROUNDS
    while unfinished := [s for s in Share.objects.order_by("pk") if s.status not in FINAL]:
        assert time.monotonic() < end, [(s.pk, s.status, s.problem) for s in unfinished]
        for share in Share.objects.filter(next_try_at__lte=timezone.now()):
            take(share)
        time.sleep(1)
    texts = [post["content"] for post in posts(mastodon, account)]
    assert killed > 0
    assert {s.status for s in Share.objects.all()} == {Share.Status.PUBLISHED}
    for share in shares:
        assert sum(share.own_words in text for text in texts) == 1, (share.pk, texts)

"""kill -9 of the worker at any moment while it listens: nothing that was said is lost or comes in twice.

KILL_ROUNDS=100 runs it longer.
"""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Response

from kring.hub.models import ListeningPost, Mention
from tests.hub.hearing import on_mastodon, say
from tests.outside import environment_of_tests
from tests.sharing.publishing import user

ROUNDS = int(os.environ.get("KILL_ROUNDS", "8"))
SLOW = 0.1  # seconds that the network takes
LEASE = 2.0  # seconds until a place is taken from a worker that died


@pytest.fixture
def slow_network(mastodon, open_host):
    """A slow line before the Mastodon server."""
    with HTTPServer(threaded=True) as server:

        def forward(request):
            time.sleep(random.uniform(0, SLOW))
            headers = {name: value for name, value in request.headers.items() if name == "Authorization"}
            answer = urllib.request.urlopen(
                urllib.request.Request(mastodon.base_url + request.full_path, None, headers)
            )
            time.sleep(random.uniform(0, SLOW))
            return Response(answer.read(), answer.status, content_type=answer.headers["Content-Type"])

        server.expect_request(re.compile(".*")).respond_with_handler(forward)
        yield f"{server.host}:{server.port}"


@pytest.fixture
def take(slow_network, transactional_db):
    """A function that hands a place to a process of its own; it returns that process's number."""
    words = [sys.executable, "-m", "tests.hub.killable", connection.settings_dict["NAME"], slow_network, str(LEASE)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment_of_tests()
    ) as running:
        assert running.stdout.readline() == "ready\n"

        def hand(post):
            running.stdin.write(f"{post.organisation_id} {post.pk}\n")
            running.stdin.flush()
            return int(running.stdout.readline())

        yield hand
        running.stdin.close()


@pytest.mark.timeout(180 + 6 * ROUNDS)
def test_a_worker_that_is_killed_brings_everything_in_exactly_once(organisation, mastodon, slow_network, take):
    post = on_mastodon(organisation, mastodon, address=slow_network)
    _kim, token = user(mastodon, "kim")
    said, killed = [say(mastodon, token, "@bank Eerst")["id"]], 0
    take(post)
    while not Mention.objects.exists():  # from here on it has to be caught up
        time.sleep(0.2)
    for _ in range(ROUNDS):
        for _more in range(30):
            said.append(say(mastodon, token, f"@bank Vraag {len(said)}.")["id"])
        ListeningPost.objects.filter(pk=post.pk).update(next_look_at=timezone.now())
        process = take(post)
        time.sleep(random.uniform(0, 6 * SLOW))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            killed += 1
    end = time.monotonic() + 60 + 2 * ROUNDS
    while Mention.objects.count() < len(said):
        assert time.monotonic() < end, f"{Mention.objects.count()} of {len(said)} came in"
        ListeningPost.objects.filter(pk=post.pk).update(next_look_at=timezone.now())
        take(post)
        time.sleep(1.5)
    assert killed > 0
    assert Counter(Mention.objects.values_list("key", flat=True)) == Counter(said)

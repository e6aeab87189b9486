"""kill -9 of the web server: every visitor who was sent on is in the database."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from kring.engagement.models import Click
from tests import make

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def start(port, **settings):
    at = connection.settings_dict
    address = f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
    words = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    words += ["--blocking-threads", "1", "--log-level", "critical", "kring.config.wsgi:application"]
    server = subprocess.Popen(
        words, start_new_session=True, env=os.environ | {"DATABASE_URL": address} | settings, stderr=subprocess.DEVNULL
    )
    patience = time.monotonic() + 100  # a busy machine
    while time.monotonic() < patience:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return server
    os.killpg(server.pid, signal.SIGKILL)
    raise AssertionError("the web server did not come up")


def visit(address, name, sent_on):
    """Follow the link until the server is gone, and remember every complete answer."""
    opener = urllib.request.build_opener(Stay)
    for n in range(100_000):
        host = f"{name}-{n}.example"
        asked = urllib.request.Request(address, headers={"User-Agent": FIREFOX, "Referer": f"https://{host}/"})
        try:
            opener.open(asked, timeout=5)
        except urllib.error.HTTPError as answer:
            if answer.code == 302:
                sent_on.add(host)
        except OSError:
            return


@pytest.mark.timeout(400)
@pytest.mark.django_db(transaction=True)
def test_a_click_that_was_answered_survives_the_death_of_the_server(person):
    link = make.tracked_link(make.share(person, make.story(person.organisation)))
    sent_on: set[str] = set()
    for round_ in range(2):
        port = free_port()
        server = start(port)
        address = f"http://127.0.0.1:{port}/l/{link.organisation_id}/{link.slug}"
        threads = [threading.Thread(target=visit, args=(address, f"r{round_}v{n}", sent_on)) for n in range(4)]
        for thread in threads:
            thread.start()
        enough, patience = len(sent_on) + 40, time.monotonic() + 60  # in the middle of it, however slow the machine is
        while len(sent_on) < enough and time.monotonic() < patience:
            time.sleep(0.02)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        for thread in threads:
            thread.join()
    written = list(Click.objects.values_list("referrer_host", flat=True))
    assert len(sent_on) > 50
    assert sent_on - set(written) == set()
    assert len(written) == len(set(written))
    print(f"{len(sent_on)} visitors sent on, {len(set(written) - sent_on)} written without an answer")

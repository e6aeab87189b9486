"""`./run serve`: it starts, says what it needs, stays up, and leaves nothing behind."""

import os
import signal
import socket
import time
import urllib.request

import pytest

from tests.outside import free_port
from tests.system import System, words_of

pytestmark = [pytest.mark.plug, pytest.mark.timeout(900)]  # an empty installation, on a busy machine


@pytest.fixture
def system(tmp_path):
    made = []

    def build(*words, **settings):
        made.append(System(tmp_path / "data", *words, **settings))
        return made[-1]

    yield build
    for one in made:
        one.clean()


def test_it_says_where_it_is_and_leaves_nothing_behind(system):
    kring = system("--workers", "1").start()
    kring.wait(lambda: "Kring is at" in kring.said)
    assert f"Kring is at {kring.url}" in kring.said
    assert len(kring.all_processes()) >= 4
    assert kring.stop(signal.SIGINT) == 0
    assert kring.left() == [], kring.said
    assert "Traceback" not in kring.said


def test_a_taken_port_is_said_at_once(system):
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        kring = system()
        kring.port = taken.getsockname()[1]
        kring.start().process.wait(120)
    assert kring.process.returncode == 1
    assert f"Port {kring.port} on 127.0.0.1 cannot be had" in kring.said
    assert f"--port {kring.port + 1}" in kring.said


def test_what_is_killed_comes_back(system):
    kring = system("--workers", "1").start()
    kring.wait(lambda: "Kring is at" in kring.said)

    worker = kring.parts("procrastinate")[0]
    kring.kill(worker)
    again = kring.wait(lambda: [p for p in kring.parts("procrastinate") if p.pid != worker.pid])
    assert len(again) == 1
    web = kring.parts("granian")[0]
    kring.kill(web)
    kring.wait(lambda: [p for p in kring.parts("granian") if p.pid != web.pid] and kring.is_ready())

    os.kill(kring.process.pid, signal.SIGKILL)  # now the one that looks after them
    kring.process.wait()
    until = time.monotonic() + 30
    while any("postgres" not in words_of(p)[0] for p in kring.all_processes() if words_of(p)):
        assert time.monotonic() < until, kring.all_processes()
        time.sleep(0.1)  # nobody keeps the port

    kring.start()
    kring.wait(kring.is_ready)
    assert kring.stop(signal.SIGTERM) == 0
    assert kring.left() == [], kring.said


SAFE = {
    "PUBLIC_URL": "https://kring.voorbeeld.example",
    "TRUSTED_PROXIES": "1",
    "EMAIL_URL": "smtp://kring:geheim@mail.voorbeeld.example:587?tls=1",
    "MAIL_FROM": "Kring <kring@voorbeeld.example>",
}


def test_it_refuses_to_serve_real_people_on_an_unsafe_setting(system):
    kring = system("--production", **SAFE | {"DEMO": "on"}).start()
    kring.process.wait(300)
    assert kring.process.returncode == 1
    assert "DEMO is on" in kring.said
    assert "kring.E005" not in kring.said
    assert kring.left() == [], kring.said


def test_it_serves_real_people_on_safe_settings(system):
    kring = system("--production", "--workers", "1", **SAFE).start()
    kring.wait(lambda: "Kring is at https://kring.voorbeeld.example" in kring.said)
    through_proxy = {"Host": "kring.voorbeeld.example", "X-Forwarded-Proto": "https"}
    answer = urllib.request.urlopen(urllib.request.Request(f"{kring.url}/healthz", headers=through_proxy))
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]

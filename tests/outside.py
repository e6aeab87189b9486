"""The outside world of a test: a mail server, a Mastodon server, a website with a feed, and the worker's jobs."""

import contextlib
import email
import email.policy
import json
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.db import connection


@dataclass
class Mailbox:
    """A real mail server that keeps what it gets; an address with `bounce` in it is refused."""

    port: int = 0
    mails: list = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if "bounce" in address:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail.envelope_to = list(envelope.rcpt_tos)
        self.mails.append(mail)
        return "250 OK"

    def to(self, address):
        """Return the mails to `address`, oldest first."""
        return [mail for mail in self.mails if address in mail.envelope_to]

    def link_in(self, address, containing=""):
        """Return the newest link mailed to `address`, with `containing` in it where more than one is there."""
        text = self.to(address)[-1].get_body(("plain",)).get_content()
        return next(link for link in re.findall(r"https?://[^\s<>]+", text) if containing in link)


@pytest.fixture
def smtp(settings):
    """A mail server of this test; Kring mails through it."""
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        mailbox.port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield mailbox
    controller.stop()


@pytest.fixture(scope="session")
def mastodon_server():
    """A Mastodon server of somebody else's making, once for the run."""
    from mastodon_mock.testing.server import MockServer

    with MockServer() as server:
        yield server


@pytest.fixture
def mastodon(mastodon_server, open_host):
    """The Mastodon server, empty, and reachable although it is in our own network: `.base_url`."""
    import urllib.request

    urllib.request.urlopen(urllib.request.Request(f"{mastodon_server.base_url}/api/v1/_mock/reset", method="POST"))
    open_host(f"127.0.0.1:{mastodon_server.port}")
    return mastodon_server


@pytest.fixture
def site(httpserver, open_host):
    """A website with pages and feeds of the test's own: `site.expect_request("/feed.xml").respond_with_data(…)`."""
    open_host(f"{httpserver.host}:{httpserver.port}")
    return httpserver


class Letterbox:
    """A mailbox on a real IMAP server of somebody else's making; `deliver` puts a mail in it."""

    login, password = "hub", "geheim woord"

    def __init__(self, port):
        self.port, self.host = port, f"127.0.0.1:{port}"

    def opened(self):
        from imapclient import IMAPClient

        client = IMAPClient("127.0.0.1", port=self.port, ssl=False)
        client.login(self.login, self.password)
        return client

    def deliver(self, *mails):
        with self.opened() as client:
            for mail in mails:
                client.append("INBOX", mail if isinstance(mail, bytes) else mail.encode())

    def make_anew(self):
        """Number the mails anew: the mailbox is another one, with the same mails in it."""
        with self.opened() as client:
            client.select_folder("INBOX", readonly=True)
            found = client.fetch(client.search(), ["RFC822"]) if client.search() else {}
            mails = [found[number][b"RFC822"] for number in sorted(found)]
            client.rename_folder("INBOX", f"old-{time.monotonic_ns()}")
        self.deliver(*mails)


@pytest.fixture
def letterbox(open_host):
    """An empty mailbox of this test, which may be opened although it is in our own network."""
    port = free_port()
    words = [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    words += ["dict", "--demo-user", Letterbox.login, "--demo-password", Letterbox.password]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(150):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert running.poll() is None
            time.sleep(0.1)
        open_host(f"127.0.0.1:{port}")
        yield Letterbox(port)
    finally:
        running.kill()
        running.wait(10)


@pytest.fixture
def run_jobs():
    """A function that runs every job that is due, and the jobs those defer, until none is left; it returns their names.

    A job that fails stops the test, unless its own rule says to try again.
    """
    from procrastinate import jobs, sql

    from kring.core.worker import app

    def call(query, **values):
        return app.connector.execute_query_one(query=sql.queries[query], **values)

    def work(most=1000):
        done = []
        worker = call("register_worker")["worker_id"]
        while len(done) < most and (row := call("fetch_job", queues=None, worker_id=worker))["id"]:
            row["args"] = json.loads(row["args"]) if isinstance(row["args"], str) else row["args"]
            job = jobs.Job.from_row(row)
            task = app.tasks[job.task_name]
            done.append(job.task_name)
            try:
                task.func(**job.task_kwargs)
            except Exception as error:
                again = task.get_retry_exception(exception=error, job=job)
                if again is None:
                    call("finish_job", job_id=job.id, status="failed", delete_job=False)
                    raise
                when = again.retry_decision.retry_at
                call("retry_job", job_id=job.id, retry_at=when, new_priority=None, new_queue_name=None, new_lock=None)
            else:
                call("finish_job", job_id=job.id, status="succeeded", delete_job=False)
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_workers where id = %s", [worker])
        return done

    return work


@pytest.fixture
def pass_a_while(run_jobs):
    """A function that lets everything happen that happens by itself, now and then: every periodic task runs once."""
    import inspect

    from kring.core.worker import app

    def ticked():
        for entry in app.periodic_registry.periodic_tasks.values():
            if not inspect.iscoroutinefunction(entry.task.func):
                entry.task.configure(queueing_lock=None).defer(timestamp=0)
        return run_jobs()

    return ticked


def free_port():
    """Return a port that is free now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def environment_of_tests(**changes):
    """Return an environment for a process of its own: that of the tests, with `changes`."""
    return {key: value for key, value in {**os.environ, **changes}.items() if value is not None}

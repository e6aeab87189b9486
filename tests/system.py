"""The whole of Kring as processes of its own: web server, worker, embedded database. For tests that pull plugs."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import psycopg

from kring.config import postgres
from tests.outside import free_port

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ("DATA", "DATABASE_URL", "PUBLIC_URL", "PORT", "DEMO", "DJANGO_ALLOW_ASYNC_UNSAFE")


def environment(**changes):
    """Return the environment of somebody who just logged in, with `changes`."""
    kept = {key: value for key, value in os.environ.items() if key not in SETTINGS and "PYTEST" not in key}
    return kept | changes


def words_of(process):
    """Return a process's command line; one that just ended has none."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


class System:
    """`./run serve` in a folder, started and ended by the test."""

    def __init__(self, folder, *words, **settings):
        self.folder, self.words, self.settings = Path(folder), words, settings
        self.port, self.process = free_port(), None
        self.output = self.folder.parent / f"{self.folder.name}.out"

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    @property
    def said(self):
        return self.output.read_text()

    def start(self, command="serve"):
        words = [sys.executable, "-m", "kring.config", command, "--port", str(self.port), "--data", str(self.folder)]
        with self.output.open("a") as said:
            self.process = subprocess.Popen(
                [*words, *self.words],
                cwd=ROOT,
                env=environment(**self.settings),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        return self

    def wait(self, until, seconds=300):
        """Wait for something to become true; a system that ended meanwhile fails the test."""
        end = time.monotonic() + seconds
        while not (found := until()):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.1)
        return found

    def is_ready(self):
        try:
            return urllib.request.urlopen(f"{self.url}/healthz", timeout=3).status == 200
        except OSError:
            return False

    def parts(self, word):
        """Return the running processes of this system with `word` in their command line."""
        try:
            ours = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        return [p for p in ours if word in " ".join(words_of(p))]

    def all_processes(self):
        """Return every process on the machine that works for this system, whoever its parent is."""
        found = []
        for process in psutil.process_iter(["cwd", "status"]):
            words = " ".join(words_of(process))
            is_ours = f"--port {self.port} " in f"{words} " or process.info["cwd"] == str(self.folder / "postgres")
            with contextlib.suppress(psutil.Error):
                is_ours = is_ours or process.environ().get("DATA") == str(self.folder)
            if is_ours and process.info["status"] != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                found.append(process)
        return found

    def left(self, seconds=10):
        """Return what still works for this system a moment after its end: a killed process takes that long to go."""
        end = time.monotonic() + seconds
        while (found := self.all_processes()) and time.monotonic() < end:
            time.sleep(0.1)
        return found

    def database(self):
        """Return a connection that sees all rows of this system."""
        return psycopg.connect(postgres.superuser(self.folder / "postgres", "kring"), autocommit=True)

    def kill(self, process):
        """Pull the plug of one process and the group it leads."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(os.getpgid(process.pid), signal.SIGKILL)

    def stop(self, how=signal.SIGINT):
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, how)
            self.process.wait(40)
        return self.process.returncode

    def clean(self):
        """End whatever is left."""
        self.stop(signal.SIGTERM)
        for process in self.all_processes():
            process.kill()

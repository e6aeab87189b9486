"""Start web and worker as processes, keep them up, and stop them together."""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kring.config import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
SAFE = ["check", "--deploy", "--database", "default", "--fail-level", "WARNING"]
PATIENCE = 5  # deaths of one process within two minutes before all stop


@dataclass
class Child:
    """A process that we keep up."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    again_at: float = 0.0

    def keep_up(self, now: float) -> None:
        """Start it, or start it again some time after it died; every death in a row doubles the time."""
        if self.process and self.process.poll() is not None:
            print(f"The {self.name} ended by itself (code {self.process.returncode}).", file=sys.stderr, flush=True)
            end_group(self.process, signal.SIGKILL)
            self.process = None
            self.deaths = [died for died in self.deaths if now - died < 120] + [now]
            self.again_at = now + 2.0 ** (len(self.deaths) - 1) / 2
        if self.process is None and now >= self.again_at:
            self.process = self.start()

    @property
    def is_hopeless(self) -> bool:
        """Whether it dies every time."""
        return len(self.deaths) >= PATIENCE


def end_with_us() -> None:
    """Ask Linux to end this child when we are killed, so that no orphan keeps the port."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def spawn(words: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own: Ctrl-C reaches us, and we end the children in order."""
    return subprocess.Popen(words, start_new_session=True, stdin=subprocess.DEVNULL, preexec_fn=end_with_us)  # noqa: PLW1509


def end_group(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Send a signal to a child and to the children it has."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, how)


def django(*words: str) -> None:
    """Run one Django command, and stop here when it fails."""
    if code := subprocess.call([sys.executable, "-m", "django", *words]):
        raise SystemExit(code)


def web(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    """Start the web server."""
    granian = Path(sys.executable).parent / "granian"
    words = [str(granian), "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    words += ["--blocking-threads", "1", "--respawn-failed-workers", "--log-level", "warning"]
    words += ["--workers-kill-timeout", "10"]
    return spawn([*words, "kring.config.wsgi:application"])


def jobs() -> subprocess.Popen[bytes]:
    """Start one worker."""
    words = ["procrastinate", "worker", "--concurrency", "4", "--shutdown-graceful-timeout", "8"]
    words += ["--delete-jobs", "successful"]
    return spawn([sys.executable, "-m", "kring.config", *words])


def refuse_a_taken_port(host: str, port: int) -> None:
    """Say so at once when another program has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except PermissionError:
            raise SystemExit(
                f"Port {port} needs more rights than you have. Choose one above 1023: --port 8000"
            ) from None
        except OSError as error:
            words = f"Port {port} on {host} cannot be had ({error.strerror}): another program may be using it."
            raise SystemExit(f"{words} Choose another one: --port {port + 1}") from None


def is_ready(host: str, port: int) -> bool:
    """Return whether web server and database answer."""
    where = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    name = urlsplit(os.environ.get("PUBLIC_URL", "")).hostname or "localhost"
    request = urllib.request.Request(f"http://{where}:{port}/healthz", headers={"Host": name})
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - our own address
            return True
    except (OSError, ValueError):
        return False


class Stopped(Exception):  # noqa: N818 - no error
    """Somebody asked us to stop."""


def stop(*_: object) -> None:
    """Stop: what Ctrl-C, `kill` and a closed terminal do."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def hold(children: list[Child], ready: Callable[[], bool], say: Callable[[], str]) -> int:
    """Keep the children up until somebody stops us or one of them cannot live; then end them all."""
    told = False
    try:
        while not any(child.is_hopeless for child in children):
            for child in children:
                child.keep_up(time.monotonic())
            if not told and ready():
                told = True
                print(say(), flush=True)
            time.sleep(0.2)
        hopeless = next(child.name for child in children if child.is_hopeless)
        print(
            f"The {hopeless} ended {PATIENCE} times in a row: Kring stops. What it said stands above.", file=sys.stderr
        )
        code = 1
    except Stopped:
        code = 0
    end(children)
    return code


def end(children: list[Child]) -> None:
    """End the children: first kindly, after a while for certain."""
    running = [child.process for child in children if child.process]
    for process in running:
        end_group(process, signal.SIGTERM)
    until = time.monotonic() + 12
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, until - time.monotonic()))
        end_group(process, signal.SIGKILL)
        process.wait()


def arguments(words: list[str], about: str, *, is_web: bool = True) -> argparse.Namespace:
    """Read the words after a command."""
    parser = argparse.ArgumentParser(prog="./run", description=about)
    parser.add_argument("--data", type=Path, default=None, help="folder for database, uploads and keys")
    if is_web:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2, help="web processes: one per core")
        parser.add_argument("--production", action="store_true", help="refuse to start on an unsafe setting")
    parser.add_argument("--jobs", type=int, default=1, help="workers for what happens in the background")
    return parser.parse_args(words)


def prepare(options: argparse.Namespace, data: Path) -> None:
    """Set the addresses, start the embedded server where no other is named, and bring tables and pages up to date."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    refuse_a_taken_port(options.host, options.port)
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{options.port}")
    use(data)
    if options.production and subprocess.call([sys.executable, "-m", "django", *SAFE]):
        raise SystemExit("Kring did not start: what stands above has to be put right first.")
    django("prepare")


def use(data: Path) -> None:
    """Use this data folder, and the embedded server in it where no other is named; it runs until we end."""
    os.environ["DATA"] = str(data)
    if not os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_URL_FILE"):
        os.environ["DATABASE_URL"] = postgres.start(data / "postgres")


def is_held() -> bool:
    """Whether this installation was put back from a backup and not yet released."""
    return (Path(os.environ["DATA"]) / "held").exists()


def run(options: argparse.Namespace, say: Callable[[], str]) -> int:
    """Keep web and workers up."""
    refuse_a_taken_port(options.host, options.port)  # once more: preparing takes a while, and two may share a port
    children = [Child("web server", lambda: web(options.host, options.port, options.workers))]
    if is_held():
        print("Put back from a backup: no post and no mail leaves until you say ./run release", flush=True)
    else:
        children += [Child("worker", jobs) for _ in range(options.jobs)]
    return hold(children, lambda: is_ready(options.host, options.port), say)


def demo(words: list[str]) -> int:
    """Start the demo world."""
    options = arguments(words, "The demo world.")
    os.environ["DEMO"] = "on"
    try:
        prepare(options, (options.data or ROOT / ".data" / "demo").resolve())
        django("demo_fill")
        where = os.environ["PUBLIC_URL"]
        return run(options, lambda: f"\n  Kring's demo world is at {where}   (Ctrl-C stops it)\n")
    except Stopped:
        return 0


def serve(words: list[str]) -> int:
    """Start Kring for real."""
    options = arguments(words, "Kring for real.")
    try:
        prepare(options, (options.data or Path(os.environ.get("DATA", ROOT / ".data"))).resolve())
        return run(options, welcome)
    except Stopped:
        return 0


def welcome() -> str:
    """Return what to say once Kring answers: the address, and how to begin on an empty installation."""
    words = [sys.executable, "-m", "kring.config", "welcome"]
    begin = subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
    return f"\n  Kring is at {os.environ['PUBLIC_URL']}   (Ctrl-C stops it)\n" + (f"  {begin}\n" if begin else "")


def worker(words: list[str]) -> int:
    """Start one more worker, or several."""
    options = arguments(words, "One more worker.", is_web=False)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        use((options.data or Path(os.environ.get("DATA", ROOT / ".data"))).resolve())
        if is_held():
            raise SystemExit("Put back from a backup: the worker does not start until you say ./run release")
        children = [Child("worker", jobs) for _ in range(options.jobs)]
        return hold(children, lambda: True, lambda: "\n  The worker works.   (Ctrl-C stops it)\n")
    except Stopped:
        return 0

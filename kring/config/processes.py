"""Start web and worker as processes, and stop them together."""

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from kring.config import database

ROOT = Path(__file__).resolve().parent.parent.parent


def django(*words: str) -> None:
    """Run one Django command, and stop here when it fails."""
    subprocess.run([sys.executable, "-m", "kring.config", *words], check=True)


def prepare(port: int, data: Path) -> None:
    """Set the addresses, start the embedded server where no other is named, and bring tables and pages up to date."""
    os.environ.setdefault("PORT", str(port))
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    os.environ["DATA"] = str(data)
    if not os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_URL_FILE"):
        os.environ["DATABASE_URL"] = database.start(data / "postgres")  # held by this process until it ends
    django("prepare")


def web(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    """Start the web server."""
    granian = Path(sys.executable).parent / "granian"
    words = [str(granian), "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    words += [
        "--blocking-threads",
        "1",
        "--respawn-failed-workers",
        "--log-level",
        "warning",
        "kring.config.wsgi:application",
    ]
    return subprocess.Popen(words, start_new_session=True)


def jobs() -> subprocess.Popen[bytes]:
    """Start one worker."""
    words = [sys.executable, "-m", "kring.config", "procrastinate", "worker", "--concurrency", "4"]
    return subprocess.Popen(words, start_new_session=True)


def wait_until_ready(port: int, seconds: int = 60) -> bool:
    """Return whether the web server answers within `seconds`."""
    for _ in range(seconds * 5):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    return False


def hold(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait until somebody stops us or a child ends by itself; then end all of them."""
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not stopped and all(child.poll() is None for child in children):
        time.sleep(0.2)
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
    return 0 if stopped else 1


def arguments(words: list[str], about: str) -> argparse.Namespace:
    """Read the words after a command."""
    parser = argparse.ArgumentParser(prog="./run", description=about)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--production", action="store_true", help="refuse to start on an unsafe setting")
    return parser.parse_args(words)


def demo(words: list[str]) -> int:
    """Start the demo world."""
    options = arguments(words, "The demo world.")
    os.environ["DEMO"] = "on"
    prepare(options.port, (options.data or ROOT / ".data" / "demo").resolve())
    django("demo_fill")
    children = [web(options.host, options.port, options.workers), jobs()]
    if wait_until_ready(options.port):
        print(f"\n  Kring's demo world is at http://localhost:{options.port}   (Ctrl-C stops it)\n", flush=True)
    return hold(children)


def serve(words: list[str]) -> int:
    """Start Kring for real."""
    options = arguments(words, "Kring for real.")
    prepare(options.port, (options.data or Path(os.environ.get("DATA", ROOT / ".data"))).resolve())
    if options.production:
        django("check", "--deploy", "--fail-level", "WARNING")
    children = [web(options.host, options.port, options.workers), jobs()]
    if wait_until_ready(options.port):
        print(f"\n  Kring is at {os.environ['PUBLIC_URL']}   (Ctrl-C stops it)\n", flush=True)
    return hold(children)


def worker(words: list[str]) -> int:
    """Start one more worker."""
    arguments(words, "One more worker.")
    return hold([jobs()])

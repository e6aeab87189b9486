"""All that has to hold before a change lands."""

import os
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

from kring.config import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PAGES = ["kring", "tests", "bench", "run"]
STEPS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", *PAGES],
    "lint": [str(BIN / "ruff"), "check", *PAGES],
    "contracts": [str(BIN / "lint-imports")],
    "types": [str(BIN / "mypy"), "kring"],
    "migrations": [sys.executable, "-m", "kring.config", "makemigrations", "--check", "--dry-run"],
    "translations": [sys.executable, "-m", "kring.config", "messages", "--check"],
    "tests": [sys.executable, "-m", "kring.config", "test"],
}


def check(words: list[str]) -> int:
    """Run every step, or the ones named, and say at the end which failed."""
    if unknown := set(words) - set(STEPS):
        print(f"No such step: {', '.join(unknown)}. There are: {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    failed = [name for name in (words or STEPS) if subprocess.call(STEPS[name], cwd=ROOT) != 0]
    print("check:", f"failed: {', '.join(failed)}" if failed else "all good")
    return 1 if failed else 0


def test(words: list[str]) -> int:
    """Run the tests, in a data folder of their own; --system-postgres takes the PostgreSQL of this machine."""
    on_systems = "--system-postgres" in words
    data = ROOT / ".cache" / ("tests-system" if on_systems else "tests")
    os.environ["DATA"] = str(data)
    if on_systems or not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
        bin_path = postgres.systems_programs() if on_systems else None
        if on_systems and bin_path is None:
            print("This machine has no PostgreSQL of its own (looked in /usr/lib/postgresql).", file=sys.stderr)
            return 2
        os.environ["DATABASE_URL"] = postgres.start(data / "postgres", bin_path=bin_path, is_fast=True)
    signal.signal(signal.SIGINT, lambda *_: None)  # pytest hears Ctrl-C itself, and cleans up
    command = [sys.executable, "-m", "pytest", *(word for word in words if word != "--system-postgres")]
    return subprocess.call(command, cwd=ROOT)


def css(words: list[str]) -> int:
    """Build the style sheet from the templates, with daisyUI out of the vendored package."""
    folder, plugin = ROOT / "kring" / "ui", ROOT / ".cache" / "daisyui"
    if not plugin.exists():
        with tarfile.open(next((folder / "vendor").glob("daisyui-*.tgz"))) as package:
            package.extractall(plugin.with_suffix(".new"))  # noqa: S202 - our own file, its hash is in vendor.lock.json
        (plugin.with_suffix(".new") / "package").rename(plugin)
    output = words[0] if words else str(folder / "static" / "ui" / "kring.css")
    command = [str(BIN / "tailwindcss"), "--input", str(folder / "css" / "kring.css"), "--output", output, "--minify"]
    return subprocess.call(command, cwd=ROOT)

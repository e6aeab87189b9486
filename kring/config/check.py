"""All that has to hold before a change lands."""

import filecmp
import json
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kring.config import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
STYLES = ROOT / "kring" / "ui" / "static" / "ui" / "kring.css"
PAGES = ["kring", "tests", "bench", "run"]
KRING = [sys.executable, "-m", "kring.config"]
# Matters of taste, or of pages that are no whole documents.
NOT_OF_TEMPLATES = "H015,H020,H021,H026,H030,H031,H043"
FIRST: dict[str, list[str]] = {
    "types": [str(BIN / "mypy"), "kring"],
    "format": [str(BIN / "ruff"), "format", "--check", *PAGES],
    "lint": [str(BIN / "ruff"), "check", *PAGES],
    "contracts": [str(BIN / "lint-imports")],
    "templates": [
        str(BIN / "djlint"),
        "kring",
        "--profile=django",
        "--lint",
        "--quiet",
        f"--ignore={NOT_OF_TEMPLATES}",
    ],
    "migrations": [*KRING, "makemigrations", "--check", "--dry-run"],
    "translations": [*KRING, "messages", "--check"],
    "styles": [*KRING, "css", "--check"],
    "vendor": [*KRING, "vendor", "--check"],
}
STEPS = {**FIRST, "tests": [*KRING, "test"]}
FAILED = ROOT / ".cache" / "pytest" / "v" / "cache" / "lastfailed"
TRIED_AGAIN = 2


def check(words: list[str]) -> int:
    """Run every step, or the ones named, and say at the end which failed; the quick ones go two at a time."""
    if unknown := set(words) - set(STEPS):
        print(f"No such step: {', '.join(unknown)}. There are: {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    os.environ["DATA"] = str(ROOT / ".cache" / "tests")
    wanted = words or list(STEPS)
    with ThreadPoolExecutor(2) as pool:
        passed = dict(zip(wanted, pool.map(step, [name for name in wanted if name in FIRST]), strict=False))
    if "tests" in wanted:
        passed["tests"] = tests()
    failed = [name for name in wanted if not passed[name]]
    print("check:", f"failed: {', '.join(failed)}" if failed else "all good", flush=True)
    return 1 if failed else 0


def step(name: str) -> bool:
    """Run one step; what it says matters only when it fails."""
    began = time.monotonic()
    done = subprocess.run(STEPS[name], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    said = f"\n{done.stdout}{done.stderr}" if done.returncode else ""
    print(f"{name}: {'failed' if done.returncode else 'good'} ({time.monotonic() - began:.0f} s){said}", flush=True)
    return done.returncode == 0


def tests() -> bool:
    """Run the tests; one or two of the thousands that fail beside the others are tried once more, alone.

    What passes only then is named, for it hides a fault: of the test, or of what somebody sees on a slow phone.
    """
    FAILED.unlink(missing_ok=True)
    if subprocess.call(STEPS["tests"], cwd=ROOT) == 0:
        return True
    failed = list(json.loads(FAILED.read_text())) if FAILED.exists() else []
    if not 0 < len(failed) <= TRIED_AGAIN:
        return False
    names = "\n  ".join(failed)
    print(f"check: once more, with nothing beside it:\n  {names}", flush=True)
    passed = subprocess.call([*STEPS["tests"], "-n", "0", *failed], cwd=ROOT) == 0
    print(f"check: {'unsteady, to be looked into' if passed else 'failed again'}:\n  {names}", flush=True)
    return passed


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
    if not STYLES.exists():
        css([])
    signal.signal(signal.SIGINT, lambda *_: None)  # pytest hears Ctrl-C itself, and cleans up
    command = [sys.executable, "-m", "pytest", *(word for word in words if word != "--system-postgres")]
    return subprocess.call(command, cwd=ROOT)


def css(words: list[str]) -> int:
    """Build the style sheet from the templates, with daisyUI out of the vendored package; --check builds it beside."""
    folder, plugin = ROOT / "kring" / "ui", ROOT / ".cache" / "daisyui"
    if not plugin.exists():
        with tarfile.open(next((folder / "vendor").glob("daisyui-*.tgz"))) as package:
            package.extractall(plugin.with_suffix(".new"))  # noqa: S202 - our own file, its hash is in vendor.lock.json
        (plugin.with_suffix(".new") / "package").rename(plugin)
    command = [str(BIN / "tailwindcss"), "--input", str(folder / "css" / "kring.css"), "--minify", "--output"]
    if words != ["--check"]:
        return subprocess.call([*command, words[0] if words else str(STYLES)], cwd=ROOT)
    with tempfile.TemporaryDirectory() as beside:
        made = Path(beside) / "kring.css"
        if code := subprocess.call([*command, str(made)], cwd=ROOT):
            return code
        if not STYLES.exists() or not filecmp.cmp(made, STYLES, shallow=False):
            print(f"{STYLES.relative_to(ROOT)} is not what the templates need: ./run css")
            return 1
    return 0

"""./run bench wall: five hundred screens that ask for their wall, while nothing changes, beside a bare static answer.

The real server of `./run serve` in processes of its own, with the embedded database. The screens ask open-loop: each
at its own moment, whatever the answer before took. The bare answer is a small file by the same server, asked for at
the same pace in the same run. The last line is JSON.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil

from kring.hub.rules.wall import ASKS_SECONDS

SCREENS, SECONDS = 500, 20


def main() -> None:
    """Start the server, measure it at rest, with bare answers and with screens, and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=SCREENS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    folder, port = Path(tempfile.mkdtemp(prefix="kring-bench-")), free_port()
    server = serve(folder, port)
    try:
        tokens, etag_path = fill(folder, options.screens)
        measured = measure(server, port, tokens, etag_path, options)
        report(measured)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port that nobody listens at."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start everything of Kring, and wait until it answers."""
    words = [sys.executable, "-m", "kring.config", "serve", "--port", str(port), "--data", str(folder)]
    environment = {k: v for k, v in os.environ.items() if k not in ("DATA", "DATABASE_URL", "PUBLIC_URL", "DEMO")}
    process = subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    for _ in range(1800):
        try:
            if urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2).status == 200:
                return process
        except OSError:
            time.sleep(0.1)
    os.killpg(process.pid, signal.SIGTERM)
    raise SystemExit("The server does not answer.")


def fill(folder: Path, screens: int) -> tuple[list[str], str]:
    """Make an organisation with a wall and its screens; return their tokens, and a static file to ask for."""
    os.environ |= {"DATA": str(folder), "DJANGO_SETTINGS_MODULE": "kring.config.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.templatetags.static import static
    from django.utils import timezone

    from kring.core.models import Organisation
    from kring.core.scope import inside
    from kring.hub.models import Panel, Screen, Wall
    from kring.hub.rules import wall as rules
    from kring.stories.actions import seed_pillars
    from kring.stories.models import Story, StoryText, Theme

    organisation, now = Organisation.objects.create(name="Bench", language="nl"), timezone.now()
    with inside(organisation):
        seed_pillars(organisation=organisation)
        theme = Theme.objects.first()
        for n in range(200):
            story = Story.objects.create(organisation=organisation, theme=theme, live_from=now)
            StoryText.objects.create(organisation=organisation, story=story, language="nl", title=f"Verhaal {n}")
        wall = Wall.objects.create(organisation=organisation, name="Hal")
        for place, kind in enumerate(["stories", "themes", "thanks", "answered"]):
            Panel.objects.create(organisation=organisation, wall=wall, kind=kind, position=place)
        rows = Screen.objects.bulk_create(
            Screen(
                organisation=organisation,
                wall=wall,
                name=f"Scherm {n}",
                code_hash="",
                token_hash=rules.digest(f"a-secret-of-a-screen-{n}"),
                created_at=now,
                seen_at=now,
            )
            for n in range(screens)
        )
        tokens = [rules.token(organisation.pk, row.pk, f"a-secret-of-a-screen-{n}") for n, row in enumerate(rows)]
    from django.db import connections

    connections.close_all()
    return tokens, static("ui/mark.svg")


def cpu(server: "subprocess.Popen[bytes]") -> dict[str, float]:
    """Return the CPU seconds that web server, worker and database have used until now."""
    used = {"web": 0.0, "worker": 0.0, "database": 0.0}
    for process in psutil.process_iter(["cmdline", "cpu_times", "name"]):
        words = " ".join(process.info["cmdline"] or [])
        spent = process.info["cpu_times"].user + process.info["cpu_times"].system
        if is_ours(process, server.pid) and "granian" in words:
            used["web"] += spent
        elif is_ours(process, server.pid) and "procrastinate" in words:
            used["worker"] += spent
        elif process.info["name"] == "postgres" and is_of(process, server):
            used["database"] += spent
    return used


POSTMASTER: list[int] = []


def is_of(process: psutil.Process, server: "subprocess.Popen[bytes]") -> bool:
    """Return whether this is a process of our own database server."""
    return process.pid in POSTMASTER or process.ppid() in POSTMASTER


def is_ours(process: psutil.Process, pid: int) -> bool:
    """Return whether a process descends from the server."""
    try:
        return any(parent.pid == pid for parent in process.parents())
    except psutil.Error:
        return False


async def ask(port: int, asks: list[tuple[str, str]], seconds: float) -> list[tuple[int, float]]:
    """Send each of `asks` (path, headers) again and again at its own moments; return status and seconds of each."""
    answers: list[tuple[int, float]] = []
    begin = time.perf_counter()

    async def screen(path: str, headers: str) -> None:
        due = begin + random.random() * ASKS_SECONDS[1]
        reader = writer = None
        while due < begin + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                status = int(head[9:12])
                length = next((int(h[15:]) for h in head.lower().split(b"\r\n") if h[:15] == b"content-length:"), 0)
                if status not in (204, 304) and length:
                    await reader.readexactly(length)
                answers.append((status, time.perf_counter() - due))
            except (OSError, asyncio.IncompleteReadError):
                writer = None
                answers.append((0, time.perf_counter() - due))
            due += random.uniform(*ASKS_SECONDS)
        if writer:
            writer.close()

    await asyncio.gather(*(screen(path, headers) for path, headers in asks))
    return answers


def round_of(server: Any, port: int, asks: list[tuple[str, str]], seconds: int) -> dict[str, Any]:
    """Measure one round: what it cost as part of one core, and how the answers were."""
    before, began = cpu(server), time.perf_counter()
    answers = asyncio.run(ask(port, asks, seconds)) if asks else time.sleep(seconds)
    took, after = time.perf_counter() - began, cpu(server)
    cost = {name: round((after[name] - before[name]) / took, 4) for name in before}
    found: dict[str, Any] = {"part_of_a_core": cost, "requests_per_second": 0}
    if answers:
        late = sorted(seconds for _status, seconds in answers)
        found["requests_per_second"] = round(len(answers) / took, 1)
        found["statuses"] = {str(s): sum(1 for got, _t in answers if got == s) for s in sorted({a[0] for a in answers})}
        found["p50_ms"], found["p99_ms"] = (round(late[int(len(late) * q)] * 1000, 1) for q in (0.5, 0.99))
    return found


def measure(server: Any, port: int, tokens: list[str], static: str, options: Any) -> dict[str, Any]:
    """Measure rest, bare answers and screens, one after the other."""
    pid = Path(os.environ["DATA"]) / "postgres"
    POSTMASTER[:] = [int(next(pid.rglob("postmaster.pid")).read_text().split()[0])]
    etag = ""
    for _ in range(100):  # the worker draws the wall
        asked = urllib.request.Request(f"http://localhost:{port}/wall/state")
        asked.add_header("Cookie", f"kring-wall={tokens[0]}")
        answer = urllib.request.urlopen(asked)
        if answer.status == 200:
            etag = answer.headers["ETag"]
            break
        time.sleep(0.3)
    screens = [
        ("/wall/state", f"Cookie: kring-wall={token}\r\nIf-None-Match: {etag}\r\n")
        for token in tokens[: options.screens]
    ]
    bare = [(static, "")] * options.screens
    asyncio.run(ask(port, screens, 3))  # warm up
    asyncio.run(ask(port, bare, 3))
    return {
        "screens": options.screens,
        "seconds": options.seconds,
        "load_of_the_machine": round(os.getloadavg()[0], 1),
        "rest": round_of(server, port, [], options.seconds),
        "bare": round_of(server, port, bare, options.seconds),
        "wall": round_of(server, port, screens, options.seconds),
    }


def report(measured: dict[str, Any]) -> None:
    """Print a table for people, and one JSON object."""
    print(f"\n{measured['screens']} screens, {measured['seconds']} s each; CPU as part of one core\n")
    print(f"{'':24}{'at rest':>12}{'bare file':>12}{'wall':>12}")
    for name in ("web", "database", "worker"):
        row = [measured[which]["part_of_a_core"][name] for which in ("rest", "bare", "wall")]
        print(f"{name:24}" + "".join(f"{value:>11.2%} " for value in row))
    both = {w: sum(measured[w]["part_of_a_core"][n] for n in ("web", "database")) for w in ("rest", "bare", "wall")}
    print(f"{'web and database':24}" + "".join(f"{both[which]:>11.2%} " for which in ("rest", "bare", "wall")))
    for key in ("requests_per_second", "p50_ms", "p99_ms"):
        row = [measured[which].get(key, "") for which in ("rest", "bare", "wall")]
        print(f"{key.replace('_', ' '):24}" + "".join(f"{value:>12}" for value in row))
    print(f"{'answers':24}{'':>12}{measured['bare']['statuses']!s:>12}{measured['wall']['statuses']!s:>16}")
    measured["wall_of_a_core"], measured["bare_of_a_core"] = round(both["wall"], 4), round(both["bare"], 4)
    print(f"\n{measured['screens']} screens under 5 % of one core: {'yes' if both['wall'] < 0.05 else 'NO'}\n")
    print(json.dumps({"bench": "wall", **measured}))


if __name__ == "__main__":
    main()

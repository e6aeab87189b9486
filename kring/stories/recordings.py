"""Voice notes and films that people bring: opened and written anew, so that nothing but sound and picture is kept.

Phones write into a film where it was made. And a file from outside may be made to break whoever opens it. So that is a
program of its own, `kring.stories.rewriting`; nothing of FFmpeg is ever loaded where people are answered.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 60 * 1024 * 1024
PATIENCE = 120

TYPES = {"mp4": "mp4", "webm": "webm", "mp3": "mpeg", "wav": "wav", "ogg": "ogg"}


@dataclass(frozen=True)
class Checked:
    """What came of a recording: a problem, or how the new file is."""

    problem: str = ""  # a key of errors.RECORDING_PROBLEMS
    ending: str = ""
    is_film: bool = False
    seconds: int = 0


def kind_of(start: bytes) -> str | None:
    """Return what a file is by how it begins, whatever its name says; None: no recording that we play."""
    if start[4:8] == b"ftyp":
        return "mov"
    if start.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if start.startswith(b"RIFF") and start[8:12] == b"WAVE":
        return "wav"
    if start.startswith(b"OggS"):
        return "ogg"
    if len(start) > 1 and start[0] == 0xFF and start[1] & 0xF6 == 0xF0:
        return "aac"
    if start.startswith(b"ID3") or (len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2):
        return "mp3"
    return None


def check(source: Path, target: Path) -> Checked:
    """Write `source` anew to `target` in a process of its own that may not grow; say what came of it."""
    command = [sys.executable, "-m", "kring.stories.rewriting", str(source), str(target)]
    environment = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH") if key in os.environ}
    try:
        done = subprocess.run(
            command,
            cwd=Path(__file__).resolve().parents[2],
            env=environment,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Checked(problem="too_hard")
    if done.returncode:
        return Checked(problem="too_hard" if done.returncode < 0 else "not_readable")
    try:
        return Checked(**json.loads(done.stdout))
    except (ValueError, TypeError):
        return Checked(problem="not_readable")

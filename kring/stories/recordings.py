"""Voice notes and films that people bring: opened and written anew, so that nothing but sound and picture is kept.

Phones write into a film where it was made. And a file from outside may be made to break whoever opens it. So this runs
as a program of its own (`python -m kring.stories.recordings FROM TO`), with little memory and little time, and copies
the first stream of sound and of picture into a fresh container; what else is in the file stays behind.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

MOST_BYTES = 60 * 1024 * 1024
MOST_SECONDS = 180
MOST_PIXELS = 4096 * 2304
MEMORY = 1536 * 1024 * 1024  # addresses, most of which FFmpeg only reserves
PROCESSOR_SECONDS = 60
PATIENCE = 120

# What may be in a file of each kind, and what is written for it: (container, ending, sound, picture).
FILM = {"h264", "hevc", "av1", "mpeg4"}
WEB_FILM = {"vp8", "vp9", "av1"}
KINDS: dict[str, tuple[str, str, set[str], set[str]]] = {
    "mov": ("mp4", "mp4", {"aac", "mp3", "mp3float", "opus", "alac"}, FILM),
    "matroska": ("webm", "webm", {"opus", "vorbis"}, WEB_FILM),
    "mp3": ("mp3", "mp3", {"mp3", "mp3float"}, set()),
    "wav": ("wav", "wav", {"pcm_s16le", "pcm_s24le", "pcm_u8"}, set()),
    "ogg": ("ogg", "ogg", {"opus", "vorbis"}, set()),
    "aac": ("mp4", "mp4", {"aac"}, set()),
}
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
    command = [sys.executable, "-m", "kring.stories.recordings", str(source), str(target)]
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


def _open(file: Any, kind: str) -> Any:
    file.seek(0)
    return av.open(file, format=kind, metadata_errors="ignore")


class _RefusedError(Exception):
    """The key of what is wrong with a recording."""


def _copy(source: str, target: str) -> dict[str, Any]:
    with open(source, "rb") as file:
        kind = kind_of(file.read(16))
        if kind is None:
            raise _RefusedError("not_readable")
        container, ending, sounds, pictures = KINDS[kind]
        # The kind is named, and a file is given instead of a path: a playlist that names other files is never followed.
        with _open(file, kind) as opened:
            streams = [*opened.streams.audio[:1], *_films(opened)]
            if not streams:
                raise _RefusedError("not_readable")
            for stream in streams:
                if stream.codec_context is None or stream.codec_context.name not in sounds | pictures:
                    raise _RefusedError("codec")
            if opened.duration and opened.duration > MOST_SECONDS * av.time_base:
                raise _RefusedError("too_long")
        _decode(file, kind)
        with (
            _open(file, kind) as opened,
            av.open(target, "w", format=container, options=_options(container)) as written,
        ):
            streams = [*opened.streams.audio[:1], *_films(opened)]
            into = {stream.index: written.add_stream_from_template(stream) for stream in streams}
            seconds = 0.0
            for packet in opened.demux(streams):
                if packet.dts is None:
                    continue
                seconds = max(seconds, float((packet.pts or packet.dts) * packet.time_base))
                if seconds > MOST_SECONDS + 1:  # the file may lie about how long it is
                    raise _RefusedError("too_long")
                packet.stream = into[packet.stream.index]
                written.mux(packet)
            is_film = any(stream.type == "video" for stream in streams)
    return {"ending": ending, "is_film": is_film, "seconds": max(1, round(seconds))}


def _options(container: str) -> dict[str, str]:
    plain = {"fflags": "+bitexact"}
    if container == "mp4":
        return plain | {"movflags": "+faststart"}
    return plain | ({"write_xing": "0", "id3v2_version": "0"} if container == "mp3" else {})


def _films(opened: Any) -> list[Any]:
    """Return the stream of moving pictures, if there is one; the cover of a piece of music is none."""
    return [s for s in opened.streams.video if not s.disposition & av.stream.Disposition.attached_pic][:1]


def _decode(file: Any, kind: str) -> None:
    """Play the beginning: what cannot be played is no recording."""
    with _open(file, kind) as opened:
        for stream in [*opened.streams.audio[:1], *_films(opened)]:
            if stream.type == "video" and stream.width * stream.height > MOST_PIXELS:
                raise _RefusedError("too_large")
            opened.seek(0)
            if next(iter(opened.decode(stream)), None) is None:
                raise _RefusedError("not_readable")


def main(source: str, target: str) -> dict[str, Any]:
    """Do the work of the process of its own: limits first."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES * 2, MOST_BYTES * 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _copy(source, target)
    except _RefusedError as refusal:
        return {"problem": str(refusal)}
    except (FFmpegError, ValueError, OverflowError, OSError, ArithmeticError):
        return {"problem": "not_readable"}
    except MemoryError:
        return {"problem": "too_hard"}


if __name__ == "__main__":
    av.logging.set_level(None)
    print(json.dumps(main(*sys.argv[1:])))

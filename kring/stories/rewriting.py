"""The program that writes a recording anew: `python -m kring.stories.rewriting FROM TO`.

It has little memory and little time, and copies the first stream of sound and of picture into a fresh container; what
else is in the file stays behind.
"""

import json
import resource
import sys
from typing import Any

import av
from av.error import FFmpegError

from kring.stories.recordings import MOST_BYTES, kind_of

MOST_SECONDS = 180
MOST_PIXELS = 4096 * 2304
MEMORY = 1536 * 1024 * 1024  # addresses, most of which FFmpeg only reserves
PROCESSOR_SECONDS = 60

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

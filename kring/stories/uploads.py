"""Files that people send with an idea: what each one really is, and whether it is taken."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from kring.stories import pictures, recordings
from kring.stories.errors import FileRefusedError, PictureRefusedError

MOST_PICTURES = 6
PICTURE_ENDINGS = {"jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif"}
RECORDING_ENDINGS = {
    "mp4",
    "m4v",
    "mov",
    "m4a",
    "3gp",
    "webm",
    "mkv",
    "weba",
    "mp3",
    "wav",
    "ogg",
    "oga",
    "opus",
    "aac",
}
TAKEN = ("image/", "audio/", "video/", "application/octet-stream", "application/ogg")


@dataclass(frozen=True)
class Upload:
    """A file as it came: from a form or with a mail."""

    name: str
    file: IO[bytes]
    size: int
    content_type: str = ""

    @classmethod
    def of(cls, name: str, data: bytes, content_type: str = "") -> "Upload":
        """Return a file that is in memory already, such as an attachment."""
        return cls(name, io.BytesIO(data), len(data), content_type)

    @property
    def ending(self) -> str:
        """What its name ends in."""
        return PurePosixPath(self.name).suffix.lower().removeprefix(".")


@dataclass(frozen=True)
class Sorted:
    """Files that are taken: pictures drawn anew, and recordings for the worker to check."""

    pictures: list[bytes] = field(default_factory=list)
    recordings: list[Upload] = field(default_factory=list)


def sort(uploads: Iterable[Upload]) -> Sorted:
    """Return what is taken of these files; refuse all of them when one is not what it says."""
    sorted_ = Sorted()
    for upload in uploads:
        _take(sorted_, upload)
    return sorted_


def sort_leniently(uploads: Iterable[Upload]) -> tuple[Sorted, str]:
    """Return what is taken of these files, and why the first one that is not was left out: a key of LEFT_OUT."""
    sorted_, left_out = Sorted(), ""
    for upload in uploads:
        try:
            _take(sorted_, upload)
        except (FileRefusedError, PictureRefusedError) as refusal:
            left_out = left_out or refusal.key
    return sorted_, left_out


def _take(sorted_: Sorted, upload: Upload) -> None:
    if _is_recording(upload):
        if sorted_.recordings:
            raise FileRefusedError(FileRefusedError.ONE_RECORDING)
        sorted_.recordings.append(upload)
    else:
        if len(sorted_.pictures) >= MOST_PICTURES:
            raise FileRefusedError(FileRefusedError.TOO_MANY)
        sorted_.pictures.append(pictures.tidy(_whole(upload)))


def _is_recording(upload: Upload) -> bool:
    """Return what a file is by what is in it, and refuse one whose name or type says something else."""
    start = _start(upload)
    is_picture, is_recording = pictures.starts_as_picture(start), recordings.kind_of(start) is not None
    says_recording = upload.ending in RECORDING_ENDINGS or upload.content_type.startswith(("audio/", "video/"))
    if is_picture or is_recording:
        right = PICTURE_ENDINGS if is_picture else RECORDING_ENDINGS
        is_lying = upload.ending not in right and bool(upload.ending)
        if is_lying or (upload.content_type and not upload.content_type.startswith(TAKEN)):
            raise FileRefusedError(FileRefusedError.LYING)
    elif says_recording:
        raise FileRefusedError(FileRefusedError.NOT_A_RECORDING)
    if is_recording and upload.size > recordings.MOST_BYTES:
        raise FileRefusedError(FileRefusedError.TOO_HEAVY)
    return is_recording


def _start(upload: Upload) -> bytes:
    upload.file.seek(0)
    start = upload.file.read(16)
    upload.file.seek(0)
    return start


def _whole(upload: Upload) -> bytes:
    if upload.size > pictures.MOST_BYTES:
        raise PictureRefusedError(PictureRefusedError.TOO_HEAVY)
    return upload.file.read(pictures.MOST_BYTES + 1)

"""The archive that LinkedIn gives its members of their own data: when they shared something, and nothing else of it.

https://www.linkedin.com/help/linkedin/answer/a1339364 - the file is Shares.csv, its times are in UTC. Of each row only
the time is read; texts and addresses are passed over and kept nowhere.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

NAME = "shares.csv"
MAX_BYTES = 50 * 1024**2  # of what is given
MAX_UNPACKED = 50 * 1024**2  # of the one file in it that is read
MAX_FILES = 5000
MAX_SHARES = 100_000
MAX_TEXT = 200_000  # characters of one field
HEAD = "Date"
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%dT%H:%M:%SZ")


class NotAnArchiveError(ValueError):
    """Not an archive of LinkedIn, or one that is larger than any can be."""


def times(file: IO[bytes]) -> list[datetime]:
    """Return when its member shared something, of an archive or of the one file in it; NotAnArchiveError if neither."""
    begin = file.read(4)
    file.seek(0)
    try:
        content = _unpacked(file) if begin.startswith(b"PK") else _read(file)
        return list(_times(content.decode("utf-8-sig")))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise NotAnArchiveError("damaged, or locked") from None
    except (csv.Error, UnicodeDecodeError):
        raise NotAnArchiveError("not a table of shares") from None


def _unpacked(file: IO[bytes]) -> bytes:
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        found = [part for part in parts if part.filename.rpartition("/")[2].lower() == NAME]
        if len(found) != 1 or len(parts) > MAX_FILES:
            raise NotAnArchiveError("no Shares.csv, or several")
        with archive.open(found[0]) as part:
            return _read(part)


def _read(file: IO[bytes]) -> bytes:
    content = file.read(MAX_UNPACKED + 1)  # what its own head says of its size is not believed
    if len(content) > MAX_UNPACKED:
        raise NotAnArchiveError("too large")
    return content


def _times(text: str) -> Iterator[datetime]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_TEXT))
    rows = csv.reader(io.StringIO(text, newline=""), strict=False)
    head = [name.strip() for name in next(rows, [])]
    if HEAD not in head or "ShareLink" not in head:
        raise NotAnArchiveError("not a table of shares")
    column = head.index(HEAD)
    for number, row in enumerate(rows):
        if number >= MAX_SHARES:
            raise NotAnArchiveError("too many rows")
        moment = _moment(row[column]) if len(row) > column else None
        if moment:
            yield moment


def _moment(said: str) -> datetime | None:
    for form in FORMS:
        try:
            return datetime.strptime(said.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None

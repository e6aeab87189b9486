"""A staff list as rows of text, whatever program it came from. It is read as a stream, never held whole."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import IO, Any, Self

from kring.people.rules import columns, workbooks
from kring.people.rules.unreadable import UnreadableError

MAX_BYTES = 60 * 1024**2
MAX_ROWS = 200_000
MAX_COLUMNS = workbooks.MAX_COLUMNS
MAX_LINE_BREAKS = 20  # in one cell; more is a quotation mark that was never closed
LOOK_AT = 25  # rows, to find the headings in
SAMPLES = 3
SEPARATORS = ";,\t|"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ZIPPED = b"PK\x03\x04"

csv.field_size_limit(1 << 20)


@dataclass(frozen=True)
class Layout:
    """How a staff list is written: its kind, where its headings are, and its columns."""

    kind: str  # csv or xlsx
    encoding: str
    separator: str
    heading_line: int  # 0: it has no headings
    columns: tuple[columns.Column, ...]

    def as_json(self) -> dict[str, Any]:
        """Return this as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Return what `as_json` made plain values of."""
        listed = tuple(columns.Column(c["heading"], tuple(c["samples"])) for c in values["columns"])
        return cls(**{**values, "columns": listed})


def layout_of(file: IO[bytes]) -> Layout:
    """Return how `file` is written, or raise `UnreadableError`."""
    start = file.read(4096)
    file.seek(0)
    if not start.strip():
        raise UnreadableError("empty")
    if start.startswith(OLD_OFFICE):
        raise UnreadableError("locked")
    if start.startswith(ZIPPED):
        kind, encoding, separator = "xlsx", "", ""
    elif start.startswith((b"%PDF", b"{\\rtf")) or start.lstrip()[:1] == b"<":
        raise UnreadableError("not_a_list")
    else:
        kind, encoding = "csv", encoding_of(file)
        separator = _separator(file, encoding)
    first = list(islice((row for row in _all_rows(file, kind, encoding, separator) if any(row[1])), LOOK_AT))
    if not first:
        raise UnreadableError("empty")
    heading = _heading(first)
    below = [cells for line, cells in first if line > heading]
    headings = next((cells for line, cells in first if line == heading), [])
    width = min(max(map(len, [headings, *below])), MAX_COLUMNS)
    if not below:
        raise UnreadableError("only_headings" if columns.recognised(headings) else "not_a_list")
    listed = tuple(columns.Column(_named(headings, number), _samples(below, number)) for number in range(width))
    return Layout(kind, encoding, separator, heading, listed)


def rows(file: IO[bytes], layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield every row under the headings that is not empty, numbered as a spreadsheet does."""
    found = 0
    for line, cells in _all_rows(file, layout.kind, layout.encoding, layout.separator):
        if line > layout.heading_line and any(cells) and any(map(str.strip, cells)):
            found += 1
            if found > MAX_ROWS:
                raise UnreadableError("too_many_rows", MAX_ROWS)
            yield line, cells


def encoding_of(file: IO[bytes]) -> str:
    """Return how the text in `file` is encoded: UTF-8 or UTF-16 where it can be, else Windows-1252."""
    start = file.read(4096)
    file.seek(0)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in start:
        nothing = [sum(byte == 0 for byte in start[side::2]) * 2 / len(start) for side in (0, 1)]
        if max(nothing) < 0.4 or min(nothing) > 0.1:
            raise UnreadableError("not_a_list")
        return "utf-16-be" if nothing[0] > nothing[1] else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8"


def _text(file: IO[bytes], encoding: str) -> Iterator[str]:
    """Yield the lines of a text file, with the line ends they have; a first line `sep=;` is for Excel only."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        first = text.readline(1 << 20)
        if not first.casefold().startswith("sep="):
            yield first
        yield from iter(lambda: text.readline(1 << 20), "")
    finally:
        text.detach()


def _separator(file: IO[bytes], encoding: str) -> str:
    """Return the separator that cuts the first lines into the most even and best known columns."""
    lines = list(islice(_text(file, encoding), 60))

    def fit(separator: str) -> tuple[int, float, int]:
        found = [cells for cells in csv.reader(lines, delimiter=separator, skipinitialspace=True) if any(cells)]
        found = found[:-1] if len(found) > 2 else found  # the last may be cut off
        widths = [len(cells) for cells in found]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        known = max((columns.recognised(cells) for cells in found[:LOOK_AT]), default=0)
        return known, widths.count(usual) / max(len(widths), 1) if usual > 1 else 0.0, usual

    return max(SEPARATORS, key=fit)


def _all_rows(file: IO[bytes], kind: str, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    file.seek(0)
    if kind == "xlsx":
        yield from workbooks.rows(file)
        return
    reader = csv.reader(_text(file, encoding), delimiter=separator, skipinitialspace=True)
    line = width = before = 0
    cells: list[str] = []
    try:
        for line, cells in enumerate(reader, start=1):
            if reader.line_num - before > MAX_LINE_BREAKS:
                raise UnreadableError("open_quote", line)
            before, width = reader.line_num, max(width, len(cells)) if line <= LOOK_AT else width
            yield line, cells
    except csv.Error:
        raise UnreadableError("open_quote", line + 1) from None
    if len(cells) < width and cells and "\n" in cells[-1]:
        raise UnreadableError("open_quote", line)


def _heading(first: list[tuple[int, list[str]]]) -> int:
    """Return the line with the headings: the one with most words that we know, else the first that is not data."""
    known = [(columns.recognised(cells), -line) for line, cells in first]
    best, line = max(known)
    if best >= 2 or (best == 1 and line == known[0][1]):
        return -line
    has_address = any("@" in cell for cell in first[0][1])
    return 0 if has_address else first[0][0]


def _named(headings: list[str], number: int) -> str:
    """Return the heading of a column; one without a heading is called by its letter, as a spreadsheet does."""
    said = " ".join(headings[number].split())[:120] if number < len(headings) else ""
    if not said:
        return chr(65 + number) if number < 26 else chr(64 + number // 26) + chr(65 + number % 26)
    same = [" ".join(other.split())[:120] for other in headings[:number]].count(said)
    return f"{said} ({same + 1})" if same else said


def _samples(below: list[list[str]], number: int) -> tuple[str, ...]:
    """Return the first values of a column that differ."""
    said = (" ".join(cells[number].split())[:60] for cells in below if number < len(cells))
    return tuple(islice(dict.fromkeys(value for value in said if value), SAMPLES))

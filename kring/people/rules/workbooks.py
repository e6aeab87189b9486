"""The first sheet of an Excel workbook, row by row.

A workbook is read as a stream, so that a small file cannot ask for a lot of memory: one cell in the last corner of a
sheet costs nothing, and what unpacks to more than a staff list can be is refused while it is being unpacked.
https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import IO
from xml.parsers import expat

from kring.people.rules.unreadable import UnreadableError

MAX_SHEET = 600 * 1024**2  # bytes of XML, unpacked
MAX_OTHER = 80 * 1024**2
MAX_CELL = 4000  # characters; what is longer is cut
MAX_COLUMNS = 200
SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
)
LINKS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
NOT_A_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]


def rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of the first sheet that is shown, with its number; dates come as 2025-12-31."""
    try:
        with zipfile.ZipFile(file) as book:
            yield from _Sheet(book).rows()
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, KeyError, ValueError, IndexError, OSError):
        raise UnreadableError("corrupt") from None
    except (NotImplementedError, RuntimeError):
        raise UnreadableError("locked") from None


def _parse(book: zipfile.ZipFile, name: str, limit: int, start: Start, end: End | None = None) -> Iterator[None]:
    """Read one part of the workbook in pieces; yield after each, so that the reader may stop early."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    text: list[str] = []
    known: dict[str, str] = {}

    def local(full: str) -> str:
        space, _, tag = full.rpartition(" ")
        known[full] = tag if not space or space in SPACES else ""
        return known[full]

    def started(full: str, attributes: dict[str, str]) -> None:
        text.clear()
        start(known.get(full) or local(full), attributes)

    def ended(full: str) -> None:
        if end is not None:
            end(known.get(full) or local(full), "".join(text))
        text.clear()

    def refuse(*_: object) -> None:
        raise UnreadableError("corrupt")

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    size = 0
    with book.open(name) as part:
        while piece := part.read(1 << 16):
            size += len(piece)
            if size > limit:
                raise UnreadableError("too_big_inside")
            parser.Parse(piece, False)
            yield
    parser.Parse(b"", True)
    yield


class _Sheet:
    """What is needed to read the first sheet: where it is, the texts it shares, which styles are dates."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self.book = book
        names = set(book.namelist())
        if "xl/workbook.xml" not in names:
            raise UnreadableError("not_a_list")
        self.epoch = date(1899, 12, 30)
        self.part = self._first_sheet()
        self.shared = self._shared_texts() if "xl/sharedStrings.xml" in names else []
        self.is_date = self._date_styles() if "xl/styles.xml" in names else []

    def _read(self, name: str, start: Start, end: End | None = None) -> None:
        for _ in _parse(self.book, name, MAX_OTHER, start, end):
            pass

    def _first_sheet(self) -> str:
        shown: list[str] = []
        targets: dict[str, str] = {}

        def workbook(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
                self.epoch = date(1904, 1, 1)
            if tag == "sheet" and attributes.get("state", "visible") == "visible":
                shown.extend(attributes[f"{space} id"] for space in LINKS if f"{space} id" in attributes)

        def links(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")

        self._read("xl/workbook.xml", workbook)
        self._read("xl/_rels/workbook.xml.rels", links)
        return next(targets[number] for number in [*shown, ""] if number in targets or not number)

    def _shared_texts(self) -> list[str]:
        texts: list[str] = []
        parts: list[str] = []
        spoken = 0  # inside a reading aid, whose text is not the cell's

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal spoken
            if tag == "si":
                parts.clear()
            elif tag == "rPh":
                spoken += 1

        def end(tag: str, text: str) -> None:
            nonlocal spoken
            if tag == "t" and not spoken:
                parts.append(text)
            elif tag == "rPh":
                spoken -= 1
            elif tag == "si":
                texts.append("".join(parts)[:MAX_CELL])

        self._read("xl/sharedStrings.xml", start, end)
        return texts

    def _date_styles(self) -> list[bool]:
        own: dict[str, str] = {}
        styles: list[bool] = []
        inside = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            if tag == "numFmt":
                own[attributes.get("numFmtId", "")] = NOT_A_DATE.sub("", attributes.get("formatCode", "")).lower()
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                code = own.get(number)
                styles.append("d" in code or "y" in code if code is not None else int(number) in DATE_FORMATS)

        def end(tag: str, text: str) -> None:
            nonlocal inside
            if tag == "cellXfs":
                inside = False

        self._read("xl/styles.xml", start, end)
        return styles

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of this sheet."""
        done: list[tuple[int, list[str]]] = []
        cells: list[str] = []
        columns: dict[str, int] = {}
        line = column = 0
        kind = style = value = ""

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal line, column, kind, style, value, cells
            if tag == "c":
                place = attributes.get("r", "").rstrip("0123456789")
                column = column + 1 if not place else columns.get(place) or columns.setdefault(place, _number(place))
                kind, style, value = attributes.get("t", "n"), attributes.get("s", ""), ""
            elif tag == "row":
                line, column, cells = int(attributes.get("r", line + 1)), 0, []

        def end(tag: str, text: str) -> None:
            nonlocal value
            if tag == "v":
                value = text
            elif tag == "t" and kind == "inlineStr":
                value += text
            elif tag == "c":
                if value and column <= MAX_COLUMNS:
                    if column > len(cells):
                        cells.extend([""] * (column - len(cells)))
                    cells[column - 1] = self._said(kind, style, value)
            elif tag == "row":
                done.append((line, cells))

        for _ in _parse(self.book, self.part, MAX_SHEET, start, end):
            yield from done
            done.clear()

    def _said(self, kind: str, style: str, value: str) -> str:
        """Return a cell as a person reads it."""
        if kind == "s":
            return self.shared[int(value)]
        if kind == "n":
            return self._number_said(style, value)
        if kind == "e":
            return ""
        if kind == "d":
            return value[:10]
        return value[:MAX_CELL]

    def _number_said(self, style: str, value: str) -> str:
        number = float(value)
        if style and self.is_date and self.is_date[int(style)] and 0 < number < 2_958_466:
            return (self.epoch + timedelta(days=int(number))).isoformat()
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value


def _number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if number < 1:
        raise ValueError(letters)
    return number

"""Reading what others counted: a table of sums by unit and week, as a spreadsheet saves it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kring.insights.rules.figures import monday

LARGEST = 5_000_000
COLUMNS = {
    "unit": "unit", "eenheid": "unit",
    "week": "week",
    "posts": "posts", "berichten": "posts",
    "engagement": "engagements", "engagements": "engagements",
    "interactie": "engagements", "interacties": "engagements",
    "people": "active", "mensen": "active",
}  # fmt: skip


class NotReadableError(ValueError):
    """A line of a file that cannot be read, and why in one word."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem = line, problem


@dataclass(frozen=True)
class Count:
    """What was counted in one unit in one week."""

    line: int
    unit: str
    monday: date
    posts: int
    engagements: int | None
    active: int | None


def counts(data: bytes, today: date) -> list[Count]:
    """Return the rows of a CSV file, or say which line cannot be read."""
    if len(data) > LARGEST:
        raise NotReadableError(0, "large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadableError(0, "text") from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        names = [COLUMNS.get(name.strip().casefold(), "") for name in next(lines, [])]
        if not {"unit", "week", "posts"} <= set(names):
            raise NotReadableError(1, "columns")
        rows = list(_rows(lines, names, today))
    except csv.Error:
        raise NotReadableError(0, "text") from None
    if not rows:
        raise NotReadableError(0, "empty")
    return rows


def _rows(lines: Iterator[list[str]], names: list[str], today: date) -> Iterator[Count]:
    seen: set[tuple[str, date]] = set()
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        try:
            week = monday(date.fromisoformat(values.get("week", "")))
        except ValueError:
            raise NotReadableError(number, "week") from None
        if week + timedelta(weeks=1) > today:
            raise NotReadableError(number, "future")
        posts, engagements, active = (_whole(values.get(n, ""), number) for n in ("posts", "engagements", "active"))
        if posts is None:
            raise NotReadableError(number, "number")
        unit = values.get("unit", "")
        if (unit.casefold(), week) in seen:
            raise NotReadableError(number, "twice")
        seen.add((unit.casefold(), week))
        yield Count(number, unit, week, posts, engagements, active)


def _whole(text: str, line: int) -> int | None:
    """Return a count; nothing filled in is not known, never 0."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotReadableError(line, "number")
    return int(text)

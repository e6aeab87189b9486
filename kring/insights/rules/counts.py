"""Reading what others counted: a table of sums by unit and week, as a spreadsheet saves it.

A line may be about one target group, channel or pillar: a part. The parts of one kind add up to the whole.
"""

import csv
import io
from collections.abc import Iterator, Sequence
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
    "group": "group", "target group": "group", "groep": "group", "doelgroep": "group",
    "channel": "channel", "kanaal": "channel",
    "pillar": "pillar", "pijler": "pillar",
}  # fmt: skip
KINDS = ("group", "channel", "pillar")
REST = ("other", "overig", "overige")  # of no group, channel or pillar that Kring knows


class NotReadableError(ValueError):
    """A line of a file that cannot be read, and why in one word."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem = line, problem


@dataclass(frozen=True)
class Count:
    """What was counted in one unit in one week: the whole, or a part of it."""

    line: int
    unit: str
    monday: date
    posts: int
    engagements: int | None
    active: int | None
    kind: str = ""  # one of KINDS; nothing: the whole
    name: str = ""  # of the group, channel or pillar


def whole_of(parts: Sequence[Count]) -> Count:
    """Return the whole that the parts of one kind add up to; people who use two channels are not added up."""
    first = parts[0]
    active = _sum([one.active for one in parts]) if first.kind == "group" else None
    posts, engagements = sum(one.posts for one in parts), _sum([one.engagements for one in parts])
    return Count(first.line, first.unit, first.monday, posts, engagements, active)


def adds_up(parts: Sequence[Count], *, posts: int, engagements: int | None, active: int | None) -> bool:
    """Return whether parts of one kind add up to a whole, as far as both are known."""
    sums = whole_of(parts)
    return sums.posts == posts and all(
        one is None or other is None or one == other
        for one, other in ((sums.engagements, engagements), (sums.active, active))
    )


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


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
    seen: set[tuple[str, date, str, str]] = set()
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
        unit, kinds = values.get("unit", ""), [kind for kind in KINDS if values.get(kind)]
        if len(kinds) > 1:
            raise NotReadableError(number, "one")
        kind = kinds[0] if kinds else ""
        name = values.get(kind, "") if kind else ""
        key = (unit.casefold(), week, kind, name.casefold())
        if key in seen:
            raise NotReadableError(number, "twice")
        seen.add(key)
        yield Count(number, unit, week, posts, engagements, active, kind, name)


def _whole(text: str, line: int) -> int | None:
    """Return a count; nothing filled in is not known, never 0."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotReadableError(line, "number")
    return int(text)

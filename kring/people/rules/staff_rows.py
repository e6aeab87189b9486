"""One row of a staff list: what it says about a person, or what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kring.people.rules.unreadable import UnreadableError

ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
LONGEST = {"name": 200, "email": 254, "unit": 120, "region": 120, "department": 120, "rank": 120, "location": 120}
# A language other than these two is read as English: that is what its speakers share here.
LANGUAGES = {
    "nl": "nl nld dut n nederlands dutch nederlandstalig ned nl-nl nl_nl nl-be nl_be vlaams flemish",
    "en": "en eng e engels english engelstalig en-gb en_gb en-us en_us uk gb"
    " de ger deu duits german deutsch de-de fr fra fre frans french français fr-fr fr-be es spa spaans spanish es-es"
    " pl pol pools polish pl-pl tr tur turks turkish it ita italiaans italian it-it pt por portugees portuguese pt-pt"
    " ar ara arabisch arabic",
    "": "- onbekend unknown",
}
LANGUAGE_OF = {word: language for language, words in LANGUAGES.items() for word in ["", *words.split()]}
TOTALS = re.compile(r"(sub)?(totaal|total)\b|eindtotaal\b|grand total\b|aantal\b|count\b|som\b|sum\b", re.I)
NEVER = 2099  # what some programs write for "no end": 31-12-2099, 31-12-9999
MOST_NAMES = 5000  # different units, departments or ranks; more is the wrong column
EARLIEST = date(1940, 1, 1)
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
MONTH_WORDS = """
    jan januari january;feb februari february;mrt maa maart mar march;apr april;mei may;jun juni june;jul juli july;
    aug augustus august;sep sept september;okt oktober oct october;nov november;dec december
"""
MONTHS = {word: number for number, words in enumerate(MONTH_WORDS.split(";"), start=1) for word in words.split()}
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
IN_WORDS = re.compile(r"(\d{1,2})[-. ]([a-z]+)[-. ]+(\d{4}|\d{2})")
SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
TIME = re.compile(r"[t ]+\d{1,2}:\d{2}.*$")


Wrong = Callable[..., None]  # which column, why, and the other line that it is about


class UnknownDateError(ValueError):
    """A text that is no date."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a row: in which column, with which value, and why (a key of `errors.REASONS`)."""

    line: int
    column: str
    value: str
    reason: str
    other_line: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says about a person. `employed_until` is the first day that they are no longer there."""

    line: int
    email: str
    name: str
    unit: str = ""
    region: str = ""
    department: str = ""
    rank: str = ""
    location: str = ""
    language: str = ""
    employed_from: date | None = None
    employed_until: date | None = None


def tidy(text: str) -> str:
    """Return `text` on one line, with single spaces and without what cannot be seen."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isprintable() or c.isspace())
        text = " ".join(text.split())
    return text


def address(text: str) -> str:
    """Return an e-mail address in small letters, without what mail programs put around it."""
    return text.casefold().removeprefix("mailto:").strip("<>; ")


def day(text: str, *, today: date) -> date:
    """Return the day that `text` names as people here write it, or as a spreadsheet counts it."""
    said = TIME.sub("", text.strip().casefold())
    if found := YEAR_FIRST.fullmatch(said):
        year, month, number = (int(part) for part in found.groups() if part)
    elif found := DAY_FIRST.fullmatch(said):
        number, month, year = map(int, found.groups())
    elif (found := IN_WORDS.fullmatch(said)) and found[2] in MONTHS:
        number, month, year = int(found[1]), MONTHS[found[2]], int(found[3])
    elif found := SERIAL.fullmatch(said):
        return EPOCH + timedelta(days=int(found[1]))
    else:
        raise UnknownDateError(text)
    if year < 100:
        year += 2000 if year <= today.year % 100 + 10 else 1900
    try:
        return date(year, month, number)
    except ValueError:
        raise UnknownDateError(text) from None


def language(text: str) -> str:
    """Return nl or en for the words people use for a language; nothing for nothing."""
    return LANGUAGE_OF[text.casefold()]


def as_copy(row: Row, *, is_good: bool = True) -> str:
    """Return a row as PostgreSQL's COPY reads it; `tidy` has left no tab and no line end in it."""
    start, end = (day.isoformat() if day else "\\N" for day in (row.employed_from, row.employed_until))
    texts = (row.email, row.name, row.unit, row.region, row.department, row.rank, row.location, row.language)
    said = "\t".join(texts).replace("\\", "\\\\")
    return f"{row.line}\t{'t' if is_good else 'f'}\t{said}\t{start}\t{end}\n"


@dataclass
class Checker:
    """Reads rows one after the other: remembers which addresses and units it met, and how each was spelled."""

    mapping: dict[str, int]
    headings: Sequence[str]
    today: date
    known: dict[str, dict[str, str]] = field(default_factory=dict)  # {"unit": {"utrecht": "Utrecht"}}
    settled: dict[str, str] = field(default_factory=dict)  # the region of the units that we know
    lines: dict[str, int] = field(default_factory=dict)  # where each address was met
    regions: dict[str, tuple[str, int]] = field(default_factory=dict)  # the region of each unit, and where it said so
    days: dict[str, date | str | None] = field(default_factory=dict)

    def check(self, line: int, cells: Sequence[str]) -> Row | list[Problem]:
        """Return what a row says, or everything that is wrong with it."""
        said = self.said(cells)
        email, name = address(said["email"]), self.name(said)
        if problem := self.no_person(line, cells, said):
            return [problem]
        problems: list[Problem] = []

        def wrong(what: str, reason: str, other_line: int = 0) -> None:
            problems.append(Problem(line, self.heading(what), said.get(what, "")[:300], reason, other_line))

        self.look_at_person(said, email, name, wrong)
        unit, region = self.place(said, wrong)
        spoken = ""
        try:
            spoken = language(said.get("language", ""))
        except KeyError:
            wrong("language", "language_unknown")
        start, end = self.day("employed_from", said, wrong), self.day("employed_until", said, wrong)
        if start and end and end < start:
            wrong("employed_until", "left_before_joined")
        if problems:
            return problems
        self.lines[email] = line
        if region and unit not in self.regions:
            self.regions[unit] = (region, line)
        return Row(
            line,
            email,
            name,
            unit,
            region,
            self.spelled("department", said.get("department", "")),
            self.spelled("rank", said.get("rank", "")),
            said.get("location", ""),
            spoken,
            start,
            end + timedelta(days=1) if end else None,
        )

    def said(self, cells: Sequence[str]) -> dict[str, str]:
        """Return what a row says in each of our columns, tidied."""
        return {what: tidy(cells[n]) if n < len(cells) else "" for what, n in self.mapping.items()}

    def look_at_person(self, said: dict[str, str], email: str, name: str, wrong: Wrong) -> None:
        """Say what is wrong with an address and a name."""
        if not email:
            wrong("email", "email_missing")
        elif len(email) > LONGEST["email"] or not ADDRESS.fullmatch(email):
            wrong("email", "email_invalid")
        elif email in self.lines:
            wrong("email", "email_twice", self.lines[email])
        column = "name" if "name" in said else "last_name"
        if not any(map(str.isalpha, name)):
            wrong(column, "name_missing")
        elif "\ufffd" in name:
            wrong(column, "garbled")
        elif len(name) > LONGEST["name"]:
            wrong(column, "too_long")

    def place(self, said: dict[str, str], wrong: Wrong) -> tuple[str, str]:
        """Return a unit and the region above it, and say what is wrong with where somebody works."""
        unit, region = said.get("unit", ""), said.get("region", "")
        if not unit:
            unit, region = region, ""
        if not unit and ("unit" in said or "region" in said):
            wrong("unit" if "unit" in said else "region", "unit_missing")
        for what in ("unit", "region", "department", "rank", "location"):
            if len(said.get(what, "")) > LONGEST[what]:
                wrong(what, "too_long")
        unit, region = self.spelled("unit", unit), self.spelled("unit", region)
        if region == unit:
            region = ""
        if region and self.settled.get(unit) != region and (other := self.other_region(unit, region)):
            wrong("region", "unit_in_two_regions", other)
        return unit, region

    def mentioned(self, line: int, cells: Sequence[str]) -> str:
        """Return a row with a mistake as `as_copy` does: it still says that somebody is there."""
        said = self.said(cells)
        email, name = address(said["email"]), self.name(said)
        return as_copy(Row(line, email[: LONGEST["email"]], name[: LONGEST["name"]]), is_good=False)

    def heading(self, what: str) -> str:
        """Return what the file calls one of our columns."""
        number = self.mapping.get(what)
        return self.headings[number] if number is not None else ""

    def name(self, said: dict[str, str]) -> str:
        """Return somebody's whole name, out of one column or three."""
        if "name" in said:
            return said["name"]
        parts = (said.get("first_name", ""), said.get("infix", ""), said.get("last_name", ""))
        return " ".join(part for part in parts if part)

    def no_person(self, line: int, cells: Sequence[str], said: dict[str, str]) -> Problem | None:
        """Return why this row is about nobody at all: a line with totals, the headings again, a value too many."""
        if "@" not in said["email"] and (total := next((c for c in cells if TOTALS.match(c.strip())), "")):
            return Problem(line, "", tidy(total)[:300], "totals")
        extra = next((cell for cell in cells[len(self.headings) :] if cell.strip()), "")
        if extra:
            return Problem(line, "", tidy(extra)[:300], "value_too_many")
        if said["email"] and said["email"] == self.heading("email"):
            return Problem(line, self.heading("email"), said["email"][:300], "headings_again")
        return None

    def spelled(self, what: str, text: str) -> str:
        """Return a name as it was spelled the first time: "utrecht" and "Utrecht" are one unit."""
        if not text:
            return ""
        spellings = self.known.setdefault(what, {})
        if len(spellings) > MOST_NAMES:
            raise UnreadableError("too_many_names", MOST_NAMES, self.heading(what))
        return spellings.setdefault(text.casefold(), text)

    def other_region(self, unit: str, region: str) -> int:
        """Return the line that put this unit in another region, or made these two each other's region; else 0."""
        known, line = self.regions.get(unit, (region, 0))
        if known != region:
            return line
        above, seen = region, {unit}
        while above in self.regions and above not in seen:
            seen.add(above)
            above, line = self.regions[above]
        return line if above == unit else 0

    def day(self, what: str, said: dict[str, str], wrong: Wrong) -> date | None:
        """Return a day, and say what is wrong with it."""
        text = said.get(what, "")
        if not text or text == "-":
            return None
        key = f"{what} {text}"
        if key not in self.days:
            self.days[key] = self.read_day(what, text)
        found = self.days[key]
        if isinstance(found, str):
            wrong(what, found)
            return None
        return found

    def read_day(self, what: str, text: str) -> date | str | None:
        """Return the day in `text`, None for no end, or the reason that it cannot be right."""
        try:
            found = day(text, today=self.today)
        except UnknownDateError:
            return "date_unknown"
        if what == "employed_until" and found.year >= NEVER:
            return None
        if found < EARLIEST:
            return "date_too_early"
        ahead = 366 if what == "employed_from" else 366 * 50
        return "date_too_late" if found > self.today + timedelta(days=ahead) else found

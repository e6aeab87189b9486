"""What a story's text becomes when it is shown: pure functions of this room."""

import hashlib
import re
import textwrap
from dataclasses import dataclass
from datetime import date, timedelta

SUMMARY_LENGTH = 220


def plain(markdown: str) -> str:
    """Return the words of a text without its Markdown signs."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)  # links and pictures keep their words
    text = re.sub(r"^[ \t]*(?:#{1,6}[ \t]|>[ \t]?|[-*+][ \t]|\d+\.[ \t])", "", text, flags=re.M)
    text = re.sub(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"\s+", " ", text).strip()


def summary(body: str, length: int = SUMMARY_LENGTH) -> str:
    """Return the beginning of a text: whole sentences when they fit, else whole words with an ellipsis."""
    text = plain(body)
    if len(text) <= length:
        return text
    cut = text[: length + 1]
    ends = [m.end() for m in re.finditer(r"[.!?](?=\s)", cut)]
    if ends and ends[-1] >= length // 2:
        return cut[: ends[-1]]
    return cut[: max(cut.rfind(" "), length // 2)].rstrip(" ,;:-–") + "…"


def in_turn(choices: list[str], turn: int) -> str:
    """Return one of the choices, the next one each turn; nothing when there are none."""
    return choices[turn % len(choices)] if choices else ""


def tidy(text: str) -> str:
    """Return a text with plain line ends, no spaces at the ends of lines and at most one empty line in a row."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@dataclass(frozen=True)
class Cover:
    """A picture for a story without one: shapes on a field of 320 by 180, always the same for the same story."""

    circles: tuple[tuple[int, int, int], ...]  # x, y, radius
    tilt: int  # degrees


def cover(story_id: int) -> Cover:
    """Return the pattern of a story's cover: rings around a centre, as in the mark, in a place of its own."""
    digest = hashlib.blake2b(str(story_id).encode(), digest_size=8).digest()
    x, y = 200 + digest[0] % 120, digest[1] % 180
    step, count = 22 + digest[2] % 20, 3 + digest[3] % 3
    dots = tuple(
        (40 + digest[4 + turn] % 260, 20 + digest[(5 + turn) % 8] % 140, 4 + digest[(6 + turn) % 8] % 9)
        for turn in range(2)
    )
    return Cover(circles=(*((x, y, step * (turn + 1)) for turn in range(count)), *dots), tilt=digest[7] % 40 - 20)


def wrapped(title: str, *, width: int = 24, lines: int = 4) -> list[str]:
    """Return a title in lines for a cover; one that is too long ends in an ellipsis."""
    broken = textwrap.wrap(title, width, break_long_words=True) or [""]
    return broken if len(broken) <= lines else [*broken[: lines - 1], broken[lines - 1].rstrip(" ,.;:") + "…"]


def mail_tag(address: str, token: str) -> str:
    """Return `address` with a token in it, so that an answer to a mail says what it is about: hub+idea-…@…."""
    name, _at, domain = address.rpartition("@")
    return f"{name}+idea-{token}@{domain}"


def token_in(address: str) -> str | None:
    """Return the token that `mail_tag` put into an address, or None."""
    found = re.search(r"\+idea-([0-9a-z-]+)@", address.lower())
    return found[1] if found else None


# Where the mail that somebody answered begins, as mail programs write it in Dutch and English.
QUOTE_BEGINS = re.compile(
    r"^(?:>.*"
    r"|-{2,}\s*(?:original message|oorspronkelijk bericht|forwarded message|doorgestuurd bericht)\s*-{2,}"
    r"|_{10,}"
    r"|(?:on|op)\b.{4,200}\b(?:wrote|schreef)\b.{0,120}:?"
    r"|(?:from|van):\s.+"
    r"|--\s?"
    r"|(?:sent from my|verzonden (?:vanaf|met|van) mijn|verstuurd vanaf mijn)\b.*)$",
    re.I,
)


def own_part(text: str) -> str:
    """Return what somebody wrote themselves in an answer by mail: without the mail they answered, and a signature."""
    lines = tidy(text).split("\n")
    for number, line in enumerate(lines):
        # A long "On … wrote:" is broken into two lines by some mail programs.
        both = f"{line} {lines[number + 1]}" if number + 1 < len(lines) else line
        is_broken = line[:3].lower() in ("on ", "op ") and re.search(r"(?:wrote|schreef)\b.*:$", both, re.I)
        if QUOTE_BEGINS.match(line) or is_broken:
            return tidy("\n".join(lines[:number]))
    return tidy(text)


def day_of_month(year: int, month: int, *, week: int, weekday: int) -> date:
    """Return the first, second, third or fourth of a weekday in a month; 5 is the last."""
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    if week < 5:
        return day + timedelta(weeks=week - 1)
    later = [day + timedelta(weeks=n) for n in (4, 3)]
    return next(one for one in later if one.month == month)


def months_from(day: date, count: int) -> list[date]:
    """Return the first day of this month and of the next ones."""
    start = day.year * 12 + day.month - 1
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(count)]

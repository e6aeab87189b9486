"""Rules of training: what comfortable can mean, who has a place, how an order changes."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum


class Comfort(StrEnum):
    """What being comfortable can mean to somebody, from small to large; none is better than another."""

    LISTEN = "listen"
    RESPOND = "respond"
    SHARE = "share"
    WRITE = "write"
    LEAD = "lead"


class Move(StrEnum):
    """What can be done with a lesson in a track."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


MOST_WORDS = 3000  # of a draft, and of an answer
ASKED_AT_MOST = 5  # drafts of one person that wait at once
KEEP_DAYS = 90  # drafts and answers
FILM_KINDS = {".mp4": "video/mp4", ".webm": "video/webm"}
FILM_LARGEST = 200 * 1024 * 1024
PICTURES = ("profile", "listen", "reply", "share", "write", "contact", "debate", "borders", "storm", "example")


def moved(order: Sequence[int], one: int, move: Move) -> list[int]:
    """Return the order of lessons after one of them moved, came in at the end, or went out."""
    others = [other for other in order if other != one]
    if move == Move.OUT:
        return others
    if move == Move.IN or one not in order:
        return list(order) if one in order else [*order, one]
    to = order.index(one) + (1 if move == Move.DOWN else -1)
    others.insert(max(to, 0), one)
    return others


def missing_translation(*texts: dict[str, str]) -> str:
    """Return the language ("nl", "en") in which something lacks that the other one has; empty when nothing does."""
    for language, other in (("nl", "en"), ("en", "nl")):
        if any(said.get(other) and not said.get(language) for said in texts):
            return language
    return ""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that a player asks for (RFC 9110, 14.1.2), or None for the whole file."""
    unit, _, asked = header.partition("=")
    first, dash, last = asked.strip().partition("-")
    if unit.strip() != "bytes" or not dash or not (first or last).isdecimal() or (last and not last.isdecimal()):
        return None
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    return (start, end) if start <= end else None


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())

"""What a post is made of, and good moments to post it: pure functions of this room."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock

MOST_WORDS = 10_000  # characters of own words that are kept, whatever the channel takes
FEWEST_WORDS = 5  # below this the meter says nothing yet
ALIKE = 0.5  # from this part on a post is said to be like a colleague's
LATEST = timedelta(days=62)
TOO_LATE = timedelta(days=1)  # a post that waited longer than this is for its person to decide about again
GOES_ON_WITHIN = timedelta(minutes=20)  # what waited leaves one after the other, not all at once

# When people read on a working day: before work, at lunch, at the end of the afternoon.
WINDOWS = ((clock(7, 30), 80), (clock(12, 0), 70), (clock(16, 20), 90))  # from, and how many minutes long


def tidy(words: str) -> str:
    """Return words as they are kept: no signs that cannot be seen, no more than one empty line in a row."""
    text = unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()[:MOST_WORDS]


def sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?…" else f"{text}."


def text_of(own_words: str, disclosure: str, *, disclosure_first: bool) -> str:
    """Return a post without its link: own words, and who the writer works for."""
    parts = [disclosure, own_words] if disclosure_first else [own_words, disclosure]
    return "\n\n".join(part for part in parts if part)


def post_of(text: str, link: str) -> str:
    """Return a whole post."""
    return f"{text}\n\n{link}" if link else text


def seen(channel: str, text: str) -> str:
    """Return the mark of a post that was shown, so that nothing else than that is posted."""
    return hashlib.sha256(f"{channel}\n{text}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Piece:
    """A piece of what somebody wrote, and whether it came from a text that was there."""

    text: str
    is_taken: bool


def pieces(text: str, taken: Sequence[tuple[int, int]]) -> list[Piece]:
    """Return `text` in pieces, those that were `taken` over apart."""
    found, at = [], 0
    for start, end in taken:
        found += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    return [piece for piece in [*found, Piece(text[at:], False)] if piece.text]


def moments(now: datetime, spread: str, number: int = 3) -> list[datetime]:
    """Return the next good moments on working days; `spread` gives everyone a minute of their own.

    `now` is in the organisation's own time, and so are the moments.
    """
    found: list[datetime] = []
    day = now.date()
    while len(found) < number:
        for window, (start, minutes) in enumerate(WINDOWS):
            chance = hashlib.sha256(f"{spread} {day} {window}".encode()).digest()
            moment = datetime.combine(day, start, tzinfo=now.tzinfo) + timedelta(
                minutes=int.from_bytes(chance[:4], "big") % minutes
            )
            if day.weekday() < 5 and moment > now + timedelta(minutes=20):  # Monday is 0
                found.append(moment)
        day += timedelta(days=1)
    return found[:number]


CLAIM_LASTS = timedelta(minutes=5)  # then its worker is dead, and what it sent has long arrived
SETTLES = timedelta(seconds=60)  # a post that was cut off is there by then, or will never be
MOST_TRIES = 8  # about an hour
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=20), timedelta(minutes=30)
REFRESH_BEFORE = timedelta(minutes=5)  # a token that ends this soon is changed first


def is_late(claimed_at: datetime, now: datetime) -> bool:
    """Return whether a worker is too slow to post: what it sent might arrive after somebody else looked for it."""
    return now > claimed_at + CLAIM_LASTS / 4


def wait_before_try(tries: int, chance: float) -> timedelta:
    """Return how long to wait after `tries` tries: twice as long each time; `chance` (0 to 1) keeps tries apart."""
    return min(FIRST_WAIT * 2 ** max(tries - 1, 0), LONGEST_WAIT) * (0.5 + chance)

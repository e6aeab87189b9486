"""The code on a screen that waits, the token of one that is connected, and how people share a wall."""

import hashlib
import hmac
import re
from secrets import choice

LETTERS = "BCDFGHJKMNPQRTVWXZ"  # none that look alike, and no vowels: no words come of it
DRAWN, CHECKED = 5, 3  # letters of a code: by chance, and made from those with our key
CODE_MINUTES = 10
WITHIN_SECONDS = 10  # a name is gone from every screen by then; these three together stay below it
ASKS_SECONDS = (5.8, 6.6)  # a screen asks again after a while between these, so that screens spread by themselves
DRAWN_SECONDS = 2  # how often the worker draws
KEPT_SECONDS = 1.0  # how long a web process remembers the marks of walls
SCREENS_KEPT_SECONDS = 2.0  # and which screens are connected: hundreds of rows, which seldom change
TOKEN = re.compile(r"(\d{1,18})-(\d{1,18})-([A-Za-z0-9_-]{20,60})")


def new_code(key: str, minute: int) -> str:
    """Return a code to show from this minute on: it can be told from a mistyped one without keeping it anywhere."""
    drawn = "".join(choice(LETTERS) for _ in range(DRAWN))
    return drawn + _check(key, drawn, minute)


def is_code(key: str, code: str, minute: int) -> bool:
    """Return whether we gave out this code in the last ten minutes."""
    drawn, check = code[:DRAWN], code[DRAWN:]
    made = [_check(key, drawn, minute - ago) for ago in range(CODE_MINUTES + 1)]
    return any(hmac.compare_digest(one.encode(), check.encode()) for one in made)


def _check(key: str, drawn: str, minute: int) -> str:
    made = hmac.new(key.encode(), f"wall {drawn} {minute}".encode(), hashlib.sha256).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in made[:CHECKED])


def tidy(code: str) -> str:
    """Return a code as we keep it, however it was typed."""
    return re.sub(r"[^A-Z]", "", code.upper())[:20]


def digest(secret: str) -> str:
    """Return what is kept of a code or token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_same(kept: str, secret: str) -> bool:
    """Return whether `kept` was made of this secret."""
    return bool(kept) and hmac.compare_digest(kept, digest(secret))


def token(organisation_id: int, screen_id: int, secret: str) -> str:
    """Return what a connected screen carries."""
    return f"{organisation_id}-{screen_id}-{secret}"


def read_token(carried: str) -> tuple[int, int, str] | None:
    """Return organisation, screen and secret out of a token."""
    found = TOKEN.fullmatch(carried)
    return (int(found[1]), int(found[2]), found[3]) if found else None


def mark(etag: str) -> str:
    """Return how HTTP writes what a wall shows now."""
    return f'"{etag}"'


def knows(known: str, etag: str) -> bool:
    """Return whether a screen has that already; a proxy that packs answers makes its mark a weak one."""
    return known.removeprefix("W/") == mark(etag)


def is_dark(hour: int) -> bool:
    """Return whether a wall that goes by the time of day is dark in this hour."""
    return hour >= 18 or hour < 7

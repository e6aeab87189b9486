"""What is promised about measuring before anything is known, and what became of that promise."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_WEEKS_BEFORE = 8  # weeks before its start in which a unit may already change


class Outcome(StrEnum):
    """What the answers are about in the first place."""

    POSTS = "posts"
    ENGAGEMENTS = "engagements"


class Standing(StrEnum):
    """How a protocol stands to the start of the programme."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"  # locked for the first time when something could already be known
    CHANGED = "changed"  # locked before, changed after the start


@dataclass(frozen=True)
class Promise:
    """What is measured and how, as plain values."""

    outcome: Outcome = Outcome.POSTS
    cap: float | None = None  # engagement of one post counts up to this; None: nothing is cut off
    weeks_before: int = 0  # weeks before its start in which a unit may already change; left out
    waves: str = ""  # fingerprint of the waves as they were accepted
    source: str = ""  # where the counts over everybody come from, in words


def standing(locked_on: list[date], starts_on: date | None) -> Standing:
    """Return how the protocols that were locked, the first first, stand to the day on which the first unit starts."""
    if not locked_on:
        return Standing.NONE
    if starts_on is None or locked_on[-1] < starts_on:
        return Standing.BEFORE
    return Standing.CHANGED if locked_on[0] < starts_on else Standing.AFTER

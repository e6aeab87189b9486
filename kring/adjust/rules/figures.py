"""Figures as a decision keeps them: a value, its range, what it was worked out from. Never about one person."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

VERSION = 1  # of how the figures of this room are worked out; a figure of another version is another figure

Name = str | Mapping[str, str]  # a text, or {"nl": …, "en": …}


class Unit(StrEnum):
    """What a figure counts in."""

    PART = "part"  # of one
    DIFFERENCE = "difference"  # of two parts
    DAYS = "days"
    RATIO = "ratio"
    PER_100 = "per_100"  # people per hundred on the staff
    PER_100_WEEK = "per_100_week"  # per hundred people on the staff per week
    PER_POST = "per_post"  # answers to each post


@dataclass(frozen=True)
class Figure:
    """One number with its range under a key that stays the same; it is only made where it may be shown."""

    key: str  # "theme.3.7": what it is, and of what
    value: float
    low: float | None  # without a range: a count of what Kring itself holds, or nobody knows how sure it is
    high: float | None
    unit: str  # Unit
    is_exact: bool = False  # counted, not estimated
    names: Mapping[str, Name] = field(default_factory=dict)  # of the group, the theme, the unit …
    facts: Mapping[str, float] = field(default_factory=dict)  # what rules need to know beside it
    fingerprint: str = ""  # of what it was worked out from
    version: str = str(VERSION)  # of how it was worked out

    @property
    def kind(self) -> str:
        """What it is about, without of what."""
        return self.key.split(".", 1)[0]

    @property
    def range(self) -> tuple[float, float] | None:
        """Where the true value lies for 95 %; a count has no range to speak of, it is what it is."""
        if self.is_exact:
            return self.value, self.value
        return None if self.low is None or self.high is None else (self.low, self.high)

    def as_json(self) -> dict[str, Any]:
        """Return it as a row keeps it."""
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return it as it was kept."""
        return cls(**kept)


@dataclass(frozen=True)
class Change:
    """How much a figure goes up or down, or is hoped to; the range holds 95 %."""

    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        """Return it as a row keeps it."""
        return asdict(self)


def fingerprint(*inputs: Any) -> str:
    """Return a code over what a figure was worked out from: the same inputs give the same code."""
    plain = json.dumps(inputs, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()

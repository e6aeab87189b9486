"""The sums by wave and week that may be given away, and working the difference out again from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np

from kring.insights.rules.answers import WaveSums
from kring.measure.lift import log_ratio
from kring.measure.suppress import LARGE, rounded

FORMAT = "kring-sums-1"
CLOSE = 0.02  # rounding moves the ratio less than this
UNITS_AT_LEAST = 2


def given(waves: Sequence[WaveSums], *, smallest: int) -> tuple[WaveSums, ...]:
    """Return the sums that may be given away: of several units with many people, rounded."""
    return tuple(
        WaveSums(
            one.number,
            one.units,
            one.starts,
            tuple(rounded(count, smallest) for count in one.posts),
            tuple(rounded(count, smallest) for count in one.staff),
        )
        for one in waves
        if one.units >= UNITS_AT_LEAST and min(one.staff, default=0) >= LARGE * smallest
    )


@dataclass(frozen=True)
class Again:
    """The difference, worked out again."""

    ratio: float
    said: float

    @property
    def is_same(self) -> bool:
        """Whether it is what was said, as far as rounding allows."""
        return abs(self.ratio / self.said - 1) <= CLOSE


def again(values: Any) -> Again:
    """Return the difference that follows from a file with sums; KeyError or ValueError when it is no such file."""
    if not isinstance(values, Mapping) or values.get("format") != FORMAT:
        raise ValueError("this is not a file with sums")
    waves = values["waves"]
    posts, staff = (np.array([wave[name] for wave in waves], np.float64) for name in ("posts", "staff"))
    starts = np.array([wave["starts"] for wave in waves], np.int64)
    found = log_ratio(posts, staff, starts, anticipation=int(values["weeks_before"]))
    return Again(exp(found), float(values["ratio"]))

"""What came of a decision: the same figure then and now, held against what was hoped."""

from dataclasses import dataclass
from enum import StrEnum
from math import hypot

from kring.adjust.rules.figures import Change, Figure


class Outcome(StrEnum):
    """What came of it; it went together with the decision, which is not to say because of it."""

    BETTER = "better"
    AS_HOPED = "as_hoped"
    NOT_SHOWN = "not_shown"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """Why nothing can be told."""

    CLOSED = "closed"  # the figure may not be shown now: the group is too small, or there is nothing to count
    CHANGED = "changed"  # it is worked out in another way now
    NO_RANGE = "no_range"  # nobody knows how sure it is
    NOTHING_HOPED = "nothing_hoped"  # a decision of one's own that said nothing of what to expect


@dataclass(frozen=True)
class Verdict:
    """What came of a decision, with how much the figure changed where that can be told."""

    outcome: Outcome
    change: Change | None = None
    why: str = ""  # Why


def change(then: Figure, now: Figure) -> Change | None:
    """Return how much a figure changed, with its range from that of each; None where one has no range.

    The two are taken to be independent. They often share weeks, which makes their difference surer than this says,
    never less sure. Source: Zou, Donner (2008), Statistics in Medicine 27, 1693-1702.
    """
    if then.range is None or now.range is None:
        return None
    difference = now.value - then.value
    return Change(
        difference,
        difference - hypot(now.value - now.range[0], then.range[1] - then.value),
        difference + hypot(now.range[1] - now.value, then.value - then.range[0]),
    )


def verdict(then: Figure | None, now: Figure | None, hoped: Change | None, *, is_more_better: bool) -> Verdict:
    """Return what came of a decision.

    Better: all of the range lies beyond what was hoped. Worse: all of it falls short of what was hoped. As hoped: it
    certainly changed for the better (or, where it was only to stay, it certainly stayed) and what was hoped is within
    the range. Not shown: neither can be told apart from no change at all.
    """
    if then is None or hoped is None:
        return Verdict(Outcome.CANNOT_TELL, why=Why.NOTHING_HOPED)
    if now is None:
        return Verdict(Outcome.CANNOT_TELL, why=Why.CLOSED)
    if (now.version, now.unit) != (then.version, then.unit):
        return Verdict(Outcome.CANNOT_TELL, why=Why.CHANGED)
    found = change(then, now)
    if found is None:
        return Verdict(Outcome.CANNOT_TELL, why=Why.NO_RANGE)
    (low, high), (least, most) = _towards_better(found, is_more_better), _towards_better(hoped, is_more_better)
    if low > most:
        outcome = Outcome.BETTER
    elif high < least:
        outcome = Outcome.WORSE
    elif low > min(0.0, least) or (low == high >= least):
        outcome = Outcome.AS_HOPED
    else:
        outcome = Outcome.NOT_SHOWN
    return Verdict(outcome, found)


def _towards_better(one: Change, is_more_better: bool) -> tuple[float, float]:
    return (one.low, one.high) if is_more_better else (-one.high, -one.low)

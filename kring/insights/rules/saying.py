"""How far words may go: what the numbers carry, and nothing beyond."""

from collections.abc import Sequence
from enum import StrEnum

from kring.insights.rules.answers import Answers, Best, Claim, Figure, Grade, Kinds, Light

BY_CHANCE = 20  # less than one in so many shuffles: the lot says that it is more than chance
CARRIES = frozenset("AB")  # grades that carry "led to"
ALL_BAD = "red"


class Finding(StrEnum):
    """What is said about which content does best."""

    STANDS_OUT = "stands_out"
    DIFFERS = "differs"
    ALIKE = "alike"
    TOO_FEW = "too_few"


class Mood(StrEnum):
    """How it is going, for somebody who reads one sentence."""

    WORKS = "works"  # the programme led to more
    GOES_ALONG = "goes_along"  # more, and perhaps because of it
    NO_DIFFERENCE = "no_difference"
    LESS = "less"
    TOO_EARLY = "too_early"  # nothing to compare yet, or not started


def claim(
    grade: Grade, effect: Figure | None, *, is_enough: bool, one_in: float | None, lights: Sequence[Light] = ()
) -> Claim:
    """Return how far the words about an effect may go.

    "Led to" takes a range that holds no "nothing", a grade of A or B, no red light, and, where waves were drawn by
    lot, that chance alone seldom gives as much. With few units only the lot may speak, and only about whether.
    """
    if effect is None or grade.letter == "D":
        return Claim.CANNOT_TELL
    is_by_chance = one_in is not None and one_in < BY_CHANCE
    is_red = any(light.light == ALL_BAD for light in lights)
    if not is_enough:
        lot_says = one_in is not None and not is_by_chance and grade.letter in CARRIES and not is_red
        return Claim.BY_LOT if lot_says else Claim.CANNOT_TELL
    if not effect.is_more and not effect.is_fewer:
        return Claim.NOT_SHOWN
    if grade.letter in CARRIES and not is_by_chance and not is_red:
        return Claim.LED_TO
    return Claim.TOGETHER


def finding(found: Sequence[Best] | Sequence[Kinds]) -> Finding:
    """Return what may be said about the best stories, or kinds of content, of all groups together."""
    compared = [one for one in found if one.is_compared]
    if not compared:
        return Finding.TOO_FEW
    if any(one.stands_out for one in compared):
        return Finding.STANDS_OUT
    return Finding.DIFFERS if any(one.differs for one in compared) else Finding.ALIKE


def mood(answers: Answers) -> Mood:
    """Return how it is going, from the question that the protocol puts first."""
    effect = answers.primary
    ratio = effect.figure("ratio")
    if effect.claim == Claim.NOT_SHOWN:
        return Mood.NO_DIFFERENCE
    if ratio is None or effect.claim == Claim.CANNOT_TELL:
        return Mood.TOO_EARLY
    if ratio.value < 1:
        return Mood.LESS
    return Mood.WORKS if effect.claim in (Claim.LED_TO, Claim.BY_LOT) else Mood.GOES_ALONG

"""How good the evidence is, from A to D, and what would make it better; reasons are keys, words are for the page."""

from dataclasses import dataclass
from enum import StrEnum

from kring.measure.checks import Check, Key, Light

AMBER, UNKNOWN, RED = "_amber", "_unknown", "_red"  # added to the key of a check


class Letter(StrEnum):
    """What the numbers can carry."""

    A = "A"  # waves by lot, everybody measured, written down before, all lights green
    B = "B"  # units that started at different times beside each other
    C = "C"  # one start for all that started, or a light that is red
    D = "D"  # only those who joined, or nothing to compare with: no number about a cause


class Missing(StrEnum):
    """What would make a better grade possible."""

    MEASURE_EVERYBODY = "measure_everybody"
    KEEP_SOME_WAITING = "keep_some_waiting"
    START_IN_WAVES = "start_in_waves"
    DRAW_BY_LOT = "draw_by_lot"
    WRITE_DOWN_BEFORE = "write_down_before"
    DECLARE_CAP = "declare_cap"
    MORE_UNITS = "more_units"
    DRAW_REGIONS = "draw_regions"  # in two stages
    MEASURE_EARLIER = "measure_earlier"  # more weeks before the first start
    WAIT_LONGER = "wait_longer"  # more units that have not started, for longer
    FOLLOW_THE_DRAW = "follow_the_draw"


@dataclass(frozen=True)
class Design:
    """What is known of how the programme was rolled out and measured, beside the sums."""

    by_lot: bool  # the waves were drawn by lot, and the draws are kept
    for_everybody: bool  # what is counted exists for everybody on the staff, whoever joins
    protocol_before: bool  # what will be looked at was written down before the first start
    as_drawn: bool = True  # units are counted from the week they were drawn for, also where they began later
    two_stages: bool = False  # half of the regions were drawn early
    is_capped: bool = False  # posts are cut off
    cap_declared: bool = False  # and at what was written down before the first start


@dataclass(frozen=True)
class Grade:
    """A letter, what keeps it from being A, and what would make it better; both most important first."""

    letter: Letter
    reasons: tuple[str, ...]
    missing: tuple[Missing, ...]

    @property
    def is_causal(self) -> bool:
        """Whether anything may be said about what the programme caused."""
        return self.letter is not Letter.D


def grade(checks: tuple[Check, ...], design: Design, *, dates: int, is_compared: bool, is_enough: bool) -> Grade:
    """Return how good the evidence is.

    Parameters
    ----------
    checks
        The lights.
    design
        How the programme was rolled out and measured.
    dates
        Different weeks in which units started.
    is_compared
        Whether there are weeks in which some units had started and others had not.
    is_enough
        Whether there are enough units and waves for a range.

    Returns
    -------
    Grade
        A to D. Every reason lowers it as far as it goes; the lowest counts.

    Raises
    ------
    ValueError
        When a check is there twice.

    Source
    ------
    Own; in docs/measure.md.
    """
    lights = {check.key: check.light for check in checks}
    if len(lights) != len(checks):
        raise ValueError("each check is there once")
    found = [
        (Letter.D, "joined_only", Missing.MEASURE_EVERYBODY, not design.for_everybody),
        (Letter.D, "measured_red", Missing.MEASURE_EVERYBODY, lights.get(Key.MEASURED) is Light.RED),
        (Letter.D, "no_comparison", Missing.KEEP_SOME_WAITING, not is_compared),
        (Letter.C, "one_date", Missing.START_IN_WAVES, is_compared and dates < 2),
        *_reds(lights),
        (Letter.B, "not_by_lot", Missing.DRAW_BY_LOT, not design.by_lot),
        (Letter.B, "not_as_drawn", Missing.FOLLOW_THE_DRAW, design.by_lot and not design.as_drawn),
        (Letter.B, "protocol_after", Missing.WRITE_DOWN_BEFORE, not design.protocol_before),
        (Letter.B, "cap_not_declared", Missing.DECLARE_CAP, design.is_capped and not design.cap_declared),
        (Letter.B, "few_units", Missing.MORE_UNITS, is_compared and not is_enough),
        *_others(lights, is_compared=is_compared),
    ]
    true = [(letter, reason, missing) for letter, reason, missing, is_so in found if is_so]
    true.sort(key=lambda one: one[0], reverse=True)  # stable: the worst first, else as above
    letter = true[0][0] if true else Letter.A
    missing = tuple(dict.fromkeys(one for _, _, one in true if one is not None))
    return Grade(letter, tuple(reason for _, reason, _ in true), missing)


# What helps when a light is not green; nothing helps a roll-out that is over when one unit decides but more units.
CURES = {
    Key.CONTROLS: Missing.WAIT_LONGER,
    Key.BALANCE: Missing.DRAW_BY_LOT,
    Key.DRIFT: Missing.DRAW_BY_LOT,
    Key.ONE_UNIT: Missing.MORE_UNITS,
    Key.SPILL_OVER: Missing.DRAW_REGIONS,
    Key.MEASURED: Missing.MEASURE_EVERYBODY,
}


def _reds(lights: dict[Key, Light]) -> list[tuple[Letter, str, Missing, bool]]:
    return [(Letter.C, key + RED, CURES[key], lights[key] is Light.RED) for key in lights if key is not Key.MEASURED]


def _others(lights: dict[Key, Light], *, is_compared: bool) -> list[tuple[Letter, str, Missing, bool]]:
    ambers = [(Letter.B, key + AMBER, CURES[key], light is Light.AMBER) for key, light in lights.items()]
    unknown = [
        (
            Letter.B,
            key + UNKNOWN,
            Missing.MEASURE_EARLIER if key is Key.DRIFT else CURES[key],
            is_compared and light is Light.UNKNOWN,
        )
        for key, light in lights.items()
    ]
    return ambers + unknown

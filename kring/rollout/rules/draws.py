"""Drawing waves by lot from what is given, and everything that is said about such a draw.

What is given is plain values, so that a row can keep it, a file can carry it, and anybody can draw again from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import numpy as np

from kring.measure import power, waves

FORMAT = "kring-draw-1"
DAYS_IN_PERIOD, PERIODS_BEFORE, PERIODS_AFTER = 28, 2, 3
ANSWERS = 0.5  # of the staff: whose answer is counted on when it is said what could be seen
OTHERS = (2, 3, 4, 6, 8, 10, 12)  # numbers of waves to compare with
LIKENESS = power.Likeness()
Report = Callable[[int], None]


@dataclass(frozen=True)
class GivenUnit:
    """A unit as it went into a draw."""

    id: int
    name: str  # what it is told apart by
    people: int
    region: str = ""
    baseline: tuple[float, ...] = ()


@dataclass(frozen=True)
class Given:
    """What a draw is made from, apart from its seed. Waves are numbered from 1."""

    units: tuple[GivenUnit, ...]
    room: tuple[int, ...]  # units that fit in each wave
    starts: tuple[date, ...]
    traits: tuple[str, ...] = ()  # what the numbers in `baseline` are
    pinned: Mapping[str, int] = field(default_factory=dict)
    not_before: Mapping[str, int] = field(default_factory=dict)
    saturation: bool = False
    tries: int = waves.TRIES

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self) | {"starts": [day.isoformat() for day in self.starts]}

    @staticmethod
    def read(values: Mapping[str, Any]) -> "Given":
        """Return what was kept as plain values."""
        units = tuple(
            GivenUnit(int(one["id"]), str(one["name"]), int(one["people"]), str(one["region"]), tuple(one["baseline"]))
            for one in values["units"]
        )
        return Given(
            units,
            tuple(map(int, values["room"])),
            tuple(date.fromisoformat(day) for day in values["starts"]),
            tuple(values["traits"]),
            {str(name): int(wave) for name, wave in values["pinned"].items()},
            {str(name): int(wave) for name, wave in values["not_before"].items()},
            bool(values["saturation"]),
            int(values["tries"]),
        )

    def measured(self, *, part: float = 1.0) -> list[waves.Unit]:
        """Return the units as the lot takes them; with only a `part` of their people."""
        return [waves.Unit(one.name, max(1, round(one.people * part)), one.region, one.baseline) for one in self.units]

    def rules(self) -> waves.Rules:
        """Return the rules as the lot takes them: its waves are numbered from 0."""
        pinned, not_before = ({n: wave - 1 for n, wave in named.items()} for named in (self.pinned, self.not_before))
        return waves.Rules(pinned, not_before)

    def periods(self) -> list[int]:
        """Return in which period of four weeks each wave starts."""
        return [PERIODS_BEFORE + (day - self.starts[0]).days // DAYS_IN_PERIOD for day in self.starts]


@dataclass(frozen=True)
class Other:
    """What could be seen with another number of waves over the same months."""

    waves: int
    most: int  # units that start at once
    detectable: float | None


@dataclass(frozen=True)
class Cost:
    """What a rule costs. Waves are numbered from 1."""

    is_pin: bool
    units: tuple[str, ...]
    wave: int
    balance: float
    balance_without: float
    detectable: float | None
    detectable_without: float | None


@dataclass(frozen=True)
class Found:
    """What came out of a draw. Waves are numbered from 1; an effect is in standard deviations between people."""

    wave: Mapping[str, int]
    balance: float = 0.0
    balance_at_random: float = 0.0
    contrast: float = 1.0
    rarest_pair: float = 0.0
    commonest_pair: float = 0.0
    distinct: int = 0
    taken: int = 0
    digest: str = ""
    detectable: float | None = None
    others: tuple[Other, ...] = ()
    costs: tuple[Cost, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @staticmethod
    def read(values: Mapping[str, Any]) -> "Found":
        """Return what was kept as plain values."""
        others = tuple(Other(**one) for one in values.get("others", ()))
        costs = tuple(Cost(**one | {"units": tuple(one["units"])}) for one in values.get("costs", ()))
        return Found(**{"wave": {}, **values, "others": others, "costs": costs})


def draw(given: Given, seed: str, report: Report = lambda _percent: None) -> tuple[Found, list[int]]:
    """Return what comes out of the lot, and the numbers of the draws it was taken from."""
    units, rules, starts = given.measured(), given.rules(), given.periods()
    report(5)
    plan = waves.plan(units, given.room, seed=seed, rules=rules, saturation=given.saturation, tries=given.tries)
    report(70)
    answering, periods = given.measured(part=ANSWERS), max(starts) + PERIODS_AFTER
    seen = waves.detectable(plan, answering, starts, periods, LIKENESS, rules=rules)
    report(75)
    others = compare(given, len(plan.sizes))
    report(80)
    found = Found(
        wave={name: wave + 1 for name, wave in plan.wave_of().items()},
        balance=plan.balance,
        balance_at_random=plan.balance_at_random,
        contrast=plan.contrast,
        rarest_pair=plan.rarest_pair,
        commonest_pair=plan.commonest_pair,
        distinct=plan.distinct,
        taken=plan.taken,
        digest=plan.digest,
        detectable=seen.detectable if seen else None,
        others=others,
        costs=_costs(given, answering, starts, periods, seed),
    )
    return found, [int(number) for number in plan.accepted]


def kept_draws(given: Given, seed: str, found: Found, kept: Sequence[int]) -> waves.Whole:
    """Return the draws that a plan was taken from: waves from 0, shape (kept, units), columns by sorted name."""
    return waves.kept_draws(
        given.measured(),
        given.room,
        np.array(kept, np.int64),
        seed=seed,
        digest=found.digest,
        rules=given.rules(),
        saturation=given.saturation,
        tries=given.tries,
    )


def _costs(
    given: Given, answering: Sequence[waves.Unit], starts: Sequence[int], periods: int, seed: str
) -> tuple[Cost, ...]:
    try:
        costs = waves.costs(
            answering,
            given.room,
            starts,
            periods,
            seed=seed,
            rules=given.rules(),
            likeness=LIKENESS,
            saturation=given.saturation,
            tries=min(given.tries, 4000),
        )
    except (waves.PlanImpossibleError, waves.NothingByLotError):
        return ()  # fewer draws than for the plan itself may not do
    return tuple(
        Cost(
            one.rule == "pinned",
            one.units,
            one.wave + 1,
            one.balance,
            one.balance_without,
            one.detectable,
            one.detectable_without,
        )
        for one in costs
    )


def compare(given: Given, chosen: int) -> tuple[Other, ...]:
    """Return what other numbers of waves could show, spread over the same months; the chosen number is in it."""
    starts = given.periods()
    sizes = sorted((one.people * ANSWERS for one in given.units), reverse=True)
    people = np.maximum(1.0, np.round(np.array(sizes)))
    out = []
    for count in sorted({*OTHERS, chosen}):
        if count > len(people) or (count > max(starts) - PERIODS_BEFORE + 1 and count != chosen):
            continue
        at = np.round(np.linspace(PERIODS_BEFORE, max(starts), count)).astype(np.int64)
        placed = at[np.arange(len(people)) % count]
        try:
            seen = power.power(
                placed, people, max(starts) + PERIODS_AFTER, LIKENESS, first_periods=waves.FIRST_PERIODS
            ).detectable
        except power.NotDetectableError:
            seen = None
        out.append(Other(count, -(-len(people) // count), seen))
    return tuple(out)


def room_needed(units: int, most: int) -> int:
    """Return how many waves are needed."""
    return max(2, -(-units // max(most, 1)))


def most_in_wave(capacity: int, weeks_between: int) -> int:
    """Return how many units fit in a wave: so many a month, and a month is four weeks."""
    return max(1, capacity * weeks_between // 4)


def by_hand(given: Given) -> Found:
    """Return a first plan to change by hand: rules first, the others region by region as there is room."""
    left = list(given.room)
    wave = dict(given.pinned)
    for to in wave.values():
        left[to - 1] -= 1
    others = sorted(
        (one for one in given.units if one.name not in wave),
        key=lambda one: (-given.not_before.get(one.name, 1), one.region, one.name),
    )
    for one in others:
        first = given.not_before.get(one.name, 1)
        wave[one.name] = next((n + 1 for n in range(first - 1, len(left)) if left[n] > 0), len(left))
        left[wave[one.name] - 1] -= 1
    return Found(wave)


def file(given: Given, seed: str, found: Found) -> dict[str, Any]:
    """Return all that is needed to draw again, with what came out."""
    return {
        "format": FORMAT,
        "seed": seed,
        **given.as_json(),
        "digest": found.digest,
        "waves": dict(sorted(found.wave.items())),
    }


@dataclass(frozen=True)
class Repeated:
    """A draw that was made again from its file."""

    wave: Mapping[str, int]
    differs: tuple[str, ...]  # units that the file puts elsewhere

    @property
    def is_same(self) -> bool:
        """Whether the file says what the lot says."""
        return not self.differs


def repeat(values: Any) -> Repeated:
    """Return what the lot gives for a file; KeyError or ValueError when it is no such file."""
    if not isinstance(values, Mapping) or values.get("format") != FORMAT:
        raise ValueError("this is not the file of a draw")
    given = Given.read(values)
    plan = waves.plan(
        given.measured(),
        given.room,
        seed=str(values["seed"]),
        rules=given.rules(),
        saturation=given.saturation,
        tries=given.tries,
    )
    wave = {name: number + 1 for name, number in plan.wave_of().items()}
    said = values["waves"]
    return Repeated(wave, tuple(name for name in sorted({*wave, *said}) if wave.get(name) != said.get(name)))

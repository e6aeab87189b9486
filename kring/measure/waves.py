"""Which unit starts in which wave, drawn by lot so that early and late units are alike to begin with.

Thousands of ways to deal the units over the waves are drawn from a seed; those in which the waves are most alike (in
size, region, what was counted before) are kept, and one of the kept is taken. The kept set is remembered, because a
later test by lot has to shuffle in exactly the way in which was drawn.

Everything follows from the seed by SHAKE-256 (FIPS 202), so anybody can repeat a draw in any language, in any year. The
units are sorted by their keys first: the order of the rows changes nothing.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kring.measure.power import Likeness, NotDetectableError, Power, power

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

TRIES, KEEP, FEWEST = 20_000, 0.01, 100
FIRST_PERIODS = 3  # after the start, over which an effect is meant
CLASSES = 3  # of size
LOOSE = 3.0  # 1: a wave comes back at quite even distances, and neighbours are hardly ever together; more: looser


class PlanImpossibleError(ValueError):
    """The rules leave no way to put all units into the waves."""


class NothingByLotError(ValueError):
    """The rules decide where every unit goes, or always keep two of them together: nothing is left to the lot."""


@dataclass(frozen=True)
class Unit:
    """A unit that starts as a whole."""

    key: str  # what it is told apart by, the same whenever the draw is repeated
    people: int
    region: str = ""
    baseline: tuple[float, ...] = ()  # what waves should be alike in: past activity, part of each target group, ...


@dataclass(frozen=True)
class Rules:
    """What the lot has to follow. Waves are numbered from 0."""

    pinned: Mapping[str, int] = field(default_factory=dict)  # this unit in this wave: "these three go first"
    not_before: Mapping[str, int] = field(default_factory=dict)  # this unit in this wave or a later one

    def __bool__(self) -> bool:
        return bool(self.pinned or self.not_before)


@dataclass(frozen=True)
class Cost:
    """What one rule costs: the plan with all rules, and the plan without this one."""

    rule: str  # "pinned" or "not_before"
    units: tuple[str, ...]
    wave: int
    balance: float  # how far the waves are apart on average, with it
    balance_without: float
    detectable: float | None  # smallest effect that units placed by lot could show, with it; None: none at all
    detectable_without: float | None


@dataclass(frozen=True)
class Plan:
    """A draw: which unit starts in which wave, and all that is needed to repeat and to test it."""

    keys: tuple[str, ...]  # sorted
    wave: Whole  # shape (units,), in the order of the keys
    sizes: tuple[int, ...]  # units in each wave
    seed: str
    tries: int
    accepted: Whole  # numbers of the kept draws, shape (kept,); `draws` makes them again
    taken: int  # place among the accepted of the draw that was taken
    saturation: bool
    balance: float  # of the draw that was taken: 0 alike; about (waves - 1) times the traits for any draw at random
    balance_at_random: float  # the middle of all draws
    contrast: float  # variance of early minus late in what is balanced, over that of any draw at random
    rarest_pair: float  # how often the pair of free units that is rarest in one wave is in one wave
    commonest_pair: float
    distinct: int  # different draws among the accepted; the smallest p by lot is 1 over it
    digest: str  # fingerprint of the units, the rules and the seed

    def wave_of(self) -> dict[str, int]:
        """Return the wave of each unit by its key."""
        return dict(zip(self.keys, self.wave.tolist(), strict=True))


def plan(
    units: Sequence[Unit],
    capacity: Sequence[int],
    *,
    seed: str,
    rules: Rules | None = None,
    saturation: bool = False,
    tries: int = TRIES,
    keep: float = KEEP,
) -> Plan:
    """Return a plan drawn by lot from those that are most balanced.

    Parameters
    ----------
    units
        Everyone that is to start, in any order.
    capacity
        How many units fit in each wave at most, in the order of the waves. Room that is too much is taken off evenly.
    seed
        Any text, published before the draw: last week's lottery numbers, say.
    rules
        What the lot has to follow.
    saturation
        Draw half of the regions early and half late (two stages), so that what spills over to units of one region
        can be told later. Without it every wave has units of all regions.
    tries
        How many draws to look at.
    keep
        The part of them to keep.

    Returns
    -------
    Plan
        Waves are numbered from 0.

    Raises
    ------
    PlanImpossibleError
        When there is not room for all, a rule names a unit or wave that is not there, or two rules contradict.
    NothingByLotError
        When the rules decide everything, or two units that could be apart never are.
    ValueError
        When keys are not unique, traits are not known of all units, or a unit has no people.

    Source
    ------
    Morgan and Rubin (2012), Ann. Stat. 40, 1263-1282: rerandomisation; Baird, Bohren, McIntosh, Ozler (2018), Rev.
    Econ. Stat. 100, 844-860: saturation in two stages.
    """
    rules = rules or Rules()
    task = _task(units, capacity, seed, rules, saturation, tries)
    every = _every(task)
    worth = _imbalance(every, task)
    order = np.argsort(worth, kind="stable")
    accepted = _accepted(every, order, max(1, round(keep * tries)), task)
    kept = every[accepted]
    taken = _pick(seed, len(accepted))
    pairs = _pairs(kept, task)
    return Plan(
        keys=task.keys,
        wave=kept[taken].astype(np.int64),
        sizes=task.sizes,
        seed=seed,
        tries=tries,
        accepted=accepted,
        taken=taken,
        saturation=saturation,
        balance=float(worth[accepted[taken]]),
        balance_at_random=float(np.median(worth)),
        contrast=_contrast(kept, task),
        rarest_pair=float(pairs.min(initial=1.0)),
        commonest_pair=float(pairs.max(initial=0.0)),
        distinct=len(np.unique(kept, axis=0)),
        digest=task.digest,
    )


def draws(plan: Plan, units: Sequence[Unit], capacity: Sequence[int], *, rules: Rules | None = None) -> Whole:
    """Return the whole accepted set of a plan, made again from its seed.

    Parameters
    ----------
    plan
        What was drawn.
    units
        The same units, in any order.
    capacity
        The same room.
    rules
        The same rules.

    Returns
    -------
    array
        The wave of each unit in each accepted draw, shape (kept, units), columns in the order of `plan.keys`. Row
        `plan.taken` is the draw that was taken.

    Raises
    ------
    PlanImpossibleError
        When it is not the same input: the fingerprint differs.

    Source
    ------
    See `plan`.
    """
    return kept_draws(
        units,
        capacity,
        plan.accepted,
        seed=plan.seed,
        digest=plan.digest,
        rules=rules,
        saturation=plan.saturation,
        tries=plan.tries,
    )


def kept_draws(
    units: Sequence[Unit],
    capacity: Sequence[int],
    accepted: Whole,
    *,
    seed: str,
    digest: str,
    rules: Rules | None = None,
    saturation: bool = False,
    tries: int = TRIES,
) -> Whole:
    """Return the accepted set of a plan from what was kept of it: the numbers of its draws and its fingerprint.

    Parameters
    ----------
    units
        The same units as were drawn from, in any order.
    capacity
        The same room.
    accepted
        Numbers of the draws that were kept, shape (kept,).
    seed
        The same seed.
    digest
        The fingerprint that the plan had.
    rules
        The same rules.
    saturation
        Whether the plan spread the starts over regions.
    tries
        How many draws there were to choose from.

    Returns
    -------
    array
        The wave of each unit in each kept draw, from 0, shape (kept, units), columns by the units' sorted keys.

    Raises
    ------
    PlanImpossibleError
        When it is not the same input: the fingerprint differs.

    Source
    ------
    See `plan`.
    """
    task = _task(units, capacity, seed, rules or Rules(), saturation, tries)
    if task.digest != digest:
        raise PlanImpossibleError("these are not the units, rules and room that the plan was drawn from")
    return _every(task)[accepted].astype(np.int64)


def costs(
    units: Sequence[Unit],
    capacity: Sequence[int],
    starts: Sequence[int],
    periods: int,
    *,
    seed: str,
    rules: Rules,
    likeness: Likeness,
    saturation: bool = False,
    tries: int = 4000,
) -> tuple[Cost, ...]:
    """Return what each rule costs, in balance and in what the plan can detect.

    A unit that a rule places was not placed by lot, so it says nothing that the lot could prove. The detectable effect
    is therefore that of the units left to the lot.

    Parameters
    ----------
    units
        As in `plan`.
    capacity
        As in `plan`.
    starts
        The period in which each wave starts, from 0, in the order of the waves.
    periods
        How many periods are measured.
    seed
        As in `plan`.
    rules
        As in `plan`; units that one kind of rule sends to one wave are one rule.
    likeness
        How alike people are.
    saturation
        As in `plan`.
    tries
        How many draws to look at; fewer than for the plan itself are enough.

    Returns
    -------
    tuple of Cost
        Unit of balance: as `Plan.balance`. Of the detectable effect: standard deviations between people.

    Raises
    ------
    PlanImpossibleError
        As `plan`.
    NothingByLotError
        As `plan`.

    Source
    ------
    `plan` and `kring.measure.power.power`, with the rule and without it.
    """

    def seen(some: Rules) -> tuple[float, float | None]:
        drawn = plan(units, capacity, seed=seed, rules=some, saturation=saturation, tries=tries)
        task = _task(units, capacity, seed, some, saturation, tries)
        middle = float(np.median(_imbalance(_every(task)[drawn.accepted], task)))
        found = detectable(drawn, units, starts, periods, likeness, rules=some)
        return middle, found.detectable if found else None

    with_, found = seen(rules)
    out = []
    for kind, named in (("pinned", rules.pinned), ("not_before", rules.not_before)):
        for wave in sorted(set(named.values())):
            others = {key: to for key, to in named.items() if to != wave}
            without, could = seen(replace(rules, **{kind: others}))
            mine = tuple(sorted(key for key, to in named.items() if to == wave))
            out.append(Cost(kind, mine, wave, with_, without, found, could))
    return tuple(out)


def detectable(
    drawn: Plan,
    units: Sequence[Unit],
    starts: Sequence[int],
    periods: int,
    likeness: Likeness,
    *,
    rules: Rules | None = None,
    first_periods: int | None = FIRST_PERIODS,
) -> Power | None:
    """Return the smallest effect that the units placed by lot could show; None when they could show none.

    Parameters
    ----------
    drawn
        The plan.
    units
        The units it was drawn for, in any order.
    starts
        The period in which each wave starts, from 0, in the order of the waves.
    periods
        How many periods are measured.
    likeness
        How alike people are.
    rules
        The rules it was drawn with: pinned units are left out.
    first_periods
        As in `kring.measure.power.power`: the mean of so many first periods, since an effect that grows is to be
        expected.

    Returns
    -------
    Power or None
        Unit: standard deviations between people of one unit in one period.

    Raises
    ------
    ValueError
        When there is not one start per wave.

    Source
    ------
    `kring.measure.power.power`.
    """
    if len(starts) != len(drawn.sizes):
        raise ValueError("one period to start in per wave")
    pinned = (rules or Rules()).pinned
    free = np.array([key not in pinned for key in drawn.keys])
    people = np.array([unit.people for unit in sorted(units, key=lambda unit: unit.key)], np.float64)
    if not free.any():
        return None
    try:
        return power(np.array(starts)[drawn.wave[free]], people[free], periods, likeness, first_periods=first_periods)
    except NotDetectableError:
        return None


def start_dates(
    first: date, waves: int, *, weeks_between: int, avoid: Sequence[tuple[date, date]] = ()
) -> tuple[date, ...]:
    """Return the Monday on which each wave starts: as early as the distance and the dates to avoid allow.

    Parameters
    ----------
    first
        The earliest day for the first wave.
    waves
        How many waves.
    weeks_between
        Weeks between two starts, at least.
    avoid
        First and last day of each stretch in which no wave may start: holidays, the turn of the year, elections.

    Returns
    -------
    tuple of date
        One Monday per wave.

    Raises
    ------
    PlanImpossibleError
        When no Monday is left within ten years.
    ValueError
        Without waves or weeks between them.

    Source
    ------
    Own.
    """
    if waves < 1 or weeks_between < 1:
        raise ValueError("at least one wave, and a week between two")
    day, found = first + timedelta(days=-first.weekday() % 7), list[date]()
    while len(found) < waves:
        if any(since <= day <= until for since, until in avoid):
            day += timedelta(weeks=1)
        else:
            found.append(day)
            day += timedelta(weeks=weeks_between)
        if day > first + timedelta(days=3650):
            raise PlanImpossibleError("the dates to avoid leave no Monday to start on")
    return tuple(found)


# How it is drawn ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Task:
    """What is to be drawn, in the order of the keys."""

    keys: tuple[str, ...]
    sizes: tuple[int, ...]
    earliest: Whole  # the first wave a unit may be in, shape (units,)
    pinned: Whole  # the wave it must be in, or -1
    stratum: Whole  # people in three classes, shape (units,)
    region: Whole
    traits: Real  # whitened, shape (units, traits)
    seed: str
    saturation: bool
    tries: int
    digest: str

    @property
    def free(self) -> Flag:
        return self.pinned < 0


def _task(
    units: Sequence[Unit], capacity: Sequence[int], seed: str, rules: Rules, saturation: bool, tries: int
) -> _Task:
    units = sorted(units, key=lambda unit: unit.key)
    keys = tuple(unit.key for unit in units)
    if len(set(keys)) < len(keys) or len({len(unit.baseline) for unit in units}) > 1 or tries < 1:
        raise ValueError("units have different keys and the same traits")
    if any(unit.people < 1 for unit in units):
        raise ValueError("every unit has people")
    pinned = _by_key(keys, rules.pinned, -1, len(capacity))
    earliest = np.maximum(_by_key(keys, rules.not_before, 0, len(capacity)), np.maximum(pinned, 0))
    if np.any((pinned >= 0) & (earliest > pinned)):
        raise PlanImpossibleError("a unit is sent to a wave before which it may not start")
    regions = sorted({unit.region for unit in units})
    if saturation and len(regions) < 2:
        raise PlanImpossibleError("drawing regions early and late takes at least two regions")
    people = np.array([unit.people for unit in units], np.float64)
    region = np.array([regions.index(unit.region) for unit in units], np.int64)
    classes = CLASSES if len(units) >= CLASSES * len(capacity) else 1
    stratum = np.argsort(np.argsort(people, kind="stable")) * classes // max(len(units), 1)
    baseline = np.array([unit.baseline for unit in units], np.float64).reshape(len(units), -1)
    if not np.all(np.isfinite(baseline)):
        raise ValueError("a trait is known of every unit")
    told = [[u.key, int(u.people), u.region, [float(trait) for trait in u.baseline]] for u in units]
    sizes = _sizes(len(units), capacity, pinned, earliest)
    what = [
        told,
        [int(room) for room in capacity],
        sorted(rules.pinned.items()),
        sorted(rules.not_before.items()),
        saturation,
        tries,
    ]
    return _Task(
        keys=keys,
        sizes=sizes,
        earliest=earliest,
        pinned=_decided(pinned, earliest, np.array(sizes)),
        stratum=stratum.astype(np.int64),
        region=region,
        traits=_whitened(np.column_stack([np.log(people), baseline])),
        seed=seed,
        saturation=saturation,
        tries=tries,
        digest=hashlib.sha256(json.dumps([seed, what]).encode()).hexdigest(),
    )


def _by_key(keys: tuple[str, ...], named: Mapping[str, int], otherwise: int, waves: int) -> Whole:
    unknown = sorted(set(named) - set(keys))
    if unknown or any(not 0 <= wave < waves for wave in named.values()):
        raise PlanImpossibleError(f"a rule names what is not there: {', '.join(unknown) or 'a wave'}")
    return np.array([named.get(key, otherwise) for key in keys], np.int64)


def _sizes(units: int, capacity: Sequence[int], pinned: Whole, earliest: Whole) -> tuple[int, ...]:
    """Return how many units each wave gets: as equal as room and rules allow."""
    waves = len(capacity)
    fixed = np.bincount(pinned[pinned >= 0], minlength=waves)
    if waves < 2 or sum(capacity) < units or np.any(fixed > np.array(capacity)):
        raise PlanImpossibleError(f"{units} units do not fit in waves of {', '.join(map(str, capacity))}")
    sizes = fixed.astype(np.int64)
    # The units that may only start late are put down first, then the others, each in the emptiest wave it may have.
    for start in sorted(earliest[pinned < 0].tolist(), reverse=True):
        room = [wave for wave in range(start, waves) if sizes[wave] < capacity[wave]]
        if not room:
            raise PlanImpossibleError(f"not all units that may not start before wave {start + 1} fit in what is left")
        sizes[min(room, key=lambda wave: (sizes[wave], wave))] += 1
    return tuple(sizes.tolist())


def _decided(pinned: Whole, earliest: Whole, sizes: Whole) -> Whole:
    """Return the pinned waves, with those of units for which only one wave is left."""
    while True:
        left = sizes - np.bincount(pinned[pinned >= 0], minlength=len(sizes))
        choices = np.cumsum((left > 0)[::-1])[::-1][earliest]
        last = np.flatnonzero(left > 0).max(initial=-1)
        decided = np.where((pinned < 0) & (choices == 1), last, pinned)
        if np.array_equal(decided, pinned):
            return pinned
        pinned = decided


def _whitened(traits: Real) -> Real:
    """Return traits with mean 0, variance 1 and no correlation; those that follow from others drop out."""
    centred = traits - traits.mean(axis=0)
    scale = centred.std(axis=0, ddof=1) if len(centred) > 1 else np.zeros(centred.shape[1])
    centred = centred[:, scale > 1e-12] / scale[scale > 1e-12]
    values, vectors = np.linalg.eigh(centred.T @ centred / max(len(centred) - 1, 1))
    return centred @ vectors[:, values > 1e-9] / np.sqrt(values[values > 1e-9])


def _numbers(seed: str, part: str, shape: tuple[int, int]) -> NDArray[np.uint64]:
    """Return numbers that follow from the seed: SHAKE-256 of "seed/part", read as unsigned 64-bit, little end first."""
    stream = hashlib.shake_256(f"{seed}/{part}".encode()).digest(8 * shape[0] * shape[1])
    return np.frombuffer(stream, "<u8").reshape(shape)


def _pick(seed: str, among: int) -> int:
    return int(hashlib.shake_256(f"{seed}/taken".encode()).hexdigest(16), 16) % among


def _every(task: _Task) -> NDArray[np.int8]:
    """Return all draws, shape (tries, units).

    Pinned units take their places. Then those that may only start late get places among the waves they may have, the
    most bound first. The rest is dealt: the units in a random order of their strata, the places in a random order that
    spreads every wave evenly, so that each wave gets some of every stratum.
    """
    tries = task.tries
    out = np.repeat(task.pinned[None].astype(np.int8), tries, axis=0)
    left = np.array(task.sizes) - np.bincount(task.pinned[task.pinned >= 0], minlength=len(task.sizes))
    places = np.empty((tries, 0), np.int8)
    levels = sorted({int(wave) for wave in task.earliest[task.free]} | {0}, reverse=True)
    top = len(left)
    for level in levels:
        fresh = np.repeat(np.arange(level, top, dtype=np.int8), left[level:top])
        places = np.concatenate([places, np.broadcast_to(fresh, (tries, len(fresh)))], axis=1)
        top = level
        who = np.flatnonzero(task.free & (task.earliest == level))
        if level:
            lot = _numbers(task.seed, f"places/{level}", (tries, places.shape[1]))
            places = np.take_along_axis(places, np.argsort(lot, axis=1, kind="stable"), axis=1)
            out[:, who], places = places[:, : len(who)], places[:, len(who) :]
        elif len(who):
            out[:, who] = (_split if task.saturation else _dealt)(task, who, places)
    return out


def _dealt(task: _Task, who: Whole, places: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the wave of each of `who`: every wave gets some of every size, and of every region of that size."""
    by_region = _numbers(task.seed, "regions", (task.tries, int(task.region.max()) + 1))[:, task.region[who]]
    own = _numbers(task.seed, "units", (task.tries, len(who)))
    size = np.broadcast_to(task.stratum[who], own.shape)
    out = np.empty_like(places)
    np.put_along_axis(out, np.lexsort((own, by_region, size), axis=1), _spread(task.seed, places, "all"), axis=1)
    return out


def _split(task: _Task, who: Whole, places: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the wave of each of `who`: regions in a random order, the early places to the first of them."""
    by_region = _numbers(task.seed, "regions", (task.tries, int(task.region.max()) + 1))[:, task.region[who]]
    own = _numbers(task.seed, "units", (task.tries, len(who)))
    by_lot, ordered, half = np.lexsort((own, by_region), axis=1), np.sort(places, axis=1), len(who) // 2
    out = np.empty_like(places)
    for part, mine, where in (
        ("early", by_lot[:, :half], ordered[:, :half]),
        ("late", by_lot[:, half:], ordered[:, half:]),
    ):
        lot = _numbers(task.seed, part, mine.shape)
        inside = np.lexsort((lot, task.stratum[who][mine]), axis=1)
        np.put_along_axis(out, np.take_along_axis(mine, inside, axis=1), _spread(task.seed, where, part), axis=1)
    return out


def _spread(seed: str, places: NDArray[np.int8], part: str) -> NDArray[np.int8]:
    """Return the places of each draw in an order in which every wave comes back at even distances, give or take."""
    ordered = np.sort(places, axis=1).astype(np.int64)
    below = np.stack([(ordered < wave).sum(axis=1) for wave in range(int(ordered.max(initial=0)) + 2)], axis=1)
    rank = np.arange(ordered.shape[1]) - np.take_along_axis(below, ordered, axis=1)
    size = np.take_along_axis(np.diff(below, axis=1), ordered, axis=1)
    chance = _numbers(seed, f"spread/{part}", ordered.shape) / 2.0**64
    order = np.argsort((rank + LOOSE * chance) / size, axis=1, kind="stable")
    return np.take_along_axis(ordered, order, axis=1).astype(np.int8)


# What is kept ---------------------------------------------------------------------------------------------------------


def _imbalance(every: NDArray[np.int8], task: _Task) -> Real:
    """Return how far the waves are apart, shape (draws,): the sum over waves of n m'm, with m the whitened means."""
    worth = np.zeros(len(every))
    for wave, size in enumerate(task.sizes):
        if size:
            worth += np.sum(((every == wave) @ task.traits) ** 2, axis=1) / size
    return np.round(worth, 9)  # so that another machine's last digit changes no order


def _accepted(every: NDArray[np.int8], order: Whole, wanted: int, task: _Task) -> Whole:
    """Return the numbers of the draws to keep: the best, and more of them where few would leave too little chance."""
    if not task.free.any():
        raise NothingByLotError("the rules decide where every unit goes")
    _, first = np.unique(every[order], axis=0, return_index=True)
    different = np.sort(first)
    if len(different) < 2:
        raise NothingByLotError("the rules decide where every unit goes")
    wanted = max(wanted, int(different[min(FEWEST, len(different)) - 1]) + 1)
    while True:
        kept = order[:wanted]
        pairs = _pairs(every[kept], task)
        if not len(pairs) or (pairs.min() > 0 and pairs.max() < 1):
            return np.sort(kept).astype(np.int64)
        if wanted >= len(order):
            raise NothingByLotError("two units that could be in one wave or apart never are, or always")
        wanted = min(2 * wanted, len(order))


def _pairs(kept: NDArray[np.int8], task: _Task) -> Real:
    """Return how often each two units that the rules leave free, and have room for in one wave, are in one wave."""
    free = np.flatnonzero(task.free)
    waves = range(len(task.sizes))
    left = np.array(task.sizes) - np.bincount(task.pinned[task.pinned >= 0], minlength=len(task.sizes))
    together = np.zeros((len(free), len(free)))
    for wave in waves:
        here = (kept[:, free] == wave).astype(np.float32)
        together += here.T @ here
    latest = np.maximum(task.earliest[free][:, None], task.earliest[free])
    has_room = np.array([bool(np.any(left[wave:] >= 2)) for wave in waves])[latest]
    above = np.triu(np.ones_like(together, np.bool_), 1) & has_room
    if task.saturation:  # regions go as a whole there, on purpose
        above &= task.region[free][:, None] != task.region[free]
    return np.asarray(together[above] / len(kept), np.float64)


def _contrast(kept: NDArray[np.int8], task: _Task) -> float:
    """Return the variance of early minus late in the traits among the kept draws, over that of any draw at random."""
    middle = np.searchsorted(np.cumsum(task.sizes), len(task.keys) / 2)
    early = (kept <= middle) @ task.traits
    share = float(np.mean(kept[0] <= middle))
    at_random = len(task.keys) * share * (1 - share)
    return float(np.mean(early**2) / at_random) if at_random and task.traits.size else 1.0

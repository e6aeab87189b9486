"""A simulated roll-out whose truth is known, as sums by unit, week and target group: to plan with, and to test with.

Both outcomes are drawn, with and without the programme, so that an estimate can be held against what is true. The same
spec and seed give the same world. Where a number is published and where it is an assumption is told in docs/measure.md.
The demo (`kring/demo/world.py`) tells the same story with people, stories and days; here there are only counts, drawn
in milliseconds, because thousands are needed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

GROUPS = 4  # role models, thought leaders, networkers, ambassadors
HOLIDAYS = (18, 19, 29, 30, 31, 32, 33, 34, 43)
BLOCK = 4  # weeks over which a person counts as active
TAIL, TAIL_FROM = 1.5, 0.98  # engagement: the last two per cent have a Pareto tail with this exponent


@dataclass(frozen=True)
class Spec:
    """What the units and the programme are like; group by group where there are four numbers."""

    units: int = 60
    regions: int = 10
    weeks: int = 52
    waves: int = 6
    first_wave: int = 14  # week in which the first wave starts
    weeks_between_waves: int = 4
    unit_size: float = 120.0  # people, mean
    unit_spread: float = 0.5  # standard deviation over mean
    smallest_unit: int = 30
    largest_unit: int = 400
    groups: tuple[float, ...] = (0.04, 0.06, 0.35, 0.55)
    active_before: tuple[float, ...] = (0.30, 0.45, 0.20, 0.10)
    log_weekly_rate: tuple[float, ...] = (-1.2, -0.5, -1.6, -2.2)
    person_spread: float = 1.0
    unit_rate_spread: float = 0.25
    weather: float = 0.15  # unit-weeks, standard deviation on the log scale, that lasts
    weather_lasts: float = 0.6
    season: float = 0.15
    shock_week: int = 31  # a network changes what it shows
    shock: float = 0.8  # from then on
    heroes: int = 25
    heroes_join: float = 0.9
    joins: tuple[float, ...] = (0.55, 0.60, 0.35, 0.20)
    joins_when_active: float = 1.5
    effect: float = 1.0  # times what follows; 0: the programme does nothing
    uplift: tuple[float, ...] = (0.5, 0.6, 0.5, 0.4)  # on the log rate of who was active
    becomes_active: float = 0.35  # of joiners who were not
    effect_spread: float = 0.3  # units differ by so much, on the log scale
    ramp: int = 6  # weeks until the full effect
    fatigue_after: int = 13
    fatigue: float = 0.01  # a week
    leaves: float = 0.004  # of the staff, a week; somebody new comes in their place
    spill: float = 0.0  # on the log rate of everybody, when all other units of the region have started
    drift: float = 0.0  # growth a week in the weeks before the own start, on the log scale
    drift_weeks: int = 8
    seen_before: float = 1.0  # part of what is posted that is measured before the start


# The worlds that tests and the bench use.
EFFECT = Spec()
NULL = Spec(effect=0.0)
SMALL = Spec(units=20, regions=4, waves=4)
SMALL_NULL = Spec(units=20, regions=4, waves=4, effect=0.0)
SHOCK = Spec(shock=0.4)
SPILL = Spec(spill=0.3)
DRIFT = Spec(effect=0.0, drift=0.02)
LINKING = Spec(effect=0.0, seen_before=0.6)


@dataclass(frozen=True)
class World:
    """A simulated roll-out: what is seen of it, and what is never seen outside a simulation."""

    region: Whole  # shape (units,)
    starts: Whole  # week in which the unit starts, shape (units,)
    staff: Whole  # people, shape (units, weeks, groups)
    shares: Whole  # what is measured, shape (units, weeks, groups)
    active: Whole  # people with a share within each four weeks, shape (units, weeks // 4, groups)
    participants: Whole  # people taking part, shape (units, weeks, groups)
    active_participants: Whole  # as `active`, of those who take part in the last of the four weeks
    with_programme: Whole  # the truth, shares, shape (units, weeks, groups)
    without_programme: Whole
    active_without: Whole  # as `active`, without the programme

    @property
    def treated(self) -> Flag:
        """Where and when the programme runs, shape (units, weeks)."""
        return np.arange(self.staff.shape[1]) >= self.starts[:, None]

    @property
    def compared(self) -> Flag:
        """Treated unit-weeks beside which another unit had not started, shape (units, weeks)."""
        return self.treated & (np.arange(self.staff.shape[1]) < self.starts.max())

    @property
    def ratio(self) -> float:
        """Shares with the programme per share without it, in these units and weeks, where there is a comparison."""
        return float(self.with_programme[self.compared].sum() / self.without_programme[self.compared].sum())


@dataclass(frozen=True)
class Engagement:
    """What came of the shares, in reactions; both of shape (units, weeks)."""

    whole: Real
    capped: Real  # every post cut off at a quantile of the posts before the first start


def simulate(spec: Spec, seed: int, starts: Whole | None = None) -> World:
    """Return a world, the same for the same spec and seed.

    Parameters
    ----------
    spec
        What the units and the programme are like.
    seed
        Any whole number, not negative.
    starts
        The week in which each unit starts, shape (units,); drawn by lot when not given.

    Returns
    -------
    World
        Unit of all counts: people or shares.

    Raises
    ------
    ValueError
        When starts is not one week per unit.

    Source
    ------
    Own. Sums of posts of people with lognormal rates of whom most never post; see docs/measure.md for every number.
    """
    dice = np.random.default_rng([seed, 21])
    region = np.arange(spec.units) * spec.regions // spec.units
    size = _sizes(spec, dice)
    wave = dice.permutation(spec.units) * spec.waves // spec.units
    starts = spec.first_wave + wave * spec.weeks_between_waves if starts is None else np.asarray(starts, np.int64)
    if starts.shape != (spec.units,):
        raise ValueError("one week to start in per unit")
    unit, group, since, until = _people(spec, size, dice)
    staff = _headcount(spec, unit, group, since, until)
    was_active = dice.random(len(unit)) < np.take(spec.active_before, group)
    joined = _joined(spec, starts, unit, group, since, until, was_active, dice)
    wakes = ~was_active & (dice.random(len(unit)) < spec.becomes_active * min(spec.effect, 1.0)) & (joined >= 0)
    base = np.exp(np.take(spec.log_weekly_rate, group) + dice.normal(0, spec.person_spread, len(unit)))
    strength = spec.effect * np.exp(dice.normal(0, spec.effect_spread, spec.units))
    level, spill = np.exp(_level(spec, starts, dice)), np.exp(_spill(spec, starts, region))
    posts = was_active | wakes  # all others never post, with or without
    who = np.flatnonzero(posts)
    weeks = np.arange(spec.weeks)
    here = (weeks >= since[who, None]) & (weeks < until[who, None])
    usual = base[who, None] * level[unit[who]] * here
    lasting = np.where(joined[who, None] >= 0, np.maximum(weeks - joined[who, None] + 1, 0), 0)
    place = (unit[who] * GROUPS + group[who]) * 2 + was_active[who]
    more = _more(spec, strength).reshape(-1, spec.weeks + 1)[place[:, None], lasting]
    if spec.spill:  # reaches everybody who posts, also where the programme has not started
        more = (was_active[who, None] + more) * spill[unit[who]] - was_active[who, None]
    without = _poisson(np.where(was_active[who, None], usual, 0), dice)
    extra = _poisson(usual * more, dice)
    cell = ((unit[who, None] * spec.weeks + weeks) * GROUPS + group[who, None]).ravel()
    shape = (spec.units, spec.weeks, GROUPS)
    before = _sums(cell, without, shape)
    after = before + _sums(cell, extra, shape)
    return World(
        region=region.astype(np.int64),
        starts=starts,
        staff=staff,
        shares=_seen(spec, after, starts, dice),
        active=_active(spec, unit[who], group[who], without + extra),
        participants=_taking_part(spec, unit, group, joined, until),
        active_participants=_active(spec, unit[who], group[who], without + extra, (lasting > 0) & here),
        with_programme=after,
        without_programme=before,
        active_without=_active(spec, unit[who], group[who], without),
    )


def engagement(world: World, seed: int, *, spread: float = 1.5, cap: float = 0.995) -> Engagement:
    """Return what came of the shares: as it is, and with posts cut off at a quantile of those before the first start.

    Parameters
    ----------
    world
        The world whose measured shares are meant.
    seed
        Any whole number, not negative.
    spread
        Of the reactions to one post, on the log scale.
    cap
        The quantile of the posts before the first wave at which a post is cut off.

    Returns
    -------
    Engagement
        As it is, and cut off, shape (units, weeks). Unit: reactions.

    Raises
    ------
    ValueError
        When nothing was posted before the first start.

    Source
    ------
    Own; heavy tails as in docs/measure.md.
    """
    dice = np.random.default_rng([seed, 22])
    posts = world.shares.sum(axis=2)
    cell = np.repeat(np.arange(posts.size), posts.ravel())
    each = np.exp(dice.normal(0, spread, len(cell)))
    place = dice.random(len(cell))
    far = place > TAIL_FROM
    each[far] = np.exp(2.0 * spread) * ((1 - place[far]) / (1 - TAIL_FROM)) ** (-1 / TAIL)
    early = cell % posts.shape[1] < world.starts.min()
    if not early.any():
        raise ValueError("nothing was posted before the first start")
    cut = np.minimum(each, np.quantile(each[early], cap))
    return Engagement(*(np.bincount(cell, weights, posts.size).reshape(posts.shape) for weights in (each, cut)))


def true_ratio(spec: Spec, seed: int, *, worlds: int = 200) -> float:
    """Return shares with the programme per share without it, for fresh units like these.

    Parameters
    ----------
    spec
        What the units and the programme are like.
    seed
        Of the first world; the others follow.
    worlds
        How many to take together.

    Returns
    -------
    float
        Unit: with / without, over the unit-weeks that have a comparison.

    Raises
    ------
    ValueError
        Without worlds.

    Source
    ------
    Own: the average over many worlds is the mean over all units that could have been.
    """
    if worlds < 1:
        raise ValueError("at least one world")
    ran = would = 0
    for number in range(worlds):
        world = simulate(spec, seed + number)
        ran += int(world.with_programme[world.compared].sum())
        would += int(world.without_programme[world.compared].sum())
    return ran / would


def _sizes(spec: Spec, dice: np.random.Generator) -> Whole:
    sigma = np.sqrt(np.log(1 + spec.unit_spread**2))
    sizes = dice.lognormal(np.log(spec.unit_size) - sigma**2 / 2, sigma, spec.units)
    return np.clip(np.round(sizes), spec.smallest_unit, spec.largest_unit).astype(np.int64)


def _people(spec: Spec, size: Whole, dice: np.random.Generator) -> tuple[Whole, Whole, Whole, Whole]:
    """Return unit, group, first week and the week of leaving of everybody who was there at some time."""
    unit = np.repeat(np.arange(spec.units), size)
    group = np.searchsorted(np.cumsum(spec.groups)[:-1], dice.random(len(unit)), side="right")
    generations = [(unit, group, np.zeros(len(unit), np.int64))]
    found = []
    while len(generations[-1][0]):
        unit, group, since = generations[-1]
        until = since + (dice.geometric(spec.leaves, len(unit)) if spec.leaves else spec.weeks)
        found.append((unit, group, since, until))
        gone = until < spec.weeks  # somebody new comes in their place
        generations.append((unit[gone], group[gone], until[gone]))
    unit, group, since, until = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return unit, group, since, until


def _headcount(spec: Spec, unit: Whole, group: Whole, since: Whole, until: Whole) -> Whole:
    """Return people by unit, week and group: whoever leaves is replaced in the same week, so it stays the same."""
    start = np.bincount(unit[since == 0] * GROUPS + group[since == 0], minlength=spec.units * GROUPS)
    return np.repeat(start.reshape(spec.units, 1, GROUPS), spec.weeks, axis=1).astype(np.int64)


def _joined(
    spec: Spec,
    starts: Whole,
    unit: Whole,
    group: Whole,
    since: Whole,
    until: Whole,
    was_active: Flag,
    dice: np.random.Generator,
) -> Whole:
    """Return the week in which each person joins, or -1: heroes at once, others by and by, most of them not."""
    first = np.maximum(starts[unit], since)
    place = dice.random(len(unit)) + 10 * (since > 0)  # heroes are of those who were there
    order = np.lexsort((place, unit))
    begins = np.searchsorted(unit[order], np.arange(spec.units))
    rank = np.empty(len(unit), np.int64)
    rank[order] = np.arange(len(unit)) - begins[unit[order]]
    is_hero = (rank < spec.heroes) & (since == 0) & (until > first)
    chance = np.take(spec.joins, group) * np.where(was_active, spec.joins_when_active, 1.0)
    joins = dice.random(len(unit)) < np.where(is_hero, spec.heroes_join, np.minimum(chance, 0.95))
    wait = np.where(is_hero, 0, np.ceil(dice.gamma(1.6, 16 / 7, len(unit)))).astype(np.int64)
    week = first + wait
    return np.where(joins & (week < np.minimum(until, spec.weeks)), week, -1)


def _more(spec: Spec, strength: Real) -> Real:
    """Return what the programme adds to the usual rate, by weeks of taking part; for who was not active, and who was.

    Week 0 stands for not taking part. Shape (units, groups, 2, weeks + 1).
    """
    lasting = np.arange(spec.weeks + 1)
    ramp = np.minimum(lasting / spec.ramp, 1) * np.exp(-spec.fatigue * np.maximum(lasting - 1 - spec.fatigue_after, 0))
    lifted = np.expm1(strength[:, None, None] * np.array(spec.uplift)[None, :, None] * ramp)
    return np.stack([np.broadcast_to(ramp, lifted.shape), lifted], axis=2)


def _spill(spec: Spec, starts: Whole, region: Whole) -> Real:
    """Return what spills over from other units of the region, on the log scale, shape (units, weeks)."""
    same = (region[:, None] == region) & ~np.eye(spec.units, dtype=np.bool_)
    started = (np.arange(spec.weeks) >= starts[:, None]).astype(np.float64)
    return spec.spill * (same @ started) / np.maximum(same.sum(axis=1), 1)[:, None]


def _level(spec: Spec, starts: Whole, dice: np.random.Generator) -> Real:
    """Return what everybody of a unit has in common, on the log scale, shape (units, weeks)."""
    weeks = np.arange(spec.weeks)
    year = weeks % 52
    common = np.log(1 + spec.season * np.sin(2 * np.pi * year / 52))
    common += np.log(0.75) * np.isin(year, HOLIDAYS) + np.log(0.6) * (year == 51)
    common += np.log(spec.shock) * (weeks >= spec.shock_week)
    noise = dice.normal(0, spec.weather, (spec.units, spec.weeks))
    noise[:, 1:] *= np.sqrt(1 - spec.weather_lasts**2)
    for week in range(1, spec.weeks):
        noise[:, week] += spec.weather_lasts * noise[:, week - 1]
    level = common + dice.normal(0, spec.unit_rate_spread, spec.units)[:, None] + noise
    if spec.drift:
        level += spec.drift * np.clip(weeks - (starts[:, None] - spec.drift_weeks) + 1, 0, spec.drift_weeks)
    return level


def _poisson(rate: Real, dice: np.random.Generator) -> Whole:
    """Return counts; only where something can happen is anything drawn."""
    counts, can = np.zeros(rate.shape, np.int64), rate > 0
    counts[can] = dice.poisson(rate[can])
    return counts


def _sums(cell: Whole, counts: Whole, shape: tuple[int, ...]) -> Whole:
    return np.bincount(cell, counts.ravel(), int(np.prod(shape))).astype(np.int64).reshape(shape)


def _active(spec: Spec, unit: Whole, group: Whole, counts: Whole, among: Flag | None = None) -> Whole:
    blocks = spec.weeks // BLOCK
    is_active = counts[:, : blocks * BLOCK].reshape(len(counts), blocks, BLOCK).any(axis=2)
    if among is not None:
        is_active &= among[:, BLOCK - 1 : blocks * BLOCK : BLOCK]
    cell = (unit[:, None] * blocks + np.arange(blocks)) * GROUPS + group[:, None]
    return _sums(cell.ravel(), np.asarray(is_active, np.int64), (spec.units, blocks, GROUPS))


def _taking_part(spec: Spec, unit: Whole, group: Whole, joined: Whole, until: Whole) -> Whole:
    changes = np.zeros((spec.units, spec.weeks + 1, GROUPS), np.int64)
    joins = joined >= 0
    np.add.at(changes, (unit[joins], joined[joins], group[joins]), 1)
    np.add.at(changes, (unit[joins], np.minimum(until[joins], spec.weeks), group[joins]), -1)
    return np.cumsum(changes, axis=1)[:, :-1]


def _seen(spec: Spec, shares: Whole, starts: Whole, dice: np.random.Generator) -> Whole:
    """Return what is measured of the shares: before the start perhaps not all."""
    if spec.seen_before >= 1:
        return shares
    before = (np.arange(spec.weeks) < starts[:, None])[:, :, None]
    return np.where(before, dice.binomial(shares, spec.seen_before), shares)

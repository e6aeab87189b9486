"""A simulated organisation, from a seed: who works there, who takes part, what they post and what comes of it.

Pure functions and numpy, no database and no clock: the same spec and seed give the same world, byte for byte. Both
potential outcomes are drawn, posts with and without the programme, so that what the programme brought is known exactly
and an estimate can be held against it. Which numbers are anchored in published figures and which are assumptions is
told in docs/demo.md.

Time is a number of days since the first Monday (a week is seven of them); -1 stands for never.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flag = NDArray[np.bool_]

GROUPS = ("role_model", "thought_leader", "networker", "ambassador")
NEVER = -1
HOLIDAY_WEEKS = frozenset({8, 18, 19, *range(29, 34), 43})
WORDS = ("own", "mixed", "copy")
VISITS = ("person", "robot", "preview", "prefetch")


@dataclass(frozen=True)
class Spec:
    """What an organisation and its programme are like; group by group in the order of `GROUPS`."""

    first_monday: date
    units: int = 60
    regions: int = 10
    unit_size: float = 185.0  # mean
    unit_spread: float = 0.5  # standard deviation over mean
    unit_sizes: tuple[int, ...] = ()  # these, instead of sizes drawn at random
    smallest_unit: int = 60
    largest_unit: int = 480
    central: int = 0  # people at a central office: one more unit, which starts with the first wave
    now: float = 242.5  # days since the first Monday; nothing later has happened
    first_wave: int = 8  # the week in which the first wave starts; before it only the network is watched
    units_per_wave: int = 7
    waves: tuple[int, ...] = ()  # of each unit, from 0: these, instead of waves drawn here
    weeks_between_waves: int = 4
    group_rates: tuple[float, ...] = (0.04, 0.06, 0.35, 0.55)
    active_before: tuple[float, ...] = (0.30, 0.45, 0.20, 0.10)
    log_weekly_rate: tuple[float, ...] = (-1.2, -0.5, -1.6, -2.2)
    person_spread: float = 1.0
    unit_rate_spread: float = 0.25
    most_a_week: float = 3.0
    join_rates: tuple[float, ...] = (0.55, 0.60, 0.35, 0.20)
    join_when_active: float = 1.5
    hero_rate: float = 0.05  # of a unit: they join in its first week
    heroes_most: int = 25
    heroes_join: float = 0.9
    becomes_active: float = 0.35  # of joiners who never posted before
    uplift: tuple[float, ...] = (0.5, 0.6, 0.5, 0.4)  # on the log rate
    uplift_spread: float = 0.3
    ramp: int = 6  # weeks after joining until the full effect
    fatigue_after: int = 13
    fatigue: float = 0.01  # a week
    leaves: float = 0.004  # of the staff, a week; somebody new comes in their place
    moves: float = 0.0015
    steps_out: float = 0.05  # of participants, who stop taking part at some moment
    shock_week: int = 24
    shock: float = 0.8  # from then on
    season: float = 0.15
    languages: float = 0.93  # part of the staff that reads Dutch
    departments: tuple[tuple[float, ...], ...] = ((1.0,), (1.0,), (1.0,), (1.0,))  # per group: weight of each
    story_themes: tuple[int, ...] = ()  # newest first
    story_groups: tuple[tuple[int, ...], ...] = ()  # the groups a story is made for; empty: for everyone
    live_days: int = 84
    theme_spread: float = 0.5  # of what each group likes, on the log scale
    story_spread: float = 0.55
    channels: tuple[float, ...] = (1.0,)
    click_mean: float = 3.2  # people who follow a link, on average

    @property
    def weeks(self) -> int:
        """How many weeks have begun."""
        return int(np.ceil(self.now / 7))


@dataclass(frozen=True)
class Units:
    """Local banks and other parts; every array has the shape (units,)."""

    region: Whole  # NEVER: the central office
    size: Whole  # people at any moment
    starts: Whole  # week; may be after the end
    wave: Whole


@dataclass(frozen=True)
class People:
    """Everybody who was on the staff at some time; every array has the shape (people,)."""

    unit: Whole  # where they began
    group: Whole
    department: Whole
    language: Whole  # 0 Dutch, 1 English
    employed_from: Whole  # week; 0 for who was there at the beginning
    employed_until: Whole  # week in which they are no longer there, or NEVER
    moved_in: Whole  # week, or NEVER
    moved_to: Whole  # unit, or NEVER
    was_active: Flag  # posted before the programme
    is_hero: Flag
    invited: Real  # day, or NEVER
    joined: Real  # day, or NEVER
    stepped_out: Real  # day, or NEVER


@dataclass(frozen=True)
class Stories:
    """What there was to share; every array has the shape (stories,), newest first."""

    theme: Whole
    live_from: Real
    live_until: Real


@dataclass(frozen=True)
class Seen:
    """A person saw a story in the feed; every array has the shape (pairs,)."""

    person: Whole
    story: Whole
    day: Real
    opened: Real  # day on which they read it, or NEVER


@dataclass(frozen=True)
class Shares:
    """Posts of participants through Kring, in the order of time; every array has the shape (shares,)."""

    person: Whole
    story: Whole
    day: Real
    channel: Whole
    language: Whole
    words: Whole  # place in WORDS
    reactions: Whole
    comments: Whole
    reshares: Whole


@dataclass(frozen=True)
class Visits:
    """Requests for the tracked links; every array has the shape (visits,)."""

    share: Whole
    by: Whole  # place in VISITS
    day: Real


@dataclass(frozen=True)
class Truth:
    """What is never seen outside a simulation: the same people with and without the programme.

    `posts_with` and `posts_without` have the shape (units, weeks, groups), in posts; `headcount` in people.
    `active_with`, shape (units, weeks, groups), is people who posted in the four weeks that end with each week.
    """

    posts_with: Whole
    posts_without: Whole
    active_with: Whole
    headcount: Whole
    treated: Flag  # (units, weeks): the programme runs there
    ratio: float  # posts with the programme per post without it, over treated unit-weeks
    extra: int  # posts in treated unit-weeks that the programme brought
    extra_active: float  # net people made active in an average treated week, per participant


@dataclass(frozen=True)
class World:
    """A simulated organisation."""

    spec: Spec
    seed: int
    units: Units
    people: People
    stories: Stories
    seen: Seen
    shares: Shares
    visits: Visits
    truth: Truth = field(repr=False)


def simulate(spec: Spec, seed: int) -> World:
    """Return the world of `spec`; the same `seed` gives the same world."""
    dice = [np.random.default_rng([seed, part]) for part in range(6)]
    units = _units(spec, dice[0])
    people, unit_of, employed = _people(spec, units, dice[1])
    people = _joining(spec, units, people, unit_of, employed, dice[2])
    with_, without, taking_part = _posts(spec, people, unit_of, employed, dice[3])
    truth = _truth(spec, units, people, unit_of, employed, taking_part, with_, without)
    stories = _stories(spec, dice[4])
    shares, seen = _content(spec, people, stories, np.where(taking_part, with_, 0), dice[4])
    shares, visits = _engagement(spec, people, shares, dice[5])
    return World(spec, seed, units, people, stories, seen, shares, visits, truth)


def sizes(spec: Spec, seed: int) -> Whole:
    """Return how many people each unit has in the world of `spec`: known before anybody is in it."""
    return _units(spec, np.random.default_rng([seed, 0])).size


# Who is there ---------------------------------------------------------------------------------------------------------


def _units(spec: Spec, dice: np.random.Generator) -> Units:
    """Draw units of unequal size and put them into waves at random."""
    sigma = np.sqrt(np.log(1 + spec.unit_spread**2))
    sizes = dice.lognormal(np.log(spec.unit_size) - sigma**2 / 2, sigma, spec.units)
    sizes = np.clip(np.round(sizes), spec.smallest_unit, spec.largest_unit).astype(np.int64)
    sizes = np.array(spec.unit_sizes, np.int64) if spec.unit_sizes else sizes
    wave = np.zeros(spec.units, np.int64)
    wave[dice.permutation(spec.units)] = np.arange(spec.units) // spec.units_per_wave
    wave = np.array(spec.waves, np.int64) if spec.waves else wave
    region = np.arange(spec.units, dtype=np.int64) * spec.regions // spec.units
    if spec.central:
        sizes, wave, region = np.append(sizes, spec.central), np.append(wave, 0), np.append(region, NEVER)
    return Units(region, sizes.astype(np.int64), spec.first_wave + wave * spec.weeks_between_waves, wave)


def _people(spec: Spec, units: Units, dice: np.random.Generator) -> tuple[People, Whole, Flag]:
    """Draw the staff: who is there from when until when, in which unit each week."""
    unit = np.repeat(np.arange(len(units.size)), units.size)
    group = dice.choice(len(GROUPS), len(unit), p=spec.group_rates)
    since, until = np.zeros(len(unit), np.int64), _leaving(spec, dice, np.zeros(len(unit), np.int64))
    newest = (unit, group, until)
    while (gone := newest[2] != NEVER).any():  # somebody new comes in the place of whoever left
        start = newest[2][gone]
        newest = (newest[0][gone], newest[1][gone], _leaving(spec, dice, start))
        unit, group = np.append(unit, newest[0]), np.append(group, newest[1])
        since, until = np.append(since, start), np.append(until, newest[2])
    count = len(unit)
    weeks = np.arange(spec.weeks)
    employed = (weeks >= since[:, None]) & ((until == NEVER)[:, None] | (weeks < until[:, None]))
    moved_in, moved_to = _moving(spec, units, unit, since, until, dice)
    unit_of = np.where((moved_in != NEVER)[:, None] & (weeks >= moved_in[:, None]), moved_to[:, None], unit[:, None])
    nobody = np.full(count, NEVER, np.float64)
    people = People(
        unit=unit,
        group=group,
        department=_departments(spec, group, dice),
        language=(dice.random(count) >= spec.languages).astype(np.int64),
        employed_from=since,
        employed_until=until,
        moved_in=moved_in,
        moved_to=moved_to,
        was_active=dice.random(count) < np.take(spec.active_before, group),
        is_hero=np.zeros(count, np.bool_),
        invited=nobody,
        joined=nobody,
        stepped_out=nobody,
    )
    return people, unit_of.astype(np.int64), employed


def _leaving(spec: Spec, dice: np.random.Generator, since: Whole) -> Whole:
    """Return the week in which each person who came in week `since` is gone, or NEVER."""
    if not spec.leaves:
        return np.full(len(since), NEVER, np.int64)
    until = since + dice.geometric(spec.leaves, len(since))
    return np.where(until < spec.weeks, until, NEVER).astype(np.int64)


def _moving(
    spec: Spec, units: Units, unit: Whole, since: Whole, until: Whole, dice: np.random.Generator
) -> tuple[Whole, Whole]:
    """Return when and where people move; nobody goes from a unit that takes part to one that does not yet."""
    count = len(unit)
    week = since + dice.geometric(max(spec.moves, 1e-9), count)
    to = dice.integers(0, len(units.size), count)
    stays = (week >= spec.weeks) | ((until != NEVER) & (week >= until)) | (to == unit) | (spec.moves == 0)
    stays |= (units.starts[unit] <= week) & (units.starts[to] > week)
    return np.where(stays, NEVER, week).astype(np.int64), np.where(stays, NEVER, to).astype(np.int64)


def _departments(spec: Spec, group: Whole, dice: np.random.Generator) -> Whole:
    """Return a department for everybody, with the weights of their group."""
    chosen = np.zeros(len(group), np.int64)
    for number, weights in enumerate(spec.departments):
        mine = group == number
        chosen[mine] = dice.choice(len(weights), mine.sum(), p=np.array(weights) / np.sum(weights))
    return chosen


# Who takes part -------------------------------------------------------------------------------------------------------


def _joining(
    spec: Spec, units: Units, people: People, unit_of: Whole, employed: Flag, dice: np.random.Generator
) -> People:
    """Invite everybody once their unit starts; heroes join at once, others by and by, most of them not."""
    weeks, count = np.arange(spec.weeks), len(people.unit)
    may = employed & (weeks >= units.starts[unit_of])
    eligible = np.where(may.any(axis=1), may.argmax(axis=1), NEVER)
    is_hero = _heroes(spec, units, people, eligible, dice)
    joins = np.take(spec.join_rates, people.group) * np.where(people.was_active, spec.join_when_active, 1.0)
    joins = dice.random(count) < np.where(is_hero, spec.heroes_join, np.minimum(joins, 0.95))
    joins &= eligible != NEVER
    invited = eligible * 7.0 + np.where(is_hero, 0.3, 1.3) + dice.random(count) * 0.1
    wait = np.where(is_hero, dice.random(count) * 3, dice.gamma(1.6, 16.0, count))
    joined = np.maximum(_working_time(invited + 0.1 + wait, dice), invited + 0.01)
    gone = np.where(people.employed_until == NEVER, spec.now, people.employed_until * 7)
    joins &= joined < np.minimum(gone, spec.now)
    steps_out = joins & (dice.random(count) < spec.steps_out)
    out = joined + 7 + dice.random(count) * 120
    steps_out &= out < np.minimum(gone, spec.now)
    return People(
        **{
            **people.__dict__,
            "is_hero": is_hero & joins,
            "invited": np.where((eligible != NEVER) & (invited < np.minimum(gone, spec.now)), invited, NEVER),
            "joined": np.where(joins, joined, NEVER),
            "stepped_out": np.where(steps_out, out, NEVER),
        }
    )


def _heroes(spec: Spec, units: Units, people: People, eligible: Whole, dice: np.random.Generator) -> Flag:
    """Choose a few people per unit who begin, more likely those who post already and the higher ranks."""
    liking = dice.random(len(people.unit)) + 0.5 * people.was_active + np.take([0.5, 0.4, 0.1, 0.0], people.group)
    liking[(people.employed_from > 0) | (eligible == NEVER)] = -np.inf
    chosen = np.zeros(len(people.unit), np.bool_)
    for unit, size in enumerate(units.size):
        mine = np.flatnonzero(people.unit == unit)
        number = min(spec.heroes_most, max(2, round(size * spec.hero_rate)))
        best = mine[np.argsort(-liking[mine], kind="stable")[:number]]
        chosen[best] = np.isfinite(liking[best])
    return chosen


def _working_time(day: Real, dice: np.random.Generator) -> Real:
    """Move moments to office hours of the same or the next working day."""
    whole = np.floor(day)
    whole += np.where(whole % 7 >= 5, 7 - whole % 7, 0)
    hour = np.clip(dice.normal(11.5, 2.6, len(day)), 7.2, 20.5)
    return whole + hour / 24


# What they post -------------------------------------------------------------------------------------------------------


def _season(spec: Spec) -> Real:
    """Return how much each week differs from an ordinary one: season, holidays, the turn of the year, the shock."""
    mondays = [spec.first_monday + timedelta(weeks=n) for n in range(spec.weeks)]
    numbers = np.array([monday.isocalendar().week for monday in mondays])
    level = 1 + spec.season * np.sin(2 * np.pi * (numbers - 6) / 52)
    level = np.where(np.isin(numbers, list(HOLIDAY_WEEKS)), level * 0.75, level)
    level = np.where(numbers >= 52, level * 0.6, level)
    return np.where(np.arange(spec.weeks) >= spec.shock_week, level * spec.shock, level)


def _posts(
    spec: Spec, people: People, unit_of: Whole, employed: Flag, dice: np.random.Generator
) -> tuple[Whole, Whole, Flag]:
    """Return posts with and without the programme, shape (people, weeks), and who takes part in which week."""
    count, units, weeks = len(people.unit), int(unit_of.max()) + 1, np.arange(spec.weeks)
    base = np.take(spec.log_weekly_rate, people.group) + dice.normal(0, spec.person_spread, count)
    weather = np.zeros((units, spec.weeks))
    noise = dice.normal(0, 0.15 * np.sqrt(1 - 0.6**2), (units, spec.weeks))
    weather[:, 0] = dice.normal(0, 0.15, units)
    for week in range(1, spec.weeks):
        weather[:, week] = 0.6 * weather[:, week - 1] + noise[:, week]
    level = np.log(_season(spec)) + (dice.normal(0, spec.unit_rate_spread, units)[:, None] + weather)[unit_of, weeks]
    usual = np.minimum(np.exp(base[:, None] + level), spec.most_a_week) * employed
    joined = np.where(people.joined == NEVER, spec.weeks, np.floor(people.joined / 7) + 1)[:, None]
    out = np.where(people.stepped_out == NEVER, spec.weeks, np.floor(people.stepped_out / 7))[:, None]
    taking_part = (weeks >= joined) & (weeks < out) & employed
    since = np.maximum(weeks - joined, 0)
    ramp, tired = (
        np.minimum((since + 1) / spec.ramp, 1),
        np.exp(-spec.fatigue * np.maximum(since - spec.fatigue_after, 0)),
    )
    strength = np.take(spec.uplift, people.group) * np.exp(dice.normal(0, spec.uplift_spread, units))[people.unit]
    becomes = ~people.was_active & (dice.random(count) < spec.becomes_active)
    before = usual * people.was_active[:, None]
    raised = np.minimum(usual * np.exp(strength[:, None] * ramp), spec.most_a_week * 1.5) * tired
    woken = usual * ramp * tired * becomes[:, None]
    after = np.where(people.was_active[:, None], np.maximum(raised, before), woken)
    without = dice.poisson(before)
    more = dice.poisson(np.where(taking_part, np.maximum(after - before, 0), 0))
    return (without + more).astype(np.int64), without.astype(np.int64), taking_part


def _truth(
    spec: Spec,
    units: Units,
    people: People,
    unit_of: Whole,
    employed: Flag,
    taking_part: Flag,
    with_: Whole,
    without: Whole,
) -> Truth:
    """Add both outcomes up by unit, week and group, and say what the programme brought."""
    shape = (len(units.size), spec.weeks, len(GROUPS))
    cell = np.ravel_multi_index(
        (
            unit_of,
            np.broadcast_to(np.arange(spec.weeks), unit_of.shape),
            np.broadcast_to(people.group[:, None], unit_of.shape),
        ),
        shape,
    )

    def total(values: NDArray[np.generic]) -> Whole:
        counted = np.bincount(cell.ravel(), weights=values.ravel().astype(np.float64), minlength=int(np.prod(shape)))
        return np.rint(counted).astype(np.int64).reshape(shape)

    treated = np.arange(spec.weeks) >= units.starts[:, None]
    posts_with, posts_without = total(with_), total(without)
    ran, would = int(posts_with[treated].sum()), int(posts_without[treated].sum())
    participants = int(taking_part.sum())
    recent = with_ > 0
    for back in (1, 2, 3):
        recent[:, back:] |= with_[:, :-back] > 0
    made_active = int((taking_part & (with_ > 0)).sum()) - int((taking_part & (without > 0)).sum())
    return Truth(
        posts_with=posts_with,
        posts_without=posts_without,
        active_with=total(recent & employed),
        headcount=total(employed),
        treated=treated,
        ratio=ran / would if would else float("nan"),
        extra=ran - would,
        extra_active=made_active / participants if participants else 0.0,
    )


# What they post about -------------------------------------------------------------------------------------------------


def _stories(spec: Spec, dice: np.random.Generator) -> Stories:
    """Spread the stories over the programme, the newest first: it went live this morning."""
    count = len(spec.story_themes)
    span = spec.now - 2 - spec.first_wave * 7
    ages = np.linspace(0, 1, count) ** 1.25 * span + dice.random(count) * 1.5
    ages[:2] = np.arange(len(ages[:2]))  # something of today, something of yesterday
    day = np.floor(spec.now - 0.4 - ages)
    day = np.where(day % 7 >= 5, day - day % 7 + 4, day)
    live_from = day + 7.5 / 24
    return Stories(np.array(spec.story_themes, np.int64), live_from, live_from + spec.live_days)


def _content(
    spec: Spec, people: People, stories: Stories, posts: Whole, dice: np.random.Generator
) -> tuple[Shares, Seen]:
    """Give every post of a participant a story, and show stories to people; whatever is shared was seen before."""
    liking = _liking(spec, stories, dice)
    person, week = np.repeat(np.array(np.nonzero(posts)), posts[np.nonzero(posts)], axis=1)
    order = np.lexsort((person, week))
    person, week = person[order], week[order]
    story = _choose(spec, people, stories, liking, person, week, dice)
    person, week, story = person[story != NEVER], week[story != NEVER], story[story != NEVER]
    drawn = week * 7 + dice.choice(7, len(week), p=[0.2, 0.23, 0.2, 0.19, 0.13, 0.02, 0.03])
    hour = np.clip(
        np.where(dice.random(len(week)) < 0.6, dice.normal(9.5, 1.4, len(week)), dice.normal(16.5, 2.2, len(week))),
        7.6,
        22,
    )
    late = stories.live_from[story] + dice.random(len(week)) * 0.3 + 0.05
    day = np.minimum(np.maximum(drawn + hour / 24, late), week * 7 + 6.97)
    settled = np.clip((day - people.joined[person]) / 90, 0, 1)  # with practice, more of the words are their own
    own = dice.random(len(week)) < 0.52 + 0.24 * settled
    words = np.where(own, 0, np.where(dice.random(len(week)) < 0.66, 1, 2))
    happened = day < spec.now
    order = np.argsort(day, kind="stable")
    order = order[happened[order]]
    none = np.zeros(len(order), np.int64)
    language = np.where(dice.random(len(day)) < 0.06, 1, people.language[person])
    channel = dice.choice(len(spec.channels), len(day), p=np.array(spec.channels) / np.sum(spec.channels))
    person, story, channel = person[order], story[order], channel[order]
    shares = Shares(person, story, day[order], channel, language[order], words[order], none, none, none)
    return shares, _seen(spec, people, stories, shares, liking, dice)


def _liking(spec: Spec, stories: Stories, dice: np.random.Generator) -> Real:
    """Return how much each group likes each story, on the log scale, shape (stories, groups)."""
    themes = int(stories.theme.max()) + 1 if len(stories.theme) else 0
    taste = dice.normal(0, spec.theme_spread, (themes, len(GROUPS)))[stories.theme]
    quality = dice.normal(0, spec.story_spread, (len(stories.theme), 1))
    made_for = np.zeros((len(stories.theme), len(GROUPS)))
    for number, groups in enumerate(spec.story_groups):
        if groups:
            made_for[number] = -0.9
            made_for[number, list(groups)] = 0.5
    detail = dice.normal(0, 0.18, (len(stories.theme), len(GROUPS)))
    return np.asarray(taste + quality + made_for + detail, np.float64)


def _choose(
    spec: Spec,
    people: People,
    stories: Stories,
    liking: Real,
    person: Whole,
    week: Whole,
    dice: np.random.Generator,
) -> Whole:
    """Return a story for every post, none twice for one person; NEVER when there is none left."""
    story = np.full(len(person), NEVER, np.int64)
    if not len(stories.theme):
        return story
    known = np.zeros((len(people.unit), len(stories.theme)), np.bool_)
    turn = _turns(person)
    for number in range(int(turn.max(initial=-1)) + 1):
        now = np.flatnonzero(turn == number)
        age = week[now, None] * 7 + 4.9 - stories.live_from
        weight = liking[:, people.group[person[now]]].T - age / 14
        weight = np.where((age > 0) & (age < spec.live_days - 5) & ~known[person[now]], weight, -np.inf)
        best = (weight + dice.gumbel(size=weight.shape)).argmax(axis=1)
        found = np.isfinite(weight[np.arange(len(now)), best])
        story[now] = np.where(found, best, NEVER)
        known[person[now[found]], best[found]] = True
    return story


def _turns(person: Whole) -> Whole:
    """Return for each row which one it is of its person: 0 for the first."""
    order = np.argsort(person, kind="stable")
    first = np.r_[True, person[order][1:] != person[order][:-1]] if len(person) else np.zeros(0, np.bool_)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(person)), 0))
    turn = np.empty(len(person), np.int64)
    turn[order] = np.arange(len(person)) - starts
    return turn


def _seen(
    spec: Spec, people: People, stories: Stories, shares: Shares, liking: Real, dice: np.random.Generator
) -> Seen:
    """Return which participants saw which stories, once each, and which of those they opened."""
    who = np.flatnonzero(people.joined != NEVER)
    keen = np.clip(dice.lognormal(-0.9, 0.7, len(who)), 0.03, 0.97)  # chance that a story reaches this person
    chance = keen[:, None] * np.clip(np.exp(0.5 * liking[:, people.group[who]].T - 0.2), 0.2, 1.6)
    wait = dice.exponential(4.0, chance.shape)
    day = np.maximum(stories.live_from, people.joined[who][:, None] + 0.05) + wait
    until = np.where(people.stepped_out == NEVER, spec.now, people.stepped_out)
    until = np.minimum(until, np.where(people.employed_until == NEVER, spec.now, people.employed_until * 7))[who]
    shown = (dice.random(chance.shape) < chance) & (day < until[:, None]) & (day < stories.live_until)
    row, story = np.nonzero(shown)
    person, day = who[row], day[row, story]
    opens = np.clip(0.16 * np.exp(0.6 * liking[story, people.group[person]]), 0.02, 0.6)
    opened = np.where(dice.random(len(row)) < opens, np.minimum(day + dice.random(len(row)) * 0.02, spec.now), NEVER)
    mine = np.column_stack([shares.person, shares.story])
    before = shares.day - 0.003 - dice.random(len(mine)) * 0.02
    read = np.where(dice.random(len(mine)) < 0.85, before + 0.001, NEVER)
    pair = np.append(shares.person, person) * len(stories.theme) + np.append(shares.story, story)
    _, first = np.unique(pair, return_index=True)  # what was shared comes first, so it was seen before it was shared
    return Seen(
        person=np.append(shares.person, person)[first],
        story=np.append(shares.story, story)[first],
        day=np.append(before, day)[first],
        opened=np.append(read, opened)[first],
    )


# What comes of it -----------------------------------------------------------------------------------------------------


def _engagement(spec: Spec, people: People, shares: Shares, dice: np.random.Generator) -> tuple[Shares, Visits]:
    """Draw reactions and visits: heavy-tailed, own words do better, and links get robots."""
    count = len(shares.person)
    reach = dice.lognormal(-1.125, 1.5, count) * np.take([1.6, 2.2, 1.3, 1.0], people.group[shares.person])
    reach *= np.take([1.25, 0.9, 0.6], shares.words)
    lucky = dice.random(count) < 0.02
    reach *= np.where(lucky, 1 + dice.pareto(1.5, count) * 2, 1.0)
    reach = np.minimum(reach, 400.0)
    seen = Shares(
        **{
            **shares.__dict__,
            "reactions": dice.poisson(4.0 * reach).astype(np.int64),
            "comments": dice.poisson(0.6 * reach).astype(np.int64),
            "reshares": dice.poisson(0.35 * reach).astype(np.int64),
        }
    )
    mean = np.column_stack(
        [
            np.minimum(spec.click_mean * reach, 600),
            np.full(count, 1.1),
            0.6 + dice.gamma(1.0, 0.8, count),
            np.full(count, 0.15),
        ]
    )
    number = dice.poisson(mean)
    share, by = np.repeat(np.array(np.nonzero(number)), number[np.nonzero(number)], axis=1)
    scale = np.take([1.4, 5.0, 0.02, 1.0], by)
    day = shares.day[share] + 0.0006 + dice.exponential(1.0, len(share)) * scale
    within = day < spec.now
    return seen, Visits(share[within], by[within], day[within])

"""The fixed set of parts that answers can be about, and who takes part in each.

A part is only on offer when it and what is left without it are large enough, and when it is made of whole blocks of
what the figures show (docs/figures.md): so nothing follows by subtracting one part from another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kring.insights import rules
from kring.insights.queries.cells import Cells
from kring.insights.queries.figures import Figures, channel_labels, figures, is_made_of, rate_of
from kring.insights.queries.mine import channel_name
from kring.insights.queries.way import compared, stays, way
from kring.insights.rules.answers import PART, Figure, Kind, Part, Participation
from kring.measure.rates import Rate
from kring.measure.suppress import CLOSED, Shown, may_be_shown, rounded, shown, together

Flag = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Asked:
    """What parts are chosen from: the cells of the figures, and which wave and pillar things belong to."""

    cells: Cells
    waves: Whole  # number of the wave of each unit, -1: in none; shape (units,)
    pillar_of: dict[int, int]  # by story
    pillars: dict[int, str]
    weeks: int
    smallest: int

    @property
    def period(self) -> int:
        """Which of the fixed periods it is."""
        return rules.PERIODS.index(self.weeks)

    @property
    def people(self) -> Whole:
        """People on the staff in each unit, shape (units,)."""
        return np.bincount(self.cells.unit, minlength=len(self.cells.units))

    def sharers(self) -> Shown:
        """Return what may be shown of sharing."""
        return shown(self.cells.table("shared"), self.cells.levels, smallest=self.smallest)


def parts(asked: Asked) -> tuple[Part, ...]:
    """Return the parts on offer: everything, waves, target groups, units, channels and pillars."""
    open_ = asked.sharers()
    if not open_.total[asked.period]:
        return (Part(), *_waves(asked))
    return (
        Part(),
        *_waves(asked),
        *_groups(asked, open_),
        *_units(asked, open_),
        *_channels(asked, open_),
        *_pillars(asked, open_),
    )


def _alone(labels: Whole) -> set[int]:
    """Return the items that are shown by themselves."""
    found, counts = np.unique(labels[labels != CLOSED], return_counts=True)
    single = set(found[counts == 1].tolist())
    return {int(n) for n in np.flatnonzero(labels != CLOSED) if int(labels[n]) in single}


def _waves(asked: Asked) -> Iterator[Part]:
    """Return the waves of several units: what others counted there tells of nobody."""
    numbers, counts = np.unique(asked.waves[(asked.people > 0) & (asked.waves != -1)], return_counts=True)
    for number in numbers[counts >= rules.UNITS_AT_LEAST].tolist():
        yield Part(Kind.WAVE, str(number), str(number))


def _takes_part_openly(asked: Asked, number: int) -> bool:
    """Return whether it may be shown who takes part in a wave.

    A wave is made of whole blocks, else the wave less its blocks would be what a block hides.
    """
    cells, open_ = asked.cells, asked.sharers()
    if not len(cells.levels):
        return False
    finest, labels = cells.levels[-1], open_.levels[-1][asked.period]
    inside = (asked.waves == number) & (asked.people > 0)
    members = np.unique(finest[inside])
    if not is_made_of(labels, members) or not np.all(inside[np.isin(finest, members) & (asked.people > 0)]):
        return False
    mask = inside[cells.unit]
    periods = range(len(rules.PERIODS))
    return all(_is_open(asked, mask, n) and _is_open(asked, ~mask, n) for n in periods)


def _is_open(asked: Asked, mask: Flag, period: int) -> bool:
    did = np.array([np.sum(asked.cells.recency["shared"][mask] <= n) for n in range(len(rules.PERIODS))])
    return may_be_shown(int(mask.sum()), did, period, smallest=asked.smallest, is_alone=False)


def _groups(asked: Asked, open_: Shown) -> Iterator[Part]:
    for n in sorted(_alone(open_.groups[asked.period])):
        if asked.cells.groups[n].pk:
            yield Part(Kind.GROUP, str(asked.cells.groups[n].pk), asked.cells.groups[n].name)


def _units(asked: Asked, open_: Shown) -> Iterator[Part]:
    seen: set[int] = set()
    for items, labels in zip(asked.cells.level_items, open_.levels, strict=True):
        for n in sorted(_alone(labels[asked.period])):
            if items[n].pk not in seen and len(items) > 1:
                seen.add(items[n].pk)
                yield Part(Kind.UNIT, str(items[n].pk), items[n].name)


def _channels(asked: Asked, open_: Shown) -> Iterator[Part]:
    posts = asked.cells.posts
    for n in sorted(_alone(channel_labels(asked.cells, open_, asked.smallest)[asked.period])):
        yield Part(Kind.CHANNEL, posts.channels[n], channel_name(posts.channels[n]))


def _pillars(asked: Asked, open_: Shown) -> Iterator[Part]:
    keys = [key for key in asked.pillars if key in set(asked.pillar_of.values())]
    if not keys or not open_.total[asked.period]:
        return
    people, periods = len(asked.cells.unit), len(rules.PERIODS)
    did = np.array([[np.sum(_last_on(asked, key) <= n) for n in range(periods)] for key in keys], np.int64)
    within = np.where(open_.total[:, None], 0, CLOSED).repeat(len(keys), 1)
    labels = together(np.full(len(keys), people), did, within, smallest=asked.smallest)[asked.period]
    for n in sorted(_alone(labels)):
        yield Part(Kind.PILLAR, str(keys[n]), asked.pillars[keys[n]])


def _last_on(asked: Asked, pillar: int) -> Whole:
    """Return the shortest period in which each person posted a story of a pillar, shape (people,)."""
    posts = asked.cells.posts
    last = np.full(len(asked.cells.unit), len(rules.PERIODS))
    chosen = np.array([asked.pillar_of.get(int(story)) == pillar for story in posts.story], bool)
    np.minimum.at(last, posts.person[chosen], posts.recency[chosen])
    return last


def units_in(asked: Asked, part: Part) -> Flag:
    """Return the units that a part is about: all of them, those of a wave, or those at or below one."""
    cells = asked.cells
    if part.kind == Kind.WAVE:
        return asked.waves == int(part.key)
    if part.kind == Kind.UNIT:
        inside = np.zeros(len(cells.units), np.bool_)
        for items, item_of in zip(cells.level_items, cells.levels, strict=True):
            inside |= np.array([items[n].pk == int(part.key) for n in item_of], bool)
        return inside
    return np.ones(len(cells.units), np.bool_)


def participation(asked: Asked, part: Part, counts: tuple[float, float]) -> Participation:
    """Return who takes part in a part; `counts` are the people who were invited and who joined, in all."""
    cells, smallest = asked.cells, asked.smallest
    if part.kind == Kind.ALL:
        units, differ = compared(cells, asked.weeks, smallest)
        return replace(
            _of_all(asked, figures(cells, weeks=asked.weeks, by="groups", smallest=smallest), counts),
            way=way(cells, smallest),
            stays=stays(cells, smallest),
            units=units,
            units_differ=differ,
        )
    if part.kind == Kind.WAVE and not _takes_part_openly(asked, int(part.key)):
        return Participation()
    did, mask = cells.recency["shared"] <= asked.period, np.ones(len(cells.unit), np.bool_)
    if part.kind in (Kind.WAVE, Kind.UNIT):
        mask = units_in(asked, part)[cells.unit]
    elif part.kind == Kind.GROUP:
        mask = np.array([cells.groups[n].pk == int(part.key) for n in range(len(cells.groups))])[cells.group]
    elif part.kind == Kind.CHANNEL:
        last = np.full(len(cells.unit), len(rules.PERIODS))
        chosen = cells.posts.channel == cells.posts.channels.index(part.key)
        np.minimum.at(last, cells.posts.person[chosen], cells.posts.recency[chosen])
        did = last <= asked.period
    else:
        did = _last_on(asked, int(part.key)) <= asked.period
    people = int(mask.sum())
    rate = rate_of(int(np.sum(did & mask)), people, smallest)
    hundred = round(100 * rate.value)
    return Participation((_figure("shared", rate),), (("shared", hundred),), people)


def _figure(name: str, rate: Rate) -> Figure:
    return Figure(f"participation.{name}", rate.value, rate.low, rate.high, PART)


def _of_all(asked: Asked, found: Figures, counts: tuple[float, float]) -> Participation:
    names = ("took_part", "shared", "contributed", "listened", "learned")
    rates = {name: getattr(found, name) for name in names if getattr(found, name)}
    invited, joined = (rounded(max(count, 0), asked.smallest) for count in counts)
    reached, steps = 0.0, []
    for name, people in (
        ("shared", rates["shared"].value * found.staff if "shared" in rates else None),
        ("took_part", rates["took_part"].value * found.staff if "took_part" in rates else None),
        ("joined", float(joined)),
        ("invited", float(invited)),
    ):
        # A step is shown when at least so many stand on it and no further, and so many have not come to it.
        if people is None or people - reached < asked.smallest or found.staff - people < asked.smallest:
            continue
        reached = people
        steps.append((name, round(100 * people / found.staff)))
    return Participation(tuple(_figure(name, rate) for name, rate in rates.items()), tuple(steps), found.staff)

"""Which kinds of content each target group shares when it is shown: a theme in a form, for cells that are large enough.

Counted is every story that stood on somebody's feed, once per person, and whether that person shared it.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from kring.feed import queries as feed
from kring.insights import rules
from kring.insights.queries.cells import Cells
from kring.insights.rules.answers import WHEN_SHOWN, ContentKind, Figure, Kinds
from kring.measure.content import GroupRanking, by_group
from kring.measure.suppress import CLOSED, rounded, shown
from kring.stories import queries as stories

Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]
At = dict[tuple[int, int], int]  # the kind of each story that counts for a group, by story and group


@dataclass(frozen=True)
class KindSums:
    """Rounded sums per kind of content in each group; every array has the shape (groups, kinds)."""

    kinds: tuple[tuple[int, str], ...]  # theme and form
    did: Whole  # times shared
    of: Whole  # times shown: people per story
    unit_weeks: Whole
    may: Flag  # may be shown


def kinds(cells: Cells, sums: KindSums) -> tuple[Kinds, ...]:
    """Return how often each group shares each kind, with the places that chance does not rule out."""
    ranked = by_group(sums.did, sums.of, unit_weeks=sums.unit_weeks)
    return tuple(_of_group(cells, sums, n, one) for n, one in enumerate(ranked) if one.ranking is not None)


def _of_group(cells: Cells, sums: KindSums, group: int, found: GroupRanking) -> Kinds:
    item, ranks, counted = cells.groups[group], found.ranking, np.flatnonzero(found.counts)
    assert ranks is not None  # noqa: S101 - for the type: the caller leaves such groups out
    rows = [n for n in np.argsort(-ranks.rate, kind="stable") if sums.may[group, counted[n]]]
    made = []
    for n in rows:
        theme, form = sums.kinds[counted[n]]
        low, high = float(ranks.low[n]), float(ranks.high[n])
        figure = Figure(f"kind.{item.pk}.{theme}.{form}", float(ranks.rate[n]), low, high, WHEN_SHOWN)
        made.append(ContentKind(theme, form, figure, int(ranks.first[n]), int(ranks.last[n])))
    return Kinds(
        group=item.pk,
        name=item.name,
        hue=item.hue,
        kinds=tuple(made),
        mean=round(float(sums.did[group, counted].sum() / sums.of[group, counted].sum()), 4),
        compared=len(counted),
        differs=ranks.differs,
        stands_out=bool(made) and made[0].last == 1 and len(counted) > 1,
    )


def kind_sums(cells: Cells, smallest: int) -> KindSums:
    """Return the sums of the last thirteen weeks, and which of them may be shown.

    A story counts for a group once enough of its people had it, as where single stories are compared.
    """
    kind_of = stories.kinds_of({story for story, _group in cells.shown})
    keys = tuple(sorted({(theme, str(form)) for theme, form in kind_of.values()}))
    place = {key: n for n, key in enumerate(keys)}
    at = {
        (story, group): place[kind_of[story][0], str(kind_of[story][1])]
        for (story, group), people in cells.shown.items()
        if story in kind_of and people >= rules.SHOWN_AT_LEAST
    }
    shape = (len(cells.groups), len(keys))
    did, of, hidden = (np.zeros(shape, np.int64) for _ in range(3))
    shares, sharers = _shares(cells, at, shape)
    for (story, group), kind in at.items():
        people = cells.shown[story, group]
        times = min(shares.get((story, group), 0), people)
        of[group, kind] += people
        did[group, kind] += times
        hidden[group, kind] += times if times < smallest else 0
    of, did = (np.array([rounded(int(n), smallest) for n in one.flat], np.int64).reshape(shape) for one in (of, did))
    did = np.minimum(did, of)
    # What the stories that stand on another page leave over of a kind is nothing, or large enough by itself.
    may = _open(cells, sharers, did, of, (hidden == 0) | (hidden >= smallest), smallest)
    return KindSums(keys, did, of, _unit_weeks(cells, at, shape), may)


def _shares(cells: Cells, at: At, shape: tuple[int, int]) -> tuple[dict[tuple[int, int], int], Whole]:
    """Return people who shared by story and group, and different people who shared by group and kind."""
    recent = cells.posts.recency <= rules.PERIODS.index(rules.STORY_WEEKS)
    told = {(int(p), int(s)) for p, s in zip(cells.posts.person[recent], cells.posts.story[recent], strict=True)}
    shares: dict[tuple[int, int], int] = {}
    who: set[tuple[int, int]] = set()
    for person, story in told:
        key = (story, int(cells.group[person]))
        if key in at:
            shares[key] = shares.get(key, 0) + 1
            who.add((person, at[key]))
    sharers = np.zeros(shape, np.int64)
    for person, kind in who:
        sharers[cells.group[person], kind] += 1
    return shares, sharers


def _unit_weeks(cells: Cells, at: At, shape: tuple[int, int]) -> Whole:
    groups = {item.pk: n for n, item in enumerate(cells.groups)}
    rows = feed.unit_weeks(since=cells.until - timedelta(weeks=rules.STORY_WEEKS), until=cells.until)
    placed = ((story, groups.get(group or 0, len(groups) - 1), unit, week) for story, group, unit, week in rows)
    there = {(group, at[story, group], unit, week) for story, group, unit, week in placed if (story, group) in at}
    weeks = np.zeros(shape, np.int64)
    for group, kind, _unit, _week in there:
        weeks[group, kind] += 1
    return weeks


def _open(cells: Cells, sharers: Whole, did: Whole, of: Whole, may: Flag, smallest: int) -> Flag:
    """Return which cells may be shown: enough people shared and did not, and no single one can be subtracted.

    A group is only looked at where its own number stands alone; a kind that would be the only closed one of a group,
    or the only closed group of a kind, takes the smallest open one along.
    """
    labels = shown(cells.table("shared"), cells.levels, smallest=smallest).groups[
        rules.PERIODS.index(rules.STORY_WEEKS)
    ]
    alone = np.array([label != CLOSED and np.sum(labels == label) == 1 for label in labels], bool)
    people_in = np.bincount(cells.group, minlength=len(cells.groups))
    is_there = of > 0
    open_ = is_there & alone[:, None] & (sharers >= smallest) & (people_in[:, None] - sharers >= smallest)
    open_ &= may & (of - did >= smallest)
    for _round in range(open_.size):
        before = int(open_.sum())
        for there, row, size in [
            *zip(is_there, open_, sharers, strict=True),
            *zip(is_there.T, open_.T, sharers.T, strict=True),
        ]:
            if row.any() and np.sum(there & ~row) == 1:
                row[np.flatnonzero(row)[np.argmin(size[row])]] = False
        if int(open_.sum()) == before:
            break
    return open_

"""Which groups may be shown so that nobody learns who did something or who did not, whatever is subtracted from what.

Everyone on the staff is in one unit, in one target group and in one *recency class*: did it in the shortest period, in
the next longer one only, …, or not at all. What is published are sums of such cells. Three rules hold together:

1. A group is published only when at least `smallest` of its people did it and at least `smallest` did not, and when
   either nobody or at least `smallest` did it in the next longer period but not in this one (else two periods could be
   subtracted to a few people). One item by itself with LARGE times `smallest` people need not follow the last part.
2. A group that may not be published is not left blank: it is put together with others of the same parent, always with
   one that could have stood alone, until the whole may be published. So there is never a rest to find by subtraction.
   Shorter periods put together what longer periods put together, and lower levels stay inside what higher levels put
   together: all that can be added or subtracted is again a group that follows rule 1.
3. Units and target groups cross. Target groups are published beside units only when every cell of the crossing, and
   every unit or group that is hidden in a larger one, could be another number with all that is published the same.

The argument is written out in docs/figures.md; tests/measure/test_suppress.py attacks it with linear programmes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CLOSED = -1
LARGE = 20
Counts = NDArray[np.int64]
Parts = list[Counts]  # each the numbers of the items that are shown together


@dataclass(frozen=True)
class Shown:
    """What may be shown of one activity. A label is the block an item is shown in; CLOSED is in none."""

    total: NDArray[np.bool_]  # per period, shape (periods,)
    levels: tuple[Counts, ...]  # per level of the unit tree, shape (periods, items)
    groups: Counts  # shape (periods, groups)


def rounded(count: float, base: int) -> int:
    """Return a count to the nearest multiple of `base`, so that one person more or less hardly ever shows.

    Parameters
    ----------
    count
        Anything counted.
    base
        What to round to; 1 or less leaves the count.

    Returns
    -------
    int
        Unit: as the count.

    Raises
    ------
    ValueError
        For a negative count.

    Source
    ------
    Deterministic rounding of tables: Hundepool et al. (2012), Statistical Disclosure Control, section 5.4.
    """
    if count < 0:
        raise ValueError(f"{count} was not counted")
    return int((count + base / 2) // base * base) if base > 1 else round(count)


def may_be_shown(people: int, did: Counts, period: int, *, smallest: int, is_alone: bool = True) -> bool:
    """Return whether a group may be shown by itself (rule 1).

    Parameters
    ----------
    people
        Everyone in the group.
    did
        People who did it within each period, shape (periods,), shortest first.
    period
        Which of these.
    smallest
        Fewest people on either side.
    is_alone
        Whether it is one item; several together must also hide who stopped, however many they are.

    Returns
    -------
    bool
        True when at least `smallest` did it and did not, and nobody or as many did it in the next longer period only.

    Raises
    ------
    ValueError
        When a longer period has fewer people than a shorter one.

    Source
    ------
    Threshold rule for frequency tables: Hundepool et al. (2012), Statistical Disclosure Control, section 5.2.
    """
    if np.any(np.diff(did) < 0):
        raise ValueError("a longer period holds the shorter ones")
    longer = did[period + 1] - did[period] if period + 1 < len(did) else 0
    is_hidden = longer == 0 or longer >= smallest or (is_alone and people >= LARGE * smallest)
    return bool(min(did[period], people - did[period]) >= smallest and is_hidden)


def together(people: Counts, did: Counts, within: Counts, *, smallest: int) -> Counts:
    """Return which items are shown together (rule 2).

    Parameters
    ----------
    people
        Everyone in each item, shape (items,).
    did
        People who did it within each period, shape (items, periods), shortest period first.
    within
        The block that the parent of each item is shown in, shape (periods, items); CLOSED where it is not.
    smallest
        Fewest people on either side.

    Returns
    -------
    Counts
        The block each item is shown in, shape (periods, items). CLOSED: not shown, or without people.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Source
    ------
    Own, after the idea of collapsing categories: Hundepool et al. (2012), Statistical Disclosure Control, section 5.3.
    """
    periods = did.shape[1]
    if did.shape[0] != len(people) or within.shape != (periods, len(people)):
        raise ValueError("one row per item, one column per period")
    labels = np.full((periods, len(people)), CLOSED, np.int64)
    parts: Parts = [np.array([item]) for item in np.flatnonzero(people > 0)]
    for period in reversed(range(periods)):
        parents = sorted({int(within[period, part[0]]) for part in parts} - {CLOSED})
        inside = [[part for part in parts if within[period, part[0]] == parent] for parent in parents]
        parts = [block for some in inside for block in _merged(some, people, did, period, smallest)]
        for label, block in enumerate(parts):
            labels[period, block] = label
    return labels


def _merged(parts: Parts, people: Counts, did: Counts, period: int, smallest: int) -> Parts:
    def is_fine(part: Counts) -> bool:
        everyone, of_them = int(people[part].sum()), did[part].sum(axis=0)
        return may_be_shown(everyone, of_them, period, smallest=smallest, is_alone=len(part) == 1)

    fine = sorted((p for p in parts if is_fine(p)), key=lambda part: int(people[part].sum()))
    hidden = [part for part in parts if not any(part is other for other in fine)]
    if not hidden:
        return parts
    pool = np.concatenate(hidden)
    while fine:
        pool = np.concatenate([pool, fine.pop(0)])
        if is_fine(pool):
            return [*fine, pool]
    return [pool] if is_fine(pool) else []


def shown(cells: Counts, levels: Counts, *, smallest: int) -> Shown:
    """Return what may be shown of one activity: in all, by unit at each level, and by target group (rules 1 to 3).

    Parameters
    ----------
    cells
        People by unit, target group and recency class, shape (units, groups, periods + 1). The last class is those who
        did not do it in any period.
    levels
        For each level of the unit tree, from the top down, the item that each unit belongs to, shape (levels, units).
    smallest
        Fewest people on either side.

    Returns
    -------
    Shown
        The blocks, per period.

    Raises
    ------
    ValueError
        When an item of a lower level lies in two items of a higher one, or counts are negative.

    Source
    ------
    Rule 3: Gusfield (1988), SIAM J. Comput. 17, 552-571, for what can be inferred in crossed tables; moves after
    Diaconis and Sturmfels (1998), Ann. Stat. 26, 363-397.
    """
    if np.any(cells < 0):
        raise ValueError("people are counted")
    nobody_above, everyone = np.zeros((cells.shape[2] - 1, 1), np.int64), cells.sum(axis=(0, 1))[None]
    total = together(everyone.sum(axis=1), _within(everyone), nobody_above, smallest=smallest)
    above, parent_of, found = total, np.zeros(cells.shape[0], np.int64), []
    for item_of in levels:
        table = _sum_by(item_of, cells.sum(axis=1))
        parent = np.zeros(len(table), np.int64)
        parent[item_of] = parent_of
        if np.any(parent[item_of] != parent_of):
            raise ValueError("a lower level lies inside a higher one")
        above = together(table.sum(axis=1), _within(table), above[:, parent], smallest=smallest)
        found.append(above)
        parent_of = item_of
    by_group = cells.sum(axis=0)
    groups = together(by_group.sum(axis=1), _within(by_group), np.repeat(total, len(by_group), 1), smallest=smallest)
    if levels.size and not _crossing_is_safe(cells, levels, tuple(found), groups, smallest):
        groups = np.full_like(groups, CLOSED)
    return Shown(total[:, 0] != CLOSED, tuple(found), groups)


def _within(table: Counts) -> Counts:
    """Return who did it within each period, from classes, shape (items, periods)."""
    return np.cumsum(table[:, :-1], axis=1)


def _sum_by(labels: Counts, table: Counts) -> Counts:
    out = np.zeros((int(labels.max(initial=-1)) + 1, *table.shape[1:]), np.int64)
    np.add.at(out, labels, table)
    return out


def _crossing_is_safe(cells: Counts, levels: Counts, found: tuple[Counts, ...], groups: Counts, smallest: int) -> bool:
    """Return whether units and groups can be shown side by side (rule 3)."""
    if len({label for label in groups[-1] if label != CLOSED}) < 2:
        return True  # in all, once more: nothing crosses
    finest = _sum_by(levels[-1], cells)
    blocks = found[-1]
    if not _inner_cells_can_move(finest, blocks, groups, smallest):
        return False
    for item_of, labels in zip(levels, found, strict=True):
        item = np.zeros(len(finest), np.int64)
        item[levels[-1]] = item_of
        if not _hidden_can_move(finest, item, labels, blocks, smallest):
            return False
    turned = finest.transpose(1, 0, 2)
    return _hidden_can_move(turned, np.arange(len(turned)), groups, groups, smallest)


def _inner_cells_can_move(cells: Counts, blocks: Counts, groups: Counts, smallest: int) -> bool:
    """Return whether each cell of unit block by group block that names people could hold another number.

    A move takes a person of one group to another class and brings one of a second group back, in one block, and does
    the opposite in a second block. It leaves every block of units and every group as it was.
    """
    has_people = cells.sum(axis=(1, 2)) > 0
    rows = _sum_by(blocks[-1][has_people], cells[has_people])
    table = _sum_by(groups[-1][rows.sum(axis=(0, 2)) > 0], rows[:, rows.sum(axis=(0, 2)) > 0].transpose(1, 0, 2))
    table = table.transpose(1, 0, 2)  # (unit blocks, group blocks, classes)
    periods, some = table.shape[2] - 1, table > 0
    can_move = np.zeros((*table.shape[:2], periods), bool)
    for early, late in _pairs(periods):
        for one in range(table.shape[1]):
            for other in set(range(table.shape[1])) - {one}:
                there = some[:, one, early] & some[:, other, late]
                back = some[:, one, late] & some[:, other, early]
                moves = (there & (back.sum() > back)) | (back & (there.sum() > there))
                can_move[:, one, early:late] |= moves[:, None]
    people, did = table.sum(axis=2)[..., None], np.cumsum(table[..., :-1], axis=2)
    names = (people > 0) & (np.minimum(did, people - did) < smallest)
    return not np.any(names & ~can_move)


def _hidden_can_move(cells: Counts, item: Counts, labels: Counts, blocks: Counts, smallest: int) -> bool:
    """Return whether each item that is only shown with others could hold another number.

    A move lets two people of the same group, one in the item and one outside it but in the same blocks, change classes.
    """
    periods, items = cells.shape[2] - 1, _sum_by(item, cells.sum(axis=1))
    can_move = np.zeros((len(items), periods), bool)
    for early, late in _pairs(periods):
        block = blocks[late - 1]  # the finest of all periods that tell the two classes apart
        here = block != CLOSED
        pairs, pair_of = np.unique(np.stack([item[here], block[here]]), axis=1, return_inverse=True)
        mine = _sum_by(pair_of.ravel(), cells[here])
        others = _sum_by(block[here], cells[here])[pairs[1]] - mine
        moves = np.any((mine[..., early] > 0) & (others[..., late] > 0), axis=1)
        moves |= np.any((mine[..., late] > 0) & (others[..., early] > 0), axis=1)
        can_move[pairs[0][moves], early:late] = True
    people, did = items.sum(axis=1), _within(items)
    for period in range(periods):
        for one in np.flatnonzero((people > 0) & (labels[period] != CLOSED)):
            alone = may_be_shown(int(people[one]), did[one], period, smallest=smallest)
            if not alone and not can_move[one, period]:
                return False
    return True


def _pairs(periods: int) -> Iterator[tuple[int, int]]:
    return ((early, late) for early in range(periods) for late in range(early + 1, periods + 1))

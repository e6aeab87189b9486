"""The way from the staff list to still active, how long people stay, and units beside each other.

Everything is made of rounded counts, and of numbers that the figures show already (docs/figures.md).
"""

import numpy as np

from kring.insights import rules
from kring.insights.queries.cells import ACTIVITIES, OUT, WEEKS, Cells, Numbers
from kring.insights.queries.figures import LEVEL, rows_by, took_part_in
from kring.insights.queries.totals import Totals
from kring.insights.rules.answers import JOINED, PART, Compared, Figure, Late, Stage, Stay
from kring.measure.participation import funnel, retention, shrunk
from kring.measure.rates import GroupTooSmallError, Rate
from kring.measure.suppress import rounded, shown

ENOUGH = 4  # times the smallest group, behind a number about time
UNITS_SHOWN_AT_LEAST = 3


def way(cells: Cells, smallest: int) -> tuple[Stage, ...]:
    """Return how many of everybody on the staff were invited, joined, became active and are still active.

    Active is who did something in the half year before the last Sunday, still active who did in its last four weeks:
    the very numbers of the figures, so that nothing follows by subtracting. A step stands only where at least the
    smallest group did not come to it, and at least as many did.
    """
    everybody = len(cells.unit)
    was_there = cells.last >= 0
    joined = (cells.joined < OUT) | was_there
    steps = [
        ("invited", rounded(int(np.sum(cells.invited | joined)), smallest)),
        ("joined", rounded(int(joined.sum()), smallest)),
        *_active(cells, smallest),
    ]
    keys, counts = ["staff"], [everybody]
    for key, people in steps:
        if people is not None and smallest <= people <= counts[-1] - smallest:
            keys.append(key)
            counts.append(people)
    try:
        found = funnel(tuple(counts), smallest_group=smallest)
    except GroupTooSmallError:
        return ()
    if len(found) < 3:
        return ()
    return tuple(
        Stage(
            key,
            step.people,
            _figure(f"way.{key}", step.of_all),
            _figure(f"way.{key}.of_before", step.of_before) if step.of_before else None,
        )
        for key, step in zip(keys, found, strict=True)
    )


def _active(cells: Cells, smallest: int) -> list[tuple[str, int | None]]:
    open_ = {activity: shown(cells.table(activity), cells.levels, smallest=smallest) for activity in ACTIVITIES}
    found: list[tuple[str, int | None]] = []
    for key, period in (("active", len(rules.PERIODS) - 1), ("still_active", 0)):
        rate = took_part_in(cells, open_, period, smallest)
        found.append((key, None if rate is None else round(rate.value * len(cells.unit))))
    return found


def _figure(name: str, rate: Rate) -> Figure:
    return Figure(f"participation.{name}", rate.value, rate.low, rate.high, PART)


def stays(cells: Cells, smallest: int) -> tuple[Stay, ...]:
    """Return what part of those who joined in these weeks was still active after four weeks, eight, and so on.

    Somebody is still active after n weeks who did something in that week or later. That is known once four more weeks
    have passed. Who joined earlier, or takes no part any more, is not in it.
    """
    here = (cells.joined >= 0) & (cells.joined < OUT)
    joined, last = cells.joined[here], cells.last[here]
    known, silent_from = WEEKS - joined - rules.BLOCK, np.maximum(last - joined + 1, 1)
    weeks = np.arange(rules.BLOCK, WEEKS, rules.BLOCK)
    before = weeks[:, None] - rules.BLOCK
    at_risk = np.sum((known >= weeks[:, None]) & (silent_from > before), axis=1)
    left = np.sum((known >= weeks[:, None]) & (silent_from > before) & (silent_from <= weeks[:, None]), axis=1)
    risk, gone = _rounded(at_risk, left, smallest)
    try:
        found = retention(risk, gone, smallest_group=ENOUGH * smallest)
    except GroupTooSmallError:
        return ()
    return tuple(
        Stay(
            int(weeks[n]),
            Figure(
                f"participation.stays.{weeks[n]}",
                float(found.part[n]),
                float(found.low[n]),
                float(found.high[n]),
                JOINED,
            ),
        )
        for n in range(len(found.part))
        if gone[: n + 1].sum() >= smallest and risk[n] - gone[n] >= smallest
    )


def _rounded(at_risk: Numbers, left: Numbers, smallest: int) -> tuple[Numbers, Numbers]:
    """Return both rounded, so that one person hardly ever shows, and still nobody comes back."""
    risk: list[int] = []
    gone: list[int] = []
    most = rounded(int(at_risk[0]), smallest)
    for people, some in zip(at_risk.tolist(), left.tolist(), strict=True):
        risk.append(min(rounded(people, smallest), most))
        gone.append(min(rounded(some, smallest), risk[-1]))
        most = risk[-1] - gone[-1]
    return np.array(risk, np.int64), np.array(gone, np.int64)


def compared(cells: Cells, weeks: int, smallest: int) -> tuple[tuple[Compared, ...], bool]:
    """Return the units beside each other, the smaller ones drawn towards all, and whether they surely differ.

    They are the blocks that the figures show of the lowest level that has several, made of the same rounded counts.
    """
    open_ = {activity: shown(cells.table(activity), cells.levels, smallest=smallest) for activity in ACTIVITIES}
    period = rules.PERIODS.index(weeks)
    for level in reversed(range(len(cells.level_items))):
        rows = rows_by(cells, open_, period, f"{LEVEL}{level}", smallest)
        if len(rows) >= UNITS_SHOWN_AT_LEAST:
            break
    else:
        return (), False
    staff = np.array([row.staff for row in rows], np.int64)
    found = shrunk(np.array([round(row.shared.value * row.staff) for row in rows], np.int64), staff)
    made = tuple(
        Compared(
            tuple(sorted(row.names)),
            row.staff,
            Figure(f"participation.unit.{n}", float(found.rate[n]), float(found.low[n]), float(found.high[n]), PART),
        )
        for n, row in enumerate(rows)
    )
    return tuple(sorted(made, key=lambda one: one.names)), bool(found.low.max() > found.high.min())


def later(cells: Cells, sums: Totals, weeks: int, smallest: int) -> tuple[tuple[Late, ...], float | None]:
    """Return what part of the reactions and clicks on each week's posts came in after that week, and of all of them.

    Only weeks in which enough people posted, and not the last one, after which nothing came yet; as parts of rounded
    counts.
    """
    weeks = min(weeks, len(sums.mondays))
    if not weeks:
        return (), None
    came, late = (
        np.nansum(np.nan_to_num(first) + np.nan_to_num(second), axis=(0, 2))[-weeks:]
        for first, second in ((sums.engagements, sums.clicks), (sums.late, sums.late_clicks))
    )
    sharers, most = cells.sharers[-weeks:], ENOUGH * smallest
    fine = (sharers >= most) & (came >= most) & (np.arange(weeks) < weeks - 1)
    part = [rounded(max(float(late[n]), 0), smallest) / max(rounded(float(came[n]), smallest), 1) for n in range(weeks)]
    found = tuple(
        Late(sums.mondays[n - weeks + len(sums.mondays)], min(part[n], 1.0)) for n in np.flatnonzero(fine).tolist()
    )
    if not fine.any():
        return (), None
    whole = rounded(float(late[fine].sum()), smallest) / max(rounded(float(came[fine].sum()), smallest), 1)
    return found, min(whole, 1.0)

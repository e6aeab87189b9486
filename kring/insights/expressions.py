"""What every sum is made of, as Ibis expressions: the same for any engine, and nothing of it is about one person.

The tables are those of `kring.insights.queries.rows`. Every function takes a table and returns one with a row per cell
that is not empty.
"""

import ibis
from ibis.backends import BaseBackend
from ibis.expr.types import Table

KINDS = ("shares", "events", "staff")
ENGAGEMENTS = ("reactions", "comments", "reshares")
ACTIVE = (1, 2, 4)  # shares in a block, to be active


def opened(engine: BaseBackend, folder: str, name: str, *, owner: str = "") -> dict[str, Table]:
    """Return the tables in a folder of files, <folder>/<kind>/month=<month>/<name>, as `engine` sees them.

    `owner` tells its tables from those of others where an engine is shared: a cluster's session is.
    """
    return {kind: engine.read_parquet(f"{folder}/{kind}/month=*/{name}", table_name=kind + owner) for kind in KINDS}


def chosen(rows: Table, *, channel: str | None = None, pillar: int | None = None) -> Table:
    """Return the shares or events of one channel, one pillar, or all."""
    if channel is not None:
        rows = rows.filter(rows.channel == channel)
    if pillar is not None:
        rows = rows.filter(rows.pillar == pillar)
    return rows


def between(rows: Table, first: int, after: int) -> Table:
    """Return the rows of the weeks [first, after)."""
    return rows.filter((rows.week >= first) & (rows.week < after))


def staff(rows: Table) -> Table:
    """Return people on the staff, participants and invited by week, unit and group."""
    return rows.group_by(["week", "unit", "group"]).aggregate(
        staff=rows.staff.sum(), participants=rows.participants.sum(), invited=rows.invited.sum()
    )


def shares(rows: Table) -> Table:
    """Return shares by week, unit and group: all, those only claimed, with a counted link, with told numbers."""
    return rows.group_by(["week", "unit", "group"]).aggregate(
        shares=rows.count(),
        claimed=rows.claimed.cast("int64").sum(),
        linked=rows.linked.cast("int64").sum(),
        told=rows.told.cast("int64").sum(),
    )


def events(rows: Table) -> Table:
    """Return what came of the shares of each week, by unit and group: clicks by people, and what networks told.

    `late` and `late_clicks` are the parts of both that came in after the week of the share was closed.
    """
    counted = rows.filter(rows.kind.isin(["click", *ENGAGEMENTS]))
    is_click, is_late = counted.kind == "click", counted.came > counted.week
    number = counted["count"].cast("float64")  # exact for whole numbers up to 2**53, and a third faster than int64

    def total(which: ibis.expr.types.BooleanValue) -> ibis.expr.types.IntegerScalar:
        return ibis.cases((which, number), else_=0.0).sum().cast("int64")

    return counted.group_by(["week", "unit", "group"]).aggregate(
        clicks=total(is_click),
        late_clicks=total(is_click & is_late),
        engagements=total(~is_click),
        late=total(~is_click & is_late),
    )


def active(rows: Table, first: int, block: int) -> Table:
    """Return people with at least 1, 2 and 4 shares by block of weeks (0 begins at week `first`), unit and group."""
    placed = rows.mutate(block=((rows.week - first) / block).floor().cast("int32"))
    each = placed.group_by(["block", "unit", "group", "person"]).aggregate(shares=placed.count())
    return each.group_by(["block", "unit", "group"]).aggregate(
        **{f"active{n}": (each.shares >= n).cast("int64").sum() for n in ACTIVE}
    )


def content(rows: Table, first: int) -> Table:
    """Return shares from week `first` on by pillar, story and group."""
    recent = rows.filter(rows.week >= first)
    return recent.group_by(["pillar", "story", "group"]).aggregate(shares=recent.count())

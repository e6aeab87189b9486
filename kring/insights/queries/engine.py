"""What counts the files: Ibis on DuckDB, or on a cluster.

Half a second and some sixty MB to load, so nothing that a web process loads may lead here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from ibis.backends import BaseBackend
from ibis.expr.types import Table
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.insights import expressions, rules
from kring.insights.queries import files, rows
from kring.insights.queries.cells import Item

LOCAL = "duckdb://"
Real = NDArray[np.float64]


@dataclass(frozen=True)
class _Source:
    """Tables, and the engine that they are read with."""

    engine: BaseBackend
    tables: dict[str, Table]


def counted(
    organisation: Organisation,
    *,
    since: date,
    until: date,
    units: Sequence[Item],
    groups: Sequence[Item],
    channel: str | None,
    pillar: int | None,
) -> dict[str, Real]:
    """Return every array of `Totals` that is a sum over these weeks, by name."""
    source = _source(organisation, since=since, until=until)
    tables = {
        kind: expressions.chosen(table, channel=channel, pillar=pillar) if "channel" in table.columns else table
        for kind, table in source.tables.items()
    }
    sums = _Sums(units, groups, rules.week_number(since), (until - since).days // 7)
    return sums.counted(source.engine, tables)


def _source(organisation: Organisation, *, since: date, until: date) -> _Source:
    """Return the tables of these weeks: from the files when they hold everything, else from the database itself."""
    found = files.export()
    if found and found.looked_at and found.closed_on == until and since < until and files.are_there(organisation):
        engine = _engine(settings.ANALYTICS_ENGINE)
        return _Source(
            engine,
            expressions.opened(engine, str(files.folder(organisation.pk)), files.NAME, owner=f"_{organisation.pk}"),
        )
    made = rows.tables(organisation, since=since, until=until, closed=until)
    return _Source(_engine(LOCAL), {kind: ibis.memtable(table) for kind, table in made.items()})


def _engine(address: str) -> BaseBackend:
    engine = ibis.connect(address)
    if engine.name == "duckdb":
        engine.raw_sql("set enable_progress_bar = false")
        engine.raw_sql("set temp_directory = ''")  # what is read from closed files is written nowhere else
    return engine


@dataclass(frozen=True)
class _Sums:
    """Puts what an engine answers into arrays."""

    units: Sequence[Item]
    groups: Sequence[Item]
    first: int  # week number of the first week
    weeks: int

    def counted(self, engine: BaseBackend, tables: dict[str, Table]) -> dict[str, Real]:
        """Return every array of `Totals`, by name."""
        first, blocks = self.first, self.weeks // rules.BLOCK
        tables = {kind: expressions.between(table, first, first + self.weeks) for kind, table in tables.items()}
        whole = expressions.between(tables["shares"], first, first + blocks * rules.BLOCK)
        arrays: dict[str, Real] = {}
        for expression, axis, zero, size in (
            (expressions.staff(tables["staff"]), "week", first, self.weeks),
            (expressions.shares(tables["shares"]), "week", first, self.weeks),
            (expressions.events(tables["events"]), "week", first, self.weeks),
            (expressions.active(whole, first, rules.BLOCK), "block", 0, blocks),
        ):
            arrays |= self._arrays(engine.to_pyarrow(expression), axis, zero, size)
        return _known(arrays)

    def _arrays(self, answer: pa.Table, axis: str, zero: int, size: int) -> dict[str, Real]:
        unit_at = {unit.pk: n for n, unit in enumerate(self.units)}
        group_at = {group.pk: n for n, group in enumerate(self.groups)}
        if not set(answer["unit"].to_pylist()) <= unit_at.keys():  # a unit that was removed since the tables were made
            answer = answer.filter(pc.is_in(answer["unit"], pa.array(list(unit_at))))
        columns = {name: answer[name].to_pylist() for name in answer.column_names}
        at = (
            np.array([unit_at[unit] for unit in columns.pop("unit")], np.int64),
            np.array(columns.pop(axis), np.int64) - zero,
            # A group that was removed since the tables were made: its people are of no group now.
            np.array([group_at.get(group, len(self.groups) - 1) for group in columns.pop("group")], np.int64),
        )
        arrays = {}
        for name, values in columns.items():
            arrays[name] = np.zeros((len(self.units), size, len(self.groups)))
            np.add.at(arrays[name], at, np.array(values, np.float64))
        return arrays


def _known(arrays: dict[str, Real]) -> dict[str, Real]:
    """Return the arrays with NaN for what is not known."""
    no_number = (arrays["shares"] > 0) & (arrays["told"] == 0)
    no_link = (arrays["shares"] > 0) & (arrays["linked"] == 0)
    for name, unknown in {
        "engagements": no_number,
        "late": no_number,
        "clicks": no_link,
        "late_clicks": no_link,
    }.items():
        arrays[name] = np.where(unknown, np.nan, arrays[name])
    arrays["active"] = arrays.pop("active1")
    return arrays

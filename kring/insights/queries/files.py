"""Where the files are that figures are read from, whether they hold what they should, and what reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
from django.conf import settings
from ibis.backends import BaseBackend
from ibis.expr.types import Table

from kring.core.models import Organisation
from kring.insights import expressions, rules
from kring.insights.models import Export, MonthFile
from kring.insights.queries import rows

NAME = "kring.parquet"
LOCAL = "duckdb://"


@dataclass(frozen=True)
class Source:
    """Tables, and the engine that they are read with."""

    engine: BaseBackend
    tables: dict[str, Table]


@dataclass(frozen=True)
class Month:
    """The weeks whose Monday falls in one month, as far as figures are kept."""

    name: str  # 2026-11
    since: date  # the first of these Mondays
    until: date  # the Monday after the last of these weeks


def folder(organisation_id: int) -> Path:
    """Return where the files of an organisation are."""
    return Path(settings.PARQUET_ROOT) / str(organisation_id)


def path(organisation_id: int, kind: str, month: str) -> Path:
    """Return the file of one table in one month."""
    return folder(organisation_id) / kind / f"month={month}" / NAME


def months(since: date, until: date) -> Iterator[Month]:
    """Go through the months of the weeks from `since` until `until`, both Mondays."""
    while since < until:
        after = since
        while after < until and (after.year, after.month) == (since.year, since.month):
            after += timedelta(weeks=1)
        yield Month(f"{since:%Y-%m}", since, after)
        since = after


def export() -> Export | None:
    """Return how far the files of this organisation are."""
    return Export.objects.first()


def is_due(organisation: Organisation, now: datetime) -> bool:
    """Return whether the files are to be looked at: something changed that cannot wait, or a day went by."""
    zone = ZoneInfo(organisation.time_zone)
    found = export()
    if found is None or found.looked_at is None or not _are_there(organisation):
        return True
    return found.looked_at.astimezone(zone).date() < now.astimezone(zone).date()


def _are_there(organisation: Organisation) -> bool:
    """Return whether every file is where its row says it is: not when only the database was put back."""
    made = MonthFile.objects.values_list("kind", "month")
    return all(path(organisation.pk, kind, month).exists() for kind, month in made)


def source(organisation: Organisation, *, since: date, until: date) -> Source:
    """Return the tables of these weeks: from the files when they hold everything, else from the database itself."""
    found = export()
    if found and found.looked_at and found.closed_on == until and since < until and _are_there(organisation):
        engine = _engine(settings.ANALYTICS_ENGINE)
        return Source(
            engine, expressions.opened(engine, str(folder(organisation.pk)), NAME, owner=f"_{organisation.pk}")
        )
    made = rows.tables(organisation, since=since, until=until, closed=until)
    return Source(_engine(LOCAL), {kind: ibis.memtable(table) for kind, table in made.items()})


def _engine(address: str) -> BaseBackend:
    engine = ibis.connect(address)
    if engine.name == "duckdb":
        engine.raw_sql("set enable_progress_bar = false")
        engine.raw_sql("set temp_directory = ''")  # what is read from closed files is written nowhere else
    return engine


def closed(organisation: Organisation, now: datetime) -> date:
    """Return the Monday of this week, in the organisation's own time zone: all before it is completed."""
    return rules.monday(now.astimezone(ZoneInfo(organisation.time_zone)).date())

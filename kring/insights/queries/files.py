"""Where the files are that figures are read from, and whether they hold what they should."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from kring.core.models import Organisation
from kring.insights import rules
from kring.insights.models import Export, MonthFile
from kring.sharing import queries as sharing

NAME = "kring.parquet"


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
    if found is None or found.looked_at is None or not are_there(organisation):
        return True
    return found.looked_at.astimezone(zone).date() < now.astimezone(zone).date()


def are_there(organisation: Organisation) -> bool:
    """Return whether every file is where its row says it is: not when only the database was put back."""
    made = MonthFile.objects.values_list("kind", "month")
    return all(path(organisation.pk, kind, month).exists() for kind, month in made)


def closed(organisation: Organisation, now: datetime) -> date:
    """Return the Monday of this week, in the organisation's own time zone: all before it is completed."""
    return rules.monday(now.astimezone(ZoneInfo(organisation.time_zone)).date())


def first_week(organisation: Organisation, closed: date) -> date:
    """Return the Monday from which on figures are kept: when measuring began, at most so many weeks ago."""
    zone = ZoneInfo(organisation.time_zone)
    first = sharing.first_posted_at()
    began = min(organisation.created_at, first) if first else organisation.created_at
    earliest = closed - timedelta(weeks=rules.MOST_WEEKS)
    return min(max(rules.monday(began.astimezone(zone).date()), earliest), closed)

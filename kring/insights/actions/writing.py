"""Write the files that figures are read from: a table and a month each, made again whole when anything changed.

A file is written beside, put on the disk and then renamed, and its row is written after it. So whoever dies at any line
leaves whole files, of which at most some are older than they should be; the next run finds those by their rows. Only
the worker loads this: writing takes Arrow.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection

from kring.core.models import Organisation
from kring.insights.models import Export, MonthFile
from kring.insights.queries import files, rows

LOCK = 735_721  # the first half of an advisory lock; the second is the organisation


def bring_up_to_date(*, export: Export, now: datetime) -> int:
    """Write every file whose rows changed, and remove those of months that are kept no longer; return how many."""
    organisation = export.organisation
    with _alone(organisation):
        if not files.is_due(organisation, now):
            return 0
        mine = Export.objects.filter(pk=export.pk)
        mine.update(wanted_at=now, looked_at=None)  # until this run is through, figures come from the database
        closed = files.closed(organisation, now)
        _remove_what_a_killed_run_left(files.folder(organisation.pk))
        kept, written = [], 0
        for month in files.months(files.first_week(organisation, closed), closed):
            kept.append(month.name)
            tables = rows.tables(organisation, since=month.since, until=month.until, closed=closed)
            written += sum(_write(organisation, kind, month.name, table, now) for kind, table in tables.items())
        _remove_others(organisation, kept)
        # Not when somebody asked for another run meanwhile: this one may have read before their change.
        mine.filter(wanted_at=now).update(closed_on=closed, looked_at=now)
        return written


@contextmanager
def _alone(organisation: Organisation) -> Iterator[None]:
    """Let one worker at a time write the files of an organisation; PostgreSQL lets go of the lock when it dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s, %s)", [LOCK, organisation.pk])
        try:
            yield
        finally:
            if not connection.closed_in_transaction and connection.connection and not connection.connection.closed:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK, organisation.pk])


def _write(organisation: Organisation, kind: str, month: str, table: pa.Table, now: datetime) -> bool:
    """Write one file, unless it holds these very rows already."""
    path, digest = files.path(organisation.pk, kind, month), _digest(table)
    known = MonthFile.objects.filter(kind=kind, month=month)
    if path.exists() and known.filter(digest=digest).exists():
        return False
    files.folder(organisation.pk).mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(8)}")
    with open(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        pq.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _put_on_disk(path.parent)
    MonthFile.objects.update_or_create(
        organisation=organisation,
        kind=kind,
        month=month,
        defaults={"digest": digest, "rows": table.num_rows, "written_at": now},
    )
    return True


def _digest(table: pa.Table) -> str:
    made = pa.BufferOutputStream()
    with pa.ipc.new_stream(made, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return hashlib.sha256(made.getvalue()).hexdigest()


def _put_on_disk(folder: Path) -> None:
    """Make a rename last, also when the power goes."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove_what_a_killed_run_left(folder: Path) -> None:
    for path in folder.glob("*/*/.*"):
        path.unlink()


def _remove_others(organisation: Organisation, months: list[str]) -> None:
    """Remove the files of months that are not kept, and of tables that are no more."""
    wanted = {files.path(organisation.pk, kind, month).parent for kind in rows.SCHEMAS for month in months}
    for path in set(files.folder(organisation.pk).glob("*/*")) - wanted:
        shutil.rmtree(path)
    MonthFile.objects.exclude(kind__in=list(rows.SCHEMAS), month__in=months).delete()

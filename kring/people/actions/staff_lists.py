"""Bring in a staff list: upload it, say which column is which, see what would change, do it, undo it.

The row of the import is the truth. What a person asks for is written there, and a worker is woken; the worker does
everything in one transaction, so that it may stop at any line and nothing is half done.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import IO, Any, cast

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, OperationalError, connection, transaction

from kring.core import audit
from kring.core.worker import wake
from kring.people import queries
from kring.people.actions import staff_list_sql as sql
from kring.people.errors import (
    ColumnsMissingError,
    ColumnTwiceError,
    ListTooFarAheadError,
    ListTooOldError,
    ManyWouldLeaveError,
    NotNowError,
    UnreadableStaffListError,
)
from kring.people.models import Department, Person, Rank, StaffImport, StaffImportRow, Unit
from kring.people.rules import columns, staff_files, staff_rows
from kring.people.rules.unreadable import UnreadableError

Status = StaffImport.Status
Report = Callable[[int], None]
KINDS = ("new", "moved", "changed", "back", "left")
STRUCTURE: dict[str, type[Unit] | type[Department] | type[Rank]] = {
    "unit": Unit,
    "department": Department,
    "rank": Rank,
}
JOBS = {
    Status.READING: "people.tasks.staff_lists.read",
    Status.APPLYING: "people.tasks.staff_lists.bring_in",
    Status.UNDOING: "people.tasks.staff_lists.put_back",
}
LOCK = 735_712  # the first half of an advisory lock; the second is the organisation
ROWS_AT_ONCE = 2000


# What a person does.


def upload_staff_list(*, by: Person, file: "UploadedFile[Any]", file_name: str) -> StaffImport:
    """Keep a staff list to look at, with a guess of which column says what; nothing changes yet."""
    if (file.size or 0) > staff_files.MAX_BYTES:
        raise UnreadableStaffListError("too_big", staff_files.MAX_BYTES >> 20)
    try:
        layout = staff_files.layout_of(cast(IO[bytes], file))
    except UnreadableError as unreadable:
        raise UnreadableStaffListError(unreadable.reason, unreadable.number, unreadable.column) from None
    file.seek(0)
    with transaction.atomic():
        staff_import = StaffImport.objects.create(
            organisation=by.organisation,
            by=by,
            file=File(file, name=file_name),
            file_name=file_name[:200],
            layout=layout.as_json(),
            mapping=columns.guess(layout.columns),
        )
        audit.note(by, "uploaded_staff_list", staff_import)
    return staff_import


@transaction.atomic
def map_columns(
    *,
    by: Person,
    staff_import: StaffImport,
    mapping: dict[str, int],
    absent_people_left: bool,
    valid_from: date,
    today: date,
) -> None:
    """Say which column says what, of which day the list is, and whether whoever is missing has left; then read it."""
    if columns.missing(mapping):
        raise ColumnsMissingError
    if len(set(mapping.values())) < len(mapping):
        raise ColumnTwiceError
    if not today - timedelta(days=731) <= valid_from <= today + timedelta(days=31):
        raise ListTooFarAheadError
    newest = queries.newest_applied()
    if newest and newest.status == Status.APPLIED and valid_from < (last := queries.day_of(newest)):
        raise ListTooOldError(last)
    _move(
        staff_import,
        {Status.UPLOADED, Status.READY, Status.FAILED},
        Status.READING,
        mapping=mapping,
        options={"absent_people_left": absent_people_left, "valid_from": valid_from.isoformat()},
    )


@transaction.atomic
def apply_staff_list(*, by: Person, staff_import: StaffImport, many_may_leave: bool = False) -> None:
    """Bring in what the preview showed; when many would leave, only if that was said to be right."""
    if queries.would_many_leave(staff_import) and not many_may_leave:
        raise ManyWouldLeaveError
    _move(staff_import, {Status.READY}, Status.APPLYING)
    audit.note(by, "applied_staff_list", staff_import, **{k: staff_import.counts.get(k, 0) for k in KINDS})


@transaction.atomic
def undo_staff_list(*, by: Person, staff_import: StaffImport) -> None:
    """Put everything back as it was before the newest list."""
    if not queries.can_undo(staff_import):
        raise NotNowError
    _move(staff_import, {Status.APPLIED}, Status.UNDOING)
    audit.note(by, "undid_staff_list", staff_import)


@transaction.atomic
def discard_staff_list(*, by: Person, staff_import: StaffImport) -> None:
    """Throw away a list that was not brought in, with its file."""
    found = StaffImport.objects.select_for_update().get(pk=staff_import.pk)
    if found.status not in {Status.UPLOADED, Status.READY, Status.FAILED}:
        raise NotNowError
    audit.note(by, "discarded_staff_list", found)
    _forget_file(found)
    _run(sql.FORGET_ROWS, staff_import=found.pk)
    found.delete()


def _move(staff_import: StaffImport, come_from: set[Status], to: Status, **fields: Any) -> None:
    """Take the import from one state to the next, once, and wake the worker for it."""
    moved = StaffImport.objects.filter(pk=staff_import.pk, status__in=come_from).update(
        status=to, progress=0, problem={}, **fields
    )
    if not moved:
        raise NotNowError
    wake(JOBS[to], staff_import)


# What the worker does.


@contextmanager
def at_work(row_id: int, status: Status) -> Iterator[StaffImport | None]:
    """Hold the staff lists of this organisation, so that one worker at a time is on them; None: nothing to do.

    PostgreSQL lets go of the lock when the worker dies.
    """
    organisation_id = StaffImport.objects.filter(pk=row_id).values_list("organisation_id", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s, %s)", [LOCK, organisation_id])
        try:
            yield StaffImport.objects.select_related("organisation").filter(pk=row_id, status=status).first()
        finally:
            if not connection.closed_in_transaction and connection.connection and not connection.connection.closed:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK, organisation_id])


def read_staff_list(*, staff_import: StaffImport, today: date) -> None:
    """Read the file and work out what it would change. What cannot be read is said, and changes nothing."""
    try:
        staged, problems = _read(staff_import, today=today)
    except (UnreadableError, FileNotFoundError) as unreadable:
        reason: dict[str, str | int] = {"reason": "file_gone"}
        if isinstance(unreadable, UnreadableError):
            reason = {"reason": unreadable.reason, "number": unreadable.number, "column": unreadable.column}
        StaffImport.objects.filter(pk=staff_import.pk).update(status=Status.FAILED, problem=reason, progress=0)
        return
    with transaction.atomic():
        _run(sql.FORGET_ROWS, staff_import=staff_import.pk)
        _write_problems(staff_import, problems)
        counts = _compare(staff_import, staged, apply=False)
        counts["bad"] = len({problem.line for problem in problems})
        _write_rows(staff_import)
        StaffImport.objects.filter(pk=staff_import.pk).update(
            status=Status.READY, progress=100, staged=staged, counts=counts, problem={}
        )


def bring_in_staff_list(*, staff_import: StaffImport, now: datetime, report: Report) -> None:
    """Do what the preview showed, all of it or nothing; when it is no longer true, show what would change now."""
    with transaction.atomic():
        staged = bytes(staff_import.staged or b"")
        counts = {**_compare(staff_import, staged, apply=True), "bad": staff_import.counts.get("bad", 0)}
        is_same = counts == staff_import.counts
        report(20)
        if is_same:
            made = _make_structure(staff_import)
            for done, statement in enumerate(sql.APPLY, start=1):
                _run(statement, **_values(staff_import))
                report(20 + done * 60 // len(sql.APPLY))
        _run(sql.FORGET_CHANGES, staff_import=staff_import.pk)
        if not is_same:
            _run("update compared set person_id = null, made_placement_id = null where is_made")
        _write_rows(staff_import)
        fields: dict[str, Any] = {"status": Status.READY, "counts": counts, "problem": {"reason": "changed_since"}}
        if is_same:
            fields = {"status": Status.APPLIED, "applied_at": now, "made": made, "staged": None, "problem": {}}
            _forget_older(staff_import)
            _forget_file(staff_import)
        StaffImport.objects.filter(pk=staff_import.pk).update(progress=100, **fields)


def put_back_staff_list(*, staff_import: StaffImport, report: Report) -> None:
    """Put back exactly what was before this list; people who joined since keep what is theirs."""
    one = {"staff_import": staff_import.pk}
    try:
        with transaction.atomic():
            _run(sql.REMOVE_MADE, **one)
            _run(sql.PUT_BACK_PLACEMENTS, **one)
            report(40)
            _run(sql.PUT_BACK_PEOPLE, **one)
            made_people = [row[0] for row in _run(sql.MADE_PEOPLE, **one)]
            _run(sql.FORGET_ROWS, **one)
            _run(sql.REMOVE_PEOPLE, people=made_people)
            _remove_structure(staff_import)
            report(80)
            _run(sql.ALL_CHECKS_NOW)
            StaffImport.objects.filter(pk=staff_import.pk).update(
                status=Status.UNDONE, progress=100, made={}, problem={}
            )
    except IntegrityError:
        StaffImport.objects.filter(pk=staff_import.pk).update(
            status=Status.APPLIED, progress=100, problem={"reason": "cannot_undo"}
        )


def wake_waiting_staff_lists() -> None:
    """Wake the worker for lists whose wake-up call was lost; who is already on it lets a second call pass."""
    for staff_import in StaffImport.objects.filter(status__in=JOBS):
        wake(JOBS[Status(staff_import.status)], staff_import)


@contextmanager
def reporting(staff_import: StaffImport) -> Iterator[Report]:
    """Give a function that says how far the work is, on a connection of its own: it is seen before the work is done."""
    beside = connection.copy()
    with closing(beside), beside.cursor() as cursor:
        cursor.execute("select set_config('app.organisations', %s, false)", [str(staff_import.organisation_id)])
        cursor.execute("set lock_timeout = '500ms'")

        def report(percent: int) -> None:
            with suppress(OperationalError):  # somebody else is writing it: the next report will do
                cursor.execute("update people_staffimport set progress = %s where id = %s", [percent, staff_import.pk])

        yield report


# The steps of it.


def _run(statement: str, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def _values(staff_import: StaffImport) -> dict[str, Any]:
    """Return what the statements ask for."""
    organisation, mapping = staff_import.organisation, staff_import.mapping
    return {
        "organisation": organisation.pk,
        "staff_import": staff_import.pk,
        "on": queries.day_of(staff_import),
        "home": organisation.name[:120],
        "language": organisation.language,
        **{f"has_{what}": what in mapping for what in ("department", "rank", "location")},
        "has_from": "employed_from" in mapping,
        "has_until": "employed_until" in mapping,
    }


def _read(staff_import: StaffImport, *, today: date) -> tuple[bytes, list[staff_rows.Problem]]:
    """Return the rows of the file, checked and packed for the database, and all that is wrong with it."""
    layout = staff_files.Layout.from_json(staff_import.layout)
    headings = [column.heading for column in layout.columns]
    checker = staff_rows.Checker(staff_import.mapping, headings, today, queries.spellings(), queries.settled_units())
    packed, lines, problems = zlib.compressobj(1), [], []
    pieces: list[bytes] = []
    with staff_import.file.open("rb") as file:
        how_far = partial(_how_far, file.file, max(staff_import.file.size, 1))
        for count, (line, cells) in enumerate(staff_files.rows(file.file, layout), start=1):
            row = checker.check(line, cells)
            if isinstance(row, staff_rows.Row):
                lines.append(staff_rows.as_copy(row))
            else:
                problems += row
                lines.append(checker.mentioned(line, cells))
            if count % ROWS_AT_ONCE == 0:
                pieces.append(packed.compress("".join(lines).encode()))
                lines.clear()
                StaffImport.objects.filter(pk=staff_import.pk).update(progress=how_far())
    pieces.append(packed.compress("".join(lines).encode()))
    pieces.append(packed.flush())
    return b"".join(pieces), problems


def _how_far(file: IO[bytes], size: int) -> int:
    return min(75 * file.tell() // size, 75)


def _compare(staff_import: StaffImport, staged: bytes, *, apply: bool) -> dict[str, int]:
    """Fill `listed` and `compared`, and return how many people there are of each kind."""
    values = _values(staff_import)
    _run(sql.CLEAN)
    _run(sql.WHOLE_SETS)
    _run(sql.LISTED)
    unpack = zlib.decompressobj()
    with connection.cursor() as cursor, cursor.cursor.copy(sql.COPY) as copy:
        view = memoryview(staged)
        for start in range(0, len(view), 1 << 16):
            copy.write(unpack.decompress(view[start : start + (1 << 16)]))
        copy.write(unpack.flush())
    _run(sql.PLACED)
    _run(sql.PLACE_ALL, **values)
    _run("analyze listed, placed")
    _run(sql.COMPARED)
    _run(sql.COMPARE, apply=apply, **values)
    if staff_import.options.get("absent_people_left"):
        _run(sql.ABSENT, **values)
    _run("analyze compared")
    counts = dict.fromkeys((*KINDS, "unchanged", "gone"), 0) | dict(_run(sql.COUNTS))
    counts["staff"] = _run(sql.STAFF)[0][0]
    for what, statement in sql.NAMES.items():
        counts[f"{what}s"] = len(_run(statement, **values))
    counts["regions"] = len(_regions_to_set())
    return counts


def _write_rows(staff_import: StaffImport) -> None:
    _run(sql.WRITE_ROWS, organisation=staff_import.organisation_id, staff_import=staff_import.pk)


def _write_problems(staff_import: StaffImport, problems: list[staff_rows.Problem]) -> None:
    for start in range(0, len(problems), 10_000):
        some = problems[start : start + 10_000]
        _run(
            sql.WRITE_PROBLEMS,
            organisation=staff_import.organisation_id,
            staff_import=staff_import.pk,
            lines=[problem.line for problem in some],
            headings=[problem.column for problem in some],
            values=[problem.value for problem in some],
            reasons=[problem.reason for problem in some],
            other_lines=[problem.other_line for problem in some],
        )


def _regions_to_set() -> dict[str, str]:
    """Return the region for each unit in the list that has none yet, without making a circle."""
    parents: dict[str, str | None] = dict(Unit.objects.values_list("name", "parent__name"))
    wanted: dict[str, str] = {}
    for unit, region in _run(sql.REGIONS):
        above: str | None = region
        while above is not None and above != unit:
            above = parents.get(above)
        if parents.get(unit) is None and above is None:
            parents[unit] = wanted[unit] = region
    return wanted


def _make_structure(staff_import: StaffImport) -> dict[str, list[int]]:
    """Make the units, departments and ranks that the list names and that are not there; return what was made."""
    values = _values(staff_import)
    made: dict[str, list[int]] = {}
    regions = _regions_to_set()
    for what, model in STRUCTURE.items():
        names = sorted(row[0] for row in _run(sql.NAMES[what], **values))
        rows = [cast(Any, model)(organisation=staff_import.organisation, name=name) for name in names]
        model.objects.bulk_create(rows)
        made[what] = [row.pk for row in rows]
    units = {unit.name: unit for unit in Unit.objects.all()}
    placed = [units[name] for name in regions if name in units and regions[name] in units]
    for unit in placed:
        unit.parent = units[regions[unit.name]]
    Unit.objects.bulk_update(placed, ["parent"], batch_size=500)
    return {**made, "parent": [unit.pk for unit in placed]}


def _remove_structure(staff_import: StaffImport) -> None:
    """Take away what was made for a list, as far as nobody uses it by now."""
    made = staff_import.made
    Unit.objects.filter(pk__in=made.get("parent", [])).update(parent=None)
    for what in STRUCTURE:
        for row in queries.unused(what, made.get(what, [])):
            row.delete()


def _forget_older(staff_import: StaffImport) -> None:
    """Let go of the details of earlier lists: they can no longer be undone, and hold people's names."""
    older = StaffImport.objects.filter(status__in=[Status.APPLIED, Status.UNDONE]).exclude(pk=staff_import.pk)
    StaffImportRow.objects.filter(staff_import__in=older).delete()


def _forget_file(staff_import: StaffImport) -> None:
    """Delete the uploaded file once this transaction is sure, and the samples of it."""
    layout = staff_import.layout
    for column in layout.get("columns", []):
        column["samples"] = []
    StaffImport.objects.filter(pk=staff_import.pk).update(layout=layout)
    if staff_import.file:
        transaction.on_commit(partial(staff_import.file.storage.delete, str(staff_import.file.name)))

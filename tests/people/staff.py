"""Staff lists for tests: written in place, brought in as the worker does it."""

from contextlib import contextmanager
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kring.people import actions, queries
from kring.people.models import Person, Placement, StaffImport
from kring.people.queries.staff_lists import KINDS

DAY = date(2026, 11, 2)


def upload(by, text, *, file_name="lijst.csv", encoding="utf-8"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return actions.upload_staff_list(by=by, file=SimpleUploadedFile(file_name, content), file_name=file_name)


def read(by, text, *, absent=False, on=DAY, **kinds):
    """Upload a list, take the guessed columns, and work out what it would change."""
    made = upload(by, text, **kinds)
    actions.map_columns(
        by=by, staff_import=made, mapping=made.mapping, absent_people_left=absent, valid_from=on, today=DAY
    )
    return read_again(made)


def read_again(made):
    with actions.at_work(made.pk, StaffImport.Status.READING) as row:
        actions.read_staff_list(staff_import=row, today=DAY)
    return queries.staff_import(made.pk)


def apply(by, made, *, many=False):
    actions.apply_staff_list(by=by, staff_import=made, many_may_leave=many)
    with actions.at_work(made.pk, StaffImport.Status.APPLYING) as row:
        actions.bring_in_staff_list(staff_import=row, now=timezone.now(), report=lambda percent: None)
    return queries.staff_import(made.pk)


def undo(by, made):
    actions.undo_staff_list(by=by, staff_import=made)
    with actions.at_work(made.pk, StaffImport.Status.UNDOING) as row:
        actions.put_back_staff_list(staff_import=row, report=lambda percent: None)
    return queries.staff_import(made.pk)


def bring_in(by, text, **options):
    return apply(by, read(by, text, **options), many=True)


def kinds(made):
    """Return what a list would change, by kind, without what it would not."""
    return {kind: made.counts[kind] for kind in (*KINDS, "unchanged", "gone") if made.counts.get(kind)}


def state():
    """Return everybody and where they worked when, as plain values: to see that nothing changed, or everything."""
    people = Person.objects.order_by("email").values_list(
        "email", "name", "employed_from", "employed_until", "target_group", "language"
    )
    placements = Placement.objects.order_by("person__email", "valid_from").values_list(
        "person__email", "unit__name", "department__name", "rank__name", "location", "valid_from", "valid_until"
    )
    return list(people), list(placements)


@contextmanager
def unchanged():
    before = state()
    yield
    assert state() == before

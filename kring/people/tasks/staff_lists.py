"""The worker reads a staff list, brings it in, puts it back. The row says what is to be done."""

from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import job, periodic
from kring.people import actions
from kring.people.models import StaffImport

Status = StaffImport.Status


@job()
def read(row_id: int) -> None:
    """Work out what a list would change."""
    with actions.at_work(row_id, Status.READING) as staff_import:
        if staff_import:
            actions.read_staff_list(staff_import=staff_import, today=timezone.localdate())


@job()
def bring_in(row_id: int) -> None:
    """Do what the preview showed."""
    with actions.at_work(row_id, Status.APPLYING) as staff_import:
        if staff_import:
            with actions.reporting(staff_import) as report:
                actions.bring_in_staff_list(staff_import=staff_import, now=timezone.now(), report=report)


@job()
def put_back(row_id: int) -> None:
    """Undo a list."""
    with actions.at_work(row_id, Status.UNDOING) as staff_import:
        if staff_import:
            with actions.reporting(staff_import) as report:
                actions.put_back_staff_list(staff_import=staff_import, report=report)


@periodic(cron="* * * * *")
def find_waiting(organisation: Organisation) -> None:
    """Wake the worker for every list that waits."""
    actions.wake_waiting_staff_lists()

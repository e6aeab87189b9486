"""Ask for the files that figures are read from; the worker writes them."""

from datetime import datetime

from django.db import transaction

from kring.core.models import Organisation
from kring.core.worker import wake
from kring.insights.models import Export
from kring.insights.queries import files

JOB = "insights.tasks.write_files"


@transaction.atomic
def want_files(*, organisation: Organisation, now: datetime) -> None:
    """Have the files made again at once: somebody was erased, or took back a yes. Until then nobody reads them."""
    defaults = {"wanted_at": now, "looked_at": None}
    wake(JOB, Export.objects.update_or_create(organisation=organisation, defaults=defaults)[0])


def wake_due_files(*, organisation: Organisation, now: datetime) -> None:
    """Wake the worker when the files of an organisation are to be looked at."""
    if files.is_due(organisation, now):
        wake(JOB, Export.objects.get_or_create(organisation=organisation, defaults={"wanted_at": now})[0])

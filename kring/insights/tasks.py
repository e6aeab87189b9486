"""What the worker does for the figures: keep the files that they are read from as they should be."""

from django.utils import timezone

from kring.core.worker import app, each_organisation, job
from kring.insights import actions
from kring.insights.models import Export


@app.periodic(cron="*/5 * * * *")
@app.task(name="insights.tasks.look_for_files", queueing_lock="insights.look_for_files")
def look_for_files(timestamp: int) -> None:
    """Wake the worker for every organisation whose files are due: once a day, and where a wake-up call was lost."""
    for organisation in each_organisation():
        actions.wake_due_files(organisation=organisation, now=timezone.now())


@job()
def write_files(row_id: int) -> None:
    """Make the files of an organisation again where something in them changed."""
    export = Export.objects.select_related("organisation").filter(pk=row_id).first()
    if export:
        actions.bring_up_to_date(export=export, now=timezone.now())

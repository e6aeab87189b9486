"""The worker checks voice notes and films before anybody hears or sees them."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.stories import actions, queries, recordings
from kring.stories.recordings import Checked


@job()
def check(row_id: int) -> None:
    """Write one recording anew, in a process of its own, and keep that; or keep why not."""
    recording = actions.claim_recording(recording_id=row_id, now=timezone.now())
    if recording is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        came, made = Path(folder) / "came", Path(folder) / "made"
        try:
            with recording.original.open("rb") as original, came.open("wb") as copy:
                shutil.copyfileobj(original, copy)
            checked = recordings.check(came, made)
        except FileNotFoundError:
            checked = Checked(problem="not_readable")
        actions.record_check(recording=recording, checked=checked, file=made)


@periodic(cron="* * * * *")
def find_arriving(organisation: Organisation) -> None:
    """Wake up for recordings whose wake-up call was lost, or whose worker died."""
    for recording in queries.recordings_arriving(timezone.now() - timedelta(minutes=5)):
        wake("stories.tasks.recordings.check", recording)

"""Keep nothing longer than its term."""

from django.utils import timezone

from kring.core.worker import app, each_organisation
from kring.privacy import actions


@app.periodic(cron="20 3 * * *")
@app.task(name="privacy.tasks.keep_to_terms", queueing_lock="privacy.keep_to_terms")
def keep_to_terms(timestamp: int) -> None:
    """Remove what was kept long enough, in every organisation."""
    for _organisation in each_organisation():
        actions.keep_to_terms(now=timezone.now(), today=timezone.localdate())

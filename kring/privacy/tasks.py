"""Keep nothing longer than its term."""

from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import periodic
from kring.privacy import actions


@periodic(cron="20 3 * * *")
def keep_to_terms(organisation: Organisation) -> None:
    """Remove what was kept long enough, in every organisation."""
    actions.keep_to_terms(now=timezone.now(), today=timezone.localdate())

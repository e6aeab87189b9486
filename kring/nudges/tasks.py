"""What the worker does for nudges: decide each organisation's week, once."""

from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import periodic
from kring.nudges import actions, rules


@periodic(cron="40 * * * *")
def decide(organisation: Organisation) -> None:
    """Decide the week where that was not done yet: on a Monday at the first hour of the day, or as soon as it can be.

    What a dead worker left is undone, and decided again an hour later.
    """
    with timezone.override(organisation.time_zone):
        now = timezone.now()
        if timezone.localtime(now).weekday() < rules.DAYS:
            actions.decide_week(organisation=organisation, now=now)

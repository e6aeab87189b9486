"""What the worker does for nudges: decide each organisation's week, once."""

from django.utils import timezone

from kring.core.worker import app, each_organisation
from kring.nudges import actions, rules


@app.periodic(cron="40 * * * *")
@app.task(name="nudges.tasks.decide", queueing_lock="nudges.decide")
def decide(timestamp: int) -> None:
    """Decide the week where that was not done yet: on a Monday at the first hour of the day, or as soon as it can be.

    What a dead worker left is undone, and decided again an hour later.
    """
    for organisation in each_organisation():
        with timezone.override(organisation.time_zone):
            now = timezone.now()
            if timezone.localtime(now).weekday() < rules.DAYS:
                actions.decide_week(organisation=organisation, now=now)

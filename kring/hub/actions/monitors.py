"""Keep and remove monitors; make an idea of what people talk about."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from kring.choose.phrases import phrases
from kring.hub.errors import NameTakenError, NothingToFindError
from kring.hub.models import Monitor
from kring.stories import actions as stories
from kring.stories.queries import ideas_of

if TYPE_CHECKING:
    from kring.people.models import Person
    from kring.stories.models import Idea


def save_monitor(*, by: "Person", monitor: Monitor | None, name: str, includes: str, excludes: str) -> Monitor:
    """Keep a saved search: one of the words or phrases to include, none of those to exclude."""
    name = " ".join(name.split())
    if not name or not phrases(includes):
        raise NothingToFindError
    monitor = monitor or Monitor(organisation_id=by.organisation_id, by=by)
    monitor.name, monitor.includes, monitor.excludes = name, includes.strip(), excludes.strip()
    try:
        with transaction.atomic():
            monitor.save()
    except IntegrityError:
        raise NameTakenError from None
    return monitor


def remove_monitor(*, by: "Person", monitor_id: int) -> None:
    """Remove a saved search."""
    Monitor.objects.filter(pk=monitor_id).delete()


@transaction.atomic
def bring_talk(*, by: "Person", text: str, why: str, now: datetime) -> "Idea":
    """Make a story idea of what followers talk about; a second press within a day is the same idea."""
    same = ideas_of(by).filter(to_share=text.strip(), created_at__gte=now - timedelta(days=1)).first()
    return same or stories.bring_idea(by=by, going_on=why, to_share=text, theme_id=None)

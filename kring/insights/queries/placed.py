"""Who was on the staff where, beside when they joined: what every count of people rests on."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate

from kring.people import queries as people


def placed(since: date, until: date, zone: ZoneInfo) -> QuerySet[Any, tuple[Any, ...]]:
    """Return (person, unit, target group, from, until, joined on, invited on) for every placement in [since, until).

    Whoever joined without an invitation counts as invited on that day.
    """
    rows = people.placements_between(since, until).annotate(
        joined_on=TruncDate("person__joined_at", tzinfo=zone),
        invited_on=TruncDate(Coalesce("person__invited_at", "person__joined_at"), tzinfo=zone),
    )
    return rows.order_by("person_id", "valid_from").values_list(
        "person_id", "unit_id", "person__target_group_id", "valid_from", "valid_until", "joined_on", "invited_on"
    )

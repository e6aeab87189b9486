"""Reads about what circles have planned, for many people at once."""

from datetime import date, datetime

from kring.rollout.models import HelpMoment
from kring.rollout.queries.circles import live


def moments_coming(*, since: datetime, until: datetime, on: date) -> dict[int, int]:
    """Return the first help moment in [since, until) of everybody who is in a circle that has one, in two queries."""
    planned = HelpMoment.objects.filter(
        starts_at__gte=since, starts_at__lt=until, cancelled_at__isnull=True, held_at__isnull=True
    )
    first = dict(planned.order_by("circle_id", "-starts_at").values_list("circle_id", "pk"))
    members = live(on).filter(circle__in=list(first)).values_list("person_id", "circle_id")
    return {person: first[circle] for person, circle in members if circle is not None}

"""Reads about the staff over time: the base of every rate."""

from datetime import date

from django.db.models import Q, QuerySet

from kring.people.models import Placement


def placements_between(since: date, until: date) -> QuerySet[Placement]:
    """Return where everybody worked on any day in [since, until)."""
    still_there = Q(valid_until__isnull=True) | Q(valid_until__gt=since)
    return Placement.objects.filter(still_there, valid_from__lt=until)

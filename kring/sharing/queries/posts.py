"""Reads about all posts of a time, for figures about groups: never shown by person."""

from datetime import datetime

from django.db.models import QuerySet

from kring.sharing.models import Share


def posts(*, since: datetime, until: datetime) -> QuerySet[Share]:
    """Return what was posted in [since, until), by a network's answer or by the person's own word."""
    return Share.objects.filter(status__in=Share.COUNTED, posted_at__gte=since, posted_at__lt=until)

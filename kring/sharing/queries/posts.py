"""Reads about all posts of a time, for figures about groups: never shown by person."""

from datetime import datetime

from django.db.models import QuerySet

from kring.sharing.models import Share, TrackedLink


def posts(*, since: datetime, until: datetime) -> QuerySet[Share]:
    """Return what was posted in [since, until), by a network's answer or by the person's own word."""
    return Share.objects.filter(status__in=Share.COUNTED, posted_at__gte=since, posted_at__lt=until)


def first_posted_at() -> datetime | None:
    """Return when the first post of all that count was made."""
    counted = Share.objects.filter(status__in=Share.COUNTED, posted_at__isnull=False)
    return counted.order_by("posted_at").values_list("posted_at", flat=True).first()


def with_links(*, since: datetime, until: datetime) -> QuerySet[TrackedLink]:
    """Return the tracked links of what was posted in [since, until)."""
    return TrackedLink.objects.filter(share__in=posts(since=since, until=until))

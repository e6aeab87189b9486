"""Reads about mails to people who were called to a story."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kring.stories.models import StoryMention

UNKNOWN_FOR = timedelta(hours=1)  # a mail that may have gone is not sent again within this time


def mentions_to_mail(now: datetime) -> QuerySet[StoryMention]:
    """Return the mails that a worker should send."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - UNKNOWN_FOR)
    return StoryMention.objects.filter(free, wants_mail=True, mailed_at__isnull=True).order_by("pk")

"""Reads about the mails with help moments."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kring.rollout.models import HelpMoment, MomentLetter

UNKNOWN_FOR = timedelta(hours=1)  # a mail that may have gone is not sent again within this time


def coming_in(circle_id: int, *, now: datetime) -> QuerySet[HelpMoment]:
    """Return what a circle has planned."""
    return HelpMoment.objects.filter(
        circle=circle_id, cancelled_at__isnull=True, held_at__isnull=True, starts_at__gt=now
    ).order_by("starts_at")


def letters_waiting(*, now: datetime) -> QuerySet[MomentLetter]:
    """Return the mails that a worker should send: never claimed, or claimed so long ago that the worker is dead."""
    return MomentLetter.objects.filter(
        Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - UNKNOWN_FOR), sent_at__isnull=True, problem=""
    ).order_by("pk")


def letters_asleep(*, now: datetime) -> MomentLetter | None:
    """Return a mail that nobody is going to send: it waits, and no worker took any for two minutes."""
    before = now - timedelta(minutes=2)
    if MomentLetter.objects.filter(claimed_at__gt=before).exists():
        return None
    return letters_waiting(now=now).filter(created_at__lt=before).first()

"""Reads about messages: which wait, and what somebody got."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kring.reach.models import Message

CLAIM_LASTS = timedelta(minutes=10)  # after this the worker that had a message is dead


def due(now: datetime) -> QuerySet[Message]:
    """Return the messages that a worker should look at: their time has come, and no living worker has them."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS)
    return Message.objects.filter(free, ended_at__isnull=True, not_before__lte=now).order_by("not_before", "pk")


def asleep(now: datetime) -> Message | None:
    """Return a message that nobody is going to send: it is due, and no worker took any for a minute."""
    if Message.objects.filter(claimed_at__gt=now - timedelta(minutes=1), ended_at__isnull=True).exists():
        return None
    return due(now).first()


def waiting() -> QuerySet[Message]:
    """Return the messages that were neither sent nor given up."""
    return Message.objects.filter(ended_at__isnull=True)


def sent_to(person_id: int, *, most: int = 20) -> list[Message]:
    """Return what somebody got or would have got, newest first; what waits is not among it."""
    ended = Message.objects.filter(person=person_id, ended_at__isnull=False)
    return list(ended.order_by("-created_at", "-pk")[:most])


def told(kind: str, keys: Collection[str]) -> list[tuple[int, datetime]]:
    """Return who was to be told something known by these keys, and from when on: to count at once, never shown."""
    return list(Message.objects.filter(kind=kind, key__in=keys).values_list("person_id", "not_before"))

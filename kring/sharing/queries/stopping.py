"""Reads about what keeps posts back: the stop, and stories that are held."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from kring.sharing.models import Share, Stop
from kring.stories import queries as stories

UNDER_WAY = (Share.Status.QUEUED, Share.Status.UNKNOWN, Share.Status.SENDING)


def stop_now() -> Stop | None:
    """Return the stop that is on, as it is at this very moment; None when posts may leave."""
    return Stop.objects.filter(ended_at__isnull=True).select_related("by", "asked_by").first()


def is_stopped() -> bool:
    """Return whether nothing may leave this organisation now: asked right before anything is sent."""
    return Stop.objects.filter(ended_at__isnull=True).exists()


def stops(most: int = 10) -> list[Stop]:
    """Return the stops that ended, newest first."""
    ended = Stop.objects.filter(ended_at__isnull=False).select_related("by", "asked_by", "ended_by")
    return list(ended.order_by("-stopped_at")[:most])


@dataclass(frozen=True)
class OnTheirWay:
    """What a stop keeps back, and what it comes too late for."""

    waiting: int
    in_their_hands: int  # a worker is handing it to the network at this moment


def on_their_way() -> OnTheirWay:
    """Return how many posts wait, and how many are at a network's door already."""
    sending = Share.objects.filter(status=Share.Status.SENDING).count()
    return OnTheirWay(Share.objects.filter(status__in=(Share.Status.QUEUED, Share.Status.UNKNOWN)).count(), sending)


def kept_back() -> QuerySet[Share]:
    """Return the posts whose moment came while they were held or paused."""
    return Share.objects.filter(waiting_since__isnull=False, status__in=UNDER_WAY).order_by("waiting_since", "pk")


def free_to_go() -> list[Share]:
    """Return the posts that were kept back and that nothing keeps back any more."""
    if is_stopped():
        return []
    return list(kept_back().filter(story__subject__isnull=True)[:500])


def to_tell() -> QuerySet[Share]:
    """Return the posts that are to leave, whose story is held, and whose people were not told so yet."""
    found = Share.objects.filter(status__in=UNDER_WAY, story__subject__isnull=False)
    return found.exclude(told_about=F("story__subject")).order_by("pk")


def is_kept_back(share: Share) -> bool:
    """Return whether a post may not leave at this very moment: everything is stopped, or its story is held."""
    return is_stopped() or bool(stories.held_story_ids([share.story_id]))

"""Reads about shares: a person's own, what colleagues wrote, and counts per story."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from kring.sharing.models import Share

if TYPE_CHECKING:
    from kring.people.models import Person

# A post that is on its way or there; one that failed, was taken back or was never said to be posted is not.
STANDING = [s for s in Share.Status if s not in (Share.Status.FAILED, Share.Status.DELETED, Share.Status.OPENED)]
WORDS_COMPARED = 200


def shares_of(person: "Person") -> QuerySet[Share]:
    """Return every share of `person`, newest first, with its story."""
    return Share.objects.filter(person=person).select_related("story").order_by("-created_at", "-pk")


def colleagues_words(story_id: int, *, but: "Person") -> list[str]:
    """Return what others wrote about a story, newest first: to compare with, never to show."""
    others = Share.objects.filter(story_id=story_id, status__in=STANDING).exclude(person=but)
    return list(others.order_by("-created_at").values_list("own_words", flat=True)[:WORDS_COMPARED])


def share_counts(story_ids: Iterable[int]) -> dict[int, int]:
    """Return how often each story was posted (by a network's answer or the person's word); 0 when never."""
    wanted = list(story_ids)
    counted = (
        Share.objects.filter(story_id__in=wanted, status__in=Share.COUNTED)
        .values_list("story_id")
        .annotate(shares=Count("pk"))
    )
    return dict.fromkeys(wanted, 0) | dict(counted)

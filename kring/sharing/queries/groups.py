"""Reads about shares by target group, and posts of colleagues that may be shown."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from kring.sharing.models import Share

if TYPE_CHECKING:
    from kring.people.models import Person


def shares_by_group(*, since: datetime) -> dict[tuple[int, int | None], int]:
    """Return how often each story was posted since a moment, by the target group of who posted it."""
    counted = (
        Share.objects.filter(status__in=Share.COUNTED, posted_at__gte=since)
        .values_list("story_id", "person__target_group_id")
        .annotate(shares=Count("pk"))
    )
    return {(story_id, group_id): shares for story_id, group_id, shares in counted}


def posts_of(people: "QuerySet[Person]", *, since: datetime) -> QuerySet[Share]:
    """Return the posts of these people that can be opened on their network, newest first, with who wrote them."""
    posts = Share.objects.filter(person__in=people, status__in=Share.COUNTED, posted_at__gte=since).exclude(url="")
    return posts.select_related("person").order_by("-posted_at", "-pk")

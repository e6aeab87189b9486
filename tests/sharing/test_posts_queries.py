"""All posts of a time."""

from datetime import timedelta

from django.utils import timezone

from kring.sharing import queries
from tests import make


def test_only_posts_that_are_there_in_that_time_are_in_it(organisation, person):
    now = timezone.now()
    inside = make.share(person, make.story(organisation), posted_at=now - timedelta(days=2))
    make.share(person, make.story(organisation), posted_at=now)
    make.share(person, make.story(organisation), posted_at=now - timedelta(days=2), status="deleted")
    claimed = make.share(person, make.story(organisation), posted_at=now - timedelta(days=3), status="claimed")
    found = queries.posts(since=now - timedelta(days=3), until=now)
    assert set(found) == {inside, claimed}

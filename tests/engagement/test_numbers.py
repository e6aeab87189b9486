"""What other rooms may ask about what came of shares."""

from datetime import timedelta

from django.utils import timezone

from kring.engagement import queries
from tests import make


def test_one_visitor_of_a_day_is_one_person(organisation, person):
    share, silent = make.share(person, make.story(organisation)), make.share(person, make.story(organisation))
    make.click(share, visitor="a")
    make.click(share, visitor="a")
    make.click(share, visitor="b")
    make.click(share, by="preview")
    assert queries.clicks_by_people([share.pk, silent.pk]) == {share.pk: 2, silent.pk: 0}
    assert queries.clicks_by_robots([share.pk, silent.pk]) == {share.pk: 1, silent.pk: 0}


def test_clicks_of_a_period_leave_out_its_end(organisation, person):
    share, now = make.share(person, make.story(organisation)), timezone.now()
    for days in (0, 1, 2):
        make.click(share, clicked_at=now - timedelta(days=days))
    counted = queries.clicks_by_people([share.pk], since=now - timedelta(days=1), until=now)
    assert counted == {share.pk: 1}


def test_the_newest_number_counts_and_none_stays_none(organisation, person):
    share, now = make.share(person, make.story(organisation)), timezone.now()
    make.snapshot(share, "reactions", 3, taken_at=now - timedelta(hours=2))
    make.snapshot(share, "reactions", 5, taken_at=now)
    make.snapshot(share, "comments", None)
    assert queries.latest_numbers([share.pk]) == {share.pk: {"reactions": 5, "comments": None}}


def test_a_share_that_was_never_read_has_no_number(organisation, person):
    share = make.share(person, make.story(organisation))
    assert queries.latest_numbers([share.pk]) == {share.pk: {}}


def test_asking_about_many_shares_is_one_query_each(organisation, person, count_queries):
    shares = [make.share(person, make.story(organisation)).pk for _ in range(5)]
    with count_queries() as counted:
        queries.clicks_by_people(shares)
        queries.clicks_by_robots(shares)
        queries.latest_numbers(shares)
    assert len(counted) == 3


def test_clicks_on_posts_tell_people_from_robots_and_stop_at_the_end(organisation, person):
    now = timezone.now()
    share = make.share(person, make.story(organisation), posted_at=now - timedelta(days=3))
    older = make.share(person, make.story(organisation), posted_at=now - timedelta(days=30))
    for visitor in ("a", "a", "b"):
        make.click(share, visitor=visitor, clicked_at=now - timedelta(days=2))
    make.click(share, by="robot", clicked_at=now - timedelta(days=2))
    make.click(share, clicked_at=now)
    make.click(older, clicked_at=now - timedelta(days=2))
    counted = queries.clicks_on_posts(since=now - timedelta(days=7), until=now - timedelta(days=1))
    assert counted == {share.pk: (2, 1)}

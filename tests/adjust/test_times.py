"""At which time posts of a group get more answers: from rows to a proposal, and nowhere for few."""

from datetime import timedelta

import pytest

from kring.adjust.queries.times import times
from kring.adjust.rules.proposing import Rule, propose
from kring.engagement.models import Snapshot
from kring.sharing.models import Share
from tests import make
from tests.adjust.conftest import NOW

MORNING = NOW.replace(hour=8) - timedelta(days=31)  # nine in Amsterdam, on a Monday


def post(organisation, people, *, at, answers):
    """Each of these people posted at a moment, and got so many answers."""
    story = make.story(organisation)
    about = {
        "organisation": organisation,
        "story": story,
        "channel": "mastodon",
        "own_words": "x",
        "status": "published",
    }
    made = Share.objects.bulk_create(
        Share(**about, person=one, posted_at=at, key=f"{at:%m%d%H}-{one.pk}") for one in people
    )
    told = {"organisation": organisation, "taken_at": at + timedelta(days=3)}
    Snapshot.objects.bulk_create(
        Snapshot(**told, share=one, metric=metric, value=value)
        for n, one in enumerate(made)
        for metric, value in (("reactions", answers + n % 3), ("comments", 1), ("impressions", 900))
    )


@pytest.fixture
def group(organisation):
    """Thirty people who posted on four mornings and two evenings, and as many who did not."""
    unit = make.unit(organisation)
    there = make.people(organisation, unit, 60)[:30]
    for day in range(4):
        post(organisation, there, at=MORNING + timedelta(days=day), answers=2)
    for day in range(2):
        post(organisation, there, at=MORNING + timedelta(days=day, hours=10), answers=6)
    return make.group(organisation, "ambassador")


def test_an_evening_that_brings_more_is_proposed_with_its_range(organisation, group):
    found = {one.key: one for one in times(organisation, NOW)}
    hours, reply = (found[f"{kind}.{group.pk}.mastodon{rest}"] for kind, rest in (("hours", ".evening"), ("reply", "")))
    assert hours.value == pytest.approx(8 / 4, abs=0.01)
    assert hours.low < hours.value < hours.high
    assert reply.value == pytest.approx((4 * 4 + 2 * 8) / 6, abs=0.01)
    assert (hours.facts["usual"], hours.facts["usual_part"]) == (0, pytest.approx(4 / 6, abs=0.001))
    [made] = [one for one in propose(found.values()) if one.rule == Rule.ANOTHER_TIME]
    assert (made.because, made.watch) == (hours, reply)


def test_few_people_few_posts_or_nobody_left_over_say_nothing(organisation, group, settings):
    Share.objects.filter(posted_at__hour__gte=17, posted_at__day=MORNING.day).delete()  # thirty evenings are left
    assert times(organisation, NOW) == []
    settings.SMALLEST_GROUP = 31
    assert times(organisation, NOW) == []


def test_a_group_of_which_nearly_everybody_posts_says_nothing(organisation, group, settings):
    settings.SMALLEST_GROUP = 20
    assert times(organisation, NOW)
    settings.SMALLEST_GROUP = 31  # thirty did not post
    assert times(organisation, NOW) == []


def test_a_network_that_tells_nothing_is_left_out(organisation, group):
    Snapshot.objects.exclude(metric="impressions").delete()
    assert times(organisation, NOW) == []

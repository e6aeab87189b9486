"""A simulated organisation as rows."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.demo import fill as filling
from kring.demo.fill import fill
from kring.engagement.models import Click, ReadBack, Snapshot
from kring.feed.models import HotStory, Impression
from kring.people import queries as people
from kring.people.models import Consent, Person, Placement
from kring.sharing.models import Share
from kring.stories.models import Source
from tests.demo.conftest import SMALL


@pytest.fixture
def inside_world(world):
    with inside(world):
        yield world


def test_it_is_labelled_as_simulated(world):
    assert world.is_simulated


def test_doing_it_again_changes_nothing(inside_world):
    before = Share.objects.count()
    said = []
    fill(now=timezone.localtime(), say=said.append, casts=[SMALL])
    assert said == [f"{SMALL.name} is there already"]
    assert Share.objects.count() == before


def test_a_fill_that_dies_halfway_leaves_nothing(db, monkeypatch):
    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "fill_shares", dies)
    with pytest.raises(KeyboardInterrupt):
        fill(now=timezone.localtime(), say=lambda line: None, casts=[SMALL])
    assert not Organisation.objects.exists()


def test_the_last_whole_week_has_shares_and_the_future_has_none(inside_world):
    now = timezone.localtime()
    monday = (now - timedelta(days=now.weekday() + 7)).replace(hour=0, minute=0, second=0)
    assert Share.objects.filter(posted_at__gte=monday, posted_at__lt=monday + timedelta(days=7)).exists()
    assert not Share.objects.filter(posted_at__gt=now).exists()
    assert not Click.objects.filter(clicked_at__gt=now).exists()


def test_everybody_on_the_staff_is_somewhere_once(inside_world):
    on_staff = people.on_staff(timezone.localdate())
    assert on_staff.count() == 300
    assert on_staff.values("person").distinct().count() == 300
    assert not Placement.objects.filter(valid_until__isnull=True, person__employed_until__isnull=False).exists()


def test_participants_agreed_and_who_left_took_it_back(inside_world):
    agreed = Consent.objects.filter(purpose="take_part", withdrawn_at__isnull=True)
    assert set(agreed.values_list("person", flat=True)) == set(people.participants().values_list("pk", flat=True))
    assert not Person.objects.filter(employed_until__isnull=False, joined_at__isnull=False).exists()
    assert Consent.objects.filter(purpose="take_part", withdrawn_at__isnull=False).exists()


def test_every_share_was_an_impression_first(inside_world):
    shown = set(Impression.objects.values_list("person", "story"))
    assert set(Share.objects.values_list("person", "story")) <= shown


def test_no_number_is_made_up_for_impressions(inside_world):
    assert Snapshot.objects.filter(metric="reactions", value__isnull=False).exists()
    assert Snapshot.objects.filter(metric="impressions").exists()
    assert not Snapshot.objects.filter(metric="impressions", value__isnull=False).exists()


def test_robots_are_there_too(inside_world):
    assert set(Click.objects.values_list("by", flat=True)) == {"person", "robot", "preview", "prefetch"}


def test_the_feed_has_an_order_with_counts(inside_world):
    assert HotStory.objects.filter(shown__gt=0).exists()


def test_nothing_will_be_fetched_or_posted(inside_world):
    assert not Source.objects.filter(is_on=True).exists()
    assert not Share.objects.filter(status__in=["queued", "sending", "unknown"]).exists()
    assert not ReadBack.objects.exists()


def test_the_command_says_what_it_made(db, monkeypatch, capsys):
    monkeypatch.setattr(filling.fill, "__kwdefaults__", {"casts": [SMALL]})
    call_command("demo_fill")
    assert "Havenlicht Verzekeringen: " in capsys.readouterr().out

"""The whole demo world, filled once for this file."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.demo import fill as filling
from kring.demo.cast import HAVENLICHT
from kring.demo.fill import fill
from kring.people import queries as people
from kring.people.models import Consent, Person, Placement
from kring.sharing.models import Share

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]


@pytest.fixture
def insurer(monkeypatch):
    """Only the small organisation, which is filled in a moment."""
    monkeypatch.setattr(filling, "CASTS", [HAVENLICHT])
    fill(now=timezone.localtime(), say=lambda line: None)
    made = Organisation.objects.get(name=HAVENLICHT.name)
    with inside(made):
        yield made


def test_it_is_labelled_as_simulated(insurer):
    assert insurer.is_simulated
    assert b"Havenlicht" in Client().get("/demo", headers={"accept-language": "nl"}).content


def test_doing_it_again_changes_nothing(insurer):
    before = Share.objects.count()
    said = []
    fill(now=timezone.localtime(), say=said.append)
    assert said == [f"{HAVENLICHT.name} is there already"]
    assert Share.objects.count() == before


def test_a_fill_that_dies_halfway_leaves_nothing(db, monkeypatch):
    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "CASTS", [HAVENLICHT])
    monkeypatch.setattr(filling, "fill_shares", dies)
    with pytest.raises(KeyboardInterrupt):
        fill(now=timezone.localtime(), say=lambda line: None)
    assert not Organisation.objects.exists()


def test_the_last_whole_week_has_shares(insurer):
    monday = timezone.localtime() - timezone.timedelta(days=timezone.localtime().weekday() + 7)
    assert Share.objects.filter(posted_at__gte=monday.replace(hour=0, minute=0), posted_at__lt=timezone.now()).exists()
    assert not Share.objects.filter(posted_at__gt=timezone.now()).exists()


def test_everybody_on_the_staff_is_somewhere_once(insurer):
    today = timezone.localdate()
    on_staff = people.on_staff(today)
    assert 800 < on_staff.count() < 1100
    assert on_staff.values("person").distinct().count() == on_staff.count()
    still = Person.objects.filter(employed_until__isnull=True).exclude(email__contains="bureau")
    assert on_staff.count() == still.count()
    assert not Placement.objects.filter(valid_until__isnull=True, person__employed_until__isnull=False).exists()


def test_participants_agreed_and_who_left_took_it_back(insurer):
    assert people.participants().exclude(email__contains="bureau").count() == (
        Consent.objects.filter(purpose="take_part", withdrawn_at__isnull=True).count()
    )
    assert not Person.objects.filter(employed_until__isnull=False, joined_at__isnull=False).exists()


def test_no_number_is_made_up_for_impressions(insurer):
    from kring.engagement.models import Snapshot

    assert Snapshot.objects.filter(metric="reactions", value__isnull=False).exists()
    assert not Snapshot.objects.filter(metric="impressions", value__isnull=False).exists()


def test_the_command_says_what_it_made(db, monkeypatch, capsys):
    monkeypatch.setattr(filling, "CASTS", [HAVENLICHT])
    call_command("demo_fill")
    assert "Havenlicht Verzekeringen" in capsys.readouterr().out

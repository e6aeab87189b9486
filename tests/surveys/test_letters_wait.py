"""Letters of surveys count in what a week holds, keep to the hours, and go when they would come too late."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kring.people.rules import Purpose
from kring.reach import actions as reach
from kring.reach.models import ReachSettings, Spent
from kring.surveys.actions.asking import claim_letter
from kring.surveys.models import Letter
from tests import make
from tests.surveys.asking import sent, staff

MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def letter(organisation):
    """The only letter of a survey that is open for nine days from Monday."""
    people = staff(organisation, 12)
    make.consent(people[0], Purpose.EMAIL)
    sent(organisation, now=MONDAY, days=9)
    ReachSettings.objects.all().delete()
    return Letter.objects.get()


def test_it_waits_for_the_morning(letter):
    assert claim_letter(now=MONDAY.replace(hour=19)) is None
    assert claim_letter(now=MONDAY.replace(hour=7) + timedelta(days=1)) is None
    assert claim_letter(now=MONDAY.replace(hour=8) + timedelta(days=1)) == letter
    assert Spent.objects.count() == 1


def test_it_waits_until_the_week_has_room(letter):
    person = letter.asked.person
    for key in "ab":
        reach.spend(person=person, kind="surveys.letter", key=key, now=MONDAY)
    assert claim_letter(now=MONDAY + timedelta(hours=1)) is None
    assert claim_letter(now=MONDAY + timedelta(days=6, hours=1)) is None
    assert claim_letter(now=MONDAY + timedelta(days=7, minutes=1)) == letter


def test_it_goes_when_it_would_come_after_the_last_day(letter):
    person = letter.asked.person
    for key in "ab":
        reach.spend(person=person, kind="surveys.letter", key=key, now=MONDAY + timedelta(days=2))
    assert claim_letter(now=MONDAY + timedelta(days=3)) is None
    assert not Letter.objects.exists()


def test_whoever_switched_surveys_off_gets_none(letter):
    reach.turn_off(by=letter.asked.person, kind="surveys.letter", now=MONDAY)
    assert claim_letter(now=MONDAY) is None
    assert not Letter.objects.exists()


def test_a_letter_that_is_tried_again_is_booked_once(letter):
    assert claim_letter(now=MONDAY) == letter
    assert claim_letter(now=MONDAY + timedelta(hours=2)) == letter
    assert Spent.objects.count() == 1

"""People hear of a round by one letter: who agreed to mail, once, and never at night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from kring.people.models import Consent
from kring.rollout.actions import nominations, round_letters
from kring.rollout.models import Choice, RoundLetter
from kring.rollout.queries.rounds import letter_asleep
from kring.rollout.rules.letters import is_polite
from kring.rollout.tasks.rounds import send_letters
from tests import make
from tests.rollout import heroes as world

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))  # a Wednesday


@pytest.fixture
def unit(organisation):
    """A unit of three who take part, of whom two agreed to mail."""
    made = make.unit(organisation, name="Duinrand")
    made.people = [make.person(organisation, unit=made, language="nl") for _n in range(3)]
    for person in made.people[:2]:
        make.consent(person, "email")
    make.person(organisation, unit=made, joined_at=None)
    return made


@pytest.fixture
def opened(unit, organisation):
    world.open_round(unit, world.manager(organisation))
    return Choice.objects.get()


def at(monkeypatch, moment):
    monkeypatch.setattr("kring.rollout.tasks.rounds.timezone.now", lambda: moment)


def work(choice):
    send_letters(organisation_id=choice.organisation_id, row_id=RoundLetter.objects.first().pk)


@pytest.mark.parametrize(
    ("here", "is_fine"),
    [("2026-11-25 07:59", False), ("2026-11-25 08:00", True), ("2026-11-25 17:59", True), ("2026-11-25 18:00", False),
     ("2026-11-27 12:00", True), ("2026-11-28 12:00", False), ("2026-11-29 12:00", False)],
)  # fmt: skip
def test_letters_come_while_people_are_at_work(here, is_fine):
    assert is_polite(datetime.fromisoformat(here)) is is_fine


def test_each_who_agreed_to_mail_gets_one_letter_of_their_own(opened, unit, monkeypatch):
    Choice.objects.update(nominations_until=MORNING.date())
    at(monkeypatch, MORNING)
    for _twice in range(2):
        work(opened)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(person.email for person in unit.people[:2])
    assert "Duinrand kiest" in mail.outbox[0].body
    assert "/nominate" in mail.outbox[0].body
    nominations.start_round(
        by=unit.people[0], unit=unit, until=timezone.localdate() + timedelta(days=9), now=timezone.now()
    )
    work(opened)
    assert len(mail.outbox) == 2


def test_at_night_a_letter_waits_for_the_morning(opened, organisation, monkeypatch):
    Choice.objects.update(nominations_until=MORNING.date() + timedelta(days=9))
    night = MORNING.replace(hour=3)
    at(monkeypatch, night)
    work(opened)
    assert not mail.outbox
    RoundLetter.objects.update(created_at=night)
    assert letter_asleep(organisation, now=night + timedelta(minutes=5)) is None
    assert letter_asleep(organisation, now=MORNING) == RoundLetter.objects.first()


def test_a_letter_that_lost_its_reason_is_not_sent(opened, unit, organisation):
    now, (first, second, _third) = MORNING, unit.people
    Choice.objects.update(nominations_until=now.date())
    Consent.objects.filter(person=first).update(withdrawn_at=now)
    assert round_letters.claim_letter(organisation=organisation, now=now).person == second
    RoundLetter.objects.update(claimed_at=None)
    nominations.close_round(by=None, choice=opened, now=now)
    assert round_letters.claim_letter(organisation=organisation, now=now) is None


def test_a_letter_that_may_have_gone_is_left_alone_for_an_hour(opened, organisation):
    Choice.objects.update(nominations_until=MORNING.date())
    RoundLetter.objects.last().delete()
    assert round_letters.claim_letter(organisation=organisation, now=MORNING)
    assert round_letters.claim_letter(organisation=organisation, now=MORNING + timedelta(minutes=59)) is None
    assert round_letters.claim_letter(organisation=organisation, now=MORNING + timedelta(minutes=61))


def test_today_says_that_a_round_is_open_to_everybody_of_the_unit_alike(opened, unit, client_of):
    person = unit.people[0]
    make.story(person.organisation)
    client = client_of(world.sign_in(person, language="en"))
    client.get("/")  # the first look chooses the stories
    assert "Whom do you look to?" in client.get("/").content.decode()
    world.name(person, unit.people[1])
    assert "Whom do you look to?" in client.get("/").content.decode()

"""People hear of a round as of all that nobody asked for: once, in their week, in their hours, off in one tap."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from kring.reach import actions as reach
from kring.reach.models import Message, Spent
from kring.reach.tasks import send
from kring.rollout.actions import nominations
from tests import make
from tests.rollout import heroes as world

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))  # a Wednesday
UNTIL = MORNING.date() + timedelta(days=7)


@pytest.fixture
def unit(organisation):
    """A unit of three who take part, of whom two agreed to mail."""
    made = make.unit(organisation, name="Duinrand")
    joined = MORNING - timedelta(days=30)
    made.people = [make.person(organisation, unit=made, language="nl", joined_at=joined) for _n in range(3)]
    for person in made.people[:2]:
        make.consent(person, "email")
    make.person(organisation, unit=made, joined_at=None)
    return made


@pytest.fixture
def manager(organisation):
    return world.manager(organisation)


def begin(unit, manager, at=MORNING):
    with time_machine.travel(at, tick=False):
        return nominations.start_round(by=manager, unit=unit, until=UNTIL, now=at)


def work(unit, at=MORNING):
    with time_machine.travel(at, tick=False):
        send.func(organisation_id=unit.organisation_id, row_id=0)


def test_each_who_takes_part_is_told_once(unit, manager):
    for _twice in range(2):
        begin(unit, manager)
        work(unit)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(person.email for person in unit.people[:2])
    assert "Duinrand kiest" in mail.outbox[0].body
    assert "/nominate" in mail.outbox[0].body
    assert "/off/" in mail.outbox[0].extra_headers["List-Unsubscribe"]
    assert {message.person for message in Message.objects.all()} == set(unit.people)  # no word of who answered


def test_it_waits_for_the_morning(unit, manager):
    night = MORNING.replace(hour=3)
    begin(unit, manager, night)
    work(unit, night)
    assert not mail.outbox
    work(unit)
    assert len(mail.outbox) == 2


def test_it_waits_for_room_in_somebodys_week_and_takes_room_itself(unit, manager):
    full, free = unit.people[:2]
    for key, day in (("a", 1), ("b", 2)):
        Spent.objects.create(organisation=unit.organisation, person=full, key=key, at=MORNING - timedelta(days=4 + day))
    begin(unit, manager)
    work(unit)
    assert [letter.to for letter in mail.outbox] == [[free.email]]
    assert Spent.objects.filter(person=free).count() == 1
    work(unit, MORNING + timedelta(days=1, hours=1))
    assert [letter.to for letter in mail.outbox] == [[free.email], [full.email]]


def test_who_switched_it_off_or_has_no_reason_any_more_gets_none(unit, manager):
    first, second = unit.people[:2]
    reach.turn_off(by=first, kind="rollout.round", now=MORNING)
    choice = begin(unit, manager)
    nominations.close_round(by=None, choice=choice, now=MORNING)
    work(unit)
    assert not mail.outbox
    assert Message.objects.get(person=second).problem == "no_reason"
    assert not Spent.objects.exists()


def test_nothing_comes_after_the_round(unit, manager):
    begin(unit, manager)
    work(unit, MORNING + timedelta(days=8))
    assert not mail.outbox
    assert set(Message.objects.values_list("problem", flat=True)) == {"too_late"}


def test_today_says_that_a_round_is_open_to_everybody_of_the_unit_alike(unit, manager, client_of):
    world.open_round(unit, manager)
    person = unit.people[0]
    make.story(person.organisation)
    client = client_of(world.sign_in(person, language="en"))
    client.get("/")  # the first look chooses the stories
    assert "Whom do you look to?" in client.get("/").content.decode()
    world.name(person, unit.people[1])
    assert "Whom do you look to?" in client.get("/").content.decode()

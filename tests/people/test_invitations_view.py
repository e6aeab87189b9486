"""The page where a manager invites people."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kring.people import actions
from kring.people.models import Invitation, Person
from tests import make


@pytest.fixture
def manager(organisation, client_of):
    return client_of(make.person(organisation, account=make.account(), roles=["manager"], unit=None))


@pytest.fixture
def unit(organisation):
    unit = make.unit(organisation, name="Zutphen")
    for _ in range(7):
        make.person(organisation, joined_at=None, unit=unit)
    return unit


def test_it_says_first_how_many_letters_would_go(manager, unit):
    answer = manager.post(reverse("people:invitations"), {"units": [unit.pk]})
    assert "7 letters will be sent" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_it_sends_after_a_second_look(manager, unit):
    manager.post(reverse("people:invitations"), {"units": [unit.pk], "step": "send"})
    assert Invitation.objects.count() == 7


def test_everybody_at_once(manager, unit):
    manager.post(reverse("people:invitations"), {"everyone": "on", "step": "send"})
    assert Invitation.objects.count() == 7


def test_choosing_nothing_is_said_kindly(manager, unit):
    answer = manager.post(reverse("people:invitations"), {})
    assert answer.status_code == 422
    assert "Choose at least one unit" in answer.content.decode()


def test_a_manager_reads_the_same_whoever_joined_or_declined(manager, unit, organisation):
    manager.post(reverse("people:invitations"), {"units": [unit.pk], "step": "send"})
    Invitation.objects.update(sent_at=timezone.now())
    manager.get(reverse("people:invitations"))
    before = words_of(manager.get(reverse("people:invitations")))
    people = list(Person.objects.filter(joined_at=None))
    for person in people[:4]:
        actions.join(by=person, account=None, also=(), language="nl", now=timezone.now())
    actions.stop_letters(by=people[5], now=timezone.now())
    assert words_of(manager.get(reverse("people:invitations"))) == before


def words_of(answer):
    import re

    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", answer.content.decode())


def test_a_person_without_the_role_is_refused(person, client_of):
    assert client_of(person).get(reverse("people:invitations")).status_code == 403


def test_it_takes_the_same_number_of_queries_for_many_units(manager, organisation, count_queries):
    for n in range(3):
        make.person(organisation, joined_at=None, unit=make.unit(organisation, name=f"a{n}"))
    manager.get(reverse("people:invitations"))
    with count_queries() as few:
        manager.get(reverse("people:invitations"))
    for n in range(30):
        make.person(organisation, joined_at=None, unit=make.unit(organisation, name=f"b{n}"))
    with count_queries() as many:
        manager.get(reverse("people:invitations"))
    assert len(many) == len(few)

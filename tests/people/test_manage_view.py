"""The page 'Set up' shows each role what it opens, and nothing else."""

from django.urls import reverse

from kring.people.rules import Role
from tests import make


def test_it_is_closed_to_somebody_without_a_role(person, client_of):
    assert client_of(person).get(reverse("people:manage")).status_code == 403


def test_every_card_leads_somewhere(administrator, client_of):
    client = client_of(administrator)
    answer = client.get(reverse("people:manage"))
    assert answer.status_code == 200
    for _card, address in answer.context["cards"]:
        assert client.get(address).status_code == 200


def test_the_works_council_sees_no_way_to_people(organisation, client_of):
    reader = make.person(organisation, account=make.account(), roles=[Role.WORKS_COUNCIL])
    answer = client_of(reader).get(reverse("people:manage"))
    assert "/set-up/staff-lists/" not in answer.content.decode()

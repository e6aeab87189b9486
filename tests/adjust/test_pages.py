"""The manager's pages: who may read, who may decide, and what they say."""

import pytest

from kring.adjust.models import Decision
from kring.people.rules import Role
from tests import make
from tests.adjust.conftest import KEY


def test_a_manager_decides_on_the_page(client_of, manager, figures):
    client = client_of(manager)
    assert "Duinrand" in client.get("/adjust").text
    sent = {"review_on": "2027-02-01", "why": "", "words": ""}
    answer = client.post(f"/adjust/proposals/{KEY}", sent | {"choice": "decline"})
    assert answer.status_code == 422
    answer = client.post(f"/adjust/proposals/{KEY}", sent | {"choice": "accept"}, follow=True)
    assert answer.status_code == 200
    assert Decision.objects.get().by == manager
    assert client.get(f"/adjust/proposals/{KEY}").status_code == 404
    assert "Duinrand" in client.get("/adjust/decisions").text


def test_the_works_council_reads_all_of_it_and_cannot_decide(client_of, council, manager, figures):
    client, made = client_of(council), make.decision(manager)
    for address in ("/adjust", "/adjust/decisions", f"/adjust/decisions/{made.pk}", "/adjust/rules"):
        assert client.get(address).status_code == 200
    assert "/adjust/proposals/" not in client.get("/adjust").text
    assert client.get(f"/adjust/proposals/{KEY}").status_code == 403
    assert client.post(f"/adjust/proposals/{KEY}", {"choice": "accept"}).status_code == 403
    assert client.post("/adjust/decisions/new", {"words": "Iets"}).status_code == 403


@pytest.mark.parametrize("role", [Role.PERSON, Role.EDITOR, Role.DESK])
def test_others_do_not_see_it(client_of, organisation, role):
    somebody = make.person(organisation, account=make.account(), roles=[role])
    assert client_of(somebody).get("/adjust").status_code == 403


def test_a_decision_of_ones_own_is_hoped_in_points(client_of, manager, figures):
    sent = {"words": "Samen oefenen", "figure": "help.9", "direction": "more", "least": "5", "most": "10"}
    answer = client_of(manager).post("/adjust/decisions/new", sent | {"review_on": "2027-02-01"})
    assert answer.status_code == 302
    assert (Decision.objects.get().hoped["low"], Decision.objects.get().hoped["high"]) == (0.05, 0.1)
    wrong = client_of(manager).post("/adjust/decisions/new", sent | {"review_on": "2027-02-01", "most": ""})
    assert wrong.status_code == 422


def test_a_page_takes_as_many_queries_for_many_as_for_few(client_of, manager, figures, count_queries):
    client = client_of(manager)
    make.decision(manager)
    client.get("/adjust/decisions")
    with count_queries() as few:
        client.get("/adjust/decisions")
    for _n in range(5):
        make.decision(manager)
    with count_queries() as many:
        client.get("/adjust/decisions")
    assert len(many) == len(few)


def test_what_was_accepted_leads_to_where_it_is_done(client_of, manager, figures):
    client = client_of(manager)
    sent = {"review_on": "2027-02-01", "why": "Eerst iets anders", "words": ""}
    answer = client.post(f"/adjust/proposals/{KEY}", sent | {"choice": "accept"}, follow=True)
    assert 'href="/programme/help"' in answer.text
    assert client.get("/programme/help").status_code == 200

"""The page 'Me': my shares, my weeks and my own words, for me alone."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kring.people.rules import Role
from tests import make
from tests.insights.conftest import NOW

URL = "/me"


def look(client_of, person, **choice):
    answer = client_of(person).get(URL, choice)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", ["/me", "/me/shares.csv", "/me/shares.json"])
def test_somebody_who_is_not_signed_in_is_asked_to(db, address):
    answer = Client().get(address)
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


@pytest.mark.parametrize("role", list(Role))
def test_no_role_opens_the_page_of_somebody_else(organisation, person, client_of, role):
    make.share(person, make.story(organisation, title="Of Anna alone"), own_words="My very own sentence")
    other = make.person(organisation, account=make.account(), roles=[role])
    for address in (URL, "/me/shares.csv", "/me/shares.json", f"/me?person={person.pk}"):
        text = client_of(other).get(address).content.decode()
        assert "Of Anna alone" not in text
        assert "My very own sentence" not in text


def test_it_begins_with_a_way_to_begin(person, client_of):
    assert "Nothing shared yet" in look(client_of, person)


def test_a_share_says_what_came_of_it(organisation, person, client_of):
    share = make.share(person, make.story(organisation, title="A bridge"), words_kind="own")
    for n in range(3):
        make.click(share, visitor=f"v{n}")
    make.click(share, by="robot")
    make.snapshot(share, "reactions", 7)
    make.snapshot(share, "comments", None)
    text = look(client_of, person)
    assert "A bridge" in text
    assert '<dd class="font-semibold">3</dd>' in text
    assert '<dd class="font-semibold">7</dd>' in text
    assert '<dd class="font-semibold">not known</dd>' in text
    assert "Everything you posted is in your own words" in text


def test_what_the_network_did_not_say_yet_is_not_zero(organisation, person, client_of):
    make.share(person, make.story(organisation))
    assert "not known yet" in look(client_of, person)


def test_a_post_in_my_own_word_says_so(organisation, person, client_of):
    make.share(person, make.story(organisation), status="claimed", channel="linkedin")
    text = look(client_of, person)
    assert "posted, in your own word" in text
    assert "this network does not tell us" in text


def test_twelve_weeks_show_what_i_did_and_quiet_weeks_are_fine(organisation, person, client_of):
    make.share(person, make.story(organisation), posted_at=NOW - timedelta(weeks=2))
    make.share(person, make.story(organisation), posted_at=NOW - timedelta(weeks=40))
    answer = client_of(person).get(URL)
    assert [week.shared for week in answer.context["mine"].weeks] == [0] * 9 + [1, 0, 0]
    assert "Quiet weeks are fine" in answer.content.decode()


def test_three_hundred_shares_come_a_page_at_a_time_in_as_many_queries(organisation, person, client_of, count_queries):
    make.share(person, make.story(organisation))
    client = client_of(person)
    client.get(URL)
    with count_queries() as few:
        client.get(URL)
    for _ in range(299):
        make.share(person, make.story(organisation, languages=("en",)))
    with count_queries() as many:
        answer = client.get(URL)
    assert len(many) == len(few) <= 22
    assert len(answer.context["mine"].shares) == 20
    assert "1 of 15" in answer.content.decode()
    assert "15 of 15" in look(client_of, person, page=99)


def test_my_file_holds_all_of_it_and_no_formula(organisation, person, client_of):
    make.share(person, make.story(organisation, title="=1+1"), own_words="@SUM(A1)")
    text = client_of(person).get("/me/shares.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (rows[0]["story"], rows[0]["text"], rows[0]["reactions"]) == ("'=1+1", "'@SUM(A1)", "")
    told = json.loads(client_of(person).get("/me/shares.json").content)
    assert (told[0]["story"], told[0]["reactions"]) == ("=1+1", None)


def test_another_kind_of_file_is_not_found(person, client_of):
    assert client_of(person).get("/me/shares.exe").status_code == 404


def test_it_leads_to_what_i_decide(person, client_of):
    assert reverse("people:choices") in look(client_of, person)

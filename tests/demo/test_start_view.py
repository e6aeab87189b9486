"""The demo's first page, in a world of the small organisation."""

import pytest
from django.test import Client

from kring.core.scope import inside
from kring.demo.cast import KERSPEL
from kring.demo.personas import PERSONAS

HERE = [p for p in PERSONAS if "insurer" in (p.organisation, *p.also_in)]


pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]


def become(key, **data):
    client = Client(headers={"accept-language": "nl"})
    return client, client.post(f"/demo/become/{key}", data)


def test_it_shows_who_one_can_be(world):
    answer = Client(headers={"accept-language": "nl"}).get("/demo")
    text = answer.content.decode()
    assert "Havenlicht Verzekeringen" in text
    assert "Nagebootst" in text
    assert all(p.name in text for p in HERE)


def test_it_speaks_english_too(world):
    text = Client(headers={"accept-language": "en"}).get("/demo").content.decode()
    assert "Who run the programme" in text
    assert "Insurer with a Social Hub" in text


@pytest.mark.parametrize("persona", [p for p in HERE if not p.is_new], ids=lambda p: p.key)
def test_one_click_signs_in_as_anybody(world, persona):
    client, answer = become(persona.key, at="insurer")
    assert answer.status_code == 302
    page = client.get(answer.url, follow=True)
    assert page.status_code == 200
    assert page.wsgi_request.person.name == persona.name
    assert page.wsgi_request.organisation == world


def test_whoever_is_new_gets_the_invitation(world):
    client, answer = become("sem")
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "Havenlicht" in page.content.decode()
    assert page.wsgi_request.user.is_anonymous
    in_english = Client(headers={"accept-language": "en"})
    letter = in_english.post("/demo/become/sem").url
    assert "will you join?" in in_english.get(letter).content.decode()


def test_a_persona_reads_what_the_visitor_reads_unless_they_read_another(world):
    client = Client(headers={"accept-language": "nl"})
    client.post("/demo/become/mo")
    assert client.get("/").headers["Content-Language"] == "nl"
    client.post("/demo/become/priya")
    assert client.get("/").headers["Content-Language"] == "en"


def test_becoming_somebody_takes_a_press_of_the_button(world):
    assert Client().get("/demo/become/mo").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/demo/become/mo").status_code == 403


def test_nobody_else_can_be_signed_in_as(world):
    assert become("somebody")[1].status_code == 404
    assert become("bram")[1].status_code == 404  # of an organisation that is not there
    assert KERSPEL.name not in Client().get("/demo").content.decode()


def test_the_ambassador_has_shares_and_the_new_colleague_has_nothing(world):
    from kring.people import queries as people
    from kring.people.models import Person
    from kring.sharing import queries as sharing

    with inside(world):
        mo = people.person_by_email("mo@insurer.demo.example")
        assert 5 <= sharing.shares_of(mo).count() <= 20
        sem = Person.objects.get(email="sem@insurer.demo.example")
        assert sem.invited_at
        assert not sem.joined_at
        assert sem.account is None


def test_the_number_of_queries_does_not_grow(world, count_queries):
    client = Client()
    client.get("/demo")
    with count_queries() as asked:
        client.get("/demo")
    assert len(asked) <= 10


@pytest.mark.urls("kring.config.urls")
def test_it_is_not_there_without_the_demo(world):
    assert Client().get("/demo").status_code == 404
    assert Client().post("/demo/become/mo").status_code == 404

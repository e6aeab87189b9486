"""My circle on a page: what its people see, what nobody else can read, and how many queries that takes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from kring.core.personal import export
from kring.people.rules import Role
from kring.rollout.models import CircleMember, CircleThanks, HelpMoment
from kring.rollout.personal_data import HOLDS
from tests import make
from tests.test_every_route import ROUTES

SECRET = "alleenvoordekring"
KEY = "k" * 20


@pytest.fixture
def circle(organisation):
    unit = make.unit(organisation)
    hero = make.hero(organisation, unit=unit, person=make.person(organisation, unit=unit, account=make.account()))
    return make.circle(organisation, hero=hero)


@pytest.fixture
def member(circle):
    person = make.person(circle.organisation, unit=circle.hero.unit, account=make.account(), name="Bram de Wit")
    return make.circle_member(circle, person=person, goal=f"{SECRET} doel", question=f"{SECRET} vraag")


def page(client_of, person):
    return client_of(person).get("/circle").content.decode()


def test_members_and_hero_see_first_names_and_what_each_shows(circle, member, client_of):
    for person in (circle.hero.person, member.person):
        seen = page(client_of, person)
        assert f"{SECRET} doel" in seen
        assert "Bram" in seen
        assert "de Wit" not in seen.replace('<p class="truncate px-3 text-sm text-ink-soft">Bram de Wit</p>', "")


def test_a_member_asks_their_own_hero_to_read_a_draft_when_that_hero_lets_themselves_be_named(
    circle, member, client_of
):
    hero = circle.hero.person
    assert "/practice/new?" not in page(client_of, member.person)
    make.consent(hero, "be_named")
    assert f"/practice/new?helper={hero.pk}" in page(client_of, member.person)
    assert "/practice/new?" not in page(client_of, hero)


def test_nobody_outside_the_circle_reads_what_is_shown_on_any_page(circle, member, client_of):
    """Every role, in the same unit and the same organisation, on every page there is."""
    organisation, unit = circle.organisation, circle.hero.unit
    now = timezone.now()
    CircleThanks.objects.create(
        organisation=organisation,
        circle=circle,
        by=circle.hero.person,
        to=member.person,
        words=f"{SECRET} dank",
        key=KEY,
    )
    moment = make.help_moment(circle, title=f"{SECRET} koffie")
    circle.farewell, circle.handed_back_at, circle.goes_on = f"{SECRET} tot ziens", now, "hero"
    circle.save()
    others = [make.person(organisation, unit=unit, account=make.account(), roles=[role]) for role in Role]
    neighbour = make.circle(
        organisation,
        hero=make.hero(
            organisation, unit=unit, person=make.person(organisation, unit=unit, account=make.account(), roles=["hero"])
        ),
    )
    inside = make.circle_member(neighbour, person=make.person(organisation, unit=unit, account=make.account()))
    others += [neighbour.hero.person, inside.person]
    ids = {
        "moment_id": moment.pk,
        "person_id": member.person_id,
        "unit_id": unit.pk,
        "organisation_id": organisation.pk,
    }
    paths = {name: filled(address, ids) for name, address in ROUTES.items()}
    found = []
    for person in others:
        client = client_of(person)
        client.raise_request_exception = False
        for name, path in paths.items():
            if path and SECRET in body(client.get(path)):
                found.append(f"{name} as {person.pk}")
        found += [
            words
            for words in ("log", "cancel", "there")
            if SECRET in body(client.post(f"/circle/moments/{moment.pk}/{words}", {"people": "3", "there": "on"}))
        ]
    assert not found
    assert len(paths) > 100
    assert SECRET in page(client_of, member.person), "or nothing was there to be read"
    moment.refresh_from_db()
    assert (moment.held_at, moment.cancelled_at) == (None, None)


def filled(address, ids):
    parts = re.findall(r"<(?:\w+:)?(\w+)>", address)
    if set(parts) - set(ids):
        return ""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(ids[match[1]]), address)


def body(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")


def test_the_other_hero_never_learns_who_asked_for_another(circle, member, client_of):
    answer = client_of(member.person).post("/circle/another", follow=True)
    assert "We look for another hero" in answer.content.decode()
    seen = page(client_of, circle.hero.person)
    assert "Bram" not in seen
    assert "another hero" not in seen
    assert len(export(HOLDS, member.person)["rollout.nottogether"]) == 1
    assert export(HOLDS, circle.hero.person)["rollout.nottogether"] == []


def test_asking_showing_and_leaving_take_one_tap_each(organisation, client_of):
    person = make.person(organisation, account=make.account())
    client = client_of(person)
    assert "I would like a hero" in client.get("/circle").content.decode()
    assert "We look for a hero near you" in client.post("/circle/ask", follow=True).content.decode()
    client.post("/circle/leave")
    assert not CircleMember.objects.exists()


def test_what_is_shown_already_asks_for_no_second_tap(member, client_of):
    """A button that stands out says that something is yet to be done."""
    for is_shown in (False, True):
        CircleMember.objects.update(is_shown=is_shown)
        form = page(client_of, member.person).split('action="/circle/show"')[1].split("</form>")[0]
        assert ("btn-primary" in form) == (not is_shown)


def test_what_is_refused_comes_back_as_a_sentence(organisation, client_of):
    person = make.person(organisation, account=make.account())
    answer = client_of(person).post("/circle/show", {"goal": "x"})
    assert answer.status_code == 422
    assert "You are in no circle" in answer.content.decode()
    outsider = make.person(organisation, account=make.account(), unit=None)
    assert client_of(outsider).post("/circle/ask").status_code == 422


def test_who_does_not_take_part_has_no_circle_page(organisation, client_of):
    person = make.person(organisation, account=make.account(), joined_at=None)
    assert client_of(person).get("/circle").status_code == 302


def test_thanks_are_read_by_one_person_alone(circle, member, client_of):
    sent = {"to": circle.hero.person_id, "words": "Dank voor het meelezen", "key": KEY}
    for _n in range(2):
        client_of(member.person).post("/circle/thanks", sent)
    assert CircleThanks.objects.count() == 1
    other = make.circle_member(circle, person=make.person(circle.organisation, account=make.account()))
    assert "Dank voor het meelezen" in page(client_of, circle.hero.person)
    assert "Dank voor het meelezen" not in page(client_of, member.person)
    assert "Dank voor het meelezen" not in page(client_of, other.person)
    stranger = make.person(circle.organisation)
    assert (
        client_of(member.person).post("/circle/thanks", sent | {"to": stranger.pk, "key": KEY + "2"}).status_code == 422
    )


def test_a_hero_logs_in_two_taps(circle, member, client_of):
    moment = make.help_moment(circle, starts_at=timezone.now() - timedelta(hours=2))
    client = client_of(circle.hero.person)
    assert "How many were there?" in client.get("/circle").content.decode()
    client.post(f"/circle/moments/{moment.pk}/log", {"people": "3"})
    assert HelpMoment.objects.get().people == 3
    assert "How many were there?" not in client.get("/circle").content.decode().split('id="this-week"')[0]


def test_a_full_circle_takes_no_more_queries_than_a_small_one(circle, member, client_of, count_queries):
    counts = []
    for _n in range(2):
        for person in (circle.hero.person, member.person):
            client = client_of(person)
            client.get("/circle")
            with count_queries() as counted:
                assert client.get("/circle").status_code == 200
            counts.append(len(counted))
        for _m in range(15):
            make.circle_member(circle)
            make.help_moment(circle)
    assert counts[:2] == counts[2:]


def test_routes_are_where_they_are_said_to_be():
    assert get_resolver().resolve("/circle").view_name == "rollout:circle"
    assert Client().get("/circle").status_code == 302

"""Somebody fades: the card on Today, what they choose, what their hero may read; and what nobody else learns."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from kring.nudges import messages, queries
from kring.nudges.models import Nudge
from kring.nudges.rules import Answer
from kring.people.models import Consent
from kring.people.rules import Purpose
from kring.reach import actions as reach
from kring.reach.models import Choice, Message
from kring.training.models import Goal
from tests import make


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def client(person, client_of):
    return client_of(person)


def card_on_today(client):
    return client.get("/today/nudge", headers={"HX-Request": "true"}).text


def choose(client, choice, **more):
    return client.post("/me/what-suits-me/choose", {"choice": choice} | more, follow=True)


def test_from_fading_by_the_card_to_a_rest_and_back(person, client):
    assert card_on_today(client) == ""
    nudge = make.nudge(person)
    reach.tell(person=person, kind="nudges.smaller_step", about={"nudge": nudge.pk}, key="n", now=timezone.now())
    assert "What suits you now?" in card_on_today(client)
    assert "Rest for four weeks" in client.get("/me/what-suits-me").text
    assert "You rest for four weeks" in choose(client, "rest").text
    assert Nudge.objects.get().answer == Answer.PAUSE
    assert Message.objects.get().problem == "not_wanted"
    make.nudge(person, kind="lesson")
    assert card_on_today(client) == ""
    assert queries.mine(person, now=timezone.now() + timedelta(days=29)).is_paused is False
    assert "Welcome back." in choose(client, "no_rest").text


def test_a_smaller_step_becomes_the_goal(person, client):
    make.nudge(person)
    assert "Small is fine." in choose(client, "step", goal="listen").text
    assert Goal.objects.get().kind == "listen"
    assert Nudge.objects.get().answer == Answer.STEP
    assert choose(client, "step", goal="x").status_code == 422
    assert choose(client, "x").status_code == 422


def test_another_direction(person, client, organisation, other_organisation):
    group = make.group(organisation, "networker")
    choose(client, "group", group=group.pk)
    person.refresh_from_db()
    assert person.target_group == group
    assert client.post("/me/what-suits-me/choose", {"choice": "group", "group": "999999"}).status_code == 404


def test_out(person, client):
    assert "the door stays open" in choose(client, "leave").text
    person.refresh_from_db()
    assert not person.is_participant


def test_not_for_me_is_never_again(person, client):
    nudge = make.nudge(person)
    client.post(f"/me/nudges/{nudge.pk}", {"answer": "not_for_me"})
    assert Choice.objects.get().kind == "nudges.smaller_step"
    make.nudge(person, week=nudge.week + timedelta(days=7))
    assert card_on_today(client) == ""


def test_a_card_leads_where_it_says_and_is_gone_then(person, client, organisation):
    lesson = make.lesson(organisation)
    nudge = make.nudge(person, kind="lesson")
    assert "Lesson" in card_on_today(client)
    answer = client.post(f"/me/nudges/{nudge.pk}", {"answer": "opened"})
    assert answer.url == f"/learn/{lesson.pk}"
    assert card_on_today(client) == ""
    assert client.post(f"/me/nudges/{nudge.pk}", {"answer": "fine"}).status_code == 422


@pytest.mark.parametrize("fields", [{"is_control": True}, {"days": 15}, {"answer": "fine"}])
def test_there_is_no_card_for_who_is_left_alone_nor_an_old_one_nor_twice(person, client, fields):
    days = fields.pop("days", 0)
    make.nudge(person, week=timezone.localdate() - timedelta(days=days), **fields)
    assert card_on_today(client) == ""


def test_somebody_elses_nudge_is_not_mine(person, client, organisation):
    theirs = make.nudge(make.person(organisation))
    assert client.post(f"/me/nudges/{theirs.pk}", {"answer": "opened"}).status_code == 422
    assert Nudge.objects.get().answer == ""


@pytest.fixture
def circle(organisation, person):
    hero = make.person(organisation, name="Hanna Smit", account=make.account())
    circle = make.circle(organisation, hero=make.hero(organisation, person=hero))
    make.circle_member(circle, person=person)
    return circle


def hands(client_of, person):
    return client_of(person).get("/circle/hands").text


def test_the_hero_reads_only_what_somebody_lets_them_know(person, client, client_of, circle, organisation):
    person.name = "Sam de Boer"
    person.save()
    hero = circle.hero.person
    make.nudge(person)
    Goal.objects.create(organisation=organisation, person=person, kind="write", chosen_at=timezone.now())
    assert "Sam" not in hands(client_of, hero)
    choose(client, "hand")
    assert Consent.objects.get(purpose=Purpose.HAND_FROM_HERO).withdrawn_at is None
    assert "Sam would like a hand with writing something of their own." in hands(client_of, hero)
    assert "Sam" not in hands(client_of, make.person(organisation, account=make.account(), roles=["manager"]))
    choose(client, "no_hand")
    assert "Sam" not in hands(client_of, hero)


def test_the_hero_reads_nothing_of_who_rests_or_was_left_alone(person, client, client_of, circle):
    make.consent(person, Purpose.HAND_FROM_HERO)
    make.nudge(person, is_control=True)
    assert person.first_name not in hands(client_of, circle.hero.person)
    Nudge.objects.update(is_control=False)
    choose(client, "rest")
    assert "Nobody asked for a hand" in hands(client_of, circle.hero.person)


def test_a_message_whose_reason_is_gone_is_not_written(person, organisation):
    nudge = make.nudge(person, kind="lesson")
    message = Message(person=person, about={"nudge": nudge.pk})
    assert messages.write_nudge(message) is None  # there is no lesson
    lesson = make.lesson(organisation)
    letter = messages.write_nudge(message)
    assert (letter.title, letter.link) == ("A next step, when you have a moment", f"/learn/{lesson.pk}")
    Nudge.objects.update(answer=Answer.FINE)
    assert messages.write_nudge(message) is None
    Nudge.objects.all().delete()
    assert messages.write_nudge(message) is None

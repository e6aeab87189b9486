"""What somebody learned, practised or aims for changes no page of anybody else, whatever powers they have."""

import re

import pytest
import time_machine
from django.urls import reverse

from kring.core.scope import inside
from kring.privacy import actions as privacy
from kring.privacy import queries as held
from kring.training import actions
from kring.training.models import Completion, Goal, Practice, PracticeAnswer, Session, SignUp
from tests import make
from tests.test_every_route import IDS, ROUTES, address_of, fill

TAGS = re.compile(r"<[^>]*>")  # what is compared is what one reads: forms carry a new token each time
POWERS = [["manager", "editor", "desk", "administrator", "works_council", "agency", "hero"]]  # all there are, at once


def everything_seen_by(client, world, names=ROUTES):
    """Every page and file of ours that opens, without what differs each time."""
    seen = {}
    for name in names:
        if (
            ":" not in name
            or set(re.findall(r"(\w+)>", ROUTES[name])) - set(IDS)
            or "sign_out" in name
            or "logout" in name
        ):
            continue
        answer = client.get(address_of(name, world))
        if answer.status_code == 200 and not answer.streaming:
            page = answer.content.decode(errors="replace")
            assert "geheim" not in page, name
            seen[name] = TAGS.sub("", page)
    return seen


@pytest.mark.timeout(600)
def test_no_power_sees_what_a_person_learned(db, client_of):
    organisation = make.organisation()
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        world, people = fill(organisation, "woorden")
        with inside(organisation):
            person = make.person(organisation, name="Wie Leerde", account=make.account())
            make.consent(person, "be_named")
            lesson = make.lesson(organisation)
            session = make.training(organisation, trainer=people["colleague"])
            clients = {
                str(roles): client_of(make.person(organisation, account=make.account(), roles=roles))
                for roles in POWERS
            }
        # A first look writes things down, such as who looked at figures; it also says which pages open at all.
        opens = {who: list(everything_seen_by(client, world)) for who, client in clients.items()}
        looks = {
            "insights:figures",
            "insights:table",
            "insights:report",
            "identity:audit",
            "privacy:my_data",
            "privacy:download",
            "hub:wall",
        }
        before = {who: everything_seen_by(client, world, opens[who]) for who, client in clients.items()}
        with inside(organisation):
            now = session.created_at
            actions.finish_lesson(by=person, lesson=lesson, now=now)
            actions.choose_goal(by=person, kind="lead", own_words="geheim doel", now=now)
            actions.sign_up(by=person, session=session, now=now)
            actions.ask_practice(
                by=person, words="geheim probeersel", helper_id=None, address=people["colleague"].email, now=now
            )
        for who, client in clients.items():
            after = everything_seen_by(client, world, opens[who])
            assert len(after) > 20, who
            for name, page in after.items():
                if name not in looks:  # each look is noted there, or makes a new code
                    assert page == before[who].get(name), f"{name} as {who} changed when somebody learned"
                else:
                    assert "Wie Leerde" not in page or "Wie Leerde" in before[who].get(name, ""), f"{name} as {who}"


@pytest.fixture
def everything(person, organisation):
    """One row of each kind about `person`, and a colleague at the other end."""
    other = make.person(organisation, name="Ander", account=make.account())
    make.completion(person, make.lesson(organisation))
    actions.choose_goal(by=person, kind="write", own_words="Mijn doel", now=person.joined_at)
    make.sign_up(person, make.training(organisation, trainer=person))
    make.practice(person, other, words="Mijn probeersel", answer="Hun antwoord")
    make.practice(other, person, words="Hun probeersel", answer="Mijn antwoord")
    return other


def test_a_person_takes_along_what_is_theirs_and_not_what_is_anothers(person, everything):
    found = held.held_of(person)
    assert len(found["training.completion"]) == len(found["training.goal"]) == len(found["training.signup"]) == 1
    text = str(found)
    assert "Mijn doel" in text
    assert "Mijn probeersel" in text
    assert "Mijn antwoord" in text
    assert "Hun antwoord" in text  # it was said to them
    assert "Hun probeersel" not in text


def test_erasing_leaves_the_others_words_alone(person, everything):
    privacy.erase_person(by=person, person=person)
    assert not Completion.objects.exists()
    assert not Goal.objects.exists()
    assert not SignUp.objects.exists()
    assert Session.objects.get().trainer is None
    assert list(Practice.objects.values_list("words", "helper")) == [("Hun probeersel", None)]
    assert not PracticeAnswer.objects.exists()
    assert reverse("training:learn")

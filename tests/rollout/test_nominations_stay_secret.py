"""An attacker with every role tries to learn what one colleague said: whom they named, their wish, their no."""

import re
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

import kring
from kring.core.models import AuditNote
from kring.people.rules import Role
from kring.privacy.queries import held_of
from kring.rollout.actions import deciding, nominations
from kring.rollout.actions import heroes as actions
from kring.rollout.models import Choice, Hero, Nomination, Proposed
from tests import make
from tests.rollout import heroes as world
from tests.test_every_route import ROUTES

pytestmark = pytest.mark.django_db
ROLES = (Role.PERSON, Role.MANAGER, Role.ADMINISTRATOR, Role.WORKS_COUNCIL)
ROOMS = ("rollout:", "people:choices", "people:roles", "people:manage", "privacy:my")
TOKENS = re.compile(
    r'[A-Za-z0-9]{64}|name="(?:csrfmiddlewaretoken|key)" value="[^"]+"|nonce="[^"]+"|\d\d:\d\d(:\d\d(\.\d+)?)?'
)


@pytest.fixture
def unit(organisation):
    return world.unit_of(organisation)


@pytest.fixture
def manager(organisation):
    return world.manager(organisation)


@pytest.fixture
def everyone(organisation, unit, client_of):
    """A client for every role, and for the colleague who was named."""
    people = [make.person(organisation, account=make.account(), roles=[role], unit=unit) for role in ROLES]
    return [(person, client_of(person)) for person in [*people, world.sign_in(unit.staff[7])]]


def pages(unit, person):
    """Every page of the programme, and of the rooms that tell of people or groups."""
    ids = {"unit_id": unit.pk, "person_id": person.pk}
    for name, address in sorted(ROUTES.items()):
        needs = re.findall(r"<(?:\w+:)?(\w+)>", address)
        if not name.startswith(ROOMS) or not set(needs) <= set(ids):
            continue
        yield name, "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(ids[part[1]]), address)


def seen(everyone, unit):
    """All that everybody can see at one moment: each page as each of them, and each one's own file."""
    found = {}
    for person, client in everyone:
        for name, address in pages(unit, unit.staff[7]):
            answer = client.get(address)
            if not answer.streaming:
                found[person.pk, name] = TOKENS.sub("", answer.content.decode(errors="replace"))
        found[person.pk, "file"] = str({k: v for k, v in held_of(person).items() if k != "core.account"})
    return found


def differences(before, after):
    return sorted({name for (who, name), text in after.items() if before[who, name] != text})


def first_difference(before, after):
    """The first lines that differ, to read when a test fails."""
    pairs = [(text, after[key]) for key, text in before.items() if after[key] != text]
    lines = [pair for a, b in pairs for pair in zip(a.splitlines(), b.splitlines(), strict=False) if pair[0] != pair[1]]
    return lines[:3]


def test_nobody_sees_a_difference_when_one_colleague_names_another(everyone, unit, manager):
    choice = world.open_round(unit, manager)
    world.everybody_names(unit, part=0.3)  # twelve said something
    world.name(unit.staff[30], unit.staff[1])
    seen(everyone, unit)  # what is written by the first look is there
    before = seen(everyone, unit)
    nominations.take_name_back(by=unit.staff[30], question="try", person_id=unit.staff[1].pk, now=timezone.now())
    world.name(unit.staff[30], unit.staff[7])
    assert Nomination.objects.filter(choice=choice).count() == 13
    after = seen(everyone, unit)
    told = differences(before, after)
    assert not told, first_difference(before, after)


def test_nobody_sees_a_wish_of_another(everyone, unit, manager):
    world.open_round(unit, manager)
    nominations.close_round(by=manager, choice=Choice.objects.get(), now=timezone.now())
    world.proposed(unit, manager, 6)
    listed_before = list(Proposed.objects.values_list("person", "stand_in", "stand_in_cost"))
    seen(everyone, unit)
    before = seen(everyone, unit)
    onlookers = [person for person, _client in everyone]  # each of whom sees their own wish on their own page
    listed = Proposed.objects.exclude(person__in=onlookers).first().person
    nominations.wish_to_be_hero(by=listed, wants=False, hours=None)
    after = seen(everyone, unit)
    told = differences(before, after)
    assert not told, first_difference(before, after)
    world.proposed(unit, manager, 6)  # chosen again after somebody changed their mind
    assert list(Proposed.objects.values_list("person", "stand_in", "stand_in_cost")) == listed_before


def test_a_no_looks_like_an_answer_that_did_not_come(everyone, unit, manager):
    choice = world.proposed(unit, manager, 6)
    deciding.decide_heroes(by=manager, choice=choice, version=choice.version, now=timezone.now())
    first, second, *rest = [hero.person for hero in Hero.objects.select_related("person").order_by("pk")]
    for person in rest:
        deciding.answer(by=person, yes=True, now=timezone.now())
    bystanders = [(person, client) for person, client in everyone if person.pk not in (first.pk, second.pk)]
    seen(bystanders, unit)

    def when(how):
        point = transaction.savepoint()
        how()
        told = seen(bystanders, unit)
        transaction.savepoint_rollback(point)
        return told

    late = timezone.now() - timedelta(days=30)
    said_no = when(lambda: deciding.answer(by=first, yes=False, now=timezone.now()))
    silent = when(lambda: Hero.objects.filter(person=first).update(asked_at=late))
    told = differences(said_no, silent)
    assert not told, first_difference(said_no, silent)
    other_one = when(lambda: deciding.answer(by=second, yes=False, now=timezone.now()))
    told = differences(said_no, other_one)
    assert not told, "which of the two it was cannot be seen"


def test_no_number_of_names_is_on_the_page_of_a_list(unit, manager, client_of):
    choice = world.open_round(unit, manager)
    world.everybody_names(unit, part=0.3)
    nominations.close_round(by=manager, choice=choice, now=timezone.now())
    choice = world.proposed(unit, manager, 6)
    assert choice.method == "names"
    for row in Proposed.objects.all():
        assert not re.search(r"\d", row.stand_in_cost)
        assert all(set(one) <= {"kind", "rule", "parts"} for one in row.why)
    assert choice.helped is None
    said = client_of(manager).get(f"/programme/heroes/{unit.pk}").content.decode()
    listed = set(Proposed.objects.values_list("person", "stand_in"))
    named = {one for pair in listed for one in pair}
    shown = re.sub(r"<datalist.*?</datalist>", "", said, flags=re.S)
    unnamed = [one.name for one in unit.staff if one.pk not in named]
    assert unnamed
    assert not [name for name in unnamed if name in shown]


def test_two_names_more_or_less_are_not_in_what_a_swap_costs(unit, manager):
    """Whoever is put in whose place, the page says one of three words: nothing from which names can be counted."""
    choice = world.open_round(unit, manager)
    world.everybody_names(unit, part=0.3)
    nominations.close_round(by=manager, choice=choice, now=timezone.now())
    choice = world.proposed(unit, manager, 6)
    listed = list(Proposed.objects.values_list("person", flat=True))
    others = [one.pk for one in unit.staff if one.pk not in listed]
    costs = {
        actions.look_at_change(
            by=manager, choice=choice, version=choice.version, kind="swap", person=out, other=put, now=timezone.now()
        )["cost"]
        for out, put in product(listed[:3], others[:8])
    }
    assert costs <= {"little", "some", "much"}


def test_the_audit_trail_says_nothing_of_what_people_said(unit, manager):
    world.open_round(unit, manager)
    before = AuditNote.objects.count()
    world.name(unit.staff[0], unit.staff[1])
    nominations.wish_to_be_hero(by=unit.staff[0], wants=True, hours=3)
    assert AuditNote.objects.count() == before


def test_only_the_choosing_opens_what_is_sealed():
    root = Path(kring.__file__).parent
    users = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if re.search(r"rollout\.queries(\.| import .*)\bsealed\b", file.read_text())
    }
    assert users == {
        "rollout/actions/deciding.py",
        "rollout/actions/heroes.py",
        "rollout/actions/nominations.py",
        "rollout/personal_data.py",
    }

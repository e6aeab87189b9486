from collections import Counter

import pytest
from django.utils import timezone

from kring.people.models import Placement
from kring.rollout.actions import heroes as actions
from kring.rollout.actions import nominations
from kring.rollout.errors import ChangedMeanwhileError, EnoughLooksError, ListTooShortError, NotNowError
from kring.rollout.models import Choice, Proposed
from kring.rollout.rules import heroes as rules
from tests.rollout import heroes as world

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(organisation):
    return world.unit_of(organisation)


@pytest.fixture
def manager(organisation):
    return world.manager(organisation)


def listed(choice):
    return list(Proposed.objects.filter(choice=choice).values_list("person", flat=True))


def test_it_keeps_every_wish_at_once(unit, manager):
    world.open_round(unit, manager)
    world.everybody_names(unit)
    nominations.close_round(by=manager, choice=Choice.objects.get(), now=timezone.now())
    choice = world.proposed(
        unit, manager, 8, ("rank", "Directeur", 2, None), ("department", "", 1, 3), ("location", "Plaats 0", 0, 5)
    )
    assert choice.status == Choice.Status.PROPOSED
    placed = Placement.objects.filter(person__in=listed(choice)).select_related("rank", "department")
    assert Counter(one.rank.name for one in placed)["Directeur"] == 2
    assert all(1 <= number <= 3 for number in Counter(one.department.name for one in placed).values())
    assert Counter(one.location for one in placed)["Plaats 0"] <= 5
    assert choice.method == "helped"
    assert choice.gap <= 0.002


def test_it_says_which_wishes_are_in_each_others_way(unit, manager):
    choice = world.proposed(unit, manager, 8, ("rank", "Directeur", 3, None), ("department", "", 0, 4))
    assert choice.status == Choice.Status.IMPOSSIBLE
    assert [(one["side"], one["rule"]["value"], one["number"], one["available"]) for one in choice.problem] == [
        ("at_least", "Directeur", 3, 2)
    ]
    assert not listed(choice)


def test_few_names_are_counted(unit, manager):
    choice = world.open_round(unit, manager)
    world.everybody_names(unit, part=0.2)
    nominations.close_round(by=manager, choice=choice, now=timezone.now())
    choice = world.proposed(unit, manager, 6)
    assert choice.method == "names"
    assert {person.pk for person in unit.staff[:3]} <= set(listed(choice))


def test_who_would_rather_not_is_not_proposed_and_a_later_wish_changes_nothing(unit, manager):
    choice = world.open_round(unit, manager)
    world.everybody_names(unit, part=0.2)
    nominations.wish_to_be_hero(by=unit.staff[0], wants=False, hours=None)
    nominations.close_round(by=manager, choice=choice, now=timezone.now())
    nominations.wish_to_be_hero(by=unit.staff[1], wants=False, hours=None)
    first = listed(world.proposed(unit, manager, 6))
    assert unit.staff[0].pk not in first
    assert unit.staff[1].pk in first


def test_a_worker_that_runs_twice_makes_one_list(unit, manager):
    choice = world.proposed(unit, manager)
    before = listed(choice)
    actions.choose_heroes(by=manager, units=[unit], now=timezone.now())
    choice.refresh_from_db()
    assert choice.status == Choice.Status.CHOOSING
    world.work(choice)
    world.work(choice)
    assert listed(choice) == before


def test_all_units_are_asked_for_at_once_and_each_is_kept_by_itself(organisation, manager):
    world.ask(None, manager, 5)
    units = [world.unit_of(organisation, people=24) for _n in range(4)]
    world.ask(units[2], manager, 5, ("rank", "Directeur", 3, None))
    assert actions.choose_heroes(by=manager, units=units, now=timezone.now()) == 4
    for choice in Choice.objects.order_by("pk")[:2]:
        world.work(choice)
    assert Choice.objects.filter(status=Choice.Status.CHOOSING).count() == 2  # a worker that died here goes on later
    for choice in Choice.objects.filter(status=Choice.Status.CHOOSING):
        world.work(choice)
    told = dict(Choice.objects.values_list("unit", "status"))
    assert told.pop(units[2].pk) == Choice.Status.IMPOSSIBLE
    assert set(told.values()) == {Choice.Status.PROPOSED}


def test_a_list_of_a_few_is_refused(unit, manager):
    with pytest.raises(ListTooShortError):
        world.ask(unit, manager, rules.FEWEST - 1)


def test_a_change_by_hand_says_its_cost_and_is_done_once(unit, manager):
    choice = world.proposed(unit, manager, 6)
    out, put = listed(choice)[0], next(one.pk for one in unit.staff if one.pk not in listed(choice))
    change = {"by": manager, "choice": choice, "version": choice.version, "kind": "swap", "person": out, "other": put}
    said = actions.look_at_change(**change, now=timezone.now())
    assert (said["left"], said["came"]) == (out, put)
    assert said["cost"] in (rules.LITTLE, rules.SOME, rules.MUCH) or said["cost"].isdigit()
    assert out in listed(choice)
    actions.change_list(**change, now=timezone.now())
    assert out not in listed(choice)
    assert put in listed(choice)
    with pytest.raises(ChangedMeanwhileError):
        actions.change_list(**change, now=timezone.now())
    choice = world.proposed(unit, manager, 6)
    assert put in listed(choice), "who was put on the list stays, also when it is chosen again"
    assert out not in listed(choice)


def test_somebody_who_would_rather_not_can_be_put_on_the_list_like_anybody(unit, manager):
    nominations.wish_to_be_hero(by=unit.staff[9], wants=False, hours=None)
    choice = world.proposed(unit, manager, 6)
    said = actions.look_at_change(
        by=manager, choice=choice, version=choice.version, kind="pin", person=unit.staff[9].pk, other=None,
        now=timezone.now(),
    )  # fmt: skip
    assert said["came"] == unit.staff[9].pk


def test_looks_come_to_an_end(unit, manager):
    choice = world.proposed(unit, manager, 6)
    Choice.objects.update(looks=rules.LOOKS)
    with pytest.raises(EnoughLooksError):
        actions.look_at_change(
            by=manager, choice=choice, version=choice.version, kind="leave_out", person=listed(choice)[0],
            other=None, now=timezone.now(),
        )  # fmt: skip


def test_it_tells_what_other_ways_would_give(unit, manager):
    choice = world.open_round(unit, manager)
    world.everybody_names(unit)
    nominations.close_round(by=manager, choice=choice, now=timezone.now())
    choice = world.proposed(unit, manager, 8, ("rank", "Directeur", 2, None), ("department", "Advies", 4, None))
    actions.ask_to_compare(by=manager, choice=choice)
    world.work(choice)
    parts = {one["way"]: one["part"] for one in choice.beside}
    assert parts["random"] < 100
    assert {"most_named", "most_ties", "top_of_each"} <= set(parts)
    assert len(choice.prices) == 2
    assert all(price["cost"].isdigit() for price in choice.prices)


def test_a_round_that_is_open_is_waited_for(unit, manager):
    world.open_round(unit, manager)
    with pytest.raises(NotNowError):
        actions.choose_heroes(by=manager, units=[unit], now=timezone.now())

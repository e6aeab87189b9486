"""A second round: who is a hero stays, whose time is over makes room, and a no of before is as if it was not said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.people.queries import roles_of
from kring.people.rules import Role
from kring.rollout.actions import deciding
from kring.rollout.actions import heroes as actions
from kring.rollout.errors import HeroStaysError
from kring.rollout.models import Choice, CirclePlan, Hero, Proposed
from tests import make
from tests.rollout import heroes as world

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.localdate() - timedelta(weeks=20)


@pytest.fixture
def manager(organisation):
    return world.manager(organisation)


@pytest.fixture
def unit(organisation):
    return world.unit_of(organisation, people=30)


def decided(choice, manager):
    return deciding.decide_heroes(by=manager, choice=choice, version=choice.version, now=timezone.now())


@pytest.fixture
def first(unit, manager):
    """A first list that was decided: two said yes of which one long ago, one said no, the others wait."""
    choice = decided(world.proposed(unit, manager, 6), manager)
    stays, done, no, *_wait = [hero.person for hero in Hero.objects.select_related("person").order_by("pk")]
    for person, yes in ((stays, True), (done, True), (no, False)):
        deciding.answer(by=person, yes=yes, now=timezone.now())
    Hero.objects.filter(person=done).update(since=LONG_AGO)
    choice.people = stays, done, no
    return choice


def test_who_is_a_hero_stays_and_whose_time_is_over_makes_room(first, unit, manager):
    stays, done, _no = first.people
    world.open_round(unit, manager)
    assert not Choice.objects.exclude(sealed=None).exists()  # nothing of the first list's reserve is left
    Choice.objects.filter(round=2).update(status="ready")
    choice = world.proposed(unit, manager, 6)
    assert choice.round == 2
    row = Proposed.objects.get(person=stays)
    assert row.why == [{"kind": "stays"}]
    assert not row.is_pinned
    with pytest.raises(HeroStaysError):
        actions.look_at_change(
            by=manager, choice=choice, version=choice.version, kind="leave_out", person=stays.pk, other=None,
            now=timezone.now(),
        )  # fmt: skip
    listed = set(Proposed.objects.values_list("person", flat=True))
    asked_before = timezone.now()
    decided(choice, manager)
    assert Hero.objects.get(person=stays).choice == first
    assert Hero.objects.get(person=done, choice=first).status == Hero.Status.ENDED
    assert Role.HERO not in roles_of(done)
    waiting = Hero.objects.filter(status=Hero.Status.ASKED)
    assert set(waiting.values_list("person", flat=True)) == listed - {stays.pk}
    assert all(hero.choice == choice and hero.asked_at > asked_before for hero in waiting)


def test_who_said_no_and_who_did_not_answer_are_alike_in_the_next_list(first, unit, manager):
    _stays, _done, no = first.people
    silent = Hero.objects.filter(status=Hero.Status.ASKED).first().person
    first.refresh_from_db()
    Choice.objects.filter(pk=first.pk).update(decided_at=timezone.now())
    world.proposed(unit, manager, 28)  # nearly everybody is on it
    listed = set(Proposed.objects.values_list("person", flat=True))
    choice = Choice.objects.get(round=2)
    for person in (no, silent):
        if person.pk not in listed:
            actions.change_list(
                by=manager, choice=choice, version=choice.version, kind="pin", person=person.pk, other=None,
                now=timezone.now(),
            )  # fmt: skip
            choice.refresh_from_db()
    decided(choice, manager)
    assert {Hero.objects.get(person=one, status="asked").choice for one in (no, silent)} == {choice}


def test_who_stops_while_a_list_waits_is_not_asked_by_it(first, unit, manager):
    stays = first.people[0]
    choice = world.proposed(unit, manager, 6)
    deciding.stop_being_hero(by=stays, person=stays, now=timezone.now())
    decided(choice, manager)
    assert not Hero.objects.filter(person=stays, status="asked").exists()


def test_the_page_says_what_happens_to_the_earlier_choice(first, unit, manager, client_of):
    page, home = client_of(manager), f"/programme/heroes/{unit.pk}"
    said = page.get(home).content.decode()
    assert "Start a new round" in said
    assert "Nothing changes until you decide on that list." in said
    page.post(f"{home}/round", {"until": timezone.localdate().isoformat()})
    said = page.get(home).content.decode()
    assert "2 heroes until then" in said
    assert "Whose three months are over makes room" in said
    assert first.people[0].name in said
    assert first.people[2].name not in said


def test_circles_are_made_again_as_soon_as_a_hero_comes_or_goes(organisation, manager):
    unit = make.unit(organisation)
    hero = make.hero(organisation, unit=unit, status=Hero.Status.ASKED, since=None)
    deciding.answer(by=hero.person, yes=True, now=timezone.now())
    assert CirclePlan.objects.get(unit=unit).asked_at is not None
    CirclePlan.objects.update(asked_at=None)
    deciding.stop_being_hero(by=hero.person, person=hero.person, now=timezone.now())
    assert CirclePlan.objects.get(unit=unit).asked_at is not None

"""Asking for a hero, getting one, leaving, asking for another: what the rows say afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.people import actions as people
from kring.rollout.actions import circles as actions
from kring.rollout.errors import HeroHasACircleError, NotInACircleError, NotOnTheStaffError
from kring.rollout.models import Circle, CircleMember, CirclePlan, Hero, MomentLetter, NotTogether
from kring.rollout.queries import circles as queries
from tests import make


@pytest.fixture
def unit(organisation):
    return make.unit(organisation)


def settled(unit):
    """What the worker does when it is woken for a unit."""
    plan = CirclePlan.objects.get(unit=unit)
    actions.make_circles(plan_id=plan.pk, now=timezone.now())
    return plan


def ask(person):
    return actions.ask_for_hero(by=person, now=timezone.now())


def hero_of(person):
    member = CircleMember.objects.get(person=person)
    return member.circle.hero.person if member.circle else None


def test_who_asks_gets_the_hero_of_their_own_department(organisation, unit):
    here, there = make.department(organisation), make.department(organisation)
    near = make.hero(organisation, unit=unit, person=make.person(organisation, unit=unit, department=here))
    make.hero(organisation, unit=unit, person=make.person(organisation, unit=unit, department=there))
    person = make.person(organisation, unit=unit, department=here)
    ask(person)
    settled(unit)
    assert hero_of(person) == near.person


def test_nobody_gets_a_hero_by_themselves(organisation, unit):
    make.hero(organisation, unit=unit)
    make.person(organisation, unit=unit)
    actions.look_around(organisation_id=organisation.pk, now=timezone.now())
    settled(unit)
    assert not CircleMember.objects.exists()


def test_a_director_is_no_hero_for_their_own_department(organisation, unit):
    director = make.rank(organisation)
    department = make.department(organisation)
    rule(organisation, director)
    boss = make.person(organisation, unit=unit, department=department, rank=director)
    make.hero(organisation, unit=unit, person=boss)
    person = make.person(organisation, unit=unit, department=department)
    ask(person)
    settled(unit)
    assert hero_of(person) is None


def rule(organisation, rank):
    from kring.people.models import TargetGroupRule

    TargetGroupRule.objects.create(
        organisation=organisation, target_group=make.group(organisation, "role_model"), rank=rank
    )


def test_twice_is_like_once_and_asking_again_is_no_second_wish(organisation, unit):
    make.hero(organisation, unit=unit)
    person = make.person(organisation, unit=unit)
    assert ask(person) == ask(person)
    plan = settled(unit)
    before = CircleMember.objects.values_list("circle", "placed_at").get()
    actions.make_circles(plan_id=plan.pk, now=timezone.now() + timedelta(hours=1))
    assert CircleMember.objects.values_list("circle", "placed_at").get() == before
    assert CirclePlan.objects.get().asked_at is None


def test_a_worker_that_dies_half_way_changes_nothing_and_the_row_still_asks(organisation, unit, monkeypatch):
    make.hero(organisation, unit=unit)
    ask(make.person(organisation, unit=unit))

    def dies(*_all, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions, "invite_to_coming", dies)
        with pytest.raises(KeyboardInterrupt):
            settled(unit)
    assert CircleMember.objects.get().circle is None
    assert queries.plans_waiting(now=timezone.now() + timedelta(minutes=2)).count() == 1
    settled(unit)
    assert CircleMember.objects.get().circle is not None


def test_another_hero_is_found_and_the_first_is_avoided_from_then_on(organisation, unit):
    heroes = [make.hero(organisation, unit=unit) for _n in range(2)]
    person = make.person(organisation, unit=unit)
    ask(person)
    settled(unit)
    first = hero_of(person)
    actions.ask_for_another_hero(by=person, now=timezone.now())
    assert hero_of(person) is None
    settled(unit)
    assert {first, hero_of(person)} == {hero.person for hero in heroes}
    assert list(NotTogether.objects.values_list("person", "hero_person")) == [(person.pk, first.pk)]
    other = Hero.objects.get(person=hero_of(person))
    other.status, other.until = Hero.Status.ENDED, timezone.localdate()
    other.save()
    actions.look_around(organisation_id=organisation.pk, now=timezone.now())
    settled(unit)
    assert hero_of(person) is None


def test_what_somebody_shows_is_not_shown_in_another_circle_until_they_say_so(organisation, unit):
    for _n in range(2):
        make.hero(organisation, unit=unit)
    person = make.person(organisation, unit=unit)
    ask(person)
    settled(unit)
    actions.show_in_circle(by=person, goal="Een keer durven", question="", help_wish="", now=timezone.now())
    shown = queries.my_circle(hero_of(person), now=timezone.now())
    assert shown.faces[1].goal == "Een keer durven"
    actions.ask_for_another_hero(by=person, now=timezone.now())
    settled(unit)
    assert not queries.my_circle(hero_of(person), now=timezone.now()).faces[1].shows
    assert CircleMember.objects.get().goal == "Een keer durven"


def test_leaving_removes_what_one_showed_at_once(organisation):
    circle = make.circle(organisation)
    member = make.circle_member(circle, goal="Een keer durven")
    actions.leave_circle(by=member.person, now=timezone.now())
    assert not CircleMember.objects.exists()
    actions.leave_circle(by=member.person, now=timezone.now())


def test_leaving_the_programme_hides_what_one_showed_at_once_and_for_good(organisation):
    circle = make.circle(organisation)
    member = make.circle_member(circle, goal="Een keer durven", person=make.person(organisation, unit=circle.hero.unit))
    person, now = member.person, timezone.now()

    def seen():
        return [face.goal for face in queries.my_circle(circle.hero.person, now=now).faces[1:]]

    assert seen() == ["Een keer durven"]
    people.leave_programme(by=person, now=now)
    assert seen() == []
    person.refresh_from_db()
    people.give_consent(by=person, purpose="take_part", now=now + timedelta(minutes=1))
    assert seen() == []
    actions.tidy_circles(now=now)
    assert not CircleMember.objects.exists()
    person.refresh_from_db()
    actions.ask_for_hero(by=person, now=now + timedelta(minutes=2))
    assert CircleMember.objects.get().goal == ""


def test_a_hero_does_not_ask_and_who_is_on_no_staff_list_cannot(organisation):
    hero = make.hero(organisation)
    with pytest.raises(HeroHasACircleError):
        ask(hero.person)
    with pytest.raises(NotOnTheStaffError):
        ask(make.person(organisation, unit=None))


def test_nobody_shows_or_thanks_without_a_circle(organisation, person):
    with pytest.raises(NotInACircleError):
        actions.show_in_circle(by=person, goal="x", question="", help_wish="", now=timezone.now())
    with pytest.raises(NotInACircleError):
        actions.thank(by=person, to_id=person.pk, words="x", key="k" * 20, now=timezone.now())


def test_who_comes_in_gets_what_is_planned_and_who_goes_gets_it_taken_out(organisation, unit):
    hero = make.hero(organisation, unit=unit)
    moment = make.help_moment(make.circle(organisation, hero=hero))
    person = make.person(organisation, unit=unit)
    ask(person)
    settled(unit)
    letter = MomentLetter.objects.get(person=person)
    assert (letter.kind, letter.moment, letter.sequence) == ("invite", moment, 0)
    MomentLetter.objects.update(claimed_at=timezone.now(), sent_at=timezone.now())
    actions.leave_circle(by=person, now=timezone.now())
    assert list(MomentLetter.objects.values_list("kind", "sequence").order_by("sequence")) == [
        ("invite", 0),
        ("cancel", 1),
    ]


def test_who_moves_to_another_unit_gets_a_hero_there(organisation, unit):
    make.hero(organisation, unit=unit)
    person = make.person(organisation, unit=unit)
    ask(person)
    settled(unit)
    other = make.hero(organisation)
    from kring.people.models import Placement

    Placement.objects.filter(person=person).update(unit=other.unit)
    actions.look_around(organisation_id=organisation.pk, now=timezone.now())
    for plan in CirclePlan.objects.all():
        actions.make_circles(plan_id=plan.pk, now=timezone.now())
    assert hero_of(person) == other.person


def test_sixty_people_take_as_many_queries_as_six(organisation, count_queries):
    counts = []
    for size in (6, 60):
        unit = make.unit(organisation)
        for _n in range(3):
            make.hero(organisation, unit=unit)
        for _n in range(size):
            CircleMember.objects.create(
                organisation=organisation, person=make.person(organisation, unit=unit), wished_at=timezone.now()
            )
        actions.ask_for_circles(organisation_id=organisation.pk, unit_id=unit.pk, now=timezone.now())
        with count_queries() as counted:
            settled(unit)
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert Circle.objects.count() == 6

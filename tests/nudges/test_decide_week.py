"""A week is decided once, within every budget, and in as many queries for many as for few."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kring.core.scope import inside
from kring.feed.models import HotStory
from kring.nudges import actions, rules, tasks
from kring.nudges.models import KindSetting, KindTrial, Nudge, Round
from kring.nudges.rules import Answer, Kind, State
from kring.people.models import Consent, Person, Placement
from kring.people.rules import Purpose
from kring.reach import actions as reach
from kring.reach.models import Message
from kring.stories.models import Reading
from tests import make

TOLD = 9  # queries to tell any number of people one kind of thing
MONDAY = timezone.make_aware(timezone.datetime(2026, 11, 23, 6, 0))


@pytest.fixture
def bank(organisation):
    """Units with people who read something some weeks ago, so that there is a middle third, and a fresh story."""
    fill(organisation, units=4, people=15)
    return organisation


def fill(organisation, *, units, people):
    story = make.story(organisation, live_from=MONDAY - timedelta(days=2))
    HotStory.objects.get_or_create(
        organisation=organisation,
        story=story,
        segment=f"group:{make.group(organisation, 'ambassador').pk}",
        defaults={"languages": "nl,en", "theme_id": story.theme_id, "hot": 1, "live_from": story.live_from},
    )
    for _unit in range(units):
        made = make.people(organisation, make.unit(organisation), people, joined_at=MONDAY - timedelta(weeks=30))
        make.readings(made, story, [MONDAY - timedelta(weeks=n % 9 + 1, days=-1) for n in range(people)])
        given = {"organisation": organisation, "purpose": Purpose.EMAIL, "text_version": 1, "given_at": MONDAY}
        Consent.objects.bulk_create(Consent(person=one, **given) for one in made)


def decide(organisation, weeks=0):
    return actions.decide_week(organisation=organisation, now=MONDAY + timedelta(weeks=weeks))


def test_a_week_is_decided_once(bank):
    sent = decide(bank)
    assert sent == Nudge.objects.filter(is_control=False).count() > 0
    assert Nudge.objects.count() == 20  # a third of sixty
    assert decide(bank) == 0
    assert Round.objects.count() == 1
    assert Nudge.objects.count() == 20


def test_each_nudge_is_told_once_and_whoever_is_left_alone_hears_nothing(bank):
    decide(bank)
    told = Message.objects.exclude(kind="nudges.week")
    nudged = Nudge.objects.filter(is_control=False)
    assert sorted(told.values_list("person", flat=True)) == sorted(nudged.values_list("person", flat=True))
    weeks = Message.objects.filter(kind="nudges.week")
    assert weeks.count() == 60
    assert {timezone.localtime(one.not_before).weekday() for one in weeks} <= {0, 1, 2, 3}


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_decides_all(bank, monkeypatch):
    def dies(**_told):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(reach, "tell_each", dies)
        with pytest.raises(SystemExit):
            decide(bank)
    assert not Round.objects.exists()
    assert not Nudge.objects.exists()
    assert decide(bank) > 0


def test_nobody_is_on_the_list_two_weeks_running_nor_five_times_in_a_quarter(bank):
    for week in range(13):
        decide(bank, week)
    listed = set(Nudge.objects.values_list("person", flat=True))
    assert listed
    for person in listed:
        weeks = sorted(Nudge.objects.filter(person=person).values_list("week", flat=True))
        assert all(later - one >= timedelta(days=14) for one, later in pairwise(weeks))
        assert Nudge.objects.filter(person=person, is_control=False).count() <= 4


def test_two_that_nothing_came_of_make_it_quiet_for_four_weeks(bank):
    for weeks in (2, 4):
        for person in bank_people():
            make.nudge(person, week=(MONDAY - timedelta(weeks=weeks)).date(), kind="lesson")
    Nudge.objects.filter(week=(MONDAY - timedelta(weeks=2)).date()).update(week=(MONDAY - timedelta(weeks=3)).date())
    decide(bank)
    active_since = set(active_after_the_first())
    assert set(Nudge.objects.filter(week=MONDAY.date()).values_list("person", flat=True)) <= active_since


def bank_people():
    return Person.objects.order_by("pk")


def active_after_the_first():
    return Reading.objects.filter(opened_at__gte=MONDAY - timedelta(weeks=4)).values_list("person", flat=True)


def test_it_takes_as_many_queries_for_two_hundred_as_for_twenty(organisation, other_organisation, count_queries):
    fill(organisation, units=2, people=10)
    with count_queries() as few:
        assert decide(organisation) > 0
    with inside(other_organisation):
        fill(other_organisation, units=5, people=40)
        with count_queries() as many:
            assert decide(other_organisation) > 10
    kinds = set(Nudge.objects.values_list("kind", flat=True))
    mornings = 16  # the week of everybody is told in as many calls as there are days and hours for it
    assert len(many) <= len(few) + TOLD * (len(kinds) + mornings)
    assert len(many) < 250


def test_a_kind_is_off_where_it_is_off_and_for_whoever_does_not_want_it(bank):
    KindSetting.objects.create(organisation=bank, kind=Kind.NEW_STORY, state=State.OFF, since=MONDAY.date())
    for person in bank_people()[:30]:
        reach.turn_off(by=person, kind="nudges.smaller_step", now=MONDAY)
    for person in bank_people()[30:45]:
        reach.pause(by=person, now=MONDAY)
    decide(bank)
    assert not Nudge.objects.filter(kind=Kind.NEW_STORY).exists()
    wanted = set(Nudge.objects.filter(kind=Kind.SMALLER_STEP).values_list("person", flat=True))
    assert wanted
    assert not wanted & {person.pk for person in bank_people()[:45]}


def test_a_half_is_kept(organisation):
    fill(organisation, units=10, people=9)
    boss = make.person(organisation, roles=["manager"], unit=None)
    for kind in set(Kind) - {Kind.WENT_LIVE}:
        actions.try_kind(by=boss, kind=kind, seed=f"s{kind}", weeks=2, now=MONDAY)
    drawn = KindTrial.objects.get(kind=Kind.SMALLER_STEP)
    assert drawn.drawn == rules.halves([(pk, 9) for pk in sorted(drawn.drawn["in"] + drawn.drawn["out"])], drawn.seed)
    decide(organisation)
    for nudge in Nudge.objects.select_related("person"):
        half = KindTrial.objects.get(kind=nudge.kind).drawn
        unit = nudge.person.pk and unit_of(nudge.person_id)
        assert unit in half["out" if nudge.is_control else "in"]
    assert {True, False} <= set(Nudge.objects.values_list("is_control", flat=True))


def unit_of(person_id):
    return Placement.objects.get(person=person_id).unit_id


def test_good_news_is_told_to_everybody_it_is_owed(bank):
    person = bank_people()[0]
    story = make.story(bank, live_from=MONDAY - timedelta(days=3))
    make.idea(person, story=story)
    decide(bank)
    nudge = Nudge.objects.get(kind=Kind.WENT_LIVE)
    assert (nudge.person, nudge.about_id, nudge.is_control) == (person, story.pk, False)


def test_the_database_keeps_who_is_left_alone_without_an_answer(bank):
    nudge = make.nudge(bank_people()[0], is_control=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nudge.objects.filter(pk=nudge.pk).update(answer=Answer.FINE)


def test_the_worker_decides_on_a_working_day(bank, time_machine):
    time_machine.move_to(MONDAY + timedelta(days=5))
    tasks.decide.func(0)
    assert not Round.objects.exists()
    time_machine.move_to(MONDAY + timedelta(days=8))
    tasks.decide.func(0)
    assert Round.objects.get().week == MONDAY.date() + timedelta(days=7)

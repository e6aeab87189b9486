"""The desk's roster, who is on now, and how long questions wait."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kring.hub import rules
from kring.hub.actions import roster as actions
from kring.hub.errors import DayNotPossibleError, NotAtTheDeskError
from kring.hub.models import Duty
from kring.hub.queries import on_duty, open_by_age
from kring.hub.queries import roster as queries
from tests import make

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))  # a Wednesday
TODAY = NOW.date()


@pytest.fixture
def desk(organisation):
    return make.person(
        organisation, account=make.account(), roles=["desk"], department=make.department(organisation, name="Schade")
    )


def put_on(by, person=None, day=TODAY, part="morning"):
    return actions.put_on(by=by, person_id=(person or by).pk, day=day, part=part, now=NOW)


def test_twice_on_is_once_and_off_is_off(desk):
    put_on(desk), put_on(desk)
    assert Duty.objects.count() == 1
    actions.take_off(by=desk, person_id=desk.pk, day=NOW.date(), part="morning")
    assert not Duty.objects.exists()


@pytest.mark.parametrize("days", [-3, 3, 12, 400])
def test_only_the_working_days_of_this_week_and_the_next(desk, days):
    with pytest.raises(DayNotPossibleError):
        put_on(desk, day=NOW.date() + timedelta(days=days))


def test_only_people_of_the_desk(desk, person):
    with pytest.raises(NotAtTheDeskError):
        put_on(desk, person)


def test_who_is_on_now_comes_with_a_department(desk, organisation):
    named = make.person(organisation, roles=["desk"], name="An")
    put_on(desk), put_on(desk, named), put_on(desk, part="afternoon")
    assert {(who.name, who.department) for who in on_duty(NOW)} == {(desk.name, "Schade"), ("An", "")}
    assert [who.name for who in on_duty(NOW + timedelta(hours=4))] == [desk.name]
    assert on_duty(NOW + timedelta(hours=12)) == []


def test_two_weeks_stand_on_one_page_in_two_queries_whatever_their_number(desk, organisation, count_queries):
    put_on(desk)
    with count_queries() as few:
        days = queries.roster(desk.pk, NOW)
    assert [day.day for day in days] == rules.days_shown(NOW.date())
    assert [half.has_me for half in days[2].halves] == [True, False]
    for _ in range(10):
        put_on(desk, make.person(organisation, roles=["desk"]))
    with count_queries() as many:
        queries.roster(desk.pk, NOW)
    assert len(few) == len(many) == 1


def test_open_questions_are_counted_by_age_and_department(organisation):
    claims = make.department(organisation, name="Schade")
    now = timezone.now()
    for hours in (1, 3, 20, 48, 100, 200):
        make.mention(organisation, department=claims, said_at=now - timedelta(hours=hours))
    make.mention(organisation, said_at=now - timedelta(hours=5), status="in_hand")
    make.mention(organisation, department=claims, status="answered")
    make.mention(organisation, department=claims, status="closed")
    found = [(row.department, row.bands, row.total) for row in open_by_age(now)]
    assert found == [("Schade", [2, 1, 1, 2], 6), ("", [0, 1, 0, 0], 1)]

"""The page of comfort: nothing for few, ranges for many, and nothing to subtract."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kring.surveys import queries
from kring.surveys.models import Survey
from tests import make
from tests.surveys.asking import answered, opened, sent, staff


@pytest.fixture
def manager(organisation, client_of):
    return client_of(make.person(organisation, account=make.account(), roles=["manager"], unit=None))


def asked_and_opened(people, yes, no, kind="pulse"):
    """So many of these say that they are comfortable, so many that they are not; the rest keeps silent."""
    survey = sent(people[0].organisation, kind=kind)
    for n, person in enumerate(people[: yes + no]):
        points = 5 if n < yes else 2
        uses = dict.fromkeys(("listen", "respond", "share", "write", "lead"), points)
        answered(survey, person, **uses, mark=8 if n < yes else 6, helped=f"zoiets {n}")
    opened(survey)
    return survey


def figures():
    return queries.comfort(on=timezone.localdate())


def test_nothing_shows_while_the_box_is_shut(organisation, manager):
    people = staff(organisation, 30)
    survey = sent(organisation)
    for person in people[:25]:
        answered(survey, person, listen=5)
    page = manager.get(reverse("surveys:comfort")).content.decode()
    assert "Too few answers to say something yet" in page


def test_nothing_shows_of_nine_answers_and_something_of_twelve(organisation, manager):
    asked_and_opened(staff(organisation, 20), 6, 3)
    assert figures().now is None
    assert "Too few answers" in manager.get(reverse("surveys:comfort")).content.decode()
    assert b"zoiets" not in manager.get(reverse("surveys:comfort")).content
    Survey.objects.all().delete()
    asked_and_opened(staff(organisation, 20), 7, 5)
    now = figures().now
    assert now.told.percent == pytest.approx(58)
    assert now.share.answered == 12
    assert now.share.low < 7 / 12 < now.share.high
    assert "58" in manager.get(reverse("surveys:comfort")).content.decode()


def test_units_that_are_too_small_are_shown_together(organisation):
    large = staff(organisation, 40, unit=make.unit(organisation, name="Groot"))
    small = staff(organisation, 12, unit=make.unit(organisation, name="Klein"))
    survey = sent(organisation)
    for n, person in enumerate([*large[:30], *small[:8]]):
        answered(survey, person, listen=5 if n % 2 else 1)
    opened(survey)
    names = [row.names for row in figures().units]
    assert all("Klein" not in row or len(row) > 1 for row in names)
    assert sum(row.now.share.answered for row in figures().units) in (0, 38)


def test_nearly_everybody_is_said_as_at_least(organisation, manager):
    asked_and_opened(staff(organisation, 30), 25, 1)
    told = figures().now.told
    assert told.is_at_least
    assert "at least" in manager.get(reverse("surveys:comfort")).content.decode()
    rows = manager.get(reverse("surveys:table")).content.decode().splitlines()
    assert [row for row in rows if row.startswith("comfortable,,") and ">= 88 %,,,,," in row]


def test_before_and_now_are_told_apart(organisation):
    people = staff(organisation, 40)
    first = asked_and_opened(people, 12, 18, kind="baseline")
    Survey.objects.filter(pk=first.pk).update(asked_on=timezone.localdate() - timedelta(days=60))
    asked_and_opened(people, 26, 6)
    found = figures()
    assert found.before.told.percent == pytest.approx(40)
    assert found.now.told.percent == pytest.approx(81)
    assert len(found.slopes) == 1


def test_a_forecast_waits_for_units_before(organisation, manager):
    unit = make.unit(organisation, starts_on=timezone.localdate() - timedelta(weeks=4))
    people = staff(organisation, 40, unit=unit)
    for weeks, yes in ((7, 12), (0, 20)):
        survey = asked_and_opened(people, yes, 30 - yes)
        Survey.objects.filter(pk=survey.pk).update(asked_on=timezone.localdate() - timedelta(weeks=weeks))
    (row,) = figures().units
    assert row.is_too_early
    assert row.forecast is None
    assert "too early to say" in manager.get(reverse("surveys:comfort")).content.decode()


def test_open_answers_have_no_unit_and_no_day(organisation, manager):
    unit = make.unit(organisation, name="Zeegat")
    people = staff(organisation, 30, unit=unit)
    survey = sent(organisation)
    for n, person in enumerate(people[:20]):
        answered(survey, person, listen=5 if n % 2 else 1, helped="zomaar" if n < 4 else "")
    opened(survey)
    assert {one.unit for one in figures().said["helped"]} == {""}


def test_it_takes_the_same_number_of_queries_for_many_units(organisation, manager, count_queries):
    def a_survey(units):
        people = [person for _ in range(units) for person in staff(organisation, 12)]
        asked_and_opened(people, len(people) // 2, len(people) // 3)

    a_survey(2)
    manager.get(reverse("surveys:comfort"))
    with count_queries() as few:
        manager.get(reverse("surveys:comfort"))
    a_survey(9)
    with count_queries() as many:
        manager.get(reverse("surveys:comfort"))
    assert len(many) == len(few)


def test_a_file_has_no_more_than_the_page(organisation, manager):
    staff(organisation, 9)
    asked_and_opened(staff(organisation, 30), 12, 10)
    rows = manager.get(reverse("surveys:table")).content.decode().splitlines()
    assert all(int(row.split(",")[-2]) >= 10 for row in rows[1:])


def test_only_figures_people_see_it(person, client_of):
    assert client_of(person).get(reverse("surveys:comfort")).status_code == 403
    assert client_of(person).get(reverse("surveys:surveys")).status_code == 403


def test_a_manager_reads_the_same_whoever_answered(organisation, manager):
    people = staff(organisation, 30)
    survey = sent(organisation)

    def words():
        page = manager.get(reverse("surveys:surveys")).content.decode()
        return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", page)

    before = words()
    for person in people[:4]:
        answered(survey, person, listen=5)
    assert words() == before

"""The plan: its gaps as numbers, its days, and the file that outside calendars read."""

from datetime import date, timedelta

import icalendar
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kring.stories import queries
from kring.stories.models import Variant
from kring.stories.rules.planning import (
    GroupGap,
    PillarGap,
    Planned,
    group_gaps,
    month_of,
    pillar_gaps,
    quarter_of,
    week_of,
)
from tests import make

FIRST = date(2026, 11, 2)
LAST = FIRST + timedelta(days=27)


def planned(day, pillar=1, groups=(7,)):
    return Planned(FIRST + timedelta(days=day), pillar, frozenset(groups))


def test_the_longest_silence_for_a_group_is_found():
    told = [planned(3), planned(16), planned(20, groups=(8,))]
    assert group_gaps(told, [7], first=FIRST, last=LAST) == [GroupGap(7, FIRST + timedelta(days=4), 12)]


def test_a_group_that_hears_nothing_at_all_comes_first():
    told = [planned(day) for day in range(0, 28, 9)]
    assert group_gaps(told, [7, 8], first=FIRST, last=LAST) == [
        GroupGap(8, FIRST, 28), GroupGap(7, FIRST + timedelta(days=1), 8),
    ]  # fmt: skip


@given(st.lists(st.integers(-10, 40), max_size=40))
def test_a_gap_holds_no_story_and_lies_inside(days):
    told = [planned(day) for day in days]
    for gap in group_gaps(told, [7], first=FIRST, last=LAST):
        inside = [gap.first + timedelta(days=n) for n in range(gap.days)]
        assert not {story.day for story in told} & set(inside)
        assert FIRST <= inside[0] <= inside[-1] <= LAST


def test_a_pillar_far_from_its_plan_is_said_with_both_parts():
    told = [planned(n, pillar=1 if n == 0 else 2) for n in range(25)]
    assert pillar_gaps(told, {1: 25, 2: 75}, first=FIRST, last=LAST) == [
        PillarGap(1, 0.04, 0.25), PillarGap(2, 0.96, 0.75),
    ]  # fmt: skip


def test_a_few_stories_say_nothing_about_parts():
    assert pillar_gaps([planned(1)] * 7, {1: 50, 2: 50}, first=FIRST, last=LAST) == []


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 10, 1), date(2026, 12, 31)])
def test_a_day_lies_in_its_week_month_and_quarter(day):
    for first, last in (week_of(day), month_of(day), quarter_of(day)):
        assert first <= day <= last
    assert quarter_of(date(2026, 11, 25)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert month_of(date(2026, 2, 10)) == (date(2026, 2, 1), date(2026, 2, 28))


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


@pytest.fixture
def client(editor, client_of):
    return client_of(editor)


def test_the_page_says_its_gaps_and_shows_the_days(organisation, client):
    soon = make.story(organisation, title="The planned bridge", live_from=timezone.now() + timedelta(days=2))
    Variant.objects.create(organisation=organisation, story=soon, target_group=make.group(organisation, "networker"))
    page = client.get("/stories/calendar").text
    assert "Nothing for thought_leader for 28 days" in page
    assert "Nothing for networker for 25 days" in page
    month = client.get(f"/stories/calendar?by=month&day={timezone.localdate(soon.live_from)}").text
    assert "The planned bridge" in month


def test_news_of_a_unit_fills_no_gap_and_stands_in_nobodys_own_calendar(organisation, editor, client):
    local = make.story(organisation, title="The boathouse", unit=make.unit(organisation, name="Vecht"))
    Variant.objects.create(organisation=organisation, story=local, target_group=make.group(organisation, "networker"))
    answer = client.get("/stories/calendar")
    assert "The boathouse" in answer.text
    assert "Nothing for networker for 28 days" in answer.text
    assert not any(cell for line in answer.context["grid"] for cell in line["cells"])
    assert "The boathouse" not in client.get("/stories/calendar?whose=everybody").text
    assert queries.plan_for_calendar(timezone.now(), "en") == []


def test_another_day_is_chosen_on_the_page(organisation, client):
    story = make.story(organisation, live_from=timezone.now() + timedelta(days=2))
    day = timezone.localdate() + timedelta(days=6)
    said = {"day": day.isoformat(), "version": story.version, "by": "month"}
    assert "Planned for another day." in client.post(f"/stories/{story.pk}/day", said, follow=True).text
    assert "moved this story while you looked" in client.post(f"/stories/{story.pk}/day", said, follow=True).text
    story.refresh_from_db()
    assert timezone.localdate(story.live_from) == day


def test_an_outside_calendar_reads_the_plan_until_the_address_is_renewed(organisation, client, client_of, settings):
    from django.test import Client

    story = make.story(organisation, title="The planned bridge", live_from=timezone.now() + timedelta(days=3))
    make.story(organisation, title="A mere draft", live_from=None)
    client.post("/stories/calendar/address", {"do": "open"})
    address = client.get("/stories/calendar/address").context["address"].removeprefix(settings.PUBLIC_URL)
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["summary"], event.decoded("dtstart")) == (
        "The planned bridge",
        story.live_from.replace(microsecond=0),
    )
    client.post("/stories/calendar/address", {"do": "renew"})
    assert Client().get(address).status_code == 404
    assert Client().get(address[:-6] + "x.ics").status_code == 404


def test_the_calendar_closes_with_the_role(organisation, client, editor, settings):
    from django.test import Client

    from kring.people.models import RoleGrant

    client.post("/stories/calendar/address", {"do": "open"})
    address = client.get("/stories/calendar/address").context["address"].removeprefix(settings.PUBLIC_URL)
    RoleGrant.objects.filter(person=editor).delete()
    assert Client().get(address).status_code == 404

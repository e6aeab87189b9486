"""The manager's page: what part is still active, never who; and which nudges are on, and what they do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core.models import AuditNote
from kring.nudges import actions, queries
from kring.nudges.errors import OwedError, TooFewUnitsError, TriedNowError
from kring.nudges.models import KindSetting, KindTrial, Nudge
from kring.nudges.queries.where import settings as where
from kring.nudges.rules import Kind
from tests import make

MONDAY = timezone.make_aware(timezone.datetime(2026, 11, 23, 9, 0))


@pytest.fixture
def boss(organisation, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return make.person(organisation, account=make.account(), roles=["manager"], unit=None)


def unit(organisation, name, *, active, quiet, out, story, **fields):
    """A unit with so many who did something last week, who did not, and who do not take part."""
    made = make.unit(organisation, name=name)
    there = make.people(organisation, made, active, **fields)
    make.people(organisation, made, quiet, **fields)
    make.people(organisation, made, out, joined_at=None, **fields)
    make.readings(there, story, [MONDAY - timedelta(days=3)] * active)
    return made


def alive(organisation):
    return queries.alive(organisation, queries.gather(organisation, timezone.now()), smallest=5)


def test_units_stand_beside_each_other_without_a_name(organisation, boss, client_of):
    story = make.story(organisation)
    unit(organisation, "Duinrand", active=20, quiet=20, out=30, story=story)
    unit(organisation, "Vecht", active=30, quiet=10, out=30, story=story)
    found = {row.names: row.still.value for row in alive(organisation).units}
    assert found == {("Duinrand",): 0.5, ("Vecht",): 0.75}
    answer = client_of(boss).get("/figures/keeping-alive")
    assert "Duinrand" in answer.text
    assert answer.text.count("Mens") == answer.text.count(boss.name)
    assert AuditNote.objects.filter(verb="looked at figures").exists()


def test_a_small_unit_stands_with_another_and_never_by_itself(organisation, boss):
    story = make.story(organisation)
    unit(organisation, "Duinrand", active=20, quiet=20, out=30, story=story)
    unit(organisation, "Vecht", active=30, quiet=10, out=30, story=story)
    unit(organisation, "Klein", active=2, quiet=8, out=9, story=story)
    found = [row.names for row in alive(organisation).units]
    assert ("Klein",) not in found
    assert sorted(name for names in found for name in names) == ["Duinrand", "Klein", "Vecht"]


def test_where_nearly_all_take_part_or_nearly_nobody_is_quiet_nothing_is_told(organisation, boss):
    story = make.story(organisation)
    unit(organisation, "Allen", active=30, quiet=20, out=2, story=story)
    assert alive(organisation).units == ()
    unit(organisation, "Bijna", active=40, quiet=2, out=60, story=story)
    assert all(row.still.value < 1 for row in alive(organisation).units)
    assert ("Bijna",) not in [row.names for row in alive(organisation).units]


def nudged(organisation, *, nudged, alone, of_nudged, of_alone):
    """People on the list three weeks ago, and how many of each part did something since."""
    story, place = make.story(organisation), make.unit(organisation)
    week = (MONDAY - timedelta(weeks=3)).date()
    for count, active, is_control in ((nudged, of_nudged, False), (alone, of_alone, True)):
        people = make.people(organisation, place, count)
        about = {"organisation": organisation, "week": week, "kind": "new_story", "is_control": is_control}
        Nudge.objects.bulk_create(Nudge(person=one, **about) for one in people)
        make.readings(people[:active], story, [MONDAY - timedelta(days=15)] * active)


def effect(organisation):
    return next(row for row in alive(organisation).kinds if row.kind == "new_story").effect


def test_a_kind_says_what_it_does_beside_who_was_left_alone(organisation, boss, client_of):
    nudged(organisation, nudged=160, alone=40, of_nudged=110, of_alone=8)
    assert effect(organisation).difference.value == pytest.approx(110 / 160 - 8 / 40)
    assert (
        "49 in a hundred more were active in the two weeks after" in client_of(boss).get("/figures/keeping-alive").text
    )


def test_too_few_and_a_broken_lot_say_so(organisation, boss, client_of):
    client = client_of(boss)
    assert client.get("/figures/keeping-alive").text.count("Too early to say what it does.") == 4
    nudged(organisation, nudged=160, alone=4, of_nudged=80, of_alone=2)
    assert effect(organisation).is_lot_broken
    assert "Something else than the lot decided" in client.get("/figures/keeping-alive").text


def test_a_kind_that_certainly_does_nothing_for_a_group_stops_there(organisation, boss):
    nudged(organisation, nudged=440, alone=110, of_nudged=40, of_alone=60)
    assert effect(organisation).stopped == {make.group(organisation, "ambassador").pk}


def test_a_manager_switches_a_kind_on_and_off(organisation, boss, client_of):
    client = client_of(boss)
    client.post("/figures/keeping-alive/lesson", {"state": "off"})
    assert KindSetting.objects.get().state == "off"
    assert AuditNote.objects.filter(verb="used nudge").count() == 1
    for kind, state in (("x", "on"), ("lesson", "half")):
        assert client.post(f"/figures/keeping-alive/{kind}", {"state": state}).status_code == 404


def test_a_half_is_drawn_in_pairs_and_nobody_sees_what_it_does_while_it_runs(organisation, boss, client_of):
    client, week = client_of(boss), MONDAY.date()
    with pytest.raises(TooFewUnitsError):
        actions.try_kind(by=boss, kind=Kind.NEW_STORY, seed="s", weeks=2, now=MONDAY)
    nudged(organisation, nudged=160, alone=40, of_nudged=110, of_alone=8)
    for _number in range(8):
        make.person(organisation)
    trial = actions.try_kind(by=boss, kind=Kind.NEW_STORY, seed="seed-of-it", weeks=2, now=MONDAY)
    assert len(trial.drawn["in"]) - len(trial.drawn["out"]) in (-1, 0, 1)
    assert (trial.since, trial.until) == (week, week + timedelta(weeks=2))
    page = client.get("/figures/keeping-alive").text
    assert trial.seed in page
    assert "49 in a hundred" not in page
    assert "Until 7 December 2026" in page
    with pytest.raises(TriedNowError):
        actions.try_kind(by=boss, kind=Kind.NEW_STORY, seed="again", weeks=2, now=MONDAY)
    with pytest.raises(OwedError):
        actions.try_kind(by=boss, kind=Kind.WENT_LIVE, seed="owed", weeks=2, now=MONDAY)


def test_a_half_ends_by_itself_or_when_somebody_switches(organisation, boss, client_of):
    week = MONDAY.date()
    assert where(week)["lesson"].tried_from is None
    make.kind_trial(organisation, week, [make.unit(organisation) for _number in range(8)])
    before = where(week - timedelta(weeks=1))["lesson"]
    assert (before.state, before.tried_from) == ("on", week)
    assert where(week)["lesson"].state == "half"
    assert where(week + timedelta(weeks=1))["lesson"].state == "half"
    ended = where(week + timedelta(weeks=2))["lesson"]
    assert (ended.state, ended.since) == ("on", week + timedelta(weeks=2))
    make.round_of(organisation, week)
    client_of(boss).post("/figures/keeping-alive/lesson", {"state": "on"})
    found = where(week + timedelta(weeks=1))["lesson"]
    assert (found.state, found.since) == ("on", week + timedelta(weeks=1))  # this week went by the half
    assert KindTrial.objects.get().stopped_at == MONDAY


def test_only_who_may_see_figures_opens_it(organisation, person, client_of):
    assert client_of(person).get("/figures/keeping-alive").status_code == 403
    assert client_of(person).post("/figures/keeping-alive/lesson", {"state": "off"}).status_code == 403


def test_no_column_holds_a_number_about_a_person():
    from django.db import models

    numbers = (models.FloatField, models.DecimalField)
    assert not [f for f in Nudge._meta.concrete_fields if isinstance(f, numbers)]


def weekly(organisation, name, *, steady, fades, never, story):
    """A unit in which some read something every week, others until ten weeks ago, and others never."""
    made = make.unit(organisation, name=name)
    first, then = make.people(organisation, made, steady), make.people(organisation, made, fades)
    make.people(organisation, made, never)
    make.people(organisation, made, 20, joined_at=None)
    for week in range(26):
        there = first if week < 10 else [*first, *then]
        reading = make.story(organisation, theme=story.theme)
        make.readings(there, reading, [MONDAY - timedelta(days=3 + 7 * week)] * len(there))
    return made


def test_each_unit_has_its_own_line_by_week(organisation, boss, client_of):
    story = make.story(organisation)
    weekly(organisation, "Duinrand", steady=20, fades=20, never=20, story=story)
    weekly(organisation, "Vecht", steady=10, fades=60, never=10, story=story)
    lines = {row.names: [point.rate.value for point in row.line] for row in alive(organisation).units}
    duin, vecht = lines[("Duinrand",)], lines[("Vecht",)]
    assert (duin[0], duin[-1]) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert (vecht[0], vecht[-1]) == (pytest.approx(7 / 8), pytest.approx(1 / 8))
    assert len(duin) == len(vecht) == 23
    page = client_of(boss).get("/figures/keeping-alive").text
    assert "Units, week by week" in page
    assert "Week by week, from 67 % to 33 %" in page.replace("\xa0", " ")

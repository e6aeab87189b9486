"""All units on one page, and the steps of the plan."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from kring.people.models import Unit
from kring.rollout.models import DatesToAvoid, Draw, Programme, Tick, UnitPlan, Wave
from kring.stories import queries as stories
from tests import make

TODAY = timezone.localdate()


def started(plans, **about):
    """Put plans in waves of ten, four weeks apart, the first of them long ago."""
    programme = plans[0].programme
    waves = [
        Wave.objects.create(
            organisation=programme.organisation,
            programme=programme,
            number=n + 1,
            starts_on=TODAY + timedelta(weeks=4 * (n - 2), days=1),
        )
        for n in range(-(-len(plans) // 10))
    ]
    for n, plan in enumerate(plans):
        wave = waves[n // 10]
        Unit.objects.filter(pk=plan.unit_id).update(starts_on=wave.starts_on)
        UnitPlan.objects.filter(pk=plan.pk).update(wave=wave, drawn_in=wave.number)
    return waves


def test_without_a_programme_it_says_where_to_begin(client_of, manager):
    page = client_of(manager).get("/programme/").content.decode()
    assert "/programme/goal" in page


def test_every_unit_has_its_phase_and_who_needs_a_hand_is_named(client_of, manager, programme, many):
    plans = many(programme, 30)
    started(plans)
    for item in ("policy_read", "council_informed", "baseline_taken"):
        Tick.objects.create(
            organisation=programme.organisation, unit_plan=plans[20], item=item, ticked_at=timezone.now()
        )
    UnitPlan.objects.update(lead=manager)
    answer = client_of(manager).get("/programme/")
    page = answer.content.decode()
    assert {phase: count for phase, _word, count in answer.context["phases"]} == {
        "planned": 10, "forming": 20, "helping": 0, "keeping": 0,
    }  # fmt: skip
    in_need = {row.name for row in answer.context["line"].in_need}
    assert "Bank 021" in in_need
    assert "Bank 020" not in in_need
    assert "Still to do: reading the policy, telling the works council, the baseline" in page
    only = client_of(manager).get("/programme/?show=help").content.decode()
    assert "Bank 021" in only
    assert "Bank 020" not in only


def test_it_finds_a_unit_and_groups_by_region(client_of, manager, programme, many):
    started(many(programme, 12))
    page = client_of(manager).get("/programme/?q=bank 007").context["line"]
    assert [row.name for group in page.groups for row in group.rows] == ["Bank 007"]
    by_region = client_of(manager).get("/programme/?by=region").context["line"]
    assert [(group.name, len(group.rows)) for group in by_region.groups] == [
        ("Regio 0", 4), ("Regio 1", 4), ("Regio 2", 4),
    ]  # fmt: skip


def test_ten_units_and_three_hundred_take_as_many_queries(client_of, manager, programme, organisation, count_queries):
    client, counts, pages = client_of(manager), [], ("/programme/", "/programme/units", "/programme/waves")
    client.get("/programme/")
    for size in (10, 290):
        made = Unit.objects.bulk_create(
            Unit(organisation=organisation, name=f"Bank {size} {n}", starts_on=TODAY + timedelta(weeks=n // 7))
            for n in range(size)
        )
        UnitPlan.objects.bulk_create(
            UnitPlan(organisation=organisation, programme=programme, unit=unit, lead=manager) for unit in made
        )
        for page in pages:
            with count_queries() as counted:
                assert client.get(page).status_code == 200
            counts.append(len(counted))
    assert counts[:3] == counts[3:]
    assert max(counts) < 20


def test_the_goal_and_the_pace_are_kept(client_of, manager, organisation):
    said = {
        "goal_nl": "Iedereen voelt zich thuis.", "goal_en": "", "starts_on": "2027-03-01", "capacity": 5,
        "forming_weeks": 8, "helping_weeks": 12, "leeway_weeks": 1,
    }  # fmt: skip
    answer = client_of(manager).post("/programme/goal", said)
    assert answer.url == "/programme/units"
    kept = Programme.objects.get()
    assert (kept.goal["nl"], kept.capacity, kept.helping_weeks) == ("Iedereen voelt zich thuis.", 5, 12)
    answer = client_of(manager).post("/programme/goal", said | {"goal_nl": " "})
    assert answer.status_code == 422
    assert "what you would like to reach" in answer.content.decode()


def test_the_goal_page_shows_the_pillars_with_their_weights(client_of, manager, programme):
    make.pillar(programme.organisation, weight=40)
    assert stories.pillars().count() == 1
    assert re.search(r"Service <span[^>]*>40 %", client_of(manager).get("/programme/goal").content.decode())


def test_dates_to_avoid_come_and_go(client_of, manager, programme):
    client, said = client_of(manager), {"name": "Zomer", "since": "2027-07-10", "until": "2027-08-22"}
    assert client.post("/programme/dates-to-avoid", said | {"until": "2027-07-01"}).status_code == 422
    assert client.post("/programme/dates-to-avoid", said).status_code == 302
    client.post(f"/programme/dates-to-avoid/{DatesToAvoid.objects.get().pk}/remove")
    assert not DatesToAvoid.objects.exists()


def test_units_come_in_with_their_figure_and_started_ones_stay(client_of, manager, programme, organisation):
    new, old = make.unit(organisation, name="Nieuw"), make.unit(organisation, name="Oud", starts_on=TODAY)
    for unit in (new, old):
        make.person(organisation, unit=unit)
    client = client_of(manager)
    assert client.post("/programme/units", {f"in-{new.pk}": "on", f"baseline-{new.pk}": "58,5"}).status_code == 302
    assert UnitPlan.objects.get().baseline == 58.5
    wrong = client.post("/programme/units", {f"in-{new.pk}": "on", f"baseline-{new.pk}": "veel"})
    assert (wrong.status_code, "of Nieuw" in wrong.content.decode()) == (422, True)
    client.post("/programme/units", {f"in-{new.pk}": "on", f"in-{old.pk}": "on"})
    refused = client.post("/programme/units", {f"in-{new.pk}": "on"})
    assert "started already" in refused.content.decode()
    assert UnitPlan.objects.count() == 2


def test_a_rule_comes_and_goes(client_of, manager, programme, many):
    plan = many(programme, 3)[0]
    client = client_of(manager)
    client.post("/programme/rules", {"unit": plan.unit_id, "kind": "pinned_to", "wave": "1"})
    assert UnitPlan.objects.get(pk=plan.pk).pinned_to == 1
    assert "goes in wave 1" in client.get("/programme/waves").content.decode()
    client.post("/programme/rules", {"remove": plan.unit_id})
    assert UnitPlan.objects.get(pk=plan.pk).pinned_to is None


def test_a_refused_draw_goes_back_to_the_form(client_of, manager, programme, many):
    many(programme, 10)
    said = {"waves": 2, "weeks_between": 4, "seed": "zaad"}
    answer = client_of(manager).post("/programme/waves", said)
    assert answer.status_code == 422
    assert "10 units do not fit in 2 waves of 3" in answer.content.decode()
    answer = client_of(manager).post("/programme/waves", said | {"waves": 4, "seed": " "})
    assert answer.status_code == 422
    assert not Draw.objects.exists()


@pytest.mark.parametrize("role", ["editor", "desk", "works_council", "hero"])
def test_other_roles_do_not_plan(client_of, organisation, programme, role):
    somebody = make.person(organisation, account=make.account(), roles=[role])
    for page in ("", "goal", "units", "waves"):
        assert client_of(somebody).get(f"/programme/{page}").status_code == 403

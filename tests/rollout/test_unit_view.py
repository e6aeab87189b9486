"""The page of one unit: open to its lead and the centre, closed to everybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kring.people.models import Unit
from kring.rollout import queries
from kring.rollout.models import Tick, UnitPlan, Wave
from kring.surveys.models import Survey
from tests import make

TODAY = timezone.localdate()


@pytest.fixture
def lead(organisation):
    return make.person(organisation, account=make.account(), name="Lies Leider")


@pytest.fixture
def own(programme, lead):
    wave = Wave.objects.create(
        organisation=programme.organisation, programme=programme, number=1, starts_on=TODAY + timedelta(weeks=3)
    )
    unit = make.unit(programme.organisation, name="Eigen Bank", starts_on=wave.starts_on)
    return make.unit_plan(programme, unit, people=3, lead=lead, wave=wave, drawn_in=1)


@pytest.fixture
def other(programme, own):
    return make.unit_plan(programme, make.unit(programme.organisation, name="Andere Bank"), wave=own.wave, drawn_in=1)


def test_a_lead_sees_what_is_next_in_their_unit(client_of, lead, own):
    answer = client_of(lead).get("/programme/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/programme/units/{own.unit_id}"
    page = answer.content.decode()
    assert "Read the policy" in page
    assert "starts in 3 weeks" in page
    assert "Who leads this unit" not in page
    assert f"/programme/units/{own.unit_id}" in client_of(lead).get(reverse("insights:mine")).content.decode()


POSTS = [
    ("tick", {"item": "policy_read", "done": "yes"}),
    ("dates", {"starts_on": (TODAY + timedelta(weeks=4)).isoformat()}),
    ("lead", {"person": ""}),
    ("wave", {"wave": "1"}),
]


@pytest.mark.parametrize(("part", "said"), POSTS)
def test_a_lead_cannot_touch_another_unit(client_of, lead, own, other, part, said):
    before = UnitPlan.objects.filter(pk=other.pk).values().get(), Unit.objects.filter(pk=other.unit_id).values().get()
    answer = client_of(lead).post(f"/programme/units/{other.unit_id}/{part}", said)
    assert answer.status_code == 403
    after = UnitPlan.objects.filter(pk=other.pk).values().get(), Unit.objects.filter(pk=other.unit_id).values().get()
    assert (before, Tick.objects.count()) == (after, 0)


def test_a_lead_cannot_look_at_another_unit_nor_learn_which_there_are(client_of, lead, own, other):
    for unit_id in (other.unit_id, 999_999_999):
        assert client_of(lead).get(f"/programme/units/{unit_id}").status_code == 403


@pytest.mark.parametrize("part", ["lead", "wave"])
def test_a_lead_leaves_lead_and_wave_to_the_centre(client_of, lead, own, part):
    said = {"person": lead.pk, "wave": own.wave_id}
    assert client_of(lead).post(f"/programme/units/{own.unit_id}/{part}", said).status_code == 403


@pytest.mark.parametrize("page", ["goal", "units", "waves"])
def test_a_lead_does_not_plan_the_programme(client_of, lead, own, page):
    assert client_of(lead).get(f"/programme/{page}").status_code == 403


def test_somebody_who_leads_nothing_sees_nothing(client_of, person, own):
    assert client_of(person).get("/programme/").status_code == 403
    assert client_of(person).get(f"/programme/units/{own.unit_id}").status_code == 403


def test_a_lead_who_is_no_longer_lead_is_out_at_once(client_of, manager, lead, own):
    client = client_of(lead)
    assert client.get(f"/programme/units/{own.unit_id}").status_code == 200
    client_of(manager).post(f"/programme/units/{own.unit_id}/lead", {"person": ""})
    assert client.get(f"/programme/units/{own.unit_id}").status_code == 403


def test_a_tick_says_who_and_when_and_can_be_taken_back(client_of, lead, own):
    client_of(lead).post(f"/programme/units/{own.unit_id}/tick", {"item": "policy_read", "done": "yes"})
    tick = Tick.objects.get()
    assert (tick.by, tick.item) == (lead, "policy_read")
    assert "Lies Leider" in client_of(lead).get(f"/programme/units/{own.unit_id}").content.decode()
    client_of(lead).post(f"/programme/units/{own.unit_id}/tick", {"item": "policy_read", "done": "no"})
    assert not Tick.objects.exists()


def test_a_baseline_that_kring_counted_need_not_be_ticked(client_of, manager, lead, own, other):
    def is_to_do(plan):
        page = client_of(manager).get(f"/programme/units/{plan.unit_id}").text
        return 'name="item" value="baseline_taken"' in page

    Survey.objects.create(
        organisation=own.organisation, kind="baseline", version=1, units=[own.unit_id], asked_on=TODAY, closes_on=TODAY
    )
    assert is_to_do(own)  # its box is not open yet
    Survey.objects.update(box_opened_on=TODAY, is_void=True)
    assert is_to_do(own)
    Survey.objects.update(is_void=False)
    assert not is_to_do(own)
    assert is_to_do(other)
    client_of(lead).post(f"/programme/units/{own.unit_id}/tick", {"item": "policy_read", "done": "yes"})
    client_of(lead).post(f"/programme/units/{own.unit_id}/tick", {"item": "council_informed", "done": "yes"})
    assert "Eigen Bank" not in {row.name for row in queries.timeline(own.programme, TODAY).in_need}
    Survey.objects.update(is_void=True)
    assert "Eigen Bank" in {row.name for row in queries.timeline(own.programme, TODAY).in_need}


def test_what_kring_sees_itself_cannot_be_ticked(client_of, lead, own):
    answer = client_of(lead).post(f"/programme/units/{own.unit_id}/tick", {"item": "staff_list_in", "done": "yes"})
    assert answer.status_code == 404


def test_a_lead_moves_dates_within_what_the_centre_allows(client_of, lead, manager, own):
    address, start = f"/programme/units/{own.unit_id}/dates", own.wave.starts_on
    near, far = start + timedelta(weeks=2), start + timedelta(weeks=2, days=1)
    assert client_of(lead).post(address, {"starts_on": far.isoformat()}).status_code == 422
    assert Unit.objects.get(pk=own.unit_id).starts_on == start
    assert client_of(lead).post(address, {"starts_on": near.isoformat()}).status_code == 302
    assert Unit.objects.get(pk=own.unit_id).starts_on == near
    helping = near + timedelta(weeks=9 + 3)
    said = {"starts_on": near.isoformat(), "helping_from": helping.isoformat()}
    assert client_of(lead).post(address, said).status_code == 422
    assert client_of(manager).post(address, said).status_code == 302
    assert UnitPlan.objects.get(pk=own.pk).helping_from == helping


def test_phases_stay_in_order_and_a_start_stays_once_it_was(client_of, manager, own):
    address, start = f"/programme/units/{own.unit_id}/dates", own.wave.starts_on
    backwards = {"starts_on": start.isoformat(), "helping_from": (start - timedelta(days=1)).isoformat()}
    answer = client_of(manager).post(address, backwards)
    assert "keep the dates in that order" in answer.content.decode()
    Unit.objects.filter(pk=own.unit_id).update(starts_on=TODAY)
    answer = client_of(manager).post(address, {"starts_on": start.isoformat()})
    assert "started here already" in answer.content.decode()


def test_the_centre_names_a_lead_by_name(client_of, manager, own, lead):
    page = client_of(manager).get(f"/programme/units/{own.unit_id}?lead=Lies").content.decode()
    assert f'value="{lead.pk}"' in page
    UnitPlan.objects.update(lead=None)
    client_of(manager).post(f"/programme/units/{own.unit_id}/lead", {"person": lead.pk})
    assert UnitPlan.objects.get(pk=own.pk).lead == lead


def test_a_lead_of_another_organisation_cannot_be_named(client_of, manager, own, other_organisation):
    from kring.core.scope import inside

    with inside(other_organisation):
        stranger = make.person(other_organisation)
    answer = client_of(manager).post(f"/programme/units/{own.unit_id}/lead", {"person": stranger.pk})
    assert answer.status_code == 404


def test_a_lead_who_left_the_organisation_is_no_lead(client_of, manager, lead, own):
    lead.employed_until = TODAY
    lead.save()
    assert (
        "Name somebody who leads this unit."
        in client_of(manager).get(f"/programme/units/{own.unit_id}").content.decode()
    )

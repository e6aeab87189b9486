"""The lead of a unit chooses its heroes, from the round to the decision; and never those of another unit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.rollout.models import Choice, Proposed, UnitPlan
from kring.rollout.queries.help import coverage
from kring.rollout.urls_heroes import urlpatterns
from tests import make
from tests.rollout import heroes as world

pytestmark = pytest.mark.django_db
OF_A_UNIT = [str(route.pattern) for route in urlpatterns if "<int:unit_id>" in str(route.pattern)]


@pytest.fixture
def units(organisation, programme):
    """The own unit of a lead, and another one, each with a lead."""
    made = [world.unit_of(organisation, people=12, name=name) for name in ("Eigen", "Andere")]
    for unit in made:
        lead = make.person(organisation, account=make.account(), unit=unit)
        unit.plan = make.unit_plan(programme, unit, lead=lead)
    return made


@pytest.fixture
def page(units, client_of):
    return client_of(units[0].plan.lead)


def test_a_lead_does_all_of_it_for_the_own_unit(page, units):
    own = units[0]
    home = f"/programme/heroes/{own.pk}"
    assert "Choose the heroes" in page.get(f"/programme/units/{own.pk}").content.decode()
    assert f'href="/programme/units/{own.pk}"' in page.get(home).content.decode()
    page.post(f"{home}/round", {"until": timezone.localdate().isoformat()})
    page.post(f"{home}/round/close")
    asked = {"wanted": 5, "hours": 0, "what_0": "rank:Directeur", "least_0": 1, "most_0": ""}
    assert page.post(f"{home}/asked", asked).status_code == 302
    page.post(f"{home}/choose")
    choice = world.work(Choice.objects.get())
    listed = list(Proposed.objects.values_list("person", flat=True))
    put = next(one for one in own.staff if one.pk not in listed)
    change = {"version": choice.version, "kind": "swap", "person": listed[0], "other_name": put.name, "really": "yes"}
    page.post(f"{home}/change", change)
    assert put.pk in Proposed.objects.values_list("person", flat=True)
    choice.refresh_from_db()
    page.post(f"{home}/decide", {"version": choice.version})
    choice.refresh_from_db()
    assert choice.is_decided
    assert choice.decided_by == own.plan.lead
    assert "0 of 5 heroes" in page.get(f"/programme/units/{own.pk}").content.decode()


def test_no_route_lets_a_lead_near_another_unit(page, units):
    _own, other = units
    world.proposed(other, world.manager(other.organisation), 5)
    before = Choice.objects.values().get(), list(Proposed.objects.values())
    said = {"until": timezone.localdate().isoformat(), "version": before[0]["version"], "wanted": 5, "hours": 0}
    for pattern in OF_A_UNIT:
        address = pattern.replace("<int:unit_id>", str(other.pk)).replace("<int:person_id>", str(other.staff[0].pk))
        for answer in (page.get(f"/{address}"), page.post(f"/{address}", said)):
            assert answer.status_code == 403, address
            assert "Andere" not in answer.content.decode()
    assert (Choice.objects.values().get(), list(Proposed.objects.values())) == before


def test_a_lead_does_not_learn_which_units_there_are_nor_touch_what_holds_for_all(page):
    for address in ("999999999", "", "defaults"):
        assert page.get(f"/programme/heroes/{address}").status_code == 403


def test_who_is_no_longer_lead_is_out_at_once(page, units):
    own = units[0]
    assert page.get(f"/programme/heroes/{own.pk}").status_code == 200
    own.plan.lead = None
    own.plan.save()
    assert page.get(f"/programme/heroes/{own.pk}").status_code == 403


def test_a_lead_sees_of_the_own_unit_what_the_page_of_all_units_has(organisation, programme, client_of):
    lead, week = make.person(organisation, account=make.account(), unit=None), timezone.now() - timedelta(days=8)
    for name, staff, helped in (("Duinrand", 20, 10), ("Veenzijde", 20, 8), ("Klein", 6, 1)):
        unit = make.unit(organisation, name=name, starts_on=timezone.localdate() - timedelta(weeks=12))
        make.unit_plan(programme, unit, people=staff - 1, lead=lead)
        circle = make.circle(organisation, hero=make.hero(organisation, unit=unit))
        make.help_moment(circle, starts_at=week, held_at=week, people=helped, members=helped)
    whole = coverage(organisation, now=timezone.now())
    alone = {row.unit_ids[0] for row in whole.rows if len(row.unit_ids) == 1}
    assert len(alone) == 1
    for plan in UnitPlan.objects.all():
        said = client_of(lead).get(f"/programme/units/{plan.unit_id}").content.decode()
        assert ("of the staff had at least one help moment" in said) == (plan.unit_id in alone)
        assert ("Too few to say something of this unit alone" in said) == (plan.unit_id not in alone)

"""An afternoon: sixty units, waves drawn by lot, a look at what they could show, accepted, and the time line."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core.scope import inside
from kring.people.models import Person, Placement, Unit
from kring.rollout.models import Draw
from tests import make
from tests.browser import findings, fits

TODAY = timezone.localdate()


def sixty_units(organisation):
    regions = [make.unit(organisation, name=f"Regio {n}") for n in range(6)]
    units = Unit.objects.bulk_create(
        Unit(organisation=organisation, name=f"Bank {n:02}", parent=regions[n % 6]) for n in range(60)
    )
    people = Person.objects.bulk_create(
        Person(organisation=organisation, name=f"Mens {n}", email=f"b{n}@voorbeeld.example") for n in range(240)
    )
    Placement.objects.bulk_create(
        Placement(organisation=organisation, person=person, unit=units[(n * n) % 60 if n > 59 else n], valid_from=TODAY)
        for n, person in enumerate(people)
    )


@pytest.mark.browser
def test_sixty_units_are_planned_in_an_afternoon(live_kring, open_screen, run_jobs):
    organisation = make.organisation()
    with inside(organisation):
        manager = make.person(organisation, account=make.account(), roles=["manager"], unit=None)
        sixty_units(organisation)
    page = open_screen(manager, language="en")
    page.goto("/programme/")
    page.get_by_role("link", name="Plan the programme").click()
    page.get_by_label("The goal in English").fill("Everybody feels at ease.")
    page.get_by_label("The first wave starts").fill((TODAY + timedelta(weeks=9)).isoformat())
    page.get_by_role("button", name="Keep, and on to the units").click()
    page.get_by_role("button", name="Keep, and on to the waves").click()
    page.get_by_text("60 units, 7 a month: that takes 9 waves of four weeks.").wait_for()
    page.get_by_text("Add a rule").click()
    page.get_by_label("Unit", exact=True).select_option(label="Bank 07")
    page.get_by_label("Wave", exact=True).fill("1")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Seed of the lot").fill("lotto 4 8 15")
    page.get_by_role("button", name="Draw the waves").click()
    page.get_by_role("progressbar").wait_for()
    with inside(organisation):
        run_jobs()
    page.get_by_role("heading", name="What this plan could show").wait_for()
    page.get_by_text("Bank 07: in wave 1").wait_for()
    page.get_by_role("cell", name="30", exact=True).wait_for()  # two waves: thirty units at once
    fits(page)
    assert not findings(page)
    page.get_by_role("button", name="Accept this plan").click()
    page.get_by_text("The plan is accepted.").wait_for()
    page.get_by_text("0 of 60 units are under way").wait_for()
    page.locator("summary", has_text="Wave 1").press("Enter")
    page.get_by_role("link", name="Bank 07").wait_for()
    fits(page)
    assert not findings(page)
    with inside(organisation):
        assert Draw.objects.get().seed == "lotto 4 8 15"
        assert Unit.objects.filter(starts_on__gt=TODAY).count() == 60

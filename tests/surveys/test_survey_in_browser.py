"""A manager sends a survey, colleagues answer it, one of them from the mail on a phone; then comfort shows."""

import pytest
from django.utils import timezone

from kring.core.scope import inside
from kring.people import actions as people_actions
from kring.people.rules import Purpose
from kring.surveys.models import Answer, Asked, Envelope, Survey
from kring.surveys.queries import asking
from tests import make
from tests.browser import axe, fits
from tests.surveys.asking import answered, staff

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_from_the_mail_to_the_figure(live_kring, smtp, run_jobs, open_screen):
    organisation = make.organisation(name="Waterbank")
    with inside(organisation):
        make.at_any_hour(organisation)
        boss = make.person(organisation, account=make.account(language="nl"), roles=["manager"], unit=None)
        people = staff(organisation, 24, unit=make.unit(organisation, name="Zeegat"))
        people_actions.give_consent(by=people[0], purpose=Purpose.EMAIL, now=timezone.now())
        people[0].language = "nl"
        people[0].save()

    desk = open_screen(boss, width=1280)
    desk.goto("/surveys")
    desk.get_by_label("Iedereen").check()
    desk.get_by_role("button", name="Verstuur de vragenlijst").click()
    desk.get_by_text("De vragenlijst is onderweg.").wait_for()
    axe(desk)
    run_jobs()

    phone = open_screen()
    link = smtp.link_in(people[0].email, containing="/survey/")
    phone.goto(link)
    phone.locator("label[for=listen-4]").click()
    phone.locator("label[for=write-2]").click()
    phone.locator("label[for=mark-8]").click()
    phone.get_by_label("Wat hielp je de afgelopen tijd?").fill("Samen oefenen")
    axe(phone)
    fits(phone)
    phone.goto(link)  # the phone died: what was tapped is there again
    assert phone.locator("#listen-4").is_checked()
    assert phone.get_by_label("Wat hielp je de afgelopen tijd?").input_value() == "Samen oefenen"
    with inside(organisation):
        other = asking.address(Asked.objects.select_related("person").get(person=people[1]))
    phone.goto(other)  # a colleague, on the same computer: nothing of the first one is there
    assert not phone.locator("#listen-4").is_checked()
    assert phone.get_by_label("Wat hielp je").or_(phone.get_by_label("What helped you")).first.input_value() == ""
    phone.goto(link)
    phone.get_by_role("button", name="Verstuur zonder mijn naam").click()
    phone.get_by_role("heading", name="Dank je wel").wait_for()
    assert phone.evaluate("Object.keys(localStorage).length") == 0
    phone.goto(link)
    assert not phone.locator("#listen-4").is_checked()
    with inside(organisation):
        assert Envelope.objects.count() == 1

    plain = open_screen(script=False)
    plain.goto(other)
    plain.locator("label[for=listen-5]").click()
    plain.locator("main form:not([action]) button").last.click()
    plain.get_by_role("heading", level=1).wait_for()
    assert plain.url.endswith("/survey/thanks")

    desk.goto("/comfort")
    desk.get_by_text("Nog te weinig antwoorden").wait_for()
    with inside(organisation):
        survey = Survey.objects.get()
        for n, person in enumerate(people[2:18]):
            uses = dict.fromkeys(("listen", "respond", "share", "write", "lead"), 5 if n < 10 else 2)
            answered(survey, person, **uses)
    desk.reload()
    desk.get_by_text("Nog te weinig antwoorden").wait_for()  # the box is shut
    desk.goto("/surveys")
    desk.get_by_role("button", name="Nu sluiten en tellen").click()
    desk.get_by_text("De vragenlijst is gesloten.").wait_for()
    run_jobs()
    desk.goto("/comfort")
    desk.get_by_text("18 antwoorden van 24").first.wait_for()
    desk.get_by_text("Samen oefenen").wait_for()
    axe(desk)
    with inside(organisation):
        assert Answer.objects.count() == 18

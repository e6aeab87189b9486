"""Two people at the desk, each in a browser of their own."""

import re

import pytest

from kring.core.scope import inside
from kring.hub.models import Answer, CannedAnswer
from tests import make
from tests.hub.desk import colleague


@pytest.mark.browser
def test_two_colleagues_see_each_other_and_nothing_is_answered_twice(live_kring, open_screen):
    organisation = make.organisation()
    with inside(organisation):
        noor, joost = colleague(organisation), colleague(organisation, "Joost Kamphuis")
        question = make.mention(organisation, text="Wanneer gaat de brug open?", link="https://plein.example/1")
        CannedAnswer.objects.create(organisation=organisation, title="Bedankt", text={"nl": "Dank voor je vraag!"})
    for person in (noor, joost):
        person.account.language = "nl"
        person.account.save()
    noors, joosts = open_screen(noor), open_screen(joost, width=1440, height=900)
    for screen in (noors, joosts):
        screen.goto(f"/hub/{question.pk}")
    noors.get_by_role("button", name="Antwoorden").click()
    noors.get_by_text("Begin met een standaardantwoord").click()
    noors.get_by_role("button", name="Bedankt").click()
    box = noors.locator("#reply-text")
    assert box.input_value() == "Dank voor je vraag!"
    box.press_sequentially(" Maandag.")
    noors.get_by_text("Bewaard", exact=True).wait_for()
    joosts.get_by_role("button", name="Antwoorden").click()
    joosts.get_by_text(re.compile("Noor is hier sinds")).wait_for()
    joosts.get_by_role("button", name="Toch antwoorden").click()
    joosts.locator("#reply-text").fill("Volgens mij dinsdag.")
    noors.get_by_text(re.compile("Joost is hier sinds")).wait_for()
    noors.get_by_role("button", name="Ik heb daar geantwoord").click()
    noors.get_by_text("Genoteerd, op jouw woord.").wait_for()
    joosts.get_by_role("button", name="Ik heb daar geantwoord").click()
    joosts.get_by_text(re.compile("Noor heeft intussen geantwoord")).wait_for()
    assert joosts.locator("#reply-text").input_value() == "Volgens mij dinsdag."
    assert joosts.get_by_text("Dank voor je vraag! Maandag.").is_visible()
    with inside(organisation):
        assert Answer.objects.get().by == noor

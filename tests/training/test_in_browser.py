"""On a phone: a lesson is taken, tried and done; a hero looks at a draft and answers."""

import pytest

from kring.core.scope import inside
from kring.training import actions
from tests import make
from tests.browser import axe, fits


@pytest.mark.browser
@pytest.mark.timeout(240)
def test_somebody_takes_a_lesson_and_a_hero_looks_at_their_draft(live_kring, open_screen):
    organisation = make.organisation(name="Waterbank")
    with inside(organisation):
        actions.seed_lessons(organisation=organisation)
        person = make.person(organisation, name="Noor de Vries", account=make.account(language="nl"))
        hero = make.person(organisation, name="Hanna Held", account=make.account(language="nl"), roles=["hero"])
        make.consent(hero, "be_named")
    phone = open_screen(person)
    phone.goto("/")
    phone.get_by_role("link", name="Leren").last.click()
    phone.get_by_role("link", name="Begin").click()
    phone.get_by_text("Open je eigen profiel").wait_for()
    phone.get_by_text("Wat anderen ontdekten").click()
    phone.get_by_text("Mensen onthouden geen functies").wait_for()
    axe(phone)
    fits(phone)
    phone.get_by_role("button", name="Gelezen en geprobeerd").click()
    phone.get_by_text("Alleen jij ziet dit.").wait_for()
    assert "gedaan" in phone.locator("ol li").first.inner_text()
    assert "Eerst luisteren" in phone.get_by_role("heading", level=2).first.inner_text()
    phone.get_by_role("link", name="Oefenen").click()
    phone.get_by_role("link", name="Laat meelezen").click()
    phone.get_by_label("Wat je zou willen vertellen").fill("Dinsdag, kwart voor vijf.")
    phone.get_by_label("Zoek op naam").fill("hanna")
    phone.get_by_role("button", name="Zoeken", exact=True).click()
    phone.get_by_label("Hanna Held").check()
    axe(phone)
    phone.get_by_role("button", name="Vraag om mee te lezen").click()
    phone.get_by_text("Het wacht op antwoord").wait_for()

    other = open_screen(hero)
    other.goto("/learn/")
    other.get_by_text("Een collega vraagt of je wilt meelezen.").click()
    other.get_by_text("Noor de Vries").click()
    other.get_by_label("Jouw aardige woorden").fill("Mooi begin, zo laten!")
    axe(other)
    other.get_by_role("button", name="Stuur het terug").click()
    other.get_by_text("over de drempel").wait_for()

    phone.reload()
    phone.get_by_text("Mooi begin, zo laten!").wait_for()
    phone.get_by_role("link", name="Kies een verhaal en plaats het").wait_for()
    axe(phone)
    fits(phone)

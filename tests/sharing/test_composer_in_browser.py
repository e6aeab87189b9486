"""The composer on a phone, in a real browser: words are never lost, and a nervous thumb shares once."""

import contextlib
import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, expect

from kring.sharing.models import Draft, Share
from kring.stories.models import StoryText, Variant
from tests import make
from tests.browser import axe, fits

pytestmark = pytest.mark.browser
MINE = "Gisteren fietste ik er voor het eerst overheen, met mijn dochter achterop."


@pytest.fixture
def person(organisation):
    return make.person(organisation, account=make.account(language="nl"), name="Wilhelmina van der Heijden-Boskamp")


@pytest.fixture
def story(organisation, person):
    story = make.story(organisation, title="De nieuwe fietsbrug over de IJssel gaat maandag open voor iedereen")
    StoryText.objects.filter(story=story).update(body="Vandaag ging de nieuwe fietsbrug over de IJssel open.")
    Variant.objects.create(
        organisation=organisation,
        story=story,
        target_group=person.target_group,
        prompt={"nl": "Wat vertelde jij je laatste klant hierover?", "en": "What did you tell your last customer?"},
        example={"nl": "Mijn klant vroeg me wat de brug voor haar winkel betekent.", "en": "My customer asked me."},
    )
    return story


def go(page, story):
    page.goto(reverse("sharing:compose", args=[story.pk]))
    return page.get_by_label("Wat vertelde jij je laatste klant hierover?")


def kept_by_the_server(page):
    expect(page.locator("#kept")).to_have_text("Bewaard")


def arrive_within_a_while(words, seconds=20):
    end = time.monotonic() + seconds
    while not Draft.objects.filter(own_words=words).exists():
        assert time.monotonic() < end, "the words did not reach the server"
        time.sleep(0.1)


def test_the_page_dies_and_every_letter_is_still_there(open_screen, person, story):
    page = open_screen(person)
    go(page, story).fill(MINE)
    kept_by_the_server(page)
    go_on = " En niemand belde."
    page.locator("#id_own_words").press("End")
    page.locator("#id_own_words").press_sequentially(go_on)
    page.evaluate("0")  # every letter has arrived
    with contextlib.suppress(Error):
        page.goto("chrome://crash", timeout=3000)
    assert Draft.objects.get().own_words in {MINE, MINE + go_on}
    again = page.context.new_page()
    expect(go(again, story)).to_have_value(MINE + go_on)
    kept_by_the_server(again)
    arrive_within_a_while(MINE + go_on)


def test_the_words_wait_on_another_device(open_screen, person, story):
    phone = open_screen(person)
    go(phone, story).fill(MINE)
    kept_by_the_server(phone)
    expect(go(open_screen(person, width=1440), story)).to_have_value(MINE)


def test_leaving_at_once_still_brings_the_words_to_the_server(open_screen, person, story):
    phone = open_screen(person)
    go(phone, story).fill(MINE)
    phone.goto("/healthz")
    arrive_within_a_while(MINE)  # they leave with the page; nothing waits for them
    expect(go(open_screen(person), story)).to_have_value(MINE)


def test_going_back_finds_the_words(open_screen, person, story):
    page = open_screen(person)
    go(page, story).fill(MINE)
    page.goto("/healthz")
    page.go_back()
    expect(page.locator("#id_own_words")).to_have_value(MINE)


def test_what_is_typed_before_the_scripts_come_is_kept(open_screen, person, story):
    page, late, is_slow = open_screen(person), [], [True]
    page.route("**/*.js", lambda route: late.append(route) if is_slow else route.continue_())
    page.goto(reverse("sharing:compose", args=[story.pk]), wait_until="commit")
    page.locator("#id_own_words").fill(MINE)
    assert late
    is_slow.clear()
    for script in late:
        script.continue_()
    kept_by_the_server(page)
    arrive_within_a_while(MINE)


def test_a_story_that_goes_meanwhile_hands_the_words_back(open_screen, person, story):
    page = open_screen(person, fine={404})
    words = go(page, story)
    story.live_until = timezone.now()
    story.save()
    words.fill(MINE)
    expect(page.get_by_role("heading", name="Dit verhaal staat er niet meer")).to_be_visible()
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_text(MINE)).to_be_visible()


def test_whoever_was_signed_out_meanwhile_finds_the_way_back(open_screen, person, story):
    page = open_screen(person)
    words = go(page, story)
    Session.objects.all().delete()
    words.fill(MINE)
    page.wait_for_url(re.compile(r"/sign-in\?next=/share/"))
    expect(page.get_by_role("main")).to_have_count(1)


def test_a_nervous_thumb_shares_once(open_screen, person, story, connected):
    page = open_screen(person)
    go(page, story).fill(MINE)
    page.get_by_role("button", name="Plaats op Town").dblclick()
    expect(page.get_by_role("heading", name="Onderweg naar Town")).to_be_visible()
    assert Share.objects.count() == 1
    assert Share.objects.get().own_words == MINE


def test_after_sharing_the_paper_is_empty_again(open_screen, person, story, connected):
    page = open_screen(person)
    go(page, story).fill(MINE)
    page.get_by_role("button", name="Plaats op Town").click()
    page.wait_for_url("**/shares/*")
    expect(go(page, story)).to_have_value("")


def test_the_room_is_counted_while_writing(open_screen, person, story, connected):
    page = open_screen(person)
    words = go(page, story)
    room = page.locator("#room")
    before = int(re.sub(r"\D", "", room.inner_text()))
    words.press_sequentially("abc")
    expect(room).to_have_text(f"nog {before - 3} tekens")
    words.fill("x" * (before + 7))
    expect(room).to_have_text("7 tekens te veel")
    kept_by_the_server(page)
    expect(room).to_have_text("7 tekens te veel")  # the server counts the same


def test_what_is_shown_follows_the_words_and_the_channel(open_screen, person, story):
    page = open_screen(person)
    go(page, story).fill("Vandaag ging de nieuwe fietsbrug over de IJssel open, en ik was erbij.")
    expect(page.get_by_role("heading", name="Zo ziet het eruit op Square")).to_be_visible()
    expect(page.locator("#look mark").first).to_have_text("Vandaag ging de nieuwe fietsbrug over de IJssel open")
    expect(page.locator("#mirror")).to_contain_text("van deze woorden is van ons")
    page.get_by_text("Office").click()
    expect(page.get_by_role("button", name="Verder naar Office")).to_be_visible()
    page.get_by_text("Waarom ‘Ik werk bij").click()
    page.get_by_label("Zet het aan het begin").check()
    expect(page.locator("#look figure div").first).to_have_text(re.compile(r"^Ik werk bij .*Vandaag ging", re.DOTALL))


def test_words_are_copied_and_the_networks_own_page_opens(open_screen, person, story):
    page = open_screen(person)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.route("https://office.example/**", lambda route: route.fulfill(body="The office"))
    go(page, story).fill(MINE)
    page.get_by_text("Office").click()
    # A tap as soon as there is a button: the scripts that come later are not there yet.
    page.context.route(
        re.compile(r"/composer[^/]*\.js"), lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.get_by_role("button", name="Verder naar Office").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Kopieer mijn woorden en open Office").click()
    assert opened.value.url.startswith("https://office.example/share?url=http")
    page.bring_to_front()
    expect(page.locator("#copied")).to_contain_text("Gekopieerd")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{MINE}\n\nIk werk bij")
    page.get_by_role("button", name="Ik heb het geplaatst").click()
    expect(page.get_by_role("heading", name="Je hebt het geplaatst")).to_be_visible()
    assert Share.objects.get().status == "claimed"


def test_it_works_without_scripts(open_screen, person, story):
    page = open_screen(person, script=False)
    go(page, story).fill(MINE)
    page.get_by_text("Office").click()
    page.get_by_role("button", name="Bekijk hoe het wordt").click()
    expect(page.get_by_role("heading", name="Zo ziet het eruit op Office")).to_be_visible()
    page.get_by_role("button", name="Verder naar Office").click()
    expect(page.get_by_role("heading", name="Nu op Office zelf")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_everybody_can_use_it(open_screen, person, story, connected, width, scheme):
    page = open_screen(person, width=width, scheme=scheme)
    words = go(page, story)
    expect(words).to_be_focused()
    axe(page)
    words.fill("Vandaag ging de nieuwe fietsbrug over de IJssel open, en ik was erbij.")
    page.get_by_text("Liever later").click()
    page.get_by_text("Toon een voorbeeld").click()
    fits(page)
    axe(page)
    page.get_by_text("Office").click()
    page.get_by_role("button", name="Verder naar Office").click()
    expect(page.get_by_role("heading", name="Nu op Office zelf")).to_be_visible()
    fits(page)
    axe(page)

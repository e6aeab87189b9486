"""The main job, from an empty installation to a measured share, through the pages as people do, in both languages."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import httpx2
import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from kring.connectors.channels.bluesky import Config
from kring.connectors.registry import CHANNELS
from tests.actor import Actor
from tests.browser import AGENT
from tests.peers import say_yes
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
# As a payroll program makes it: other headings, other letters, empty lines, and rows that cannot be right.
MESSY = """Personeelsnr;Medewerker;E-mail (werk);Vestiging;Regio;Afdeling;Functie;Taal;Datum in dienst;Opmerking
0001;Zoë Ünal;zoe.unal@waterbank.example;Zutphen;Oost;Hypotheken;Adviseur;{language};01-03-2019;
0002;  Jan-Willem  van 't Hof ;JW.vantHof@Waterbank.example;Zutphen;Oost;Hypotheken;Adviseur;{language};2020-09-15;x

0003;Geen adres;;Zutphen;Oost;Hypotheken;Adviseur;{language};01-03-2019;
0004;Rare datum;rare.datum@waterbank.example;Zutphen;Oost;Hypotheken;Adviseur;{language};32-13-2019;
0005;Zoë nog eens;zoe.unal@waterbank.example;Deventer;Oost;Hypotheken;Adviseur;{language};01-03-2019;
"""
MORE = "01{n:02};Collega {n};collega{n}@waterbank.example;Zutphen;Oost;Hypotheken;Adviseur;{language};01-03-2019;\n"
COLLEAGUES = 12
SHARERS = 5  # with Zoë enough to say something, and enough others who did not
NUMBERS = ["Twaalf", "Dertig", "Acht", "Veertig", "Negentien"]
ROBOT = "http.rb/5.2.0 (Mastodon/4.3.1; +https://mastodon.social/) Bot"
WORDS = {
    "nl": "Gisteren fietste ik er met mijn dochter overheen. Ze wilde meteen terug, en ik ook.",
    "en": "Yesterday I cycled across it with my daughter. She wanted to go straight back, and so did I.",
}
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Nieuws</title><link>{site}</link><description>Nieuws van de Waterbank</description>
<item><title>{title}</title><link>{site}news/bridge</link><guid>{site}news/bridge</guid>
<description><![CDATA[<p>{text}</p><script>alert(1)</script>]]></description></item></channel></rss>"""
PAGE = """<!doctype html><html lang=nl><head><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body></html>"""


@pytest.fixture
def news(site):
    """A website with a feed and a page."""
    story = {"title": "Nieuwe fietsbrug over de IJssel open", "text": "Maandag ging de brug open. Wij betaalden mee."}
    address = site.url_for("/")
    feed = FEED.format(site=address, **story)
    site.expect_request("/feed.xml").respond_with_data(feed, content_type="application/rss+xml")
    site.expect_request("/news/bridge").respond_with_data(PAGE.format(**story), content_type="text/html; charset=utf-8")
    site.expect_request("/favicon.ico").respond_with_data(b"", content_type="image/x-icon")
    return site


@dataclass
class OnMastodon:
    """Zoë's account on a Mastodon server of somebody else's making."""

    server: object
    key, name = "mastodon", "Mastodon"

    @property
    def said(self):
        return self.server.base_url.removeprefix("http://")

    def say_yes(self, page):
        page.wait_for_url(re.compile("/oauth/authorize"))
        page.locator("form button, form input[type=submit]").first.click()

    def posts(self):
        posts = httpx2.get(f"{self.server.base_url}/api/v1/timelines/public").json()
        return [re.sub(r"<[^>]+>", "", post["content"]) for post in posts]


@dataclass
class OnBluesky:
    """Zoë's account on Bluesky's own servers."""

    servers: object
    said: str
    key, name = "bluesky", "Bluesky"

    def say_yes(self, page):
        say_yes(page, re.compile("//127.0.0.1"))

    def posts(self):
        return self.servers.posts_of(self.said)


@pytest.fixture
def network(request, live_kring, open_host):
    """Where Zoë has an account."""
    if request.param == "mastodon":
        return OnMastodon(request.getfixturevalue("mastodon"))
    servers = request.getfixturevalue("bluesky")
    open_host(*servers.hosts)
    config = Config(directory=servers.directory, view=servers.view, public_url=live_kring.url)
    request.getfixturevalue("monkeypatch").setattr(CHANNELS["bluesky"], "config", config)
    return OnBluesky(servers, servers.new_person("zoe")["handle"])


@pytest.mark.parametrize(
    ("language", "network"),
    [
        ("nl", "mastodon"),
        ("en", "mastodon"),
        pytest.param("en", "bluesky", marks=[pytest.mark.peer, pytest.mark.timeout(1200)]),  # it may install them
    ],
    indirect=["network"],
)
def test_from_a_staff_list_to_a_measured_share(
    language, network, open_screen, live_kring, smtp, news, run_jobs, pass_a_while
):
    desk = Actor(open_screen(width=1440, height=900, language=language), language)
    start_the_organisation(desk)
    bring_in_the_staff(desk, run_jobs)
    take_a_story(desk, news, run_jobs)
    invite_everybody(desk, run_jobs)

    phone = Actor(open_screen(width=390, language=language), language)
    join_by_mail(phone, smtp.link_in("zoe.unal@waterbank.example", "/join/"))
    connect(phone, network)
    pass_a_while()
    share(phone, network, run_jobs)
    (text,) = network.posts()
    assert WORDS[language] in text
    link = re.search(rf"{re.escape(live_kring.url)}/\S+", text)[0]

    reader = open_screen(width=390, language=language).context.new_page()
    reader.goto(link)
    assert reader.url == news.url_for("/news/bridge")
    robot = httpx2.get(link, headers={"User-Agent": ROBOT}, follow_redirects=False)
    assert robot.status_code in {301, 302, 307}
    pass_a_while()

    see_both_numbers(phone)
    colleagues_join_and_share(live_kring.url, smtp, language)
    pass_a_while()
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):  # only completed weeks are counted
        see_the_figures(desk)


def start_the_organisation(desk):
    desk.page.goto(f"/start?code={settings.SET_UP_CODE}")
    desk.looks()
    desk.fill(name="Waterbank", admin_name="Bo Jansen", admin_email="bo@waterbank.example", language=desk.language)
    desk.press("Start")
    desk.page.wait_for_url("**/")


def bring_in_the_staff(desk, run_jobs):
    rows = MESSY + "".join(MORE.format(n=n, language="{language}") for n in range(COLLEAGUES))
    file = {
        "name": "personeel export (2).csv",
        "mimeType": "text/csv",
        "buffer": rows.format(language=desk.language.upper()).encode("cp1252"),
    }
    desk.page.goto("/set-up/staff-lists")
    desk.page.set_input_files("main [type=file]", file)
    desk.press("Upload and look")
    desk.sees("What says what?")
    desk.looks()
    remark = desk.page.get_by_label("Opmerking")
    assert remark.input_value() == ""
    desk.press("See what would change")
    run_jobs()
    desk.page.reload()
    expect(desk.page.locator("main")).to_contain_text("Zoë Ünal")
    desk.looks()
    desk.page.get_by_role("link", name=re.compile(f"^{desk.words('Not read')}")).click()
    expect(desk.page.locator("main")).to_contain_text("32-13-2019")
    desk.looks()
    desk.press("Bring in this list")
    run_jobs()
    desk.page.reload()
    desk.sees("This list is in. Everybody is where the list says.")


def take_a_story(desk, news, run_jobs):
    desk.page.goto("/stories/sources")
    desk.fill(address=news.url_for("/feed.xml"), name="Nieuws", language="nl")
    desk.press("Add the source")
    run_jobs()
    desk.page.goto("/stories/finds")
    expect(desk.page.locator("main")).to_contain_text("Nieuwe fietsbrug over de IJssel open")
    desk.looks()
    desk.press("Take")
    desk.follow("Write it up")
    theme = desk.page.locator("[name=theme]")
    theme.select_option(index=1)
    if desk.language == "en":
        desk.fill(title_en="New cycle bridge across the IJssel", body_en="It opened on Monday. We paid part of it.")
    desk.looks()
    desk.press("Publish")
    desk.page.wait_for_url(re.compile(r"/stories/"))
    run_jobs()


def invite_everybody(desk, run_jobs):
    desk.page.goto("/set-up/invitations")
    desk.looks()
    desk.press("Invite everyone")
    desk.press("Send the letters")
    desk.sees("The letters are on their way.")
    run_jobs()


def join_by_mail(phone, link):
    phone.page.goto(link)
    expect(phone.page.locator("html")).to_have_attribute("lang", phone.language)
    phone.looks()
    phone.press("Join")
    phone.page.wait_for_url("**/welcome")
    phone.looks()


def connect(phone, network):
    phone.page.goto(f"/me/accounts/{network.key}")
    phone.looks()
    phone.fill(said=network.said)
    phone.page.locator("main form button").last.click()
    network.say_yes(phone.page)
    phone.page.wait_for_url(re.compile("/me/accounts|/share/"))


def share(phone, network, run_jobs):
    phone.page.goto("/")
    phone.looks()
    phone.page.locator("main a[href^='/share/']").first.click()
    phone.page.fill("[name=own_words]", WORDS[phone.language])
    phone.page.locator("label", has=phone.page.locator(f"[name=channel][value={network.key}]")).click()
    phone.looks()
    phone.press("Post on %(channel)s", channel=network.name)
    phone.page.wait_for_url(re.compile(r"/shares/\d+"))
    run_jobs()
    phone.page.reload()
    phone.sees("It is on %(channel)s", channel=network.name)
    phone.looks()


def see_both_numbers(phone):
    phone.page.goto("/me")
    phone.looks()
    row = phone.page.locator("#shares li")
    expect(row).to_contain_text(re.compile(rf"{phone.words('Clicks by people')}\s*1\b"))
    expect(row).to_contain_text(re.compile(rf"{phone.words('Visits by robots, kept apart')}\s*1\b"))


def colleagues_join_and_share(address, smtp, language):
    """As many as a figure needs: each by their own letter, each in their own words."""
    for number in range(SHARERS):
        one = Visitor(address)
        link = urlsplit(smtp.link_in(f"collega{number}@waterbank.example", "/join/")).path
        one.open(link)
        one.submit(link)
        today = one.open("/")
        compose = today.xpath("//main//a[starts-with(@href, '/share/')]/@href")[0]
        one.open(compose)
        words = f"{NUMBERS[number]} keer fietste ik dit jaar om. {NUMBERS[-number - 1]} minuten scheelt het me nu."
        one.submit(compose, to=f"{compose}/look", own_words=words, channel="linkedin")
        one.open(compose)
        shared = one.submit(compose, own_words=words, channel="linkedin")
        place = urlsplit(shared.base_url).path
        assert re.fullmatch(r"/shares/\d+", place), place
        link = re.search(rf"{re.escape(address)}/l/[\w/-]+", unquote(one.text))[0]
        one.submit(f"{place}/posted")
        for agent in (AGENT, ROBOT):
            httpx2.get(link, headers={"User-Agent": agent}, follow_redirects=False)


def see_the_figures(desk):
    desk.page.goto("/figures")
    desk.looks()
    text = " ".join(desk.page.inner_text("main").split())
    clicks = desk.words("%(clicks)s clicks by people, together with %(posts)s posts", clicks=5, posts=5)
    assert clicks in text, text

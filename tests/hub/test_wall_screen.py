"""The screen in the hall, in a real browser: it follows within seconds, and stands when everything else falls."""

import os
import signal
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from kring.core.scope import inside
from kring.hub import tasks
from kring.hub.actions import wall as actions
from kring.people import actions as people
from kring.people.rules import Purpose
from tests import make
from tests.browser import findings
from tests.engagement.test_no_click_is_lost import free_port, start

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def hall(live_kring):
    """An organisation with a wall that shows a story, somebody who told it, and thanks to them."""
    organisation = make.organisation(name="Waterbank")
    with inside(organisation):
        story = make.story(organisation, title="De brug is open")
        person = make.person(organisation, name="Noor de Vries", account=make.account())
        make.consent(person, Purpose.ON_THE_WALL)
        make.share(person, story)
        make.thanks(person, words="Wat een vondst!")
        wall = make.wall(organisation, name="Hal", language="nl")
        make.panel(wall, kind="stories", seconds=300)
        _screen, token = make.screen(wall)
    return {"organisation": organisation, "wall": wall, "token": token, "person": person, "story": story}


@pytest.fixture
def worker():
    """What the worker does every two seconds."""
    ended = threading.Event()

    def work():
        while not ended.is_set():
            tasks.keep_walls(timestamp=0)
            ended.wait(2)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.fixture
def open_wall(open_screen, hall, live_kring):
    """A function that opens the wall on a screen of some size."""

    def opened(width=1920, height=1080):
        page = open_screen(width=width, height=height, fine={204, 422, 403, 503})
        page.context.add_cookies([{"name": "kring-wall", "value": hall["token"], "url": live_kring.url}])
        page.goto("/wall/")
        return page

    return opened


def says(page, words, seconds=10):
    page.get_by_text(words).first.wait_for(timeout=seconds * 1000)


def until(page, is_true, seconds=12):
    """Wait for an expression; Playwright's own way asks for what the content security policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(is_true):
        assert time.monotonic() < end, is_true
        page.wait_for_timeout(50)


def test_a_name_is_gone_within_ten_seconds(hall, worker, open_wall):
    page = open_wall()
    says(page, "Noor")
    began = time.monotonic()
    with inside(hall["organisation"]):
        people.withdraw_consent(by=hall["person"], purpose=Purpose.ON_THE_WALL, now=timezone.now())
    page.get_by_text("Noor").first.wait_for(state="detached", timeout=10_000)
    assert time.monotonic() - began < 10
    assert page.get_by_text("De brug is open").is_visible()


@pytest.mark.timeout(400)
def test_it_stands_when_the_real_server_is_killed_and_recovers_alone(hall, worker, open_screen):
    port = free_port()
    address, server = f"http://localhost:{port}", start(port, DEBUG="1")  # static files as they are
    try:
        page = open_screen(width=1920, height=1080)
        page.context.add_cookies([{"name": "kring-wall", "value": hall["token"], "url": address}])
        page.goto(f"{address}/wall/")
        says(page, "De brug is open")
        until(page, "navigator.serviceWorker?.controller != null")
        page.reload()  # now the page itself is kept
        says(page, "De brug is open")
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        page.reload()
        says(page, "De brug is open")
        with inside(hall["organisation"]):
            make.story_text(make.story(hall["organisation"], languages=[]), language="nl", title="De sluis is klaar")
        server = start(port, DEBUG="1")
        until(page, "JSON.parse(localStorage.getItem('kring-wall')).state.slides.length === 2", seconds=30)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def test_a_screen_that_is_disconnected_shows_nothing_of_it_any_more(hall, worker, open_wall):
    page = open_wall()
    says(page, "De brug is open")
    from kring.hub.models import Screen

    with inside(hall["organisation"]):
        actions.revoke_screen(by=hall["person"], screen=Screen.objects.get())
    page.locator("[data-claim]").wait_for(state="attached", timeout=12_000)
    assert page.evaluate("localStorage.getItem('kring-wall')") is None


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160)], ids=str)
def test_everything_fits_and_can_be_read_from_five_metres(hall, worker, open_wall, size):
    long = "Arbeidsongeschiktheidsverzekeringsvoorwaarden: wat verandert er voor zelfstandigen in januari?"
    with inside(hall["organisation"]):
        make.story_text(make.story(hall["organisation"], languages=[]), language="nl", title=long)
        panel = make.panel(hall["wall"], kind="themes", position=1)
    page = open_wall(*size)
    says(page, "Arbeidsongeschiktheids")
    assert page.evaluate(
        """() => [...document.querySelectorAll('.wall-stage *')].filter(e => {
            const box = e.getBoundingClientRect();
            return e.children.length === 0 && box.width && !e.closest('svg')
                && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1);
        }).map(e => e.className)"""
    ) == []  # fmt: skip
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('.wall-stage p, .wall-stage h2, .wall-stage li')]
            .filter(e => e.textContent.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert smallest >= 0.034 * min(size)  # 17 mm high capitals on a screen of 55 inches
    assert findings(page) == []
    assert panel.is_on


# Every pause is twenty milliseconds at most, and every answer shows something else.
HURRY = """
    const wait = setTimeout;
    window.setTimeout = (work, ms) => wait(work, Math.min(ms, 20));
    let number = 0;
    window.fetch = async () => {
        number += 1;
        const slides = [0, 1, 2, 3, 4].map((n) => ({
            kind: "message", seconds: 0.01, language: "nl", html: `<p class="wall-title">${number}-${n}</p>`.repeat(40),
        }));
        const version = document.querySelector("#wall").dataset.version;
        const state = { version, dark: number % 2 === 1, brand: "#0f5c5c", zone: "Europe/Amsterdam", slides };
        const headers = { ETag: `"${number}"`, "X-Now": "1800000000" };
        return new Response(JSON.stringify(state), { headers });
    };
"""


def test_memory_stays_flat_over_hundreds_of_updates(hall, open_wall):
    page = open_wall()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    page.add_init_script(HURRY)
    page.reload()

    def sample():
        cdp.send("HeapProfiler.collectGarbage")
        found = {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}
        return found["JSHeapUsedSize"], found["Nodes"], page.locator(".wall-stage > *").count()

    def measured():
        """What is there whatever slide goes in or out: one of them alone is four hundred nodes."""
        heap, nodes, slides = zip(*[sample() for _ in range(8)], strict=True)
        return min(heap), min(nodes), max(slides)

    def wait_for(answers):
        until(page, f"Number(document.querySelector('#wall').dataset.answered) > {answers}", seconds=60)

    found = []
    for answers in (300, 600, 900):
        wait_for(answers)
        found.append(measured())
    print("heap, nodes, slides in the page:", found)
    (heap, nodes, _slides), (later_heap, later_nodes, slides) = found[-2:]
    assert later_heap < heap * 1.05 + 50_000
    assert later_nodes < nodes + 500
    assert slides <= 3


def test_the_way_back_can_be_read_by_everybody(hall, open_screen):
    with inside(hall["organisation"]):
        idea = make.idea(hall["person"], story=hall["story"], answered_at=timezone.now(), answer="Mooi!")
        make.thanks(hall["person"], idea=idea, words="Wat een vondst!")
        for _ in range(5):
            make.click(make.share(make.person(hall["organisation"]), hall["story"]))
    for language in ("nl", "en"):
        hall["person"].account.language = language
        hall["person"].account.save()
        page = open_screen(hall["person"], language=language)
        page.goto(f"/tell/{idea.pk}")
        assert findings(page) == []
        assert page.get_by_text("Wat een vondst!").is_visible()

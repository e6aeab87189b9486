"""kill -9 of the web server and of the worker, at random moments, while people share and a staff list comes in.

What was accepted is posted, exactly once; a staff list is in or it is not. KILL_ROUNDS=20 pulls more plugs.
"""

import json
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.config.test_backup import run
from tests.sharing.publishing import ask
from tests.system import System
from tests.visitor import Visitor

pytestmark = [pytest.mark.plug, pytest.mark.timeout(900)]
ROUNDS = range(int(os.environ.get("KILL_ROUNDS", "1")))
KILLS = 6  # a process that ends five times in two minutes would stop Kring: that is what it should do
PEOPLE, STORIES, STAFF = 4, 6, 3000
FILL = """
import json
from types import SimpleNamespace
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from kring.core.scope import inside
from tests import make
from tests.sharing.publishing import connected

server = SimpleNamespace(base_url="{mastodon}", port={port})
organisation = make.organisation()

def session(person):
    made = SessionStore()
    made[SESSION_KEY] = str(person.account.pk)
    made[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    made[HASH_SESSION_KEY] = person.account.get_session_auth_hash()
    made.save()
    return made.session_key

with inside(organisation):
    people = [make.person(organisation, account=make.account()) for n in range({people})]
    for n, person in enumerate(people):
        connected(person, server, "person%d" % n)
    stories = [make.story(organisation, title="Story %d" % n).pk for n in range({stories})]
    boss = make.person(organisation, account=make.account(), roles=["administrator"])
    print("WORLD" + json.dumps(dict(people=[session(p) for p in people], boss=session(boss), stories=stories)))
"""


@pytest.fixture
def kring(tmp_path, mastodon_server):
    system = System(tmp_path / "data", "--workers", "1", ALLOW_PRIVATE_HOSTS=f"127.0.0.1:{mastodon_server.port}")
    yield system
    system.clean()


@pytest.fixture
def world(kring, tmp_path, mastodon_server):
    ask(mastodon_server, "POST", "/api/v1/_mock/reset")
    kring.start()
    kring.wait(kring.is_ready)
    script = FILL.format(mastodon=mastodon_server.base_url, port=mastodon_server.port, people=PEOPLE, stories=STORIES)
    code, said = run("shell", "--command", script, DATA=str(kring.folder))
    assert code == 0, said
    return json.loads(said.split("WORLD")[1].splitlines()[0])


def patiently(step, until=120):
    """Do what a person does whose page did not load: try again."""
    end = time.monotonic() + until
    while True:
        try:
            return step()
        except (httpx2.HTTPError, AssertionError, StopIteration):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def share_all(kring, session, number, stories, accepted):
    """Share every story, and remember what Kring said yes to."""
    one = Visitor(kring.url, kring=session)
    for story in stories:
        words = f"Person {number} tells story {story} in words that nobody else has: {random.random()}."

        def attempt(story=story, words=words):
            compose = f"/share/{story}"
            one.open(compose)
            if urlsplit(one.page.base_url).path != compose:
                return True  # it went through after all
            one.submit(compose, to=f"{compose}/look", own_words=words, channel="mastodon")
            one.open(compose)
            try:
                one.submit(compose, own_words=words, channel="mastodon")
            except AssertionError:
                if "already" in one.text:  # it was taken, and the answer was lost with the server
                    return True
                raise
            return urlsplit(one.page.base_url).path.startswith("/shares/")

        if patiently(attempt):
            accepted.append(words)


def bring_in_a_list(kring, session):
    """Upload a staff list and bring it in, however often the page does not load."""
    boss = Visitor(kring.url, kring=session)
    rows = "Naam;E-mail;Afdeling\n" + "".join(f"Mens {n};mens{n}@staf.example;Hypotheken\n" for n in range(STAFF))
    token = patiently(lambda: boss.open("/set-up/staff-lists").xpath("//input[@name='csrfmiddlewaretoken']/@value")[0])

    def upload():
        answer = boss.client.post(
            "/set-up/staff-lists",
            data={"csrfmiddlewaretoken": token},
            files={"file": ("staf.csv", rows.encode(), "text/csv")},
            headers={"Referer": f"{kring.url}/set-up/staff-lists"},
        )
        boss.read(answer)
        return urlsplit(boss.page.base_url).path

    place = patiently(upload)

    def look_and_press():
        """Press the button that the page shows, until it says that the list is in; an answer may be lost any time."""
        for step in ("columns", "apply"):
            boss.open(place)
            if boss.is_asked(f"{place}/{step}"):
                boss.submit(f"{place}/{step}")
        assert "This list is in" in boss.text

    patiently(look_and_press, 300)


def hours_go_by(connection):
    """Let what waits for a dead worker's time to run out not take minutes of ours."""
    connection.execute(
        "update sharing_share set next_try_at = now() where status = 'sending' and next_try_at > now()"
        " and claimed_at < now() - interval '15 seconds'"  # nobody alive takes that long
    )
    connection.execute(
        "update sharing_share set next_try_at = now() where status in ('queued', 'unknown') and next_try_at > now()"
    )


@pytest.mark.parametrize("turn", ROUNDS)
def test_what_was_accepted_is_posted_once_and_no_list_is_half_in(turn, kring, world, mastodon_server):
    accepted = []
    pool = ThreadPoolExecutor(PEOPLE + 1)
    at_work = [
        pool.submit(share_all, kring, session, number, world["stories"], accepted)
        for number, session in enumerate(world["people"])
    ]
    at_work.append(pool.submit(bring_in_a_list, kring, world["boss"]))
    seen = set()
    count = "select count(*) from people_person where email like '%%@staf.example'"
    with kring.database() as connection:
        for number in range(KILLS):
            time.sleep(random.uniform(0.5, 4))
            part = ["granian", "procrastinate"][number % 2]
            kring.kill(kring.wait(lambda part=part: kring.parts(part))[0])
            seen.add(connection.execute(count).fetchone()[0])
        for work in at_work:
            work.result(330)

        def all_is_done():
            hours_go_by(connection)
            seen.add(connection.execute(count).fetchone()[0])
            lists = connection.execute("select array_agg(distinct status) from people_staffimport").fetchone()[0]
            left = connection.execute("select count(*) from sharing_share where status <> 'published'").fetchone()[0]
            return left == 0 and "applied" in lists and not {"reading", "applying"} & set(lists)

        kring.wait(all_is_done, 300)
        assert connection.execute(count).fetchone()[0] == STAFF
        assert seen <= {0, STAFF}
        shares = connection.execute("select count(*) from sharing_share").fetchone()[0]
    posts = ask(mastodon_server, "GET", "/api/v1/timelines/public?limit=40")
    texts = [post["content"] for post in posts]
    assert len(accepted) == PEOPLE * STORIES == shares
    twice = {words: found for words in accepted if (found := sum(words in text for text in texts)) > 1}
    assert not twice
    assert len(texts) == shares

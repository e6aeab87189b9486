"""A connected screen asks what its wall shows."""

import json
import time
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kring.hub import tasks
from kring.hub.actions import wall as actions
from kring.hub.door import WallDoor
from kring.hub.models import Screen, WallState
from kring.hub.queries import wall as queries
from kring.hub.rules import wall as rules
from kring.people import actions as people
from kring.people.rules import Purpose
from tests import make


@pytest.fixture
def wall(organisation):
    made = make.wall(organisation, language="nl")
    make.panel(made, kind="stories")
    return made


def a_screen(wall):
    """A client with the cookie of a connected screen; each begins without what was kept a moment before."""
    screen, token = make.screen(wall)
    client = Client()
    client.cookies["kring-wall"] = token
    return screen, client


def a_moment_later(client):
    """The same screen, when what was kept for a second is old: a web server that has kept nothing."""
    later = Client()
    later.cookies = client.cookies
    return later


def shown(client):
    tasks.keep_walls(timestamp=0)
    return json.loads(client.get("/wall/state").content)


def words(state):
    return " ".join(slide["html"] for slide in state["slides"])


def sharer(organisation, story, *consents, name="Noor van der Vliet"):
    person = make.person(organisation, name=name)
    for purpose in consents:
        make.consent(person, purpose)
    make.share(person, story)
    return person


def test_it_shows_the_stories_of_today(wall):
    make.story(wall.organisation, title="De brug is open")
    _screen, client = a_screen(wall)
    state = shown(client)
    assert "De brug is open" in words(state)
    assert [slide["language"] for slide in state["slides"]] == ["nl"]


def test_the_same_again_is_answered_with_nothing(wall, count_queries):
    make.story(wall.organisation)
    _screen, client = a_screen(wall)
    tasks.keep_walls(timestamp=0)
    first = client.get("/wall/state")
    with count_queries() as counted:
        again = client.get("/wall/state", headers={"if-none-match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert not again.content
    assert len(counted) == 0  # what all screens may ask for is kept for a second


def test_five_hundred_screens_cost_as_many_queries_as_one(wall, count_queries):
    make.story(wall.organisation)
    tokens = [make.screen(wall)[1] for _ in range(40)]
    tasks.keep_walls(timestamp=0)
    mark = f'"{WallState.objects.get().etag}"'
    server = Client()
    with count_queries() as counted:
        for token in tokens:
            server.cookies["kring-wall"] = token
            assert server.get("/wall/state", headers={"if-none-match": mark}).status_code == 304
    assert len([q for q in counted if "set_config" not in q["sql"]]) == 2


class ThroughTheDoor(Client):
    """A client whose questions pass the door in front of Django, as they do in the real server."""

    def __init__(self):
        super().__init__()
        self.django, self.reached, self.door = self.handler, 0, WallDoor(self._django)
        self.handler = self._asked

    def _django(self, environ, start_response):
        self.reached += 1
        self.answer = self.django(environ)
        return [self.answer.content]

    def _asked(self, environ):
        def start_response(status, headers):
            self.answer = HttpResponse(status=int(status.split()[0]), headers=dict(headers))
            self.answer.wsgi_request = None

        b"".join(self.door(environ, start_response))
        return self.answer


def test_a_screen_that_has_everything_is_answered_before_django(wall, count_queries):
    make.story(wall.organisation)
    screen, token = make.screen(wall)
    tasks.keep_walls(timestamp=0)
    server = ThroughTheDoor()
    server.cookies["kring-wall"] = token
    first = server.get("/wall/state")
    mark = first.headers["ETag"]
    with count_queries() as counted:
        again = server.get("/wall/state", headers={"if-none-match": f"W/{mark}"})  # a proxy had packed the answer
    assert (again.status_code, again.headers["ETag"], server.reached, len(counted)) == (304, mark, 1, 0)
    assert int(again.headers["X-Now"]) >= int(first.headers["X-Now"])
    server.get("/wall/state", headers={"if-none-match": '"another"'})
    server.get("/wall/")
    assert server.reached == 3
    server.cookies["kring-wall"] = f"{token}x"
    assert server.get("/wall/state", headers={"if-none-match": mark}).status_code == 403
    actions.revoke_screen(by=make.person(wall.organisation), screen=screen)
    time.sleep(rules.SCREENS_KEPT_SECONDS)
    server.cookies["kring-wall"] = token
    assert server.get("/wall/state", headers={"if-none-match": mark}).status_code == 403


def test_whatever_is_kept_a_screen_follows_within_ten_seconds():
    latest = max(rules.ASKS_SECONDS)
    assert latest + rules.DRAWN_SECONDS + rules.KEPT_SECONDS < rules.WITHIN_SECONDS  # a name goes
    assert latest + rules.SCREENS_KEPT_SECONDS < rules.WITHIN_SECONDS  # a screen is disconnected


def test_nothing_is_written_while_nothing_changes(wall):
    make.story(wall.organisation)
    a_screen(wall)
    tasks.keep_walls(timestamp=0)
    before = WallState.objects.get().built_at
    tasks.keep_walls(timestamp=0)
    assert WallState.objects.get().built_at == before


def test_a_wall_that_nobody_looks_at_is_not_drawn(wall):
    Screen.objects.filter(pk=a_screen(wall)[0].pk).update(seen_at=timezone.now() - timedelta(hours=1))
    tasks.keep_walls(timestamp=0)
    assert not WallState.objects.exists()


def test_a_screen_that_asks_is_noted(wall):
    screen, client = a_screen(wall)
    Screen.objects.filter(pk=screen.pk).update(seen_at=timezone.now() - timedelta(hours=1))
    client.get("/wall/state")
    time.sleep(1.1)
    client.get("/wall/state")
    screen.refresh_from_db()
    assert screen.seen_at > timezone.now() - timedelta(minutes=1)


def test_only_who_agreed_to_the_wall_is_named_there(wall):
    story = make.story(wall.organisation)
    sharer(wall.organisation, story, Purpose.ON_THE_WALL, name="Noor van der Vliet")
    sharer(wall.organisation, story, Purpose.BE_NAMED, name="Pim Stillema")
    _screen, client = a_screen(wall)
    said = words(shown(client))
    assert "Noor" in said
    assert "Vliet" not in said  # a first name is enough in a hall
    assert "Pim" not in said


def test_a_name_is_gone_when_the_yes_is_taken_back(wall):
    story = make.story(wall.organisation)
    person = sharer(wall.organisation, story, Purpose.ON_THE_WALL)
    thanked = make.panel(wall, kind="thanks", position=1)
    make.thanks(person, words="Wat een mooi idee.")
    _screen, client = a_screen(wall)
    assert words(shown(client)).count("Noor") == 2
    assert thanked.is_on
    people.withdraw_consent(by=person, purpose=Purpose.ON_THE_WALL, now=timezone.now())
    client = a_moment_later(client)
    said = words(shown(client))
    assert "Noor" not in said
    assert "Wat een mooi idee" not in said


def test_few_shares_are_not_counted_on_the_wall(wall, settings):
    wall.language = "en"
    wall.save()
    story = make.story(wall.organisation)
    for _ in range(settings.SMALLEST_GROUP - 1):
        make.share(make.person(wall.organisation), story)
    _screen, client = a_screen(wall)
    assert "4 times" not in words(shown(client))
    make.share(make.person(wall.organisation), story)
    client = a_moment_later(client)
    assert "5 times" in words(shown(client))


def test_answered_questions_are_a_count_and_none_is_no_panel(wall):
    panel = make.panel(wall, kind="answered", position=1)
    _screen, client = a_screen(wall)
    assert panel.kind not in [slide["kind"] for slide in shown(client)["slides"]]
    make.mention(wall.organisation, status="answered", ended_at=timezone.now(), text="Een geheime vraag")
    client = a_moment_later(client)
    state = shown(client)
    assert [slide["kind"] for slide in state["slides"]] == ["answered"]
    assert "geheime" not in words(state)


def reach(organisation, circles, *, kind="first_moment", days=8):
    for _ in range(circles):
        reached_at = timezone.now() - timedelta(days=days)
        make.milestone(make.circle(organisation), kind=kind, reached_at=reached_at)


def test_what_circles_reached_is_counted_from_the_smallest_group_on_and_up_to_last_week(wall, settings):
    make.panel(wall, kind="circles", position=1)
    reach(wall.organisation, settings.SMALLEST_GROUP - 1)
    reach(wall.organisation, settings.SMALLEST_GROUP, days=0)  # this week: nobody sees it one by one
    reach(wall.organisation, settings.SMALLEST_GROUP, days=13 * 7 + 7)
    reach(wall.organisation, settings.SMALLEST_GROUP - 1, kind="everybody")
    _screen, client = a_screen(wall)
    assert shown(client)["slides"] == []
    reach(wall.organisation, settings.SMALLEST_GROUP)
    client = a_moment_later(client)
    [slide] = shown(client)["slides"]
    assert slide["kind"] == "circles"
    assert slide["html"].count("<li>") == 1
    assert f">{settings.SMALLEST_GROUP}<" in slide["html"]  # nine of them: one more or less does not show


def test_a_message_is_shown_between_its_moments_by_the_servers_clock(wall):
    now = timezone.now()
    for text, begin, end in [
        ("nu", None, None),
        ("straks", now + timedelta(hours=1), None),
        ("voorbij", now - timedelta(hours=2), now - timedelta(hours=1)),
        ("even", now - timedelta(hours=1), now + timedelta(hours=1)),
    ]:
        make.panel(wall, kind="message", text={"nl": text}, shown_from=begin, shown_until=end)
    _screen, client = a_screen(wall)
    said = words(shown(client))
    assert [text in said for text in ("nu", "straks", "voorbij", "even")] == [True, False, False, True]


def test_two_languages_come_in_turn(wall):
    wall.language = "both"
    wall.save()
    make.story(wall.organisation)
    _screen, client = a_screen(wall)
    assert [slide["language"] for slide in shown(client)["slides"]] == ["nl", "en"]


def test_it_is_drawn_in_a_fixed_number_of_queries(wall, count_queries):
    from kring.hub import drawing

    for position, kind in enumerate(["themes", "thanks", "answered", "circles", "message"], start=1):
        make.panel(wall, kind=kind, position=position)

    def cost():
        with count_queries() as counted:
            drawing.draw(wall, timezone.now())
        return len(counted)

    def grow(times):
        for _ in range(times):
            story = make.story(wall.organisation)
            make.thanks(sharer(wall.organisation, story, Purpose.ON_THE_WALL))
            reach(wall.organisation, 1)

    grow(1)
    few = cost()
    grow(9)
    assert cost() == few


@pytest.mark.parametrize("token", ["", "x", "1-1-x", "9-9-aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1-1-" + "a" * 32])
def test_without_a_token_of_ours_nothing_is_told(wall, token):
    client = Client()
    client.cookies["kring-wall"] = token
    answer = client.get("/wall/state")
    assert (answer.status_code, answer.content) == (403, b"")


def test_a_token_of_another_organisation_does_not_open_this_one(wall, other_organisation):
    screen, token = make.screen(wall)
    client = Client()
    client.cookies["kring-wall"] = token.replace(f"{wall.organisation_id}-", f"{other_organisation.pk}-", 1)
    assert client.get("/wall/state").status_code == 403
    assert screen.organisation_id != other_organisation.pk


def test_a_revoked_screen_is_refused(wall, person):
    screen, client = a_screen(wall)
    assert client.get("/wall/state").status_code == 204
    actions.revoke_screen(by=person, screen=screen)
    client = a_moment_later(client)
    assert client.get("/wall/state").status_code == 403


def addresses(patterns=None, before=""):
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLResolver):
            yield from addresses(item.url_patterns, before + str(item.pattern))
        elif isinstance(item, URLPattern):
            yield "/" + (before + str(item.pattern)).split("<")[0].strip("^$")


def test_a_screens_token_opens_nothing_but_the_wall(wall):
    make.story(wall.organisation)
    _screen, client = a_screen(wall)
    nobody = Client()
    differing = []
    for address in sorted(set(addresses())):
        for asked in (address, f"{address}1"):
            with_token, without = client.get(asked), nobody.get(asked)
            if (with_token.status_code, with_token.headers.get("Location")) != (
                without.status_code,
                without.headers.get("Location"),
            ):
                differing.append(asked)
    assert differing == []
    assert b"data-state" in client.get("/wall/").content  # here it differs: the wall instead of a code
    assert b"data-claim" in nobody.get("/wall/").content


def test_the_page_keeps_its_cookie_fresh(wall):
    _screen, client = a_screen(wall)
    cookie = client.get("/wall/").cookies["kring-wall"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) > 300 * 24 * 3600


def test_what_is_watched_is_found_in_one_go(wall, other_organisation, count_queries):
    a_screen(wall)
    with count_queries() as counted:
        found = queries.watched(timezone.now())
    assert found == {wall.organisation_id: [wall.pk]}
    assert len(counted) <= 4

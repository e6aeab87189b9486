"""The hub arranges walls and looks after screens."""

import pytest

from kring.hub.models import Panel, Screen, Wall
from kring.hub.queries import wall as queries
from tests import make


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["desk"])


@pytest.fixture
def hub(client_of, editor):
    return client_of(editor)


@pytest.fixture
def wall(organisation):
    made = make.wall(organisation, name="Hall")
    for position, kind in enumerate(["stories", "themes", "answered"]):
        make.panel(made, kind=kind, position=position)
    return made


def order(wall):
    return [panel.kind for panel in queries.panels(wall)]


def test_a_new_wall_has_the_usual_panels(hub):
    answer = hub.post("/hub/walls/new", {"name": "Canteen", "language": "both", "look": "time"})
    made = Wall.objects.get()
    assert answer.headers["Location"] == f"/hub/walls/{made.pk}/"
    assert order(made) == ["stories", "thanks", "themes", "hour", "answered", "circles"]


def test_two_walls_do_not_have_one_name(hub, wall):
    assert hub.post("/hub/walls/new", {"name": "Hall", "language": "nl", "look": "light"}).status_code == 422
    assert Wall.objects.count() == 1


@pytest.mark.parametrize(
    ("which", "do", "now"),
    [
        (0, "down", ["themes", "stories", "answered"]),
        (0, "up", ["stories", "themes", "answered"]),
        (2, "up", ["stories", "answered", "themes"]),
        (0, "2", ["themes", "answered", "stories"]),
        (1, "99", ["stories", "answered", "themes"]),
    ],
)
def test_panels_are_put_in_order(hub, wall, which, do, now):
    hub.post(f"/hub/walls/panel/{queries.panels(wall)[which].pk}", {"do": do})
    assert order(wall) == now


def test_a_panel_is_switched_and_given_its_time(hub, wall):
    panel = queries.panels(wall)[0]
    hub.post(f"/hub/walls/panel/{panel.pk}", {"do": "switch"})
    hub.post(f"/hub/walls/panel/{panel.pk}", {"do": "seconds", "seconds": "1"})
    panel.refresh_from_db()
    assert (panel.is_on, panel.seconds) == (False, 5)
    hub.post(f"/hub/walls/panel/{panel.pk}", {"do": "seconds", "seconds": "-x"})
    panel.refresh_from_db()
    assert panel.seconds == 5


def test_htmx_gets_the_panels_back(hub, wall):
    panel = queries.panels(wall)[0]
    answer = hub.post(f"/hub/walls/panel/{panel.pk}", {"do": "down"}, headers={"HX-Request": "true"})
    assert answer.content.decode().strip().startswith("<ol")


def test_a_message_is_written_changed_and_taken_off(hub, wall):
    said = {"nl": "Welkom", "en": "", "seconds": "20", "shown_from": "2026-01-05T09:00", "shown_until": ""}
    hub.post(f"/hub/walls/{wall.pk}/message", said)
    panel = Panel.objects.get(kind="message")
    assert (panel.text, panel.seconds, panel.position) == ({"nl": "Welkom"}, 20, 3)
    assert panel.shown_from.isoformat() == "2026-01-05T08:00:00+00:00"  # nine in Amsterdam
    assert 'value="2026-01-05T09:00"' in hub.get(f"/hub/walls/message/{panel.pk}").content.decode()
    hub.post(f"/hub/walls/message/{panel.pk}", said | {"en": "Welcome"})
    panel.refresh_from_db()
    assert panel.text == {"nl": "Welkom", "en": "Welcome"}
    hub.post(f"/hub/walls/panel/{panel.pk}", {"do": "remove"})
    assert not Panel.objects.filter(kind="message").exists()


def test_only_a_message_can_be_taken_off(hub, wall):
    hub.post(f"/hub/walls/panel/{queries.panels(wall)[0].pk}", {"do": "remove"})
    assert len(order(wall)) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"nl": "", "en": ""},
        {"shown_from": "2026-01-05T09:00", "shown_until": "2026-01-04T09:00"},
        {"seconds": "2"},
    ],
)
def test_a_message_that_cannot_be_is_given_back(hub, wall, wrong):
    said = {"nl": "Welkom", "en": "", "seconds": "20", "shown_from": "", "shown_until": ""}
    assert hub.post(f"/hub/walls/{wall.pk}/message", said | wrong).status_code == 422


def test_a_screen_shows_another_wall_and_is_disconnected(hub, wall, organisation):
    screen, _token = make.screen(wall)
    other = make.wall(organisation, name="Canteen")
    hub.post(f"/hub/screens/{screen.pk}", {"do": "show", "wall": other.pk})
    screen.refresh_from_db()
    assert screen.wall == other
    hub.post(f"/hub/screens/{screen.pk}", {"do": "revoke"})
    assert not Screen.objects.exists()


def test_a_wall_that_a_screen_shows_is_not_removed(hub, wall):
    screen, _token = make.screen(wall)
    hub.post(f"/hub/walls/{wall.pk}/", {"do": "remove"})
    assert Wall.objects.exists()
    screen.delete()
    hub.post(f"/hub/walls/{wall.pk}/", {"do": "remove"})
    assert not Wall.objects.exists()


def test_the_preview_is_framed_by_our_own_page_only(hub, wall):
    make.story(wall.organisation, title="The bridge")
    answer = hub.get(f"/hub/walls/{wall.pk}/preview")
    assert "The bridge" in answer.content.decode()
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert hub.get(f"/hub/walls/{wall.pk}/preview/state").json()["slides"]


def test_screens_cost_the_same_few_queries(hub, wall, count_queries):
    def cost():
        with count_queries() as counted:
            hub.get("/hub/screens")
        return len(counted)

    make.screen(wall)
    few = cost()
    for _ in range(10):
        make.screen(wall)
    assert cost() == few


def test_it_takes_the_role(client_of, person, wall):
    client = client_of(person)
    for address in ("/hub/screens", f"/hub/walls/{wall.pk}/", f"/hub/walls/{wall.pk}/preview", "/hub/thanks"):
        assert client.get(address).status_code == 403

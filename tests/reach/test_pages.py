"""One's own page, the page that a message leads to, and the organisation's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kring.core.models import AuditNote
from kring.core.secrets import unseal
from kring.reach.models import Choice, Holiday, MessengerSetUp, ReachSettings, Way, Wishes
from kring.reach.queries import deciding, links, ways
from tests import make
from tests.connectors.test_every_messenger import subscription


@pytest.fixture
def boss(organisation, client_of):
    """A client of an administrator."""
    return client_of(make.person(organisation, account=make.account(), roles=["administrator"]))


def is_off(person, kind="test.hint"):
    return Choice.objects.filter(person=person, kind=kind, is_on=False).exists()


def test_the_link_of_a_message_only_shows_a_page_until_somebody_taps(reader):
    client, path = Client(enforce_csrf_checks=True), links.off_path(reader, "test.hint")
    assert "Hints" in client.get(path).content.decode()
    assert not is_off(reader)
    answer = client.post(path)
    assert answer.status_code == 200
    assert is_off(reader)
    client.post(path, {"again": "on"})
    assert not is_off(reader)


def test_a_mail_programme_switches_off_in_one_click(reader):
    address = links.mail_headers(reader, "test.hint")["List-Unsubscribe"].strip("<>")
    path = "/off/" + address.rsplit("/", 1)[1]
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert is_off(reader)


def test_the_link_is_for_one_person_at_one_address(reader):
    path = links.off_path(reader, "test.hint")
    assert Client().post(path[:-2]).status_code == 404
    reader.email = "ander@voorbeeld.example"
    reader.save()
    assert Client().post(path).status_code == 404
    assert not is_off(reader)


def test_a_person_decides_in_one_tap(reader, client_of):
    client = client_of(reader)
    client.post("/me/reach/kind", {"kind": "test.hint"})
    assert is_off(reader)
    client.post("/me/reach/kind", {"kind": "test.hint", "on": "yes"})
    assert not is_off(reader)
    client.post("/me/reach/pause")
    assert Wishes.objects.get().paused_until > timezone.now() + timedelta(days=27)
    client.post("/me/reach/pause", {"do": "resume"})
    assert Wishes.objects.get().paused_until is None
    assert not AuditNote.objects.exists()


def test_own_hours_lie_within_those_of_the_organisation(reader, client_of):
    client = client_of(reader)
    outside = client.post("/me/reach/hours", {"first_hour": 19, "last_hour": 21, "weekdays": ["0"]})
    assert outside.status_code == 422
    assert not Wishes.objects.exists()
    client.post("/me/reach/hours", {"first_hour": 9, "last_hour": 12, "weekdays": ["0", "3"]})
    own = deciding.own_hours(deciding.settings(), Wishes.objects.get())
    assert (own.first, own.last, own.weekdays) == (9, 12, frozenset({0, 3}))


def test_a_browser_says_yes_and_goes_again(reader, client_of):
    client, said = client_of(reader), subscription("https://push.example/")
    given = {"endpoint": said["endpoint"], **said["keys"], "server": ways.push_key()}
    client.post("/me/reach/browser", given, headers={"user-agent": "Mozilla/5.0 (Android 14) Firefox/140.0"})
    way = Way.objects.get()
    assert way.name == "Firefox, Android"
    assert unseal(bytes(way.sealed))["endpoint"] == said["endpoint"]
    assert Wishes.objects.get().way == "web_push"
    client.post("/me/reach/browser", given | {"endpoint": "http://inside.example/"})
    client.post("/me/reach/browser", given | {"server": "x"})
    assert Way.objects.count() == 1
    client.post(f"/me/reach/browser/{way.pk}/remove")
    assert not Way.objects.exists()
    assert Wishes.objects.get().way == ""


def test_nobody_removes_the_browser_of_another(reader, organisation, client_of):
    now = timezone.now()
    way = Way.objects.create(
        organisation=organisation, person=reader, messenger="web_push", sealed=b"x", mark="x", created_at=now
    )
    other = client_of(make.person(organisation, account=make.account()))
    assert other.post(f"/me/reach/browser/{way.pk}/remove").status_code == 404
    assert Way.objects.exists()


def test_a_way_that_is_not_set_up_cannot_be_chosen(reader, client_of):
    client_of(reader).post("/me/reach/way", {"way": "slack"})
    assert not Wishes.objects.filter(way="slack").exists()


def test_the_page_takes_as_many_queries_with_much_on_it(reader, client_of, count_queries):
    client = client_of(reader)

    def queries():
        with count_queries() as counted:
            assert client.get("/me/reach").status_code == 200
        return len(counted)

    few = queries()
    for _n in range(15):
        make.message(reader, ended_at=timezone.now())
    assert queries() == few


def test_an_organisation_decides_how_often_and_when(boss):
    said = {"budget": 1, "first_hour": 9, "last_hour": 17, "weekdays": ["0", "1"]}
    boss.post("/set-up/reach", said)
    found = ReachSettings.objects.get()
    assert (found.budget, found.first_hour, found.last_hour, found.weekdays) == (1, 9, 17, [0, 1])
    assert boss.post("/set-up/reach", said | {"budget": 9}).status_code == 422
    assert boss.post("/set-up/reach", said | {"last_hour": 9}).status_code == 422
    boss.post("/set-up/reach/holidays", {"on": "2026-12-25", "name": "Kerst"})
    boss.post(f"/set-up/reach/holidays/{Holiday.objects.get().pk}/remove")
    assert not Holiday.objects.exists()


def test_a_messenger_is_set_up_and_its_secret_never_shown(boss):
    assert boss.post("/set-up/reach/messengers/slack", {"token": "geen"}).status_code == 422
    boss.post("/set-up/reach/messengers/slack", {"token": "xoxb-geheim"})
    row = MessengerSetUp.objects.get()
    assert unseal(bytes(row.sealed)) == {"token": "xoxb-geheim"}
    assert "xoxb-geheim" not in boss.get("/set-up/reach").content.decode()
    boss.post("/set-up/reach/messengers/slack/remove")
    assert not MessengerSetUp.objects.exists()


def test_a_manager_decides_how_often_but_sees_no_messengers(organisation, client_of):
    manager = client_of(make.person(organisation, account=make.account(), roles=["manager"]))
    assert "Slack" not in manager.get("/set-up/reach").content.decode()
    assert manager.post("/set-up/reach/messengers/slack", {"token": "xoxb-1"}).status_code == 403

"""A message goes by the way that somebody chose; when that fails, by mail, and never twice."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import http_ece
import pytest
import time_machine
from werkzeug import Response

from kring.connectors.messengers import slack
from kring.reach import actions
from kring.reach.models import Message, MessengerSetUp, Way, Wishes
from kring.reach.queries import ways
from kring.reach.tasks import send
from tests import make
from tests.connectors.test_every_messenger import AUTH, BROWSER, kept, subscription

MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def service(httpserver, open_host, monkeypatch):
    """A server that is Slack and a push service."""
    open_host(f"{httpserver.host}:{httpserver.port}")
    monkeypatch.setattr(slack, "API", httpserver.url_for("/"))
    return httpserver


def work(organisation, now=MONDAY):
    with time_machine.travel(now, tick=False):
        send.func(organisation_id=organisation.pk, row_id=0)


def tell(person, key="a"):
    return actions.tell(person=person, kind="test.hint", about={}, key=key, now=MONDAY)


def browser(person, service, number=1):
    address = kept(subscription(service.url_for("/"))) | {"endpoint": service.url_for(f"/push/{number}")}
    address["server"] = ways.push_key()
    actions.add_way(by=person, messenger="web_push", address=address, name="Firefox", now=MONDAY)


@pytest.fixture
def in_slack(organisation, reader, service):
    """Somebody who wants messages in Slack, which is set up."""
    boss = make.person(organisation, account=make.account(), roles=["administrator"])
    actions.set_up_messenger(by=boss, messenger="slack", said={"token": "xoxb-1"})
    actions.choose_way(by=reader, way="slack")
    found = {"ok": True, "user": {"id": "U1"}}
    service.expect_request("/users.lookupByEmail").respond_with_json(found)
    return reader


def test_a_push_reaches_every_browser_and_no_mail_goes(organisation, reader, service, smtp):
    bodies = []
    take = lambda request: bodies.append(request.get_data()) or Response("", 201)  # noqa: E731
    service.expect_request("/push/1").respond_with_handler(take)
    service.expect_request("/push/2").respond_with_data("", 410)
    browser(reader, service, 1)
    browser(reader, service, 2)
    tell(reader)
    work(organisation)
    (body,) = bodies
    shown = json.loads(http_ece.decrypt(body, private_key=BROWSER, auth_secret=AUTH, version="aes128gcm"))
    assert shown["title"] == "Een kleinere stap"
    assert Message.objects.get().way == "web_push"
    assert Way.objects.count() == 1  # the one that is gone was thrown away
    assert not smtp.mails


def test_when_the_last_browser_is_gone_the_same_message_comes_by_mail(organisation, reader, service, smtp):
    service.expect_request("/push/1").respond_with_data("", 410)
    browser(reader, service)
    tell(reader)
    with time_machine.travel(MONDAY, tick=True):
        send.func(organisation_id=organisation.pk, row_id=0)
    assert len(smtp.mails) == 1
    wishes = Wishes.objects.get()
    assert (wishes.way, wishes.lost_way) == ("", "web_push")
    assert not Way.objects.exists()


def test_slack_is_asked_once_who_somebody_is(organisation, in_slack, service, smtp):
    service.expect_request("/chat.postMessage").respond_with_json({"ok": True})
    tell(in_slack, "a")
    tell(in_slack, "b")
    work(organisation)
    asked = [request.path for request, _response in service.log]
    assert asked == ["/users.lookupByEmail", "/chat.postMessage", "/chat.postMessage"]
    assert MessengerSetUp.objects.get().last_sent_at is not None
    assert not smtp.mails


def test_slack_that_asks_for_a_rest_gets_it(organisation, in_slack, service, smtp):
    service.expect_oneshot_request("/chat.postMessage").respond_with_data("", 429, {"Retry-After": "40"})
    tell(in_slack, "a")
    tell(in_slack, "b")
    work(organisation)
    assert [request.path for request, _r in service.log].count("/chat.postMessage") == 1
    waiting = Message.objects.filter(ended_at__isnull=True, claimed_at__isnull=True, handed_at__isnull=True)
    assert {message.not_before for message in waiting} == {MONDAY + timedelta(seconds=40)}
    service.expect_request("/chat.postMessage").respond_with_json({"ok": True})
    work(organisation, MONDAY + timedelta(seconds=41))
    assert Message.objects.filter(way="slack", sent_at__isnull=False).count() == 2
    assert not smtp.mails


def test_a_token_that_was_taken_back_is_told_and_people_get_mail_meanwhile(organisation, in_slack, service, smtp):
    service.expect_request("/chat.postMessage").respond_with_json({"ok": False, "error": "token_revoked"})
    tell(in_slack)
    with time_machine.travel(MONDAY, tick=True):
        send.func(organisation_id=organisation.pk, row_id=0)
    assert MessengerSetUp.objects.get().problem == "token_revoked"
    assert len(smtp.mails) == 1
    assert Wishes.objects.get().way == "slack"


def test_what_may_have_arrived_is_not_sent_again(organisation, in_slack, service, smtp):
    service.expect_request("/chat.postMessage").respond_with_data("", 500)
    tell(in_slack)
    work(organisation)
    work(organisation, MONDAY + timedelta(hours=2))
    assert Message.objects.get().problem == "unknown"
    assert [request.path for request, _r in service.log].count("/chat.postMessage") == 1
    assert not smtp.mails

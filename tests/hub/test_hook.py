"""What other systems send: signed by somebody else's library, kept once, and refused in every other case."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from standardwebhooks import Webhook

from kring.connectors.listeners.webhook import MOST_BYTES
from kring.hub import actions, queries
from kring.hub.models import ListeningPost, Mention
from tests import make


@pytest.fixture
def boss(organisation):
    cache.clear()
    return make.person(organisation, account=make.account(), roles=["administrator"])


@pytest.fixture
def post(boss, organisation):
    return make.listening_post(organisation, kind="webhook", name="Klantcontact", address="")


@pytest.fixture
def secret(boss, post):
    return actions.renew_secret(by=boss, post=post)


def send(post, secret, data, *, number="msg_1", at=None, body=None, path=None):
    at = at or datetime.now(UTC)
    body = json.dumps({"type": "mention", "data": data}) if body is None else body
    signature = Webhook(secret).sign(number, at, body)
    path = path or queries.hook_address(post).partition("/hub/")[2]
    return Client(enforce_csrf_checks=True).post(
        f"/hub/{path}",
        body,
        content_type="application/json",
        headers={"webhook-id": number, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature},
    )


def test_a_signed_message_is_kept_before_it_is_said_to_be(post, secret):
    data = {
        "text": "Wanneer <b>open</b>?",
        "who": "Kim",
        "handle": "kim",
        "link": "https://x.example/1",
        "kind": "question",
    }
    assert send(post, secret, data).status_code == 204
    mention = Mention.objects.get()
    assert (mention.text, mention.who, mention.kind) == ("Wanneer <b>open</b>?", "Kim", "question")
    assert mention.link == "https://x.example/1"
    post.refresh_from_db()
    assert post.looked_at


def test_a_message_that_is_sent_again_is_known_already(post, secret):
    for _ in range(3):
        assert send(post, secret, {"text": "Hallo"}).status_code == 204
    assert Mention.objects.count() == 1
    assert send(post, secret, {"text": "Hallo"}, number="msg_2").status_code == 204
    assert Mention.objects.count() == 2


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_message_of_another_time_is_refused(post, secret, minutes):
    assert send(post, secret, {"text": "x"}, at=datetime.now(UTC) + timedelta(minutes=minutes)).status_code == 401
    assert not Mention.objects.exists()


def test_a_message_signed_with_another_secret_is_refused(boss, post, secret):
    new = actions.renew_secret(by=boss, post=post)
    assert send(post, secret, {"text": "x"}).status_code == 401
    assert send(post, new, {"text": "x"}).status_code == 204


def test_a_message_without_a_signature_is_refused(post, secret):
    path = queries.hook_address(post).partition("/hub/")[2]
    answer = Client().post(f"/hub/{path}", '{"data": {"text": "x"}}', content_type="application/json")
    assert answer.status_code == 401
    assert Client().get(f"/hub/{path}").status_code == 405


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 401), ("[]", 422), ("{}", 422), ('{"data": {"text": 5}}', 422), ('{"data": {"text": "\\u0000 "}}', 422),
     ('"x"', 422), ("[" * 5000, 401)],
)  # fmt: skip
def test_what_makes_no_sense_is_not_kept_and_breaks_nothing(post, secret, body, status):
    assert send(post, secret, {}, body=body).status_code == status
    assert not Mention.objects.exists()


def test_only_so_much_is_read(post, secret):
    assert send(post, secret, {"text": "x" * MOST_BYTES}).status_code == 413


def test_only_so_often(post, secret):
    with time_machine.travel(timezone.now(), tick=False):
        statuses = {send(post, secret, {"text": "x"}, number=f"m{number}").status_code for number in range(125)}
    assert statuses == {204, 429}


def test_an_address_that_we_never_gave_leads_nowhere(post, secret):
    for path in ("hook/x", "hook/W10:x:y", queries.hook_address(post).partition("/hub/")[2][:-1]):
        assert send(post, secret, {"text": "x"}, path=path).status_code == 404
    ListeningPost.objects.update(is_on=False)
    assert send(post, secret, {"text": "x"}).status_code == 404


def test_the_secret_is_shown_once(client_of, boss):
    client = client_of(boss)
    said = {"name": "Klantcontact", "answer_within": "240", "department": ""}
    made = client.post(reverse("hub:listen_somewhere", args=["webhook"]), said, follow=True)
    post = ListeningPost.objects.get()
    page = made.content.decode()
    secret = page.partition('value="whsec_')[2].partition('"')[0]
    assert queries.hook_address(post) in page
    assert send(post, "whsec_" + secret, {"text": "x"}).status_code == 204
    assert "whsec_" not in client.get(reverse("hub:post", args=[post.pk])).content.decode()
    renewed = client.post(reverse("hub:renew_secret", args=[post.pk]), follow=True).content.decode()
    assert "whsec_" in renewed
    assert secret not in renewed

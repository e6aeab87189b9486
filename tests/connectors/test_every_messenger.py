"""One contract over every messenger: a new file in connectors/messengers is tested by being there."""

import base64
import contextlib
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug import Response

from kring.config import keys
from kring.connectors import messengers
from kring.connectors.channel import (
    ChannelError,
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    NoSuchAccountError,
    RateLimitedError,
    RejectedError,
    TransientError,
    UnknownOutcomeError,
)
from kring.connectors.messenger import GoneError, Note
from kring.connectors.messengers import slack
from kring.connectors.messengers.web_push import private_key, public_text
from kring.connectors.registry import MESSENGERS

EVERY = sorted(MESSENGERS)
FOLDER = Path(__file__).resolve().parents[2] / "kring"
NOTE = Note(
    key="message-7",
    title="Een kleinere stap <3",
    text="Vijf minuten is ook goed & fijn. " * 400,
    link="https://kring.example/stories",
    link_words="Kijk maar",
    why="Je krijgt dit omdat je meedoet.",
    off_link="https://kring.example/off/x",
    off_words="Stuur me deze niet meer",
)
KEY = keys.for_signing()
BROWSER = generate_private_key(SECP256R1())
AUTH = b"0123456789abcdef"


def text_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def subscription(origin):
    point = BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys_of_browser = {"p256dh": text_of(point), "auth": text_of(AUTH)}
    return {"endpoint": f"{origin}push/1", "keys": keys_of_browser, "server": public_text(private_key(KEY))}


def kept(said):
    return {"endpoint": said["endpoint"], **said["keys"], "server": said["server"]}


def set_up(key, origin):
    """What each messenger works with; a new one says here what it needs."""
    contact = {"key": KEY, "contact": "mailto:kring@bank.example"}
    return {"web_push": contact, "slack": {"token": "xoxb-1"}, "teams": {"address": f"{origin}flow?sig=geheim"}}[key]


def address(key, origin):
    return {"web_push": kept(subscription(origin)), "slack": {"user": "U1"}, "teams": {"email": "noor@bank.example"}}[
        key
    ]


@pytest.fixture
def sent_to(outside, monkeypatch):
    """A function that has a messenger send the note to a server that answers so; returns what the server got."""

    def send(key, *answers, note=NOTE):
        origin = outside.url_for("/")
        monkeypatch.setattr(slack, "API", origin)
        got, left = [], list(answers)

        def answer(request):
            got.append((request.path, dict(request.headers), request.get_data()))
            return left.pop(0) if len(left) > 1 else left[0]

        for path in ("/push/1", "/flow", "/chat.postMessage"):
            outside.expect_request(path, method="POST").respond_with_handler(answer)
        MESSENGERS[key].send(set_up(key, origin), address(key, origin), note)
        return got

    return send


def good(key):
    return {"slack": Response('{"ok": true}', 200), "teams": Response("", 202), "web_push": Response("", 201)}[key]


def test_every_file_is_a_messenger():
    files = {path.stem for path in Path(messengers.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(EVERY) == files


@pytest.mark.parametrize("key", EVERY)
def test_it_says_what_it_is(key):
    caps = MESSENGERS[key].caps
    assert caps.key == key
    assert caps.name
    assert (FOLDER / "ui" / "icons" / f"{caps.icon}.svg").exists()
    assert bool(caps.needs) != caps.is_per_device
    assert all(need.is_secret for need in caps.needs)


@pytest.mark.parametrize("key", EVERY)
def test_it_tells_one_note_and_no_secret_is_in_the_body(key, sent_to):
    ((_path, _headers, body),) = sent_to(key, good(key))
    assert len(body) < 28_000
    assert b"geheim" not in body
    assert b"xoxb" not in body
    if key != "web_push":
        json.loads(body)
        assert NOTE.off_link.encode() in body
        assert NOTE.link.encode() in body


@pytest.mark.parametrize("key", EVERY)
@pytest.mark.parametrize(
    ("answer", "means"),
    [
        (Response("", 429, {"Retry-After": "7"}), RateLimitedError),
        (Response("", 500), UnknownOutcomeError),
        (Response("<h1>x", 418), MisconfiguredError),
    ],
)
def test_whatever_a_server_answers_is_an_error_of_the_closed_set(key, answer, means, sent_to):
    with pytest.raises(means) as caught:
        sent_to(key, answer)
    if means is RateLimitedError:
        assert caught.value.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("key", EVERY)
def test_a_call_that_was_cut_off_is_an_unknown_outcome(key, raw_server, monkeypatch):
    origin = raw_server(lambda connection, _asked: connection.close())
    monkeypatch.setattr(slack, "API", origin)
    with pytest.raises(UnknownOutcomeError):
        MESSENGERS[key].send(set_up(key, origin), address(key, origin), NOTE)


@pytest.mark.parametrize("key", EVERY)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(said=st.text(max_size=40))
def test_nonsense_is_refused_and_never_a_crash(key, said):
    messenger = MESSENGERS[key]
    with contextlib.suppress(MisconfiguredError):
        assert set(messenger.tidy({need.key: said for need in messenger.caps.needs})) == {
            need.key for need in messenger.caps.needs
        }
    if messenger.caps.is_per_device:
        with pytest.raises(MisconfiguredError):
            messenger.address({"endpoint": said, "keys": {"p256dh": said, "auth": said}, "server": said})


def test_a_browser_can_read_a_push_and_its_service_knows_who_sends(sent_to, outside):
    ((_path, headers, body),) = sent_to("web_push", good("web_push"))
    opened = http_ece.decrypt(body, private_key=BROWSER, auth_secret=AUTH, version="aes128gcm")
    shown = json.loads(opened)
    assert (shown["title"], shown["link"]) == (NOTE.title, NOTE.link)
    assert shown["off"]["link"] == NOTE.off_link
    assert len(body) <= 4096
    assert (headers["Content-Encoding"], headers["Content-Type"]) == ("aes128gcm", "application/octet-stream")
    scheme, token, public = headers["Authorization"].replace(",", "").split()
    assert (scheme, public) == ("vapid", f"k={public_text(private_key(KEY))}")
    claims = jwt.decode(token.removeprefix("t="), ECKey.import_key(KEY)).claims
    assert claims["aud"] == outside.url_for("/").rstrip("/")
    assert claims["sub"] == "mailto:kring@bank.example"


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_gone(status, sent_to):
    with pytest.raises(GoneError):
        sent_to("web_push", Response("", status))


def test_a_browser_that_said_yes_to_another_key_is_gone_before_anything_is_sent():
    with pytest.raises(GoneError):
        MESSENGERS["web_push"].send(
            {"key": keys.for_signing(), "contact": "mailto:x@x.example"}, kept(subscription("https://x/")), NOTE
        )


def test_what_a_browser_gives_is_kept_and_anything_else_refused():
    said = subscription("https://push.example/")
    assert MESSENGERS["web_push"].address(said) == kept(said)
    for wrong in ({"endpoint": "http://push.example/"}, {"keys": None}, {"keys": said["keys"] | {"auth": "x"}}):
        with pytest.raises(MisconfiguredError):
            MESSENGERS["web_push"].address(said | wrong)


@pytest.mark.parametrize(
    ("error", "means"),
    [
        ("channel_not_found", GoneError),
        ("token_revoked", NeedsReconnectError),
        ("missing_scope", MissingPermissionError),
        ("fatal_error", UnknownOutcomeError),
        ("message_limit_exceeded", TransientError),
        ("team_added_to_org", TransientError),
        ("accesslimited", MissingPermissionError),
        ("messages_tab_disabled", MisconfiguredError),
        ("something_new", MisconfiguredError),
    ],
)
def test_slack_says_what_is_wrong_in_a_good_answer(error, means, sent_to):
    with pytest.raises(means):
        sent_to("slack", Response(json.dumps({"ok": False, "error": error}), 200))


def test_slack_finds_people_by_their_mail_address_and_marks_up_nothing_of_theirs(outside, monkeypatch, sent_to):
    monkeypatch.setattr(slack, "API", outside.url_for("/"))
    known = outside.expect_request("/users.lookupByEmail", query_string={"email": "noor@bank.example"})
    known.respond_with_json({"ok": True, "user": {"id": "U1", "deleted": False}})
    outside.expect_request("/users.lookupByEmail").respond_with_json({"ok": False, "error": "users_not_found"})
    assert MESSENGERS["slack"].find({"token": "xoxb-1"}, "noor@bank.example") == {"user": "U1"}
    with pytest.raises(NoSuchAccountError):
        MESSENGERS["slack"].find({"token": "xoxb-1"}, "bas@bank.example")
    ((_path, headers, body),) = sent_to("slack", good("slack"))
    told = json.loads(body)
    assert headers["Authorization"] == "Bearer xoxb-1"
    assert told["channel"] == "U1"
    words = told["blocks"][0]["text"]["text"]
    assert "stap &lt;3" in words
    assert words.endswith("<https://kring.example/stories|Kijk maar>")
    assert len(words) <= 3000


def test_teams_gets_a_card_for_one_person(sent_to):
    ((_path, _headers, body),) = sent_to("teams", good("teams"))
    told = json.loads(body)
    card = told["attachments"][0]["content"]
    assert told["recipient"] == "noor@bank.example"
    assert card["type"] == "AdaptiveCard"
    assert [action["url"] for action in card["actions"]] == [NOTE.link, NOTE.off_link]


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_a_workflow_that_is_off_or_gone_is_a_matter_for_an_administrator(status, sent_to):
    with pytest.raises(MisconfiguredError, match=f"status {status}"):
        sent_to("teams", Response("", status))


def test_an_administrator_reads_what_the_workflow_calls_its_trouble(sent_to):
    said = json.dumps({"error": {"code": "WorkflowTriggerIsNotEnabled", "message": "…"}})
    with pytest.raises(MisconfiguredError, match="WorkflowTriggerIsNotEnabled"):
        sent_to("teams", Response(said, 400))


def test_one_card_that_is_too_large_says_nothing_of_the_workflow(sent_to):
    with pytest.raises(RejectedError):
        sent_to("teams", Response("", 413))


@pytest.mark.parametrize(
    "address",
    ["https://bank.webhook.office.com/webhookb2/x", "https://outlook.office.com/webhook/x", "http://x.example/flow"],
)
def test_a_webhook_that_posts_in_a_channel_is_refused(address):
    with pytest.raises(MisconfiguredError):
        MESSENGERS["teams"].tidy({"address": address})


def test_todays_addresses_of_workflows_are_taken():
    address = "https://x1.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/7?sig=y"
    assert MESSENGERS["teams"].tidy({"address": address}) == {"address": address}


@pytest.mark.parametrize("words", ["#" * 20_000, "🎉" * 20_000, "&" * 20_000, "é<\n" * 9_000])
@pytest.mark.parametrize("key", ["slack", "teams"])
def test_whatever_is_written_it_fits_and_its_links_are_whole(key, words, sent_to):
    ((_path, _headers, body),) = sent_to(key, good(key), note=replace(NOTE, text=words))
    told = json.loads(body)
    assert len(body) < 25_000
    if key == "slack":
        shown = told["blocks"][0]["text"]["text"]
        assert len(shown) <= 3000
        assert shown.endswith("<https://kring.example/stories|Kijk maar>")
        assert not re.search(r"&(?!amp;|lt;|gt;)", shown)


def test_what_is_shown_of_a_message_in_slack_calls_nobody(sent_to):
    ((_path, _headers, body),) = sent_to("slack", good("slack"), note=replace(NOTE, title="Kijk <!channel>"))
    assert json.loads(body)["text"] == "Kijk &lt;!channel&gt;"


def test_somebody_is_looked_up_again_when_slack_stumbled_over_it(outside, monkeypatch):
    monkeypatch.setattr(slack, "API", outside.url_for("/"))
    outside.expect_request("/users.lookupByEmail").respond_with_json({"ok": False, "error": "internal_error"})
    with pytest.raises(TransientError):
        MESSENGERS["slack"].find({"token": "xoxb-1"}, "noor@bank.example")


def test_every_error_of_slack_is_of_the_closed_set():
    assert all(issubclass(means, ChannelError) for means in slack.MEANS.values())

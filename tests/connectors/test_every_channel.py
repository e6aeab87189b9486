"""One contract over every channel: a new file in connectors/channels is tested by being there."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from kring.connectors import channels
from kring.connectors.channel import (
    Account,
    Asks,
    ChannelError,
    Idempotency,
    MisconfiguredError,
    MissingPermissionError,
    Mode,
    NeedsReconnectError,
    Post,
    RateLimitedError,
    RejectedError,
    TransientError,
    UnknownOutcomeError,
)
from kring.connectors.registry import CHANNELS

EVERY = sorted(CHANNELS)
BY_API = [key for key in EVERY if Mode.API in CHANNELS[key].caps.modes]
BY_PAGE = [key for key in EVERY if Mode.INTENT in CHANNELS[key].caps.modes]
ICONS = Path(__file__).resolve().parents[2] / "kring" / "ui" / "icons"
LINK = "https://kring.example/l/1/abcdefghij"
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n 👨‍👩‍👧‍👦é漢"), min_size=1, max_size=200
)
KEY = ECKey.generate_key("P-256").as_dict(private=True)


def credentials(key, origin):
    """What a connected account of each channel holds; a new channel with an API says here what it needs."""
    return {
        "mastodon": {"token": "t", "client_id": "c", "client_secret": "s"},
        "bluesky": {
            "access": "a",
            "refresh": "r",
            "key": KEY,
            "pds": origin,
            "issuer": origin,
            "token_endpoint": f"{origin}/token",
            "revocation_endpoint": f"{origin}/revoke",
            "authenticator": "",
        },
    }[key]


def account(key, origin):
    host = urlsplit(origin).netloc
    return Account(host, "did:plc:" + "a" * 24, "@me", credentials(key, origin))


def post(text="I was there when it opened.", link=LINK):
    return Post(text=text, link=link, language="nl", title="Een nieuwe brug")


@pytest.mark.parametrize("key", EVERY)
def test_the_file_and_what_it_declares_are_called_the_same(key):
    caps = CHANNELS[key].caps
    assert caps.key == key
    assert caps.name
    assert (ICONS / f"{caps.icon}.svg").exists()
    assert caps.modes
    assert caps.look in {"post", "message", "letter"}


def test_every_file_is_found():
    files = {f.stem for f in Path(channels.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(CHANNELS) == files
    assert {"linkedin", "x", "facebook", "whatsapp", "threads", "xing", "email", "phone"} < set(CHANNELS)


@pytest.mark.parametrize("key", EVERY)
def test_what_it_declares_fits_together(key):
    caps = CHANNELS[key].caps
    is_api = Mode.API in caps.modes
    assert (caps.idempotency != Idempotency.NONE) <= is_api
    assert bool(caps.metrics) <= is_api
    assert caps.can_delete <= is_api
    assert bool(caps.scopes) == is_api
    assert (caps.asks != Asks.NOTHING) <= is_api
    assert caps.takes_text or Mode.COPY in caps.modes
    assert caps.intent_needs_device == (Mode.WEB_SHARE in caps.modes)


@pytest.mark.parametrize("key", EVERY)
def test_no_network_is_asked_for_more_than_posting_takes(key):
    scopes = " ".join(CHANNELS[key].caps.scopes.values()).split()
    assert not {"read", "write", "follow", "push", "transition:generic", "atproto transition:generic"} & set(scopes)


@pytest.mark.parametrize("key", EVERY)
@given(text=WORDS)
def test_more_text_never_leaves_more_room(key, text):
    channel = CHANNELS[key]
    assert channel.room_left(text + "abc", LINK) <= channel.room_left(text, LINK)


@pytest.mark.parametrize("key", EVERY)
def test_the_room_is_exactly_as_large_as_it_says(key):
    channel, text = CHANNELS[key], "a"
    text += "b" * channel.room_left(text, LINK)
    assert channel.room_left(text, LINK) == 0
    assert channel.room_left(text + "c", LINK) == -1


@pytest.mark.parametrize("key", BY_PAGE)
@given(text=WORDS)
def test_its_page_gets_exactly_the_words_and_the_link(key, text):
    channel = CHANNELS[key]
    address = channel.intent_address(post(text))
    parts = urlsplit(address)
    assert parts.scheme in {"https", "mailto"}
    assert re.fullmatch(r"[\x21-\x7e]+", address)
    values = " ".join(value for found in parse_qs(parts.query, strict_parsing=True).values() for value in found)
    assert LINK in values
    if channel.caps.takes_text:
        assert text in values.replace("\r\n", "\n")
        assert "+" not in parts.query or "+" in text


@pytest.mark.parametrize("key", [key for key in EVERY if key not in BY_PAGE])
def test_without_a_page_there_is_no_address(key):
    assert CHANNELS[key].intent_address(post()) is None


@pytest.mark.parametrize("key", BY_API)
@given(said=st.text(max_size=80))
def test_what_somebody_types_becomes_a_name_or_nothing(key, said):
    tidied = CHANNELS[key].tidy(said)
    assert tidied == "" or re.fullmatch(r"[a-z0-9.:-]+", tidied)
    assert CHANNELS[key].tidy(tidied) == tidied


def publish(key, origin):
    return CHANNELS[key].publish(account(key, origin), post(), key="key-1")


def find(key, origin):
    since = datetime.now(UTC) - timedelta(minutes=1)
    return CHANNELS[key].find(account(key, origin), post(), key="key-1", since=since)


@pytest.mark.parametrize("key", BY_API)
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, RejectedError),
        (401, NeedsReconnectError),
        (403, MissingPermissionError),
        (422, RejectedError),
        (429, RateLimitedError),
        (500, UnknownOutcomeError),
        (502, UnknownOutcomeError),
        (503, TransientError),
        (504, UnknownOutcomeError),
        (302, MisconfiguredError),
    ],
)
def test_each_refusal_has_one_meaning(key, status, error, outside):
    outside.expect_request(re.compile(".*")).respond_with_json({"error": "Nope", "message": "No"}, status=status)
    with pytest.raises(error) as caught:
        publish(key, outside.url_for("").rstrip("/"))
    assert type(caught.value) is error


@pytest.mark.parametrize("key", BY_API)
@pytest.mark.parametrize(("header", "seconds"), [("120", 120), ("999999999", 86_400), ("soon", None), ("-5", None)])
def test_it_hears_when_to_come_back(key, header, seconds, outside):
    outside.expect_request(re.compile(".*")).respond_with_json({}, status=429, headers={"Retry-After": header})
    with pytest.raises(RateLimitedError) as caught:
        publish(key, outside.url_for("").rstrip("/"))
    assert caught.value.retry_after == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("key", BY_API)
@pytest.mark.parametrize("body", ["<html>Welcome</html>", "[]" * 3, '{"id": ', "x" * 20_000_000], ids=len)
def test_an_answer_that_makes_no_sense_leaves_the_outcome_open(key, body, outside):
    outside.expect_request(re.compile(".*")).respond_with_data(body, content_type="text/html")
    with pytest.raises(UnknownOutcomeError):
        publish(key, outside.url_for("").rstrip("/"))


@pytest.mark.parametrize("key", BY_API)
@given(
    said=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda s: st.lists(s) | st.dictionaries(st.text(), s),
        max_leaves=8,
    )
)
def test_no_answer_makes_looking_a_post_up_fail_in_an_unknown_way(key, said, answering):
    origin = answering(said)
    try:
        found = find(key, origin)
    except ChannelError:
        return
    assert found is None or found.ref


@pytest.fixture(scope="module")
def answering():
    """A function that lets one server answer everything with this JSON; returns its origin."""
    from pytest_httpserver import HTTPServer

    from kring.connectors import http

    before = http.client().private_hosts
    with HTTPServer() as server:
        http.configure(private_hosts={*before, f"{server.host}:{server.port}"})

        def answer(said):
            server.clear()
            server.expect_request(re.compile(".*")).respond_with_json(said)
            return server.url_for("").rstrip("/")

        yield answer
    http.configure(private_hosts=before)


@pytest.mark.parametrize("key", BY_API)
def test_hanging_up_after_the_post_was_sent_leaves_the_outcome_open(key, raw_server):
    origin = raw_server(lambda connection, request: None).rstrip("/")
    with pytest.raises(UnknownOutcomeError):
        publish(key, origin)


@pytest.mark.parametrize("key", BY_API)
def test_a_server_that_is_not_there_got_no_post(key, open_host):
    open_host("127.0.0.1:1")
    with pytest.raises(TransientError):
        publish(key, "http://127.0.0.1:1")


@pytest.mark.parametrize("key", BY_API)
def test_a_token_never_goes_to_an_address_inside(key):
    with pytest.raises(MisconfiguredError):
        publish(key, "http://169.254.169.254")


@pytest.mark.parametrize("key", BY_API)
def test_secrets_stand_in_no_error(key, outside):
    outside.expect_request(re.compile(".*")).respond_with_json({}, status=500)
    try:
        publish(key, outside.url_for("").rstrip("/"))
    except ChannelError as error:
        said = unquote(repr(error) + str(error.__cause__))
        assert KEY["d"] not in said
        assert "Bearer" not in said

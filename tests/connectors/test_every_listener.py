"""One contract over every listener: a new file in connectors/listeners is tested by being there."""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from kring.connectors import http, listeners
from kring.connectors.channel import ChannelError, NeedsReconnectError, RateLimitedError, UnknownOutcomeError
from kring.connectors.listener import Answers, Asks, NotUnderstoodError, Place, moment, walk_back
from kring.connectors.listener import Page as Part
from kring.connectors.registry import LISTENERS

EVERY = sorted(LISTENERS)
BY_WEB = [key for key in EVERY if LISTENERS[key].caps.polls and Asks.MAIL_SERVER not in LISTENERS[key].caps.asks]
BY_API = [key for key in EVERY if LISTENERS[key].caps.answers == Answers.API]
FOLDER = Path(__file__).resolve().parents[2] / "kring"
SAID = {
    Asks.FEED: "https://nieuws.example/feed",
    Asks.HANDLE: "organisatie.bsky.social",
    Asks.APP_PASSWORD: "abcd-efgh",
    Asks.ADDRESS: "hub@organisatie.example",
    Asks.MAIL_SERVER: "imap.organisatie.example",
    Asks.LOGIN: "hub",
    Asks.PASSWORD: "geheim",
}
TOKEN = jwt.encode({"alg": "HS256"}, {"exp": 4102444800}, OctKey.import_key("k" * 32))


def place(key, origin):
    """Where each listener listens; a new one says here what it needs."""
    return Place(origin if key == "rss" else urlsplit(origin).netloc)


def secrets(origin):
    return {
        "token": "t", "client_id": "c", "client_secret": "s", "remote_id": "7",
        "access": TOKEN, "refresh": TOKEN, "did": "did:plc:abcdefghijklmnopqrstuvwx", "pds": origin.rstrip("/"),
    }  # fmt: skip


def reply_to(key):
    here = {"uri": "at://did:plc:x/app.bsky.feed.post/1", "cid": "c"}
    return {"mastodon": {"id": "5", "acct": "kim@elders.example", "visibility": "public"}}.get(
        key, {"parent": here, "root": here}
    )


def test_every_file_is_a_listener():
    files = {path.stem for path in Path(listeners.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(EVERY) == files


@pytest.mark.parametrize("key", EVERY)
def test_it_says_what_it_is(key):
    caps = LISTENERS[key].caps
    assert caps.key == key
    assert caps.name
    assert (FOLDER / "ui" / "icons" / f"{caps.icon}.svg").exists()
    assert caps.optional <= set(caps.asks)
    assert caps.every >= timedelta(minutes=1)
    assert (caps.answers == Answers.API) == (caps.text is not None)


@pytest.mark.parametrize("key", [key for key in EVERY if not LISTENERS[key].caps.signs_in])
def test_what_is_filled_in_is_kept_and_secrets_apart(key):
    caps = LISTENERS[key].caps
    kept = LISTENERS[key].set_up({asks: SAID.get(asks, "") for asks in caps.asks})
    for asks in set(caps.asks) & {Asks.PASSWORD, Asks.APP_PASSWORD}:
        assert SAID[asks] in kept.secrets.values()
        assert SAID[asks] not in kept.address + kept.search


@pytest.mark.parametrize("key", [key for key in EVERY if LISTENERS[key].caps.asks and not LISTENERS[key].caps.signs_in])
@given(said=st.text(max_size=40))
def test_nonsense_is_a_wrong_field_and_never_a_crash(key, said):
    listener = LISTENERS[key]
    with contextlib.suppress(NotUnderstoodError):
        listener.set_up(dict.fromkeys(listener.caps.asks, said))


@pytest.mark.parametrize("key", BY_WEB)
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n<h1>x",
        b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 429 No\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{",
        b"nothing like an answer",
    ],
)
def test_whatever_a_server_answers_is_an_error_of_the_closed_set(key, answer, raw_server):
    address = raw_server(lambda connection, _asked: connection.sendall(answer))
    with pytest.raises((ChannelError, http.FetchError)) as caught:
        LISTENERS[key].listen(place(key, address), secrets(address), {})
    if b"401" in answer and key != "rss":
        assert isinstance(caught.value, NeedsReconnectError)
    if b"429" in answer and key != "rss":
        assert isinstance(caught.value, RateLimitedError)
        assert caught.value.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("key", [key for key in BY_WEB if key != "rss"])  # a feed is no list
def test_a_list_of_nonsense_brings_nothing_and_breaks_nothing(key, raw_server):
    entries = [None, 5, {}, {"id": "1", "status": 3, "reason": "mention"}, {"uri": "at://x", "author": {}}]
    names = {"notifications": entries, "posts": entries, "cursor": ""}
    body = json.dumps(entries if key == "mastodon" else names).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    address = raw_server(lambda connection, _asked: connection.sendall(head + body))
    heard = LISTENERS[key].listen(place(key, address), secrets(address), {})
    assert not heard.items
    json.dumps(heard.cursor)


@pytest.mark.parametrize("key", BY_API)
def test_an_answer_that_was_cut_off_is_an_unknown_outcome(key, raw_server):
    address = raw_server(lambda connection, _asked: connection.close())
    with pytest.raises(UnknownOutcomeError):
        LISTENERS[key].reply(place(key, address), secrets(address), reply_to(key), "Maandag", "key-1")


@pytest.mark.parametrize("key", BY_API)
@given(words=st.text(st.characters(exclude_categories=["Cs"]), max_size=600))
def test_it_says_how_much_room_is_left(key, words):
    listener = LISTENERS[key]
    left = listener.room_left({}, reply_to(key), words)
    assert isinstance(left, int)
    assert left <= listener.caps.text.most
    assert listener.room_left({}, reply_to(key), words + "aa") <= left


def test_a_list_told_newest_first_is_walked_back_to_where_it_stopped_wherever_the_walk_breaks_off():
    posts = [f"{number:03d}" for number in range(100)]

    def fetch_of(there):
        def fetch(back):
            older = [p for p in reversed(there) if not back or p < back]
            return Part(older[:10], older[9] if len(older) > 10 else "")

        return fetch

    found, cursor, more = walk_back({}, fetch_of(posts[:5]), str)
    assert (set(found), more) == (set(posts[:5]), False)
    heard, rounds = set(found), 0
    there = posts[:60]
    while True:
        found, cursor, more = walk_back(json.loads(json.dumps(cursor)), fetch_of(there), str)
        heard |= set(found)
        there, rounds = posts, rounds + 1  # while we walk back, more is said
        if not more:
            break
    assert heard == set(posts[:60])
    assert rounds == 6
    while more is False and heard != set(posts):
        found, cursor, more = walk_back(cursor, fetch_of(posts), str)
        heard |= set(found)
        while more:
            found, cursor, more = walk_back(cursor, fetch_of(posts), str)
            heard |= set(found)
    assert heard == set(posts)


def test_a_moment_is_never_in_the_future():
    now = datetime.now(UTC)
    assert moment("2999-01-01T00:00:00Z") <= datetime.now(UTC)
    assert moment("nonsense") >= now
    assert moment("2026-01-02T03:04:05.678Z").year == 2026

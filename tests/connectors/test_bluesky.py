"""Bluesky: what can be known without its servers; and everything else with them, all of it somebody else's work."""

import secrets
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey

from kring.connectors import atproto
from kring.connectors.channel import MissingPermissionError, NeedsReconnectError, Post, UnknownOutcomeError
from kring.connectors.channels import bluesky as network
from kring.connectors.registry import CHANNELS
from kring.sharing import actions, queries, tasks
from kring.sharing.models import ConnectedAccount, Share
from tests.peers import ask, say_yes, wait_until
from tests.sharing.publishing import queued


def test_a_link_is_marked_where_it_is_in_bytes():
    text = "Één 👨‍👩‍👧: https://kring.example/l/1/abc. Klaar"
    (facet,) = atproto.facets(text)
    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    assert text.encode()[start:end].decode() == "https://kring.example/l/1/abc"


def test_a_key_always_gives_the_same_id_in_the_protocols_own_form():
    assert atproto.rkey("key-1") == atproto.rkey("key-1") != atproto.rkey("key-2")
    for n in range(200):
        rkey = atproto.rkey(str(n))
        assert len(rkey) == 13
        assert rkey[0] in "234567abcdefghij"
        assert set(rkey) <= set(atproto.LETTERS)


def test_a_post_is_as_long_as_the_network_says():
    channel = CHANNELS["bluesky"]
    assert channel.room_left("e\u0301" * 300, "") == 0
    assert channel.room_left("👨‍👩‍👧‍👦" * 120, "") == 180  # 3000 bytes exactly
    assert channel.room_left("👨‍👩‍👧‍👦" * 121, "") == -25


def test_a_real_installation_proves_who_it_is(settings):
    channel = network.Bluesky()
    channel.configure(network.Config(public_url="https://kring.example", seeds=(b"new", b"old")))
    said = channel.client_metadata()
    assert said["client_id"] == "https://kring.example/bluesky/client-metadata.json"
    assert said["token_endpoint_auth_method"] == "private_key_jwt"
    kept = {"authenticator": channel._authenticator(), "issuer": "https://pds.example"}
    assertion = channel._assertion(kept)
    public = next(key for key in said["jwks"]["keys"] if key["kid"] == kept["authenticator"])
    assert "d" not in public
    claims = jwt.decode(assertion, ECKey.import_key(public)).claims
    assert claims["iss"] == claims["sub"] == said["client_id"]
    assert claims["aud"] == "https://pds.example"


def test_a_session_survives_a_new_key_until_the_old_one_goes():
    old, new = network.Bluesky(), network.Bluesky()
    old.configure(network.Config(public_url="https://kring.example", seeds=(b"old",)))
    kept = {"authenticator": old._authenticator(), "issuer": "https://pds.example"}
    new.configure(network.Config(public_url="https://kring.example", seeds=(b"new", b"old")))
    assert new._assertion(kept)
    new.configure(network.Config(public_url="https://kring.example", seeds=(b"new",)))
    with pytest.raises(NeedsReconnectError):
        new._assertion(kept)


def test_the_document_that_says_who_we_are_is_served(client, db, monkeypatch):
    channel = CHANNELS["bluesky"]
    monkeypatch.setattr(channel, "config", network.Config(public_url="https://kring.example", seeds=(b"a",)))
    answer = client.get("/bluesky/client-metadata.json")
    assert answer.json()["scope"] == (
        "atproto repo:app.bsky.feed.post?action=create repo:app.bsky.feed.post?action=delete"
    )
    path = reverse("sharing:callback", args=["bluesky"])
    assert answer.json()["redirect_uris"] == ["https://kring.example" + path]


@pytest.fixture
def servers(bluesky, open_host, monkeypatch):
    """Bluesky's own servers, which Kring may reach, as an installation on one's own machine."""
    open_host(*bluesky.hosts)
    config = network.Config(directory=bluesky.directory, view=bluesky.view, public_url="http://localhost:8130")
    monkeypatch.setattr(CHANNELS["bluesky"], "config", config)
    return bluesky


@pytest.fixture
def handle(servers):
    """Somebody who is new on Bluesky."""
    return servers.new_person()["handle"]


@pytest.fixture
def connected(servers, handle, person, client_of, browser, settings):
    """`person`'s account, connected through Kring's pages and Bluesky's own."""
    settings.PUBLIC_URL = "http://localhost:8130"
    settings.ALLOWED_HOSTS = ["*"]
    client = client_of(person)
    left = client.post(reverse("sharing:connect", args=["bluesky"]), {"said": f"@{handle}"})
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(left.context["address"])
    back = urlsplit(say_yes(page, "http://127.0.0.1:8130/**"))  # nobody is there to answer it
    page.close()
    client.get(f"{back.path}?{back.query}", HTTP_HOST="localhost:8130")
    return ConnectedAccount.objects.get(person=person)


@pytest.mark.peer
@pytest.mark.timeout(900)  # the first one installs the servers
def test_from_connecting_to_taking_back_with_the_real_servers(connected, handle, person, servers):
    account = connected
    channel = CHANNELS["bluesky"]
    assert account.handle == f"@{handle}"
    share = queued(person, account, channel="bluesky", own_words="Ik was erbij 👨‍👩‍👧. Één brug!")

    tasks.publish.func(organisation_id=share.organisation_id, row_id=share.pk)
    share.refresh_from_db()
    assert (share.status, share.problem) == (Share.Status.PUBLISHED, "")
    rkey = share.ref.rpartition("/")[2]
    query = f"repo={account.remote_id}&collection=app.bsky.feed.post&rkey={rkey}"
    record = ask(f"{servers.pds}/xrpc/com.atproto.repo.getRecord?{query}")["value"]
    assert record["text"] == share.post
    assert record["langs"] == ["nl"]
    assert record["embed"]["external"]["uri"] == share.post.rpartition("\n")[2]

    opened, post = queries.opened(account), queries.post_of(share)
    found = channel.find(opened, post, key=share.key, since=share.first_try_at)
    assert found.ref == share.ref
    with pytest.raises(UnknownOutcomeError):  # the network itself refuses a second one, with a 500
        channel.publish(opened, post, key=share.key)

    like = {"$type": "app.bsky.feed.like", "subject": {"uri": share.ref, "cid": "x"}, "createdAt": "2026-01-01"}
    body = {"repo": account.remote_id, "collection": "app.bsky.feed.like", "record": like}
    with pytest.raises(MissingPermissionError, match="scope"):  # the least rights: no likes
        channel._write(opened, "com.atproto.repo.createRecord", body)

    fan_likes(servers, share.ref)
    numbers = wait_until(lambda: reactions(channel, opened, share.ref))
    assert numbers == {"reactions": 1, "comments": 0, "reshares": 0}

    fresh = channel.refresh(opened)
    actions.keep_tokens(account=account, connected=fresh)
    actions.take_back(by=person, share_id=share.pk, now=timezone.now())
    tasks.remove.func(organisation_id=share.organisation_id, row_id=share.pk)
    share.refresh_from_db()
    assert (share.status, share.next_try_at) == (Share.Status.DELETED, None)
    assert channel.find(queries.opened(account), post, key=share.key, since=share.created_at) is None


def reactions(channel, opened, ref):
    values = channel.read({ref: opened}, [ref])[ref].values
    found = {metric.value: value for metric, value in values.items()}
    return found if found.get("reactions") else None


def fan_likes(servers, ref):
    """Somebody else likes a post."""
    made = servers.new_person("fan")
    post = wait_until(lambda: ask(f"{servers.view}/xrpc/app.bsky.feed.getPosts?uris={ref}")["posts"])[0]
    like = {
        "$type": "app.bsky.feed.like",
        "subject": {"uri": ref, "cid": post["cid"]},
        "createdAt": timezone.now().isoformat().replace("+00:00", "Z"),
    }
    body = {"repo": made["did"], "collection": "app.bsky.feed.like", "record": like}
    ask(f"{servers.pds}/xrpc/com.atproto.repo.createRecord", body, made["accessJwt"])


@pytest.mark.peer
@pytest.mark.timeout(900)  # the first one installs the servers
def test_a_post_the_view_does_not_know_yet_is_not_gone(connected, person):
    channel, opened = CHANNELS["bluesky"], queries.opened(connected)
    post = Post("Net geplaatst.", "https://kring.example/l/1/abc", "nl", "Brug")
    published = channel.publish(opened, post, key=secrets.token_hex(8))
    reading = channel.read({published.ref: opened}, [published.ref])[published.ref]
    assert not reading.is_gone
    assert set(reading.values.values()) <= {0, None}
    missing = f"at://{opened.remote_id}/app.bsky.feed.post/{atproto.rkey('never posted')}"
    assert channel.read({missing: opened}, [missing])[missing].is_gone


@pytest.mark.peer
@pytest.mark.timeout(900)  # the first one installs the servers
def test_tokens_that_end_are_changed_once_and_for_good(connected, person):
    from kring.sharing import network as ours

    before = queries.opened(connected).credentials["refresh"]
    ConnectedAccount.objects.update(expires_at=timezone.now())
    first, second = ours.fresh(connected.pk), ours.fresh(connected.pk)
    assert first.credentials["refresh"] == second.credentials["refresh"] != before
    with pytest.raises(NeedsReconnectError):  # a token seen twice ends the connection
        CHANNELS["bluesky"].refresh(queries.opened(connected))

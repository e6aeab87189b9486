"""Listening and answering on Bluesky's own servers, all of it somebody else's work."""

import json
import secrets

import pytest
from django.utils import timezone

from kring.connectors.listeners.bluesky import Config
from kring.connectors.registry import LISTENERS
from kring.core.secrets import seal, unseal
from kring.hub import network, tasks
from kring.hub.models import ListeningPost, Mention
from tests import make
from tests.peers import ask, wait_until

pytestmark = [pytest.mark.peer, pytest.mark.timeout(400)]


@pytest.fixture
def servers(bluesky, open_host, monkeypatch):
    open_host(*bluesky.hosts)
    monkeypatch.setattr(LISTENERS["bluesky"], "config", Config(directory=bluesky.directory, view=bluesky.view))
    return bluesky


@pytest.fixture
def bank(servers, organisation):
    """The organisation's own account, and the place where the hub listens to it with an app password."""
    made = servers.new_person("bank")
    word = ask(f"{servers.pds}/xrpc/com.atproto.server.createAppPassword", {"name": "Kring"}, made["accessJwt"])
    sealed = seal({"password": word["password"]})
    post = make.listening_post(organisation, kind="bluesky", name="Bluesky", address=made["handle"], sealed=sealed)
    return made, post


def say(servers, who, text, **more):
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": timezone.now().isoformat(), **more}
    body = {"repo": who["did"], "collection": "app.bsky.feed.post", "record": record}
    return ask(f"{servers.pds}/xrpc/com.atproto.repo.createRecord", body, who["accessJwt"])


def mention_of(account):
    name = f"@{account['handle']}"
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": account["did"]}
    return [{"index": {"byteStart": 0, "byteEnd": len(name)}, "features": [feature]}]


def listen(post):
    ListeningPost.objects.filter(pk=post.pk).update(next_look_at=timezone.now())
    tasks.listen.func(organisation_id=post.organisation_id, row_id=post.pk)
    post.refresh_from_db()
    assert not post.problem
    return post


def test_what_is_said_comes_in_once_to_the_end_and_our_answer_is_found_again(servers, bank):
    account, post = bank
    kim, began = servers.new_person("kim"), timezone.now()
    listen(post)
    said = [say(servers, kim, f"@{account['handle']} Vraag {n}", facets=mention_of(account)) for n in range(70)]

    def all_is_in():
        listen(post)
        return Mention.objects.count() >= 70

    wait_until(all_is_in, 90)
    listen(post)
    assert {mention.key for mention in Mention.objects.all()} == {one["uri"] for one in said}
    mention = Mention.objects.get(key=said[0]["uri"])
    assert mention.handle == f"@{kim['handle']}"
    assert mention.text.endswith("Vraag 0")
    assert network.look_for(post, mention, "Maandag", "key-1", began) is None
    sent = network.send(post, mention, "Maandag, zie https://bank.example/brug", "key-1")
    assert network.look_for(post, mention, "Maandag", "key-1", began) == sent
    thread = wait_until(
        lambda: ask(f"{servers.view}/xrpc/app.bsky.feed.getPostThread?uri={said[0]['uri']}")["thread"].get("replies")
    )
    assert [reply["post"]["uri"] for reply in thread] == [sent.ref]
    root = {"uri": said[0]["uri"], "cid": said[0]["cid"]}
    parent = {"uri": sent.ref, "cid": thread[0]["post"]["cid"]}
    thanks = say(servers, kim, "Dank je", reply={"root": root, "parent": parent})

    def thanks_are_in():
        listen(post)
        return Mention.objects.filter(key=thanks["uri"]).first()

    answer = wait_until(thanks_are_in, 60)
    assert (answer.kind, answer.thread) == ("reply", said[0]["uri"])


def test_words_are_searched_for_and_a_session_is_gone_on_with(servers, bank):
    _account, post = bank
    word = "brug" + secrets.token_hex(4)
    post.search = word
    post.save()
    say(servers, servers.new_person("kim"), f"De {word} is open")

    def found():
        listen(post)
        return Mention.objects.filter(text__contains=word).count()

    assert wait_until(found, 60) == 1
    before = unseal(post.sealed)
    ears = LISTENERS["bluesky"]
    after = ears.refresh(network.queries.place_of(post), before)
    assert after["refresh"] != before["refresh"]  # access tokens of one second are alike
    post.sealed = seal({**before, "access": "", "refresh": "x.y.z"})  # a session that was ended: begin anew
    post.save()
    listen(post)


def test_a_wrong_app_password_is_told(bank):
    _account, post = bank
    post.sealed = seal({"password": "aaaa-bbbb-cccc-dddd"})
    post.next_look_at = timezone.now()
    post.save()
    tasks.listen.func(organisation_id=post.organisation_id, row_id=post.pk)
    post.refresh_from_db()
    assert post.problem == "needs_reconnect"
    assert json.dumps(post.cursor) == "{}"

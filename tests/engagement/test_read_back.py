"""Kring asks the networks how posts are doing, and keeps what they say."""

import json
import urllib.request
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kring.connectors.channel import Account, Post
from kring.connectors.registry import CHANNELS
from kring.core.secrets import seal
from kring.engagement import actions, queries, tasks
from kring.engagement.models import ReadBack, Snapshot
from kring.sharing.models import Share
from tests import make


@pytest.fixture
def account(person, mastodon):
    return make.connected_account(
        person,
        channel="mastodon",
        server=f"127.0.0.1:{mastodon.port}",
        sealed=seal({"token": "alice_token", "client_id": "c", "client_secret": "s"}),
    )


@pytest.fixture
def share(person, account):
    """A post that really stands on the server."""
    story = make.story(person.organisation)
    posting = Account(account.server, account.remote_id, account.handle, {"token": "alice_token"})
    there = CHANNELS["mastodon"].publish(posting, Post("I was there.", "https://k.example/l/1/x", "en"), key="k1")
    return make.share(person, story, account=account, ref=there.ref, url=there.url)


def do(mastodon, who, what, ref, **body):
    asked = urllib.request.Request(
        f"{mastodon.base_url}/api/v1/statuses{f'/{ref}' if ref else ''}{what}",
        method="DELETE" if what == "" and ref else "POST",
        headers={"Authorization": f"Bearer {who}_token", "Content-Type": "application/json"},
        data=json.dumps(body).encode(),
    )
    urllib.request.urlopen(asked).close()


def read_at(share, moment):
    with time_machine.travel(share.posted_at + moment):
        actions.plan_read_backs(now=timezone.now())
        tasks.read_back.func(organisation_id=share.organisation_id)


def numbers(share):
    return queries.latest_numbers([share.pk])[share.pk]


def test_what_readers_do_on_the_real_server_is_read_back(share, mastodon):
    do(mastodon, "bob", "/favourite", share.ref)
    do(mastodon, "carol", "/favourite", share.ref)
    do(mastodon, "bob", "/reblog", share.ref)
    do(mastodon, "bob", "", "", status="Well said", in_reply_to_id=share.ref)
    actions.plan_read_backs(now=share.posted_at)
    read_at(share, timedelta(minutes=16))
    assert numbers(share) == {"reactions": 2, "reshares": 1, "comments": 1}


def test_every_answer_is_added_and_none_is_changed(share, mastodon):
    actions.plan_read_backs(now=share.posted_at)
    read_at(share, timedelta(minutes=16))
    do(mastodon, "bob", "/favourite", share.ref)
    read_at(share, timedelta(minutes=61))
    told = Snapshot.objects.filter(share=share, metric="reactions").order_by("taken_at")
    assert list(told.values_list("value", flat=True)) == [0, 1]


def test_between_two_turns_nobody_is_asked(share):
    actions.plan_read_backs(now=share.posted_at)
    read_at(share, timedelta(minutes=10))
    assert not Snapshot.objects.exists()
    read_at(share, timedelta(minutes=16))
    read_at(share, timedelta(minutes=30))
    assert Snapshot.objects.filter(metric="reactions").count() == 1


def test_after_a_month_nobody_is_asked_any_more(share):
    actions.plan_read_backs(now=share.posted_at)
    read_at(share, timedelta(days=30, minutes=1))
    assert ReadBack.objects.get().due_at is None
    assert numbers(share)["reactions"] == 0


def test_a_post_that_is_gone_is_noted_and_keeps_its_numbers(share, mastodon):
    do(mastodon, "bob", "/favourite", share.ref)
    actions.plan_read_backs(now=share.posted_at)
    read_at(share, timedelta(minutes=16))
    do(mastodon, "alice", "", share.ref)
    read_at(share, timedelta(minutes=61))
    row = ReadBack.objects.get()
    assert (row.due_at, row.problem) == (None, "The post is no longer there.")
    assert numbers(share)["reactions"] == 1


def test_a_network_that_is_down_is_asked_at_the_next_turn(share, account):
    account.server = "127.0.0.1:9"
    account.save()
    actions.plan_read_backs(now=share.posted_at)
    read_at(share, timedelta(minutes=16))
    row = ReadBack.objects.get()
    assert (row.turn, row.due_at) == (1, share.posted_at + timedelta(hours=1))
    assert numbers(share) == {}


def test_a_locked_account_is_tried_at_the_next_turn(share, account):
    account.needs_reconnect = True
    account.save()
    actions.plan_read_backs(now=share.posted_at)
    read_at(share, timedelta(minutes=16))
    assert ReadBack.objects.get().turn == 1


def test_when_the_account_is_taken_away_it_stops(share, account):
    actions.plan_read_backs(now=share.posted_at)
    account.delete()
    read_at(share, timedelta(minutes=16))
    assert ReadBack.objects.get().due_at is None


@pytest.mark.parametrize("fields", [{"channel": "linkedin"}, {"status": Share.Status.CLAIMED}, {"ref": ""}])
def test_a_post_that_no_network_tells_about_is_not_asked_about(share, fields):
    Share.objects.filter(pk=share.pk).update(**fields)
    assert actions.plan_read_backs(now=timezone.now()) == 0


def test_planning_twice_changes_nothing(share):
    assert actions.plan_read_backs(now=timezone.now()) == 1
    assert actions.plan_read_backs(now=timezone.now()) == 0


def test_what_one_worker_took_no_other_takes_until_it_is_clear_that_it_died(share):
    actions.plan_read_backs(now=share.posted_at)
    due = share.posted_at + timedelta(minutes=16)
    assert actions.claim_due(now=due) == [share.pk]
    assert actions.claim_due(now=due + timedelta(minutes=5)) == []
    assert actions.claim_due(now=due + timedelta(minutes=11)) == [share.pk]


def test_the_periodic_job_wakes_the_others(share, run_jobs):
    Share.objects.filter(pk=share.pk).update(posted_at=timezone.now() - timedelta(days=2))
    tasks.look_for_numbers.func(timestamp=0)
    ReadBack.objects.update(due_at=timezone.now())
    assert "engagement.tasks.read_back" in run_jobs()
    assert numbers(share)["reactions"] == 0


def test_a_number_that_is_not_told_is_none(share):
    from kring.connectors.channel import Metric, Reading

    actions.plan_read_backs(now=share.posted_at)
    actions.record_readings(
        asked={share.pk: share.posted_at},
        readings={share.pk: Reading({Metric.REACTIONS: None, Metric.COMMENTS: 3})},
        now=timezone.now(),
    )
    assert numbers(share) == {"reactions": None, "comments": 3}

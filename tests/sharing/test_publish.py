"""The worker posts shares to a real Mastodon-compatible server: once, whatever goes wrong."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kring.people.actions import leave_programme, withdraw_consent
from kring.people.rules import Purpose
from kring.sharing import actions, rules, tasks
from kring.sharing.models import Share
from tests import make
from tests.sharing.publishing import ask, connected, fault, posts, queued


@pytest.fixture
def channels():
    """The real ones."""


@pytest.fixture
def account(person, mastodon):
    return connected(person, mastodon)


@pytest.fixture
def share(person, account):
    return queued(person, account)


def publish(share):
    tasks.publish.func(organisation_id=share.organisation_id, row_id=share.pk)
    share.refresh_from_db()
    return share


def later(**delta):
    return time_machine.travel(timezone.now() + timedelta(**delta), tick=True)


def test_it_posts_exactly_what_the_person_saw(share, mastodon, account):
    publish(share)
    (there,) = posts(mastodon, account)
    assert share.status == Share.Status.PUBLISHED
    assert share.own_words in there["content"]
    assert share.post.rpartition("\n")[2] in there["content"]
    assert (there["language"], there["visibility"]) == ("nl", "public")
    assert (share.ref, share.url) == (there["id"], there["url"])
    assert share.posted_at is not None
    assert share.next_try_at is None


def test_twice_at_once_is_posted_once(share, mastodon, account):
    publish(share)
    publish(share)
    assert len(posts(mastodon, account)) == 1


def test_nothing_is_posted_before_its_moment(share, mastodon, account):
    Share.objects.filter(pk=share.pk).update(next_try_at=timezone.now() + timedelta(hours=3))
    assert publish(share).status == Share.Status.QUEUED
    assert posts(mastodon, account) == []
    with later(hours=3, minutes=1):
        assert publish(share).status == Share.Status.PUBLISHED


@pytest.mark.parametrize("take", ["consent", "programme"])
def test_a_yes_that_was_taken_back_stops_what_was_waiting(share, mastodon, account, person, take):
    if take == "consent":
        withdraw_consent(by=person, purpose=Purpose.CONNECT_ACCOUNT, now=timezone.now())
    else:
        leave_programme(by=person, now=timezone.now())
    publish(share)
    assert share.status == Share.Status.FAILED
    assert "took your yes back" in share.problem
    assert posts(mastodon, account) == []


def test_a_server_that_is_down_is_tried_again_later(share, mastodon, account):
    fault(mastodon, count=1, type="status", status=503)
    publish(share)
    assert share.status == Share.Status.QUEUED
    assert share.next_try_at > timezone.now() + timedelta(seconds=5)
    assert publish(share).status == Share.Status.QUEUED
    with later(minutes=5):
        assert publish(share).status == Share.Status.PUBLISHED
    assert len(posts(mastodon, account)) == 1


def test_it_comes_back_when_the_server_says(share, mastodon):
    fault(mastodon, count=1, type="status", status=429, headers={"Retry-After": "900"})
    publish(share)
    assert share.status == Share.Status.QUEUED
    assert timedelta(minutes=14) < share.next_try_at - timezone.now() <= timedelta(minutes=15)


def test_after_an_hour_of_trying_it_is_said_and_nothing_is_lost(share, mastodon, account):
    fault(mastodon, type="status", status=503)
    moment = timezone.now()
    for _ in range(rules.MOST_TRIES):
        with time_machine.travel(moment, tick=True):
            publish(share)
        moment += timedelta(hours=1)
    assert share.status == Share.Status.FAILED
    assert "kept" in share.problem
    assert posts(mastodon, account) == []


def test_what_the_network_refuses_is_told_in_its_own_words(share):
    Share.objects.filter(pk=share.pk).update(post="x" * 600)
    publish(share)
    assert share.status == Share.Status.FAILED
    assert share.problem.startswith("Mastodon did not take it")


def test_a_connection_that_ended_asks_for_a_new_one(share, account, mastodon):
    fault(mastodon, type="status", status=401)
    publish(share)
    account.refresh_from_db()
    assert account.needs_reconnect
    assert "Connect your account again" in share.problem


def test_a_post_that_got_through_before_the_line_broke_is_found_not_repeated(share, mastodon, account):
    fault(mastodon, count=1, type="malformed")
    publish(share)
    assert share.status == Share.Status.UNKNOWN
    ask(mastodon, "POST", "/api/v1/statuses", {"status": share.post}, token=token_of(account))  # it had got through
    with later(seconds=90):
        publish(share)
    assert share.status == Share.Status.PUBLISHED
    assert len(posts(mastodon, account)) == 1


def test_a_post_that_did_not_get_through_is_posted_after_a_look(share, mastodon, account):
    fault(mastodon, count=1, type="malformed")
    publish(share)
    assert publish(share).status == Share.Status.UNKNOWN
    with later(seconds=90):
        publish(share)
    assert share.status == Share.Status.PUBLISHED
    assert len(posts(mastodon, account)) == 1


def test_a_post_that_cannot_be_looked_for_goes_back_to_its_person(share, mastodon, account, person):
    fault(mastodon, count=1, type="malformed")
    publish(share)
    fault(mastodon, methods=["GET"], path="statuses", type="status", status=500)
    moment = timezone.now()
    for _ in range(rules.MOST_TRIES):
        moment += timedelta(hours=1)
        with time_machine.travel(moment, tick=True):
            publish(share)
    assert (share.status, share.next_try_at) == (Share.Status.UNKNOWN, None)
    assert posts_after_repair(mastodon, account) == []
    actions.look_up_or_retry(by=person, share_id=share.pk, choice="look", now=timezone.now())
    assert publish(share).status == Share.Status.PUBLISHED
    assert len(posts(mastodon, account)) == 1


def posts_after_repair(mastodon, account):
    ask(mastodon, "DELETE", "/api/v1/_mock/faults")
    return posts(mastodon, account)


def token_of(account):
    from kring.sharing.queries import opened

    return opened(account).credentials["token"]


def test_the_person_can_say_that_it_is_there(share, person):
    Share.objects.filter(pk=share.pk).update(status=Share.Status.UNKNOWN, next_try_at=None)
    actions.look_up_or_retry(by=person, share_id=share.pk, choice="there", now=timezone.now())
    share.refresh_from_db()
    assert share.status == Share.Status.CLAIMED


def test_a_share_whose_worker_died_is_looked_for_first(share, mastodon, account):
    claimed = actions.claim_share(share_id=share.pk, now=timezone.now())
    ask(mastodon, "POST", "/api/v1/statuses", {"status": share.post}, token=token_of(account))
    assert claimed is not None  # and here the worker dies
    assert publish(share).status == Share.Status.SENDING
    with later(minutes=6):
        assert publish(share).status == Share.Status.PUBLISHED
    assert len(posts(mastodon, account)) == 1


def test_a_worker_that_is_late_does_not_post(share, mastodon, account, monkeypatch):
    monkeypatch.setattr(rules, "CLAIM_LASTS", timedelta(0))  # as if everything took very long
    assert publish(share).status == Share.Status.QUEUED
    assert posts(mastodon, account) == []


def test_a_lost_wake_up_call_is_made_again(share, mastodon, account, run_jobs):
    tasks.wake_due.func(timestamp=0)
    run_jobs()
    share.refresh_from_db()
    assert share.status == Share.Status.PUBLISHED


def test_taking_back_deletes_the_post(share, mastodon, account, person, run_jobs):
    publish(share)
    actions.take_back(by=person, share_id=share.pk, now=timezone.now())
    run_jobs()
    share.refresh_from_db()
    assert share.status == Share.Status.DELETED
    assert share.next_try_at is None
    assert posts(mastodon, account) == []


def test_taking_back_what_waits_needs_no_network(share, person, mastodon, account):
    actions.take_back(by=person, share_id=share.pk, now=timezone.now())
    assert publish(share).status == Share.Status.DELETED
    assert posts(mastodon, account) == []


def test_taking_back_is_tried_until_the_server_answers(share, mastodon, account, person):
    publish(share)
    fault(mastodon, count=1, methods=["DELETE"], path="statuses", type="status", status=500)
    actions.take_back(by=person, share_id=share.pk, now=timezone.now())
    tasks.remove.func(organisation_id=share.organisation_id, row_id=share.pk)
    share.refresh_from_db()
    assert share.next_try_at is not None
    with later(minutes=5):
        tasks.remove.func(organisation_id=share.organisation_id, row_id=share.pk)
    assert posts(mastodon, account) == []


def test_nobody_takes_back_what_is_not_theirs(share, organisation):
    other = make.person(organisation)
    with pytest.raises(actions.publishing.CannotTakeBackError):
        actions.take_back(by=other, share_id=share.pk, now=timezone.now())


def test_an_account_of_somebody_who_left_is_given_back_and_forgotten(person, account, mastodon):
    from kring.sharing.models import ConnectedAccount

    token = token_of(account)
    leave_programme(by=person, now=timezone.now())
    tasks.let_go_of_accounts.func(timestamp=0)
    assert not ConnectedAccount.objects.exists()
    with pytest.raises(Exception, match="401"):
        ask(mastodon, "GET", "/api/v1/accounts/verify_credentials", token=token)


def test_tokens_stand_in_no_column_and_no_export(person, account):
    from kring.core import personal
    from kring.sharing.personal_data import HOLDS

    token = token_of(account)
    account.refresh_from_db()
    assert token not in str(vars(account)) + bytes(account.sealed).decode()
    assert "sealed" not in str(personal.export(HOLDS, person))

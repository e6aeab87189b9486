"""Stopping everything: within seconds, once, with a reason, and undone by two people."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from kring.core.models import AuditNote, Organisation
from kring.core.scope import inside
from kring.sharing import actions, queries, tasks
from kring.sharing.errors import (
    GuidanceFirstError,
    NobodyAskedError,
    NotStoppedError,
    ReasonMissingError,
    SecondPersonError,
    SharingPausedError,
    StoryHeldError,
)
from kring.sharing.models import Draft, Share, Stop
from kring.stories import actions as stories
from tests import make
from tests.sharing.publishing import connected, posts, queued


@pytest.fixture
def channels():
    """The real ones."""


@pytest.fixture
def desk(organisation):
    return make.person(organisation, account=make.account(), roles=["desk"])


@pytest.fixture
def second(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


def stop(by, reason="A serious accident"):
    return actions.stop_all(by=by, reason=reason, now=timezone.now())


def undo(stop, first, second):
    actions.ask_to_go_on(by=first, stop_id=stop.pk, now=timezone.now())
    return actions.go_on(by=second, stop_id=stop.pk, now=timezone.now())


def publish(share):
    tasks.publish.func(organisation_id=share.organisation_id, row_id=share.pk)
    share.refresh_from_db()
    return share


def test_it_keeps_everything_back_and_lets_it_go_on_once(desk, second, person, mastodon):
    account = connected(person, mastodon)
    share = queued(person, account)
    stopped = stop(desk)
    assert queries.is_stopped()
    assert publish(share).status == Share.Status.QUEUED
    assert share.waiting_since is not None
    assert share.next_try_at is None
    assert posts(mastodon, account) == []
    undo(stopped, desk, second)
    tasks.go_on.func(organisation_id=share.organisation_id, row_id=stopped.pk)
    tasks.go_on.func(organisation_id=share.organisation_id, row_id=stopped.pk)
    share.refresh_from_db()
    assert share.waiting_since is None
    assert timezone.now() <= share.next_try_at <= timezone.now() + timedelta(minutes=21)
    Share.objects.filter(pk=share.pk).update(next_try_at=timezone.now())
    assert publish(share).status == Share.Status.PUBLISHED
    assert publish(share).status == Share.Status.PUBLISHED
    assert len(posts(mastodon, account)) == 1


def test_a_post_that_waited_more_than_a_day_is_for_its_person_to_decide_about(desk, second, person):
    share = make.share(
        person, make.story(person.organisation), status="queued", next_try_at=timezone.now() - timedelta(hours=25)
    )
    fresh = make.share(
        person, make.story(person.organisation), status="queued", next_try_at=timezone.now() - timedelta(hours=23)
    )
    stopped = stop(desk)
    publish(share), publish(fresh)
    undo(stopped, desk, second)
    tasks.wake_due.func(timestamp=0)
    share.refresh_from_db(), fresh.refresh_from_db()
    assert (share.status, fresh.status) == (Share.Status.FAILED, Share.Status.QUEUED)
    assert "Do you still want it there?" in share.problem


def test_a_post_whose_outcome_is_not_known_stays_so(desk, person):
    share = make.share(
        person, make.story(person.organisation), status="sending", next_try_at=timezone.now(), claimed_at=timezone.now()
    )
    stop(desk)
    assert publish(share).status == Share.Status.UNKNOWN
    assert share.waiting_since is not None


@pytest.mark.django_db(transaction=True)
def test_with_workers_running_nothing_leaves_after_the_stop_is_committed(organisation, mastodon):
    """Two workers go through forty posts; the stop is committed in the middle, by another connection."""
    people = [make.person(organisation, account=make.account()) for _ in range(4)]
    accounts = [connected(one, mastodon, name=f"mens{n}") for n, one in enumerate(people)]
    shares = [queued(one, account) for one, account in zip(people, accounts, strict=True) for _ in range(10)]
    desk = make.person(organisation, roles=["desk"])
    begun = threading.Semaphore(0)

    def work(mine):
        try:
            for share in mine:
                tasks.publish.func(organisation_id=organisation.pk, row_id=share.pk)
                begun.release()
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work, args=(shares[n::2],)) for n in range(2)]
    for worker in workers:
        worker.start()
    for _ in range(6):
        assert begun.acquire(timeout=30)
    stop(desk)
    at_commit = Share.objects.filter(status=Share.Status.PUBLISHED).count()
    in_their_hands = queries.on_their_way().in_their_hands
    for worker in workers:
        worker.join()
    there = sum(len(posts(mastodon, account)) for account in accounts)
    assert at_commit <= there <= at_commit + in_their_hands + 2  # at most what a worker had claimed: one each
    assert there < len(shares)
    assert Share.objects.filter(status=Share.Status.QUEUED, waiting_since__isnull=False).count() == 40 - there


def test_pressed_twice_it_is_one_stop(desk, second):
    first = stop(desk)
    assert stop(second, "Another reason") == first
    assert Stop.objects.count() == 1
    assert AuditNote.objects.filter(verb="stopped_sharing").count() == 1


def test_it_takes_two_different_people_to_undo_and_both_are_in_the_trail(desk, second, organisation):
    stopped = stop(desk)
    with pytest.raises(NobodyAskedError):
        actions.go_on(by=second, stop_id=stopped.pk, now=timezone.now())
    actions.ask_to_go_on(by=desk, stop_id=stopped.pk, now=timezone.now())
    actions.ask_to_go_on(by=second, stop_id=stopped.pk, now=timezone.now())  # the first one asked
    with pytest.raises(SecondPersonError):
        actions.go_on(by=desk, stop_id=stopped.pk, now=timezone.now())
    assert queries.is_stopped()
    actions.go_on(by=second, stop_id=stopped.pk, now=timezone.now())
    assert not queries.is_stopped()
    assert Organisation.objects.get(pk=organisation.pk).sharing_paused == ""
    notes = AuditNote.objects.order_by("pk").values_list("verb", "account")
    assert list(notes) == [
        ("stopped_sharing", desk.account_id),
        ("asked_to_go_on", desk.account_id),
        ("let_sharing_go_on", second.account_id),
    ]
    assert AuditNote.objects.get(verb="stopped_sharing").details == {"reason": "A serious accident."}
    with pytest.raises(NotStoppedError):
        actions.go_on(by=second, stop_id=stopped.pk, now=timezone.now())


def test_not_even_the_database_lets_one_person_undo_it(desk):
    stopped = stop(desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stop.objects.filter(pk=stopped.pk).update(
            asked_by=desk, ended_by=desk, asked_at=timezone.now(), ended_at=timezone.now()
        )


def test_when_who_asked_is_gone_somebody_asks_again(desk, second, organisation):
    stopped = stop(desk)
    actions.ask_to_go_on(by=desk, stop_id=stopped.pk, now=timezone.now())
    Stop.objects.update(asked_by=None)
    with pytest.raises(NobodyAskedError):
        actions.go_on(by=second, stop_id=stopped.pk, now=timezone.now())
    actions.ask_to_go_on(by=second, stop_id=stopped.pk, now=timezone.now())
    actions.take_back_asking(by=second, stop_id=stopped.pk)
    assert Stop.objects.get().asked_at is None


def test_it_takes_a_reason(desk):
    with pytest.raises(ReasonMissingError):
        stop(desk, "  ")


def test_nobody_shares_meanwhile_not_even_by_hand(desk, person):
    stop(desk, "An accident")
    with pytest.raises(SharingPausedError, match=r"An accident\. Your text is kept"):
        actions.share_story(
            by=person,
            story_id=make.story(person.organisation).pk,
            channel="linkedin",
            own_words="I was there.",
            language="en",
            now=timezone.now(),
        )


def test_another_organisation_goes_on(desk):
    stop(desk)
    other = make.organisation()
    with inside(other):
        assert not queries.is_stopped()


def test_a_post_about_a_held_story_waits_its_person_is_told_once_and_it_goes_on(person, desk, mailoutbox):
    from kring.people.actions import give_consent
    from kring.people.rules import Purpose

    give_consent(by=person, purpose=Purpose.EMAIL, now=timezone.now())
    story = make.story(person.organisation)
    share = make.share(person, story, status="queued", next_try_at=timezone.now() + timedelta(days=1))
    quiet = make.share(make.person(person.organisation), story, status="queued", next_try_at=timezone.now())
    one = make.subject(person.organisation)
    stories.hold_story(by=desk, subject=one, story_id=story.pk)
    for _ in range(2):
        tasks.tell_held.func(organisation_id=person.organisation_id, row_id=one.pk)
    (letter,) = mailoutbox
    assert letter.to == [person.email]
    assert "That we work on it." in letter.body
    assert f"/shares/{share.pk}" in letter.body
    assert publish(quiet).waiting_since is not None
    tasks.wake_due.func(timestamp=0)
    quiet.refresh_from_db()
    assert quiet.waiting_since is not None
    stories.lift_subject(by=desk, subject=one, now=timezone.now())
    tasks.wake_due.func(timestamp=0)
    quiet.refresh_from_db()
    assert quiet.waiting_since is None
    assert quiet.next_try_at is not None


def test_a_held_story_is_not_shared(person, desk):
    story = make.story(person.organisation)
    stories.hold_story(by=desk, subject=make.subject(person.organisation), story_id=story.pk)
    with pytest.raises(StoryHeldError):
        share(person, story)


def share(person, story, **fields):
    defaults = {"channel": "linkedin", "own_words": "What an outage, we all stood still.", "language": "en"}
    return actions.share_story(by=person, story_id=story.pk, now=timezone.now(), **defaults | fields)


def test_words_that_touch_a_subject_are_shared_after_its_guidance_was_shown(person):
    story, one = make.story(person.organisation), make.subject(person.organisation)
    with pytest.raises(GuidanceFirstError):
        share(person, story, guided=[])
    assert share(person, story, guided=[one.pk]).status == Share.Status.OPENED


def test_the_composer_shows_guidance_as_one_types_and_asks_once(client_of, person):
    story, one = make.story(person.organisation), make.subject(person.organisation)
    client = client_of(person)
    values = {"own_words": "What an outage!", "channel": "linkedin", "language": "en"}
    shown = client.post(f"/share/{story.pk}/look", values, headers={"HX-Request": "true"})
    assert "That we work on it." in shown.content.decode()
    refused = client.post(f"/share/{story.pk}", values)
    assert refused.status_code == 422
    assert f'name="guided" value="{one.pk} "' in refused.content.decode()
    seen = refused.context["shown"].seen
    assert client.post(f"/share/{story.pk}", values | {"guided": str(one.pk), "seen": seen}).status_code == 302


def test_the_composer_says_that_sharing_is_paused_and_keeps_the_text(client_of, person, desk):
    story = make.story(person.organisation)
    stop(desk, "An accident")
    client = client_of(person)
    told = client.post(f"/share/{story.pk}", {"own_words": "I was there.", "channel": "linkedin", "language": "en"})
    assert told.status_code == 422
    text = told.content.decode()
    assert "Sharing is paused: An accident. Your texts are kept." in text
    assert Draft.objects.get().own_words == "I was there."
    assert "On to LinkedIn" not in text
    assert "Sharing is paused: An accident." in client.get("/").content.decode()


def test_a_post_handed_to_a_network_by_hand_says_so_too(client_of, person, desk):
    made = make.share(person, make.story(person.organisation), channel="linkedin", status="opened", posted_at=None)
    stop(desk, "An accident")
    client = client_of(person)
    text = client.get(f"/shares/{made.pk}").content.decode()
    assert "Not now" in text
    assert "data-copy" not in text

"""Somebody shares a story in their own words."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from kring.sharing import queries, rules
from kring.sharing.actions import keep_draft, share_story
from kring.sharing.errors import (
    AlreadySharedError,
    ChannelNotOpenError,
    MomentNotPossibleError,
    NotSeenError,
    OwnWordsMissingError,
    OwnWordsTooLongError,
    TooAlikeError,
)
from kring.sharing.models import Draft, Share, TrackedLink
from kring.stories.errors import StoryNotLiveError
from tests import make

MINE = "I cycled over it with my daughter before anyone else was awake."


def share(person, story, **changes):
    values = {"channel": "town", "own_words": MINE, "language": "en", "now": timezone.now()}
    return share_story(by=person, story_id=story.pk, **values | changes)


def test_what_is_queued_is_exactly_own_words_disclosure_and_link(person, story, connected, settings):
    settings.PUBLIC_URL = "https://kring.example"
    made = share(person, story)
    link = TrackedLink.objects.get(share=made)
    assert made.post == (
        f"{MINE}\n\nI work at {person.organisation.name}.\n\n"
        f"https://kring.example/l/{person.organisation_id}/{link.slug}"
    )
    assert (made.status, made.account, made.words_kind) == ("queued", connected, "own")
    assert link.target == story.link


def test_the_organisations_own_disclosure_is_used_in_the_language_of_the_post(person, story, connected):
    person.organisation.disclosure = {"nl": "Ik werk hier.", "en": "They pay my rent."}
    assert "They pay my rent." in share(person, story).post
    assert "Ik werk hier." in share(person, make.story(person.organisation), language="nl").post


def test_the_disclosure_can_come_first(person, story, connected):
    assert share(person, story, disclosure_first=True).post.startswith("I work at")


def test_the_worker_is_woken_in_the_same_transaction(person, story, connected):
    made = share(person, story)
    job = ProcrastinateJob.objects.get(task_name="sharing.tasks.publish")
    assert job.args == {"organisation_id": person.organisation_id, "row_id": made.pk}
    assert job.scheduled_at is None


def test_a_post_for_later_waits(person, story, connected):
    now = timezone.now()
    made = share(person, story, at=now + timedelta(hours=3), now=now)
    assert made.next_try_at == now + timedelta(hours=3)
    assert ProcrastinateJob.objects.get(task_name="sharing.tasks.publish").scheduled_at is not None


@pytest.mark.parametrize("after", [timedelta(days=-1), timedelta(days=70)])
def test_it_refuses_a_moment_that_cannot_be(person, story, connected, after):
    with pytest.raises(MomentNotPossibleError):
        share(person, story, at=timezone.now() + after)


def test_a_channel_without_an_account_is_opened_and_not_said_to_be_posted(person, story):
    made = share(person, story, channel="office")
    assert (made.status, made.posted_at) == ("opened", None)
    assert not ProcrastinateJob.objects.filter(task_name="sharing.tasks.publish").exists()
    assert queries.share_counts([story.pk]) == {story.pk: 0}


def test_opening_again_keeps_the_one_link_and_takes_the_new_words(person, story):
    first = share(person, story, channel="office")
    again = share(person, story, channel="office", own_words="I crossed it at dawn with my own bicycle.")
    assert again.pk == first.pk
    assert "at dawn" in again.post
    assert TrackedLink.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"own_words": " \n\t "}, OwnWordsMissingError),
        ({"own_words": "x" * 200}, OwnWordsTooLongError),
        ({"channel": "nowhere"}, ChannelNotOpenError),
        ({"seen": "something else"}, NotSeenError),
    ],
)
def test_it_refuses_what_cannot_be_posted(person, story, connected, changes, error):
    with pytest.raises(error):
        share(person, story, **changes)
    assert not Share.objects.exists()


def test_it_refuses_a_channel_whose_account_must_be_connected_again(person, story):
    make.connected_account(person, needs_reconnect=True)
    with pytest.raises(ChannelNotOpenError):
        share(person, story)


def test_it_refuses_a_story_that_is_not_live(person, connected):
    draft = make.story(person.organisation, live_from=None)
    with pytest.raises(StoryNotLiveError):
        share(person, draft)


def test_it_refuses_a_second_share_on_the_same_channel(person, story, connected):
    share(person, story)
    with pytest.raises(AlreadySharedError, match="Town"):
        share(person, story)


def test_a_share_that_failed_can_be_made_again(person, story, connected):
    make.share(person, story, channel="town", status="failed")
    assert share(person, story).status == "queued"


def test_the_same_press_twice_is_one_share(person, story, connected):
    key = "k" * 24
    assert share(person, story, key=key).pk == share(person, story, key=key).pk
    assert Share.objects.count() == 1


def test_somebody_elses_key_gives_nothing_away(person, story, connected):
    other = make.person(person.organisation)
    theirs = make.share(other, story, key="k" * 24)
    with pytest.raises(AlreadySharedError):
        share(person, story, key=theirs.key)


def test_the_post_that_was_seen_is_the_one_that_goes(person, story, connected):
    way = queries.ways(person)[0]
    seen = queries.look(person, story.pk, words=MINE, way=way, language="en").seen
    assert share(person, story, seen=seen).status == "queued"


def test_words_taken_from_the_story_are_known_as_such_of_this_post(person, story, connected):
    copy = "Every day four thousand people will cross the river, and the old bridge becomes a good deal quieter."
    assert share(person, story, own_words=copy, channel="office").words_kind == "copy"


def test_a_network_that_forbids_look_alikes_refuses_a_colleagues_words(person, story):
    make.share(make.person(person.organisation), story, own_words=MINE)
    with pytest.raises(TooAlikeError, match="Square"):
        share(person, story, channel="square")
    assert share(person, story, channel="office").status == "opened"


def test_the_draft_has_become_the_share(person, story, connected):
    keep_draft(by=person, story_id=story.pk, own_words=MINE)
    share(person, story)
    assert not Draft.objects.exists()


def test_what_cannot_be_seen_is_left_out(person, story, connected):
    assert share(person, story, own_words="I was there\x00\x07.\r\n\r\n\r\n\r\nReally. ").own_words == (
        "I was there.\n\nReally."
    )


def test_a_story_without_a_page_of_its_own_leads_to_ours(person, connected, settings):
    settings.PUBLIC_URL = "https://kring.example"
    story = make.story(person.organisation, link="")
    share(person, story)
    assert TrackedLink.objects.get().target == f"https://kring.example/read/{person.organisation_id}/{story.pk}"


def test_every_link_is_another(person, connected):
    for _ in range(3):
        share(person, make.story(person.organisation))
    slugs = set(TrackedLink.objects.values_list("slug", flat=True))
    assert len(slugs) == 3
    assert {len(slug) for slug in slugs} == {queries.SLUG_LENGTH}


def test_too_long_says_by_how_much(person, story, connected):
    with pytest.raises(OwnWordsTooLongError) as refused:
        share(person, story, own_words="x" * 250)
    shown = queries.look(person, story.pk, words="x" * 250, way=queries.ways(person)[0], language="en")
    assert refused.value.over == -shown.room_left
    assert shown.room_for_words == 250 + shown.room_left


def test_seen_changes_with_channel_and_text():
    assert len({rules.seen("a", "x"), rules.seen("b", "x"), rules.seen("a", "y")}) == 3

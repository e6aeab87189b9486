"""What somebody is writing is kept."""

from kring.sharing import queries
from kring.sharing.actions import keep_draft
from kring.sharing.models import Draft
from tests import make


def keep(person, story, words, channel="office"):
    return keep_draft(by=person, story_id=story.pk, own_words=words, channel=channel)


def test_the_newest_words_wait_for_their_writer(person, story):
    keep(person, story, "I was")
    keep(person, story, "I was there")
    kept = queries.writing(person, story.pk)
    assert (kept.own_words, kept.channel) == ("I was there", "office")
    assert Draft.objects.count() == 1


def test_an_empty_text_leaves_nothing(person, story):
    keep(person, story, "I was there")
    keep(person, story, "  ")
    assert not Draft.objects.exists()


def test_a_channel_that_is_none_is_not_kept(person, story):
    assert keep(person, story, "I was there", channel="x" * 60).channel == ""


def test_a_sign_that_no_database_takes_does_not_lose_the_text(person, story):
    assert keep(person, story, "I was\0 there").own_words == "I was there"


def test_colleagues_do_not_see_it(person, story):
    keep(person, story, "I was there")
    assert queries.writing(make.person(person.organisation), story.pk).own_words == ""


def test_without_a_draft_it_begins_where_the_last_share_went(person, story):
    make.share(person, make.story(person.organisation), channel="square")
    assert queries.writing(person, story.pk) == queries.Writing("", "square", None)


def test_the_words_of_a_share_that_did_not_come_to_be_come_back(person, story):
    make.share(person, story, channel="square", status="failed", own_words="I was there")
    assert queries.writing(person, story.pk).own_words == "I was there"

"""A story that is held leaves every feed at once, also one that was dealt already, and comes back when it is lifted."""

from django.utils import timezone

from kring.feed import actions, queries
from kring.feed.models import HotStory
from kring.stories import actions as stories
from tests import make


def test_a_held_story_is_on_no_page_at_once_and_comes_back(person, organisation):
    now = timezone.now()
    story, other = make.story(organisation), make.story(organisation)
    actions.follow_all(organisation_id=organisation.pk, now=now)
    dealt = actions.deal_slate(by=person, now=now)
    assert {shown.story_id for shown in dealt} == {story.pk, other.pk}
    one = make.subject(organisation)
    stories.hold_story(by=person, subject=one, story_id=story.pk)
    day = timezone.localdate(now)
    assert [shown.story_id for shown in queries.slate_of(person, day, now)] == [other.pk]
    assert [found.story_id for found in queries.candidates(person, None, [], now)] == [other.pk]  # no follow yet
    actions.follow_stories(organisation_id=organisation.pk, now=timezone.now())
    assert not HotStory.objects.filter(story=story).exists()
    stories.lift_subject(by=person, subject=one, now=timezone.now())
    actions.follow_stories(organisation_id=organisation.pk, now=timezone.now())
    assert HotStory.objects.filter(story=story).exists()
    assert {shown.story_id for shown in queries.slate_of(person, day, now)} == {story.pk, other.pk}

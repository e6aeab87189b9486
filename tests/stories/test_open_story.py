"""Opening a story."""

import pytest
from django.utils import timezone

from kring.stories.actions import open_story
from kring.stories.errors import StoryNotLiveError
from kring.stories.models import Reading
from tests import make


def test_it_counts_a_reader_once(organisation, person):
    story = make.story(organisation)
    for _ in range(2):
        open_story(by=person, story_id=story.pk, now=timezone.now())
    assert Reading.objects.filter(person=person, story=story).count() == 1


def test_it_refuses_a_draft(organisation, person):
    with pytest.raises(StoryNotLiveError):
        open_story(by=person, story_id=make.story(organisation, live_from=None).pk, now=timezone.now())


def test_it_keeps_nothing_of_somebody_who_does_not_take_part(organisation):
    reader = make.person(organisation, joined_at=None)
    open_story(by=reader, story_id=make.story(organisation).pk, now=timezone.now())
    assert not Reading.objects.exists()

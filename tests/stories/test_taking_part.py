"""Who listened and who brought something in, for figures about groups."""

from datetime import timedelta

from django.utils import timezone

from kring.stories import queries
from kring.stories.models import Idea, Reading
from tests import make


def test_the_last_story_somebody_opened_counts_within_its_time(organisation, person):
    now = timezone.now()
    for days in (0, 2, 5):
        Reading.objects.create(
            organisation=organisation,
            person=person,
            story=make.story(organisation),
            opened_at=now - timedelta(days=days),
        )
    until = now - timedelta(days=1)
    assert queries.last_opened(since=now - timedelta(days=9), until=until) == {person.pk: now - timedelta(days=2)}
    assert queries.last_opened(since=now - timedelta(days=9), until=now - timedelta(days=8)) == {}


def test_an_idea_counts_when_it_was_brought(organisation, person):
    idea = Idea.objects.create(organisation=organisation, person=person, to_share="Our new bridge")
    assert queries.last_idea(since=idea.created_at, until=idea.created_at + timedelta(seconds=1)) == {
        person.pk: idea.created_at
    }
    assert queries.last_idea(since=idea.created_at - timedelta(days=1), until=idea.created_at) == {}


def test_a_title_comes_in_the_language_asked_for_or_the_one_there_is(organisation):
    both = make.story(organisation, title="A bridge")
    dutch = make.story(organisation, title="Een brug", languages=("nl",))
    assert queries.titles([both.pk, dutch.pk], "en") == {both.pk: "A bridge", dutch.pk: "Een brug"}

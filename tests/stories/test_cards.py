"""A story as one person sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.stories import queries
from kring.stories.models import StoryText, Variant
from tests import make


def ask(story, group, **fields):
    return Variant.objects.create(organisation=story.organisation, story=story, target_group=group, **fields)


def test_a_person_sees_their_own_language(organisation, person):
    story = make.story(organisation, languages=("nl",), title="Een nieuwe brug")
    StoryText.objects.create(organisation=organisation, story=story, language="en", title="A new bridge", body="Open.")
    assert queries.card(story.pk, person).title == "A new bridge"


def test_a_story_in_one_language_is_shown_in_that_one(organisation, person):
    story = make.story(organisation, languages=("nl",), title="Een nieuwe brug")
    card = queries.card(story.pk, person)
    assert (card.title, card.language) == ("Een nieuwe brug", "nl")


def test_a_person_gets_the_question_of_their_own_group(organisation, person):
    story = make.story(organisation)
    ask(story, make.group(organisation, "role_model"), prompt={"en": "What do you expect of your team?"})
    ask(story, person.target_group, prompt={"en": "What did you tell your last customer?"}, example={"en": "Proud."})
    card = queries.card(story.pk, person)
    assert (card.prompt, card.example) == ("What did you tell your last customer?", "Proud.")


def test_without_a_question_of_its_own_a_story_asks_one_of_the_group(organisation, person):
    assert queries.card(make.story(organisation).pk, person).prompt == "What did you see?"


@pytest.mark.parametrize(
    "fields",
    [
        {"live_from": None},
        {"live_from": timezone.now() + timedelta(days=1)},
        {"live_from": timezone.now() - timedelta(days=2), "live_until": timezone.now() - timedelta(days=1)},
    ],
)
def test_a_story_that_is_not_live_has_no_card(organisation, person, fields):
    assert queries.card(make.story(organisation, **fields).pk, person) is None


def test_the_number_of_queries_does_not_grow_with_the_number_of_stories(organisation, person, count_queries):
    few = [make.story(organisation).pk for _ in range(3)]
    with count_queries() as with_few:
        queries.cards(few, person=person)
    many = few + [make.story(organisation).pk for _ in range(57)]
    with count_queries() as with_many:
        assert len(queries.cards(many, person=person)) == 60
    assert len(with_few) == len(with_many) == 1


def test_wordings_are_all_that_could_be_copied(organisation, person):
    story = make.story(organisation, title="A new bridge", body="It opened.", languages=("en",))
    ask(story, person.target_group, prompt={"en": "What did you see?"}, example={"en": "Proud of this bridge."})
    assert queries.wordings(story.pk) == ["A new bridge", "It opened.", "Proud of this bridge."]


def test_a_person_can_read_the_other_language(organisation, person):
    story = make.story(organisation, languages=("en",))
    StoryText.objects.create(organisation=organisation, story=story, language="nl", title="Een nieuwe brug")
    assert queries.languages(story.pk) == ["nl", "en"]
    assert queries.card(story.pk, person, language="nl").title == "Een nieuwe brug"

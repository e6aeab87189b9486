"""What other rooms may ask about shares."""

import pytest

from kring.sharing import queries
from kring.sharing.models import Share
from tests import make


def test_shares_of_a_person_come_newest_first(organisation, person):
    first = make.share(person, make.story(organisation))
    second = make.share(person, make.story(organisation))
    make.share(make.person(organisation), make.story(organisation))
    assert list(queries.shares_of(person)) == [second, first]


@pytest.mark.parametrize(
    ("status", "is_shared"),
    [
        ("published", True),
        ("queued", True),
        ("claimed", True),
        ("failed", False),
        ("opened", False),
        ("deleted", False),
    ],
)
def test_words_are_compared_with_what_stands_or_is_on_its_way(organisation, person, status, is_shared):
    story = make.story(organisation)
    make.share(make.person(organisation), story, status=status, own_words="Theirs")
    assert queries.colleagues_words(story.pk, but=person) == (["Theirs"] if is_shared else [])


def test_what_colleagues_wrote_leaves_out_my_own_words(organisation, person):
    story = make.story(organisation)
    make.share(person, story, own_words="Mine")
    make.share(make.person(organisation), story, own_words="Theirs")
    make.share(make.person(organisation), make.story(organisation), own_words="About something else")
    assert queries.colleagues_words(story.pk, but=person) == ["Theirs"]


def test_only_posts_that_are_there_are_counted(organisation, person):
    story, silent = make.story(organisation), make.story(organisation)
    make.share(person, story)
    make.share(make.person(organisation), story, status=Share.Status.CLAIMED)
    make.share(make.person(organisation), story, status=Share.Status.QUEUED)
    assert queries.share_counts([story.pk, silent.pk]) == {story.pk: 2, silent.pk: 0}

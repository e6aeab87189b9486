"""How often groups share themes: there for large groups, with a range, and nowhere for small ones."""

import pytest

from kring.adjust.queries.themes import themes
from kring.stories.models import Story
from tests import make
from tests.adjust.conftest import NOW
from tests.insights.world import fill


@pytest.fixture
def many(organisation):
    """Three themes, and enough people of each target group on either side of every number."""
    fill(organisation, units=20, people_each=160, seed=3, stories=9)
    others = [make.theme(organisation) for _n in range(2)]
    for number, story in enumerate(Story.objects.order_by("pk")):
        if number % 3:
            Story.objects.filter(pk=story.pk).update(theme=others[number % 3 - 1])


@pytest.mark.usefixtures("many")
def test_large_groups_have_figures_with_ranges_and_small_ones_none(organisation, settings):
    found = themes(organisation, NOW)
    assert found
    for one in found:
        assert one.low < one.value < one.high
        assert 1 <= one.facts["first"] <= one.facts["last"] <= one.facts["compared"]
        assert one.names["group"]
        assert len(one.fingerprint) == 64
    assert len({one.key for one in found}) == len(found)
    settings.SMALLEST_GROUP = 400
    assert themes(organisation, NOW) == []

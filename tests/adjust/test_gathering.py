"""What decisions rest on: figures of other rooms that may be shown."""

import pytest

from kring.adjust.queries.gathering import gather
from kring.insights import queries as insights
from tests.adjust.conftest import NOW
from tests.insights.test_answers_view import worked_out
from tests.insights.test_kinds import many  # noqa: F401 - a fixture


@pytest.mark.usefixtures("many")
def test_what_groups_share_of_each_kind_is_taken_from_the_answers(organisation):
    assert not [one for one in gather(organisation, NOW) if one.kind == "theme"]  # not worked out yet
    worked_out(organisation)
    kinds = insights.answers(organisation, NOW).kinds
    figures = [one for one in gather(organisation, NOW) if one.kind == "theme"]
    assert len(figures) == sum(len(one.kinds) for one in kinds if one.group) > 0
    for one in figures:
        assert one.low < one.value < one.high
        assert one.facts["first"] <= one.facts["last"] <= one.facts["compared"]
        assert one.names["theme"]["nl"].endswith((", met een link", ", alleen woorden"))
        assert one.names["theme"]["en"].endswith((", with a link", ", in words only"))

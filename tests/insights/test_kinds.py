"""Which kinds of content groups share: there for large groups, with ranges and places, and closed to subtraction."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from kring.feed.models import Impression
from kring.insights import actions, queries
from kring.insights.queries.kinds import kind_sums, kinds
from kring.insights.rules import SHOWN_AT_LEAST
from kring.stories import queries as stories
from kring.stories.models import Story
from tests import make
from tests.insights.conftest import NOW
from tests.insights.test_answers_view import worked_out
from tests.insights.world import fill


@pytest.fixture
def many(organisation):
    """Three themes, one of them in two forms, and enough people of each target group on either side of a number."""
    made = fill(organisation, units=8, people_each=110, seed=3, stories=12)
    others = [make.theme(organisation) for _n in range(2)]
    for number, story in enumerate(Story.objects.order_by("pk")):
        theme, link = (others[number % 4 - 1], "") if number % 4 in (1, 2) else (story.theme, "https://bank.example")
        Story.objects.filter(pk=story.pk).update(theme=theme, link=link if number % 4 else "")
    return made


def gathered(organisation):
    return queries.gather(organisation, NOW, "en")


def test_large_groups_have_kinds_with_ranges_and_small_ones_none(organisation, many):
    cells = gathered(organisation)
    sums = kind_sums(cells, 5)
    found = kinds(cells, sums)
    shown = [kind for one in found for kind in one.kinds]
    assert {kind.form for kind in shown} == {"link", "words"}
    for one in found:
        for kind in one.kinds:
            assert kind.figure.low < kind.figure.value < kind.figure.high
            assert 1 <= kind.first <= kind.last <= one.compared
    assert not any(one.kinds for one in kinds(cells, kind_sums(cells, 200)))
    few = replace(sums, unit_weeks=np.minimum(sums.unit_weeks, 9))  # in few weeks of few units
    assert kinds(cells, few) == ()


def test_counts_are_of_people_and_stories_and_no_single_one_is_left_to_subtract(organisation, many):
    cells = gathered(organisation)
    since = NOW.date() - timedelta(weeks=14)
    seen = Impression.objects.filter(shown_on__gte=since)
    whom = set(seen.values_list("story", "person__target_group", "person"))
    people = Counter((story, group) for story, group, _person in whom)
    exact = kind_sums(cells, 1)
    assert exact.of.sum() == sum(count for count in people.values() if count >= SHOWN_AT_LEAST)
    assert 0 < exact.did.sum() < len(many.shares)
    assert np.all(exact.unit_weeks <= 13 * len(many.units))
    for smallest in (5, 10, 20):
        sums = kind_sums(cells, smallest)
        there = sums.of > 0
        for line, open_ in [*zip(there, sums.may, strict=True), *zip(there.T, sums.may.T, strict=True)]:
            assert not open_.any() or np.sum(line & ~open_) != 1
        assert np.all(sums.did % smallest == 0)
        assert np.all(sums.of % smallest == 0)


def test_one_share_more_shows_only_where_rounding_crosses_over(organisation, many):
    before, cells = kind_sums(gathered(organisation), 1), gathered(organisation)
    told = {(share.person_id, share.story_id) for share in many.shares}
    recent = Impression.objects.filter(shown_on__gte=NOW.date() - timedelta(weeks=12)).order_by("pk")
    one = next(one for one in recent if (one.person_id, one.story_id) not in told)
    group = next(n for n, item in enumerate(cells.groups) if item.pk == one.person.target_group_id)
    theme, form = stories.kinds_of([one.story_id])[one.story_id]
    left = before.did[group, before.kinds.index((theme, str(form)))] % 5
    make.share(one.person, one.story, posted_at=NOW - timedelta(days=8))
    rounded = kind_sums(cells, 5).did
    assert np.array_equal(kind_sums(gathered(organisation), 5).did, rounded) == (left != 2)  # 2 of 5 becomes 3


def test_the_answers_keep_them_and_a_group_by_itself_has_its_own(organisation, many):
    found = worked_out(organisation)
    keys = {kind.figure.key for one in found.kinds for kind in one.kinds}
    assert keys
    assert keys <= set(found.figures)
    for one in found.kinds:
        if f"group-{one.group}" in {part.code for part in found.parts}:
            assert worked_out(organisation, part=f"group-{one.group}").kinds == (one,)
    Story.objects.filter(pk=many.stories[0].pk).update(theme=make.theme(organisation))
    actions.forget_answers()
    assert worked_out(organisation).fingerprint != found.fingerprint  # what they rest on is in it

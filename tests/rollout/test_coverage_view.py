"""What a manager sees of help: shares of units that are large enough, the same number of queries, and never a name."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from kring.rollout.queries.help import coverage
from kring.rollout.rules.help import blocks_to_show, helped_at_least
from tests import make


def last_week():
    return timezone.now() - timedelta(days=8)


def helped_unit(organisation, staff, helped, name):
    """A unit of so many people, one circle of which so many were at a help moment last week."""
    unit = make.unit(organisation, name=name)
    circle = make.circle(organisation, hero=make.hero(organisation, unit=unit))
    for _n in range(staff - 1):
        make.person(organisation, unit=unit)
    make.help_moment(circle, starts_at=last_week(), held_at=last_week(), people=helped, members=helped)
    return unit


@pytest.fixture
def boss(organisation):
    return make.person(organisation, account=make.account(), roles=["manager"], unit=None)


def test_a_unit_of_enough_people_is_shown_with_its_range_and_a_small_one_only_with_others(
    organisation, boss, client_of
):
    helped_unit(organisation, 20, 10, "Duinrand")
    helped_unit(organisation, 20, 8, "Veenzijde")
    helped_unit(organisation, 6, 1, "Klein")
    found = coverage(organisation, now=timezone.now())
    names = {row.names for row in found.rows}
    assert ("Klein",) not in names
    assert any("Klein" in block and len(block) > 1 for block in names)
    page = client_of(boss).get("/programme/help").content.decode()
    assert "Duinrand" in page
    assert page.count("Mens ") == page.count(boss.name)


def test_when_nearly_nobody_or_nearly_everybody_had_help_nothing_is_said(organisation, boss, client_of):
    helped_unit(organisation, 30, 2, "Duinrand")
    assert coverage(organisation, now=timezone.now()).whole is None
    assert "Too few to say something yet" in client_of(boss).get("/programme/help").content.decode()


def test_this_week_is_not_counted_yet_so_that_no_two_looks_differ_by_one_tap(organisation):
    unit = helped_unit(organisation, 20, 10, "Duinrand")
    before = coverage(organisation, now=timezone.now())
    circle = make.circle(organisation, hero=make.hero(organisation, unit=unit))
    make.help_moment(circle, starts_at=timezone.now(), held_at=timezone.now(), people=5, members=5)
    after = coverage(organisation, now=timezone.now())
    assert [row.rate.value for row in before.rows] == [row.rate.value for row in after.rows]


def test_the_fullest_moment_or_those_who_say_so_count_never_their_sum():
    assert helped_at_least([(8, 6), (5, 9), (None, 9)], who_said=2) == 6
    assert helped_at_least([(1, 6)], who_said=4) == 4


@pytest.mark.parametrize("seed", range(8))
def test_no_block_has_fewer_than_the_smallest_group_on_either_side(seed):
    dice = np.random.default_rng(seed)
    people = dice.integers(0, 40, 30)
    helped = (people * dice.random(30)).astype(int)
    blocks = blocks_to_show(people, helped, smallest=5)
    assert blocks
    for block, _rate in blocks:
        assert helped[block].sum() >= 5
        assert (people - helped)[block].sum() >= 5


def test_more_units_take_no_more_queries(organisation, count_queries):
    counts = []
    for size in (2, 6):
        for n in range(size):
            helped_unit(organisation, 12, 6, f"Unit {size}-{n}")
        with count_queries() as counted:
            coverage(organisation, now=timezone.now())
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_page_is_for_who_may_see_figures(organisation, client_of):
    for role, status in (("administrator", 403), ("hero", 403), ("manager", 200), ("works_council", 403)):
        person = make.person(organisation, account=make.account(), roles=[role])
        assert client_of(person).get("/programme/help").status_code == status

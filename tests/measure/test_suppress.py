"""No view, and no views taken together, tell what a few people did: tried by somebody who solves for it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from kring.measure.suppress import CLOSED, may_be_shown, rounded, shown, together

PERIODS = 3


def world(seed):
    """A small organisation: a tree of units, groups that are spread unevenly, and who did it when."""
    dice = np.random.default_rng(seed)
    units, groups = int(dice.integers(3, 8)), int(dice.integers(2, 4))
    people = dice.poisson(dice.choice([2, 6, 15, 40], (units, 1)) * dice.dirichlet(np.full(groups, 0.6), units))
    often = dice.dirichlet([0.6, 0.5, 0.6, 1.5], units)
    cells = np.stack([[dice.multinomial(people[u, g], often[u]) for g in range(groups)] for u in range(units)])
    regions = dice.integers(0, int(dice.integers(1, 4)), units)
    return cells, np.stack([np.unique(regions, return_inverse=True)[1], np.arange(units)])


def everything_shown(cells, levels, found):
    """Each published number as (which cells are added, what it comes to)."""
    units, groups, classes = cells.shape
    published = [((levels[-1] == u, g, slice(None)), cells[u, g].sum()) for u in range(units) for g in range(groups)]
    sums = []
    for (u, g, c), value in published:
        mask = np.zeros(cells.shape, bool)
        mask[u, g, c] = True
        sums.append((mask, value))  # who works where is no secret
    for period in range(PERIODS):
        early = np.arange(classes) <= period
        blocks = [np.ones((units, groups), bool)] if found.total[period] else []
        for item_of, labels in zip(levels, found.levels, strict=True):
            of_unit = labels[period][item_of]
            blocks += [np.repeat((of_unit == b)[:, None], groups, 1) for b in set(of_unit) - {CLOSED}]
        of_group = found.groups[period]
        blocks += [np.repeat((of_group == b)[None], units, 0) for b in set(of_group) - {CLOSED}]
        for block in blocks:
            mask = block[..., None] & early
            sums.append((mask, cells[mask].sum()))
    return sums


def bounds(cells, sums, wanted):
    """The lowest and the highest that the number of people in `wanted` can be, given all that was published."""
    rows = np.array([mask.ravel() for mask, _ in sums], float)
    values = np.array([value for _, value in sums], float)
    ends = []
    for sign in (1, -1):
        answer = linprog(sign * wanted.ravel().astype(float), A_eq=rows, b_eq=values, bounds=(0, None), method="highs")
        assert answer.status == 0, answer.message
        ends.append(sign * answer.fun)
    return ends


def secrets(cells, levels, found, smallest):
    """Every set of colleagues whose number names people, with the cells it is made of."""
    units, groups, classes = cells.shape
    sets = [np.outer(levels[-1] == u, np.arange(groups) == g) for u in range(units) for g in range(groups)]
    for item_of in levels:
        sets += [np.repeat((item_of == i)[:, None], groups, 1) for i in range(item_of.max() + 1)]
    sets += [np.repeat((np.arange(groups) == g)[None], units, 0) for g in range(groups)]
    for chosen in sets:
        people = cells[chosen].sum()
        for period in range(PERIODS):
            mask = chosen[..., None] & (np.arange(classes) <= period)
            did = cells[mask].sum()
            if people and min(did, people - did) < smallest:
                yield mask


@pytest.mark.parametrize(
    "seed", [*range(30), 49, 157, 180]
)  # the last three are solved when units and groups may cross
def test_an_attacker_who_solves_all_views_at_once_learns_of_no_few_people(seed):
    cells, levels = world(seed)
    found = shown(cells, levels, smallest=5)
    sums = everything_shown(cells, levels, found)
    for mask in secrets(cells, levels, found, 5):
        low, high = bounds(cells, sums, mask)
        assert high - low > 1e-6, f"solved: {low} of {cells[mask.any(axis=2)].sum()}"


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_shown_has_enough_people_on_both_sides(seed):
    cells, levels = world(seed)
    found = shown(cells, levels, smallest=5)
    for mask, did in everything_shown(cells, levels, found)[cells.shape[0] * cells.shape[1] :]:
        people = cells[mask.any(axis=2)].sum()
        assert 5 <= did <= people - 5


@pytest.mark.parametrize("seed", range(200))
def test_no_two_views_can_be_subtracted_to_a_few_people(seed):
    """Two periods of one block, and a block and the blocks inside it."""
    cells, levels = world(seed)
    found = shown(cells, levels, smallest=5)
    for item_of, labels in zip(levels, found.levels, strict=True):
        did = np.cumsum(cells.sum(axis=1), axis=1)
        for period in range(PERIODS - 1):
            blocks = labels[period][item_of]
            for block in set(blocks) - {CLOSED}:
                here = blocks == block
                between = did[here, period + 1].sum() - did[here, period].sum()
                is_large_alone = len(set(item_of[here])) == 1 and cells[here].sum() >= 100
                assert between == 0 or between >= 5 or is_large_alone
                inside = labels[period + 1][item_of]
                assert not set(inside[here]) & set(inside[~here]), "a longer period tells the rest of a shorter one"
    top, bottom = (labels[:, item_of] for item_of, labels in zip(levels, found.levels, strict=True))
    for period in range(PERIODS):
        for block in set(bottom[period]) - {CLOSED}:
            assert len(set(top[period][bottom[period] == block])) == 1


def test_the_rules_leave_an_ordinary_organisation_open():
    dice = np.random.default_rng(1)
    cells = dice.multinomial([[12, 20, 70, 110]] * 60, [0.06, 0.05, 0.05, 0.84])
    found = shown(cells, np.stack([np.arange(60) // 6, np.arange(60)]), smallest=5)
    assert found.total.all()
    assert len(set(found.levels[0][2])) == 10
    assert len(set(found.levels[1][2])) >= 58
    assert len(set(found.groups[2])) == 4


def test_a_unit_where_nobody_did_it_looks_the_same_as_one_where_everybody_did():
    cells = np.array([[[20, 10, 10, 40]], [[0, 0, 0, 12]], [[12, 0, 0, 0]], [[25, 10, 10, 60]]])
    found = shown(cells, np.arange(4)[None], smallest=5)
    labels = found.levels[0][2]
    assert labels[0] == labels[1] == labels[2] != labels[3]


def test_what_two_units_hide_is_never_the_rest_of_a_total():
    cells = np.array([[[30, 10, 10, 50]], [[0, 0, 2, 40]]])
    found = shown(cells, np.arange(2)[None], smallest=5)
    assert set(found.levels[0][2]) == {0}  # together, which is what the total says anyway


def test_a_group_that_is_nearly_one_unit_closes_the_groups():
    """All but one of the only unit with thought leaders are in that group: the two rates would tell of that one."""
    cells = np.zeros((2, 2, 2), int)
    cells[0, 0], cells[0, 1] = (20, 30), (0, 1)
    cells[1, 1] = (20, 30)
    assert set(shown(cells, np.arange(2)[None], smallest=5).groups[0]) == {CLOSED}


def test_a_young_programme_shows_the_same_for_all_periods():
    cells = np.array([[[20, 0, 0, 40]], [[15, 0, 0, 30]]])
    found = shown(cells, np.arange(2)[None], smallest=5)
    assert found.total.all()
    assert all(len(set(period)) == 2 for period in found.levels[0])


@pytest.mark.parametrize(("others", "is_open"), [(40, False), (400, True)])
def test_a_few_who_stopped_close_a_period_only_where_they_could_be_found(others, is_open):
    found = shown(np.array([[[20, 0, 2, others]]]), np.zeros((1, 1), int), smallest=5)
    assert found.total.tolist() == [is_open, is_open, True]


def test_an_organisation_where_too_few_did_it_shows_nothing():
    found = shown(np.array([[[1, 1, 1, 40]], [[0, 0, 1, 30]]]), np.arange(2)[None], smallest=5)
    assert not found.total.any()
    assert set(found.levels[0].ravel()) == {CLOSED}
    assert set(found.groups.ravel()) == {CLOSED}


def test_units_without_people_are_in_no_block():
    found = together(np.array([40, 0]), np.array([[10, 20], [0, 0]]), np.zeros((2, 2), int), smallest=5)
    assert found.tolist() == [[0, CLOSED], [0, CLOSED]]


@pytest.mark.parametrize(
    ("people", "did", "period", "is_open"),
    [
        (20, [5, 10], 1, True),
        (20, [4, 10], 1, True),
        (20, [4, 10], 0, False),  # too few did
        (20, [5, 16], 1, False),  # too few did not
        (20, [6, 10], 0, False),  # too few between the two periods
        (20, [10, 10], 0, True),  # nobody between them
        (9, [4, 4], 1, False),
    ],
)
def test_a_group_needs_enough_people_on_every_side(people, did, period, is_open):
    assert may_be_shown(people, np.array(did), period, smallest=5) is is_open


@given(st.integers(0, 10_000), st.integers(2, 20))
def test_rounding_moves_a_count_by_half_its_base_at_most(count, base):
    assert rounded(count, base) % base == 0
    assert abs(rounded(count, base) - count) <= base / 2


@pytest.mark.parametrize(("count", "expected"), [(7, 5), (8, 10), (5, 5), (12, 10), (0, 0), (2.5, 5)])
def test_rounding_goes_to_the_nearest_five(count, expected):
    assert rounded(count, 5) == expected


def test_it_refuses_what_does_not_add_up():
    with pytest.raises(ValueError, match="not counted"):
        rounded(-1, 5)
    with pytest.raises(ValueError, match="longer period"):
        may_be_shown(20, np.array([6, 5]), 0, smallest=5)
    with pytest.raises(ValueError, match="one row per item"):
        together(np.array([1]), np.array([[1], [1]]), np.zeros((1, 1), int), smallest=5)
    with pytest.raises(ValueError, match="counted"):
        shown(np.full((1, 1, 2), -1), np.zeros((1, 1), int), smallest=5)
    with pytest.raises(ValueError, match="inside a higher"):
        shown(np.ones((2, 1, 2), int), np.array([[0, 1], [0, 0]]), smallest=1)

"""Surveys of a finite staff: exact intervals, weights, what is not known, and groups that are too small."""

from math import comb

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from kring.measure.rates import GroupTooSmallError
from kring.measure.survey import (
    MarginsDoNotFitError,
    by_group,
    counted_share,
    crossed,
    finite_interval,
    rake,
    share,
    told,
)

COUNTS = st.integers(1, 80).flatmap(
    lambda staff: st.integers(1, staff).flatmap(
        lambda answered: st.tuples(st.integers(0, answered), st.just(answered), st.just(staff))
    )
)


def test_ninety_three_per_cent_of_120_answers_of_400_people():
    ends = finite_interval(112, 120, 400)
    assert (ends.low, ends.high) == (0.8825, 0.965)


@given(COUNTS)
@example((0, 1, 40))
def test_the_interval_is_every_number_of_people_that_is_not_too_unlikely(counts):
    yes, answered, staff = counts
    ways = comb(staff, answered)

    def is_likely(true):  # in whole numbers: a chance of one in forty exactly is out
        of = [comb(true, x) * comb(staff - true, answered - x) for x in range(answered + 1)]
        return min(sum(of[yes:]), sum(of[: yes + 1])) * 40 > ways

    likely = [true for true in range(yes, staff - answered + yes + 1) if is_likely(true)]
    ends = finite_interval(yes, answered, staff)
    assert (round(ends.low * staff), round(ends.high * staff)) == (likely[0], likely[-1])


@given(COUNTS)
def test_the_interval_holds_its_share_mirrors_and_ends_where_all_answered(counts):
    yes, answered, staff = counts
    ends, mirrored = finite_interval(yes, answered, staff), finite_interval(answered - yes, answered, staff)
    assert ends.low - 0.5 / staff <= yes / answered <= ends.high + 0.5 / staff
    assert ends.low == pytest.approx(1 - mirrored.high)
    full = finite_interval(yes, answered, answered)
    assert full.low == full.high == yes / answered


@pytest.mark.parametrize(("staff", "answered"), [(60, 30), (20, 10)])
def test_it_covers_at_least_as_often_as_it_says_whatever_is_true(staff, answered):
    """All outcomes counted, none drawn: 0.95 at the least, where Wilson's interval drops to 0.89."""
    for true in range(staff + 1):
        x = np.arange(max(0, answered - staff + true), min(answered, true) + 1)
        ends = [finite_interval(int(one), answered, staff) for one in x]
        holds = [round(end.low * staff) <= true <= round(end.high * staff) for end in ends]
        assert np.sum(hypergeom.pmf(x, staff, true, answered) * holds) >= 0.95


def test_the_worst_case_for_who_did_not_answer():
    found = counted_share(93, 100, 167)  # 60% answered
    assert found.response_rate == pytest.approx(0.6, abs=0.002)
    assert (round(found.worst_low, 2), round(found.worst_high, 2)) == (0.56, 0.96)


def test_comfortable_and_a_good_mark_are_counted_from_so_many_points_on():
    marks = np.array([10.0, 9, 8, 8, 7, 7, 6, 5, 8, 9, 3, 8])
    assert share(marks, 40, at_least=8).value == pytest.approx(7 / 12)
    assert share(marks, 40, at_least=8).answered == 12


def test_few_answers_are_refused_and_never_fewer_than_five():
    with pytest.raises(GroupTooSmallError):
        counted_share(5, 9, 40)
    assert counted_share(3, 5, 40, smallest=5).answered == 5
    with pytest.raises(GroupTooSmallError):
        counted_share(3, 4, 40, smallest=1)
    with pytest.raises(ValueError, match="no share"):
        counted_share(5, 12, 10)
    with pytest.raises(ValueError, match="is a number"):
        share(np.array([1.0, np.nan] * 6), 40, at_least=1)


def test_raking_by_hand():
    """Two by two, 10 answers in each cell, margins 60/40 and 70/30: the cells become the products of the margins."""
    parts = np.array([[a, b] for a in (0, 1) for b in (0, 1) for _ in range(10)])
    found = rake(parts, [np.array([60.0, 40]), np.array([70.0, 30])])
    cells = found.values.reshape(4, 10).sum(axis=1) / 40
    assert cells == pytest.approx([0.42, 0.18, 0.28, 0.12])
    assert found.design_effect == pytest.approx(4 * np.sum(np.array([0.42, 0.18, 0.28, 0.12]) ** 2))
    assert found.capped == 0


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=12, max_size=60), st.integers(0, 999))
def test_weighted_answers_add_up_to_the_staff_and_no_weight_is_too_large(answers, seed):
    every = [(a, b) for a in range(3) for b in range(4)]  # so that no part is without an answer
    parts = np.array(answers + every)
    dice = np.random.default_rng(seed)
    staff = dice.multinomial(500, dice.dirichlet(np.full(12, 5.0))).reshape(3, 4) + 1
    margins = [staff.sum(axis=1).astype(float), staff.sum(axis=0).astype(float)]
    found = rake(parts, margins)
    assert found.values.mean() == pytest.approx(1, abs=0.02)
    assert found.values.max() <= 5 + 1e-9
    assert found.design_effect >= 1 - 1e-9
    if not found.capped:
        assert found.off < 1e-6
    for number, margin in enumerate(margins):
        have = np.bincount(parts[:, number], found.values, len(margin)) / found.values.sum()
        assert have == pytest.approx(margin / margin.sum(), abs=found.off + 1e-9)


def test_a_part_that_hardly_answered_does_not_weigh_without_limit():
    parts = np.array([[0]] * 99 + [[1]])
    found = rake(parts, [np.array([50.0, 50])])
    assert found.values.max() <= 5
    assert found.capped == 1
    assert found.off > 0.4


def test_raking_refuses_a_part_without_answers_and_margins_of_two_staffs():
    with pytest.raises(MarginsDoNotFitError, match="part 1"):
        rake(np.array([[0], [0], [2]]), [np.array([5.0, 5, 5])])
    with pytest.raises(ValueError, match="one staff"):
        rake(np.array([[0, 0], [1, 1]]), [np.array([5.0, 5]), np.array([50.0, 5])])
    with pytest.raises(ValueError, match="nobody works"):
        rake(np.array([[0], [1]]), [np.array([5.0])])
    with pytest.raises(ValueError, match="per answer"):
        rake(np.array([[0], [1]]), [])


def test_weights_mend_a_staff_of_which_the_keen_answered():
    """Small units answered more, and are less comfortable: raked by unit the share is right, and the range covers."""
    dice, group = np.random.default_rng(5), np.repeat([0, 1, 2], [60, 140, 200])
    inside, raw, weighted, true = 0, [], [], []
    for _ in range(150):
        says = dice.random(400) < np.take([0.5, 0.8, 0.95], group)
        answered = dice.random(400) < np.take([0.7, 0.3, 0.2], group)
        weights = rake(group[answered][:, None], [np.array([60.0, 140, 200])])
        found = share(says[answered].astype(float), 400, at_least=1, weights=weights)
        inside += found.low <= says.mean() <= found.high
        raw.append(says[answered].mean())
        weighted.append(found.value)
        true.append(says.mean())
        assert found.design_effect > 1
    assert abs(np.mean(weighted) - np.mean(true)) < 0.01 < abs(np.mean(raw) - np.mean(true))
    assert inside >= 0.93 * 150
    with pytest.raises(ValueError, match="one weight"):
        share(says.astype(float), 400, at_least=1, weights=weights)


def test_equal_weights_change_nothing():
    weights = rake(np.array([[0]] * 10 + [[1]] * 10), [np.array([50.0, 50])])
    answers = np.array([1.0, 0] * 10)
    assert share(answers, 100, at_least=1, weights=weights) == share(answers, 100, at_least=1)


def test_groups_with_few_answers_are_shown_with_another_so_that_nothing_can_be_subtracted():
    yes, answered, staff = np.array([20, 3, 0, 15]), np.array([25, 4, 0, 30]), np.array([40, 10, 5, 60])
    found = by_group(yes, answered, staff)
    assert {group.items for group in found} == {(3,), (0, 1, 2)}
    assert sum(group.share.answered for group in found) == 59


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25), st.integers(0, 20)), min_size=1, max_size=12))
def test_every_block_and_what_is_left_of_the_total_has_enough_answers(groups):
    yes, no, silent = np.array(groups).T
    answered, staff = yes + no, yes + no + silent
    if answered.sum() < 10:
        with pytest.raises(GroupTooSmallError):
            by_group(yes, answered, staff)
        return
    found = by_group(yes, answered, staff)
    for group in found:
        assert group.share.answered >= 10
    left = answered.sum() - sum(group.share.answered for group in found)
    assert left == 0  # so the total minus all that is shown says nothing of anybody
    assert sorted(item for group in found for item in group.items) == np.flatnonzero(staff > 0).tolist()


def test_groups_refuse_more_answers_than_people():
    with pytest.raises(ValueError, match="per group"):
        by_group(np.array([1]), np.array([20]), np.array([10]))


def test_crossing_groups_close_when_a_cell_could_be_solved():
    dice = np.random.default_rng(1)
    yes = dice.integers(20, 40, (6, 3))
    levels = np.arange(6)[None]
    open_ = crossed(yes, yes // 2, levels)
    assert len(set(open_.groups[0])) == 3
    thin = crossed(np.array([[30, 1], [30, 0]]), np.array([[20, 0], [20, 0]]), np.arange(2)[None])
    assert len(set(thin.groups[0]) - {-1}) <= 1
    with pytest.raises(ValueError, match="per unit and group"):
        crossed(yes, yes[:2], levels)


@pytest.mark.parametrize(
    ("yes", "answered", "percent", "least", "most"),
    [
        (20, 20, 85, True, False),
        (19, 20, 85, True, False),
        (18, 20, 85, True, False),
        (17, 20, 85, False, False),
        (0, 20, 15, False, True),
        (2, 20, 15, False, True),
        (13, 30, 43, False, False),
        (133, 300, 44.3, False, False),
    ],
)
def test_a_page_never_says_that_everybody_or_nobody_does(yes, answered, percent, least, most):
    found = told(counted_share(yes, answered, 400))
    assert (found.percent, found.is_at_least, found.is_at_most) == (percent, least, most)

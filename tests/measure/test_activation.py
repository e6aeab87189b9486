"""People made active: worked out by hand, in worlds whose truth is known, and refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.measure.activation import (
    NobodyTakesPartError,
    TookPartBeforeError,
    activation,
    made_active,
    net_active,
)
from kring.measure.imputation import NoComparisonError
from kring.measure.world import SMALL, simulate


def rollout(seed, units=9, periods=8):
    """Active people of a small roll-out in three waves, of which the last does not start."""
    dice = np.random.default_rng(seed)
    staff = np.repeat(dice.integers(50, 150, units)[:, None], periods, axis=1).astype(float)
    starts = np.array([3, 5, periods])[np.arange(units) % 3]
    treated = np.arange(periods) >= starts[:, None]
    rate = 0.1 + 0.05 * dice.random(units)[:, None] + 0.02 * dice.random(periods) + 0.08 * treated
    return dice.binomial(staff.astype(int), rate).astype(float), staff, starts, np.where(treated, 0.4 * staff, 0)


def test_two_waves_worked_out_by_hand():
    # Before 10 and 30 of 100. After: the first has 18; the second, which has not started, went from 30 to 33.
    active, staff = np.array([[10.0, 18.0], [30.0, 33.0]]), np.full((2, 2), 100.0)
    assert net_active(active, staff, np.array([1, 2])) == pytest.approx(18 - (10 + 3))


def test_the_error_is_that_of_leaving_out_one_unit_at_a_time():
    active, staff, starts, participants = rollout(1)
    every = np.arange(9)
    without = [net_active(active[every != unit], staff[every != unit], starts[every != unit]) for unit in every]
    found = activation(active, staff, starts, participants)
    error = np.sqrt(8 / 9 * np.sum((np.array(without) - found.per_100) ** 2))
    assert found.per_100 == pytest.approx(net_active(active, staff, starts))
    assert found.error == pytest.approx(error, rel=1e-7)


def test_at_most_all_who_are_active_can_have_become_so():
    # 18 of 100 are active where 13 would be: if all 13 stopped, 18 became active; net it is 5.
    found = activation(
        np.array([[10.0, 18.0], [10.0, 18.0], [30.0, 33.0], [30.0, 33.0]]),
        np.full((4, 2), 100.0),
        np.array([1, 1, 2, 2]),
    )
    assert (found.per_100, found.most) == (pytest.approx(5), pytest.approx(18))
    # 90 are active where 80 would be: only 20 were not, so at most 20 became active.
    found = activation(
        np.array([[80.0, 90.0], [80.0, 90.0], [50.0, 50.0], [50.0, 50.0]]),
        np.full((4, 2), 100.0),
        np.array([1, 1, 2, 2]),
    )
    assert (found.per_100, found.most) == (pytest.approx(10), pytest.approx(20))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 1))
def test_per_participant_is_per_employee_over_taking_part(seed, part):
    active, staff, starts, participants = rollout(seed)
    found = activation(active, staff, starts, participants * part)
    assert found.per_participant == pytest.approx(found.per_100 / 100 / found.taking_part)
    assert found.taking_part == pytest.approx(0.4 * part)
    width = found.high - found.low
    assert found.participant_high - found.participant_low == pytest.approx(width / 100 / found.taking_part)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 20))
def test_people_who_are_put_in_come_out_whole(seed, more):
    active, staff, starts, _ = rollout(seed)
    raised = active + np.where(np.arange(8) >= starts[:, None], staff * more / 100, 0)
    before, after = activation(active, staff, starts), activation(raised, staff, starts)
    assert after.per_100 == pytest.approx(before.per_100 + more, abs=1e-6)
    assert after.error == pytest.approx(before.error, abs=1e-6)


def test_a_period_in_which_a_unit_starts_does_not_count():
    active, staff, starts, _ = rollout(2)
    spoiled = active.copy()
    spoiled[starts == 3, 3] = 50
    within = np.where(starts == 3, 3.5, starts)
    assert net_active(spoiled, staff, within) == pytest.approx(net_active(active, staff, within))


def test_what_part_was_made_active_is_left_between_bounds():
    found = made_active(0.40, 0.25)
    assert (found.low, found.high) == (pytest.approx(0.15), pytest.approx(0.40))
    assert made_active(0.9, 0.8).high == pytest.approx(0.2)
    assert made_active(0.2, 0.3).low == 0
    assert made_active(0.2, -0.01).active_without == 0
    with pytest.raises(ValueError, match="between"):
        made_active(1.2, 0.1)


def test_bounds_rest_on_who_takes_part_and_is_active():
    world = simulate(SMALL, 1)
    last = slice(3, None, 4)
    found = activation(
        world.active.sum(axis=2),
        world.staff[:, last].sum(axis=2),
        world.starts / 4,
        world.participants[:, last].sum(axis=2),
        world.active_participants.sum(axis=2),
    )
    assert found.bounds.active - found.bounds.active_without == pytest.approx(found.per_participant)
    assert found.bounds.low <= found.bounds.high <= found.bounds.active
    assert (found.units, found.waves, found.periods, found.is_enough) == (20, 4, 2, True)


def test_it_refuses_what_does_not_bear_a_number_per_participant():
    active, staff, starts, participants = rollout(3)
    with pytest.raises(NobodyTakesPartError):
        activation(active, staff, starts, participants * 0)
    with pytest.raises(TookPartBeforeError):
        activation(active, staff, starts, participants + 1)
    assert activation(active, staff, starts).per_participant is None
    with pytest.raises(NoComparisonError):
        activation(active, staff, np.full(9, 3))
    with pytest.raises(NoComparisonError):
        net_active(active, staff, np.full(9, 3))

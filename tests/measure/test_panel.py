"""Panels: rows in any order become one table, and what is no panel is refused."""

import numpy as np
import pytest

from kring.measure.panel import NEVER, UnbalancedError, cohorts, panel

UNITS = np.repeat(["b", "a", "c"], 2)
PERIODS = np.tile([2003, 2005], 3)
OUTCOMES = np.array([3.0, 4, 1, 2, 5, 6])
STARTS = np.repeat([2005, 0, NEVER], 2)


def test_units_come_by_name_and_periods_by_time():
    found = panel(UNITS, PERIODS, OUTCOMES, STARTS)
    assert found.outcomes.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert found.starts.tolist() == [NEVER, 2005, NEVER]
    assert found.periods.tolist() == [2003, 2005]


@pytest.mark.parametrize("turn", [[1, 0, 3, 2, 5, 4], [0, 2, 4, 1, 3, 5], [5, 0, 3, 1, 4, 2]])
def test_the_order_of_rows_changes_nothing(turn):
    found = panel(UNITS[turn], PERIODS[turn], OUTCOMES[turn], STARTS[turn], OUTCOMES[turn] * 0 + 7)
    assert found.outcomes.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert found.starts.tolist() == [NEVER, 2005, NEVER]
    assert found.covariates.tolist() == [[7], [7], [7]]


def test_cohorts_have_the_means_and_products_of_their_units():
    dice = np.random.default_rng(1)
    outcomes, starts = dice.normal(size=(30, 4)), np.arange(30) % 3 + 2
    found = cohorts(panel(np.repeat(np.arange(30), 4), np.tile(range(4), 30), outcomes.ravel(), np.repeat(starts, 4)))
    assert found.units.tolist() == [10, 10, 10]
    for k, start in enumerate((2, 3, 4)):
        assert np.allclose(found.means[k], outcomes[starts == start].mean(axis=0))
        assert np.allclose(found.spread[k], np.cov(outcomes[starts == start].T) * 9)


@pytest.mark.parametrize(
    "rows",
    [
        [0, 1, 2, 3, 4],  # a unit misses a period
        [0, 1, 2, 3, 4, 4],  # and has another twice
        [0, 1, 2, 3, 4, 5, 0, 1],  # a unit twice
    ],
)
def test_it_refuses_units_that_are_not_there_once_in_every_period(rows):
    with pytest.raises(UnbalancedError, match="exactly once"):
        panel(UNITS[rows], PERIODS[rows], OUTCOMES[rows], STARTS[rows])


def test_it_refuses_what_is_missing_or_changes():
    with pytest.raises(ValueError, match="missing"):
        panel(UNITS, PERIODS, np.append(OUTCOMES[:5], np.nan), STARTS)
    with pytest.raises(ValueError, match="missing"):
        panel(UNITS, PERIODS, OUTCOMES, np.append(STARTS[:5], np.nan))
    with pytest.raises(ValueError, match="same in all rows"):
        panel(UNITS, PERIODS, OUTCOMES, np.append(STARTS[:5], 2005))
    with pytest.raises(ValueError, match="same in all rows"):
        panel(UNITS, PERIODS, OUTCOMES, STARTS, OUTCOMES)
    with pytest.raises(ValueError, match="one value per row"):
        panel(UNITS, PERIODS, OUTCOMES[:5], STARTS)

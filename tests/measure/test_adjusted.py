"""Group-time effects among alike units: the published answers, what always holds, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from kring.measure.adjusted import CollinearError, NoOverlapError, adjusted_group_time
from kring.measure.group_time import aggregate, group_time
from kring.measure.panel import NEVER, Panel, cohorts
from tests.measure.mpdta import counties


# Minimum wages, given the population of the county before: what R's `did` prints, and csdid for the last.
@pytest.mark.parametrize(
    ("method", "kind", "effect", "error"),
    [
        ("dr", "simple", -0.0417517721, 0.0115028382),
        ("dr", "group", -0.0328195972, 0.0118981787),
        ("dr", "dynamic", -0.0803539497, 0.0189575572),
        ("dr", "calendar", -0.0441773578, 0.0150381751),
        ("reg", "simple", -0.0419686124, 0.0114448298),
        ("reg", "group", -0.0329292402, 0.0118603088),
        ("reg", "dynamic", -0.0807817453, 0.0187458547),
        ("reg", "calendar", -0.0445323314, 0.0148850278),
        ("ipw", "dynamic", -0.0803768866, 0.0189542504),
    ],
)
def test_the_published_aggregates_come_out(method, kind, effect, error):
    found = aggregate(adjusted_group_time(counties("lpop"), method=method), kind)
    assert found.overall == pytest.approx(effect, abs=1e-10)
    assert found.overall_error == pytest.approx(error, abs=1e-10)


@pytest.mark.parametrize("method", ["dr", "reg", "ipw"])
@pytest.mark.parametrize("comparison", ["never", "not yet"])
def test_without_covariates_it_is_the_same_as_from_means_and_spread(method, comparison):
    one = adjusted_group_time(counties(), method=method, comparison=comparison)
    other = group_time(cohorts(counties()), comparison=comparison)
    assert np.allclose(one.effect, other.effect, atol=1e-12)
    assert np.allclose(one.covariance, other.covariance, atol=1e-14)
    assert np.allclose(one.shifts, other.shifts, atol=1e-12)


def test_a_covariate_in_another_unit_changes_nothing():
    data = counties("lpop")
    one, other = (
        adjusted_group_time(replace(data, covariates=data.covariates * a + b)) for a, b in ((1, 0), (100, -500))
    )
    assert np.allclose(one.effect, other.effect, atol=1e-8)
    assert np.allclose(one.error, other.error, atol=1e-8)


@pytest.mark.parametrize("method", ["dr", "reg", "ipw"])
def test_it_finds_the_truth_where_units_that_start_grow_by_themselves(method):
    dice, units = np.random.default_rng(4), 4000
    known = dice.normal(size=(units, 1))
    starts = np.where(dice.random(units) < 1 / (1 + np.exp(-known[:, 0])), 2.0, NEVER)
    period = np.arange(4.0)
    outcomes = known * period + dice.normal(size=(units, 4)) + (period >= starts[:, None])
    data = Panel(outcomes, starts, period, known)
    found = aggregate(adjusted_group_time(data, method=method), "simple")
    assert abs(found.overall - 1) < 3 * found.overall_error < 0.3
    assert aggregate(group_time(cohorts(data)), "simple").overall > 1.5


def test_it_refuses_units_that_have_no_like():
    data = counties()
    tells = np.isfinite(data.starts).astype(float)[:, None]
    with pytest.raises((NoOverlapError, CollinearError)):
        adjusted_group_time(replace(data, covariates=tells + np.arange(500)[:, None] / 1000))


def test_it_refuses_covariates_that_say_the_same_twice():
    data = counties("lpop")
    with pytest.raises(CollinearError, match="follows from the others"):
        adjusted_group_time(replace(data, covariates=np.hstack([data.covariates, 2 * data.covariates])))

"""The test that no estimate is below zero: closed forms, drawn weights, and what is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from analysis.studies.one_sided import cone_weights, none_below_zero


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_the_weights_of_independent_estimates_are_binomial(size):
    assert cone_weights(np.eye(size)) == pytest.approx(stats.binom.pmf(np.arange(size + 1), size, 0.5), abs=1e-4)


def test_the_weights_of_two_estimates_follow_from_their_angle():
    rho = 0.6
    above = 0.25 + np.arcsin(rho) / (2 * np.pi)
    assert cone_weights(np.array([[1, rho], [rho, 1]])) == pytest.approx([0.5 - above, 0.5, above])


def test_the_weights_are_those_of_drawn_projections():
    rng = np.random.default_rng(2)
    root = rng.normal(size=(6, 4))
    covariance = root.T @ root
    inverse = np.linalg.cholesky(np.linalg.inv(covariance)).T
    drawn = rng.multivariate_normal(np.zeros(4), covariance, size=8000)
    above = [(optimize.nnls(inverse, inverse @ one)[0] > 1e-12).sum() for one in drawn]
    assert cone_weights(covariance) == pytest.approx(np.bincount(above, minlength=5) / 8000, abs=0.02)


def test_one_estimate_is_a_one_sided_normal_test():
    assert none_below_zero(np.array([-0.3]), np.array([[0.04]]), 50).p == pytest.approx(stats.norm.cdf(-1.5))


def test_what_is_not_below_zero_speaks_for_itself():
    found = none_below_zero(np.array([0.1, 0.0]), np.eye(2), 50)
    assert (found.statistic, found.p) == (0.0, 1.0)


def test_estimates_far_above_zero_and_those_that_others_determine_are_left_out():
    covariance = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    assert none_below_zero(np.array([-1.0, 9.0, -1.0]), covariance, 100).tested == 1
    fixed = none_below_zero(np.array([-1.0, 0.0]), np.diag([1.0, 0.0]), 100)
    assert (fixed.tested, fixed.p) == (1, pytest.approx(stats.norm.cdf(-1)))


def test_of_nothing_known_there_is_no_test():
    assert np.isnan(none_below_zero(np.array([np.nan]), np.array([[1.0]]), 10).p)


@given(st.floats(0.1, 5), st.lists(st.floats(-3, 3, allow_subnormal=False), min_size=3, max_size=3))
def test_the_scale_does_not_matter(scale, estimate):
    covariance = np.array([[1.0, 0.3, 0.1], [0.3, 1.0, 0.2], [0.1, 0.2, 1.0]])
    one = none_below_zero(np.array(estimate), covariance, 100)
    other = none_below_zero(scale * np.array(estimate), scale**2 * covariance, 100)
    assert one.p == pytest.approx(other.p, abs=1e-6)

"""Exact tests agree with the claims' p values, with scipy and with R; their intervals match them."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import ArgumentError
from analysis.estimation.intervals.multiplicity import holm
from analysis.published.forensics.exact import ALTERNATIVES, binomial_test, clopper_pearson

HEADLINE = {
    "V1": (25, 57),
    "V2": (36, 57),
    "V3": (42, 57),
    "V7": (23, 30),
    "V7b": (23, 55),
    "V8": (21, 31),
    "V12": (44, 57),
}


@st.composite
def results(draw):
    n = draw(st.integers(1, 60))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("claim", "p", "digits"),
    [("V1", 0.43, 2), ("V2", 0.063, 3), ("V3", 0.0005, 4), ("V7", 0.0052, 4), ("V7b", 0.28, 2), ("V8", 0.071, 3)],
)
def test_claims_of_the_paper(claim, p, digits):
    assert round(binomial_test(*HEADLINE[claim]).p, digits) == p


def test_benefits_and_spheres():
    assert binomial_test(*HEADLINE["V12"]).p < 0.0001
    assert round(binomial_test(24, 57).p, 2) == 0.29
    assert round(binomial_test(22, 57).p, 2) == 0.11


def test_headline_family():
    adjusted = dict(zip(HEADLINE, holm(np.array([binomial_test(k, n).p for k, n in HEADLINE.values()])), strict=True))
    printed = {"V1": 0.56, "V2": 0.25, "V3": 0.003, "V7": 0.026, "V8": 0.25}
    assert {claim: pytest.approx(adjusted[claim], abs=0.005 if p > 0.1 else 0.0005) for claim, p in printed.items()} == printed


def test_conover_in_r():
    """R 4.5: binom.test(682, 925, p = 0.75), its help page's example."""
    assert binomial_test(682, 925, Fraction(3, 4)).p == pytest.approx(0.3825, abs=5e-5)
    assert clopper_pearson(682, 925) == pytest.approx((0.7076683, 0.7654066), abs=5e-8)


@given(results(), st.fractions("1/20", "19/20", max_denominator=20), st.sampled_from(ALTERNATIVES))
def test_as_scipy(result, p0, alternative):
    expected = stats.binomtest(*result, float(p0), alternative=alternative).pvalue
    assert binomial_test(*result, p0, alternative=alternative).p == pytest.approx(expected, rel=1e-9)


@given(results(), st.fractions("1/20", "19/20", max_denominator=20))
def test_tails_share_their_result(result, p0):
    k, n = result
    greater, less = (binomial_test(k, n, p0, alternative=name).exact for name in ("greater", "less"))
    assert greater + less == 1 + comb(n, k) * p0**k * (1 - p0) ** (n - k)


@given(results())
def test_half_doubles_the_smaller_tail(result):
    tails = [binomial_test(*result, alternative=name).exact for name in ("greater", "less")]
    assert binomial_test(*result).exact == min(1, 2 * min(tails))


@given(results(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_interval_matches_the_test(result, level):
    low, high = clopper_pearson(*result, level=level)
    p = binomial_test(*result).p
    if abs(p - (1 - level)) > 1e-9:
        assert (low <= 0.5 <= high) == (p > 1 - level)
    expected = stats.binomtest(*result).proportion_ci(level)
    assert (low, high) == pytest.approx(tuple(expected), abs=1e-9)


def test_nobody_of_57():
    """The one-sided upper limit at 95 % is the two-sided one at 90 %."""
    assert clopper_pearson(0, 57) == (0, pytest.approx(0.063, abs=5e-4))
    assert clopper_pearson(0, 57, level=0.9) == (0, pytest.approx(1 - 0.05 ** (1 / 57)))


def test_wrong_numbers():
    with pytest.raises(ArgumentError, match=r"k must be a whole number from 0 to 57. Got 58"):
        binomial_test(58, 57)
    with pytest.raises(ArgumentError, match=r"n must be a whole number from 1. Got 0"):
        binomial_test(0, 0)
    with pytest.raises(ArgumentError, match=r"p0 is between 0 and 1. Got 1"):
        binomial_test(1, 2, Fraction(1))
    with pytest.raises(TypeError, match=r"p0 must be a Fraction, got float 0.5: write Fraction\(1, 2\)"):
        binomial_test(1, 2, 0.5)
    with pytest.raises(ArgumentError, match=r"no such alternative. Got 'more'.*two-sided, greater, less"):
        binomial_test(1, 2, alternative="more")
    with pytest.raises(ArgumentError, match=r"k must be a whole number from 0 to 2. Got 3"):
        clopper_pearson(3, 2)

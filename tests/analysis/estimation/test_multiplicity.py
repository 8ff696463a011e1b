"""Adjusted p values agree with R and with statsmodels, and with the definition of each method."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis import ArgumentError
from analysis.estimation.intervals.multiplicity import ADJUSTMENTS, adjusted, holm
from tests.analysis.estimation.golden import DIGITS, numbers

OF_R = {
    "holm": "holm",
    "benjamini-hochberg": "BH",
    "bonferroni": "bonferroni",
    "hochberg": "hochberg",
    "hommel": "hommel",
    "benjamini-yekutieli": "BY",
}
OF_STATSMODELS = {
    "holm": "holm",
    "benjamini-hochberg": "fdr_bh",
    "bonferroni": "bonferroni",
    "hochberg": "simes-hochberg",
    "hommel": "hommel",
    "benjamini-yekutieli": "fdr_by",
}
FAMILIES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_every_adjustment_is_held_to_another_program():
    assert set(ADJUSTMENTS) == set(OF_R) == set(OF_STATSMODELS)


@pytest.mark.parametrize("method", ADJUSTMENTS)
def test_contrasts_as_r(method):
    """R: p.adjust(p, method) of the contrasts of four designs."""
    for _, family in numbers("contrasts").groupby("design"):
        found = adjusted(family["p_t"], method)
        assert found.p == pytest.approx(family[f"p_{OF_R[method]}"].to_numpy(), rel=DIGITS)
        assert found.tests == 3


@pytest.mark.parametrize("method", ADJUSTMENTS)
@given(p=FAMILIES)
def test_as_statsmodels(method, p):
    expected = multipletests(p, method=OF_STATSMODELS[method])[1]
    assert adjusted(p, method).p == pytest.approx(expected, rel=1e-12, abs=1e-300)


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_hommel_by_every_set_of_tests(p):
    """The closed test: a p value is the largest of Simes' of all sets that hold the test."""
    expected = [0.0] * len(p)
    for size in range(1, len(p) + 1):
        for members in combinations(range(len(p)), size):
            ordered = sorted(p[member] for member in members)
            simes = min(size * value / (rank + 1) for rank, value in enumerate(ordered))
            for member in members:
                expected[member] = max(expected[member], simes)
    assert adjusted(p, "hommel").p == pytest.approx(np.array(expected), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("method", ADJUSTMENTS)
@given(p=FAMILIES, absent=st.integers(0, 5), order=st.randoms())
def test_a_test_that_was_not_made_counts_for_none(method, p, absent, order):
    given_p = [*p, *[np.nan] * absent]
    order.shuffle(given_p)
    found = adjusted(given_p, method)
    assert found.tests == len(p)
    assert np.isnan(found.p).tolist() == np.isnan(given_p).tolist()
    inner = np.array(given_p)[~np.isnan(given_p)]
    assert found.p[~np.isnan(given_p)] == pytest.approx(adjusted(inner, method).p)


@pytest.mark.parametrize("method", ADJUSTMENTS)
@given(p=FAMILIES)
def test_adjusting_keeps_the_order_and_lowers_nothing(method, p):
    found = adjusted(p, method).p
    assert ((found >= np.array(p) * (1 - 1e-12)) & (found <= 1)).all()
    assert (np.diff(found[np.argsort(p)]) >= -1e-12).all()


@given(p=FAMILIES)
def test_from_the_mildest_to_the_strictest(p):
    hommel, hochberg, steps, most = (adjusted(p, name).p for name in ("hommel", "hochberg", "holm", "bonferroni"))
    assert (hommel <= hochberg + 1e-12).all()
    assert (hochberg <= steps + 1e-12).all()
    assert (steps <= most + 1e-12).all()
    assert steps.tolist() == holm(p).tolist()


@pytest.mark.parametrize("method", ADJUSTMENTS)
def test_no_tests_at_all(method):
    assert adjusted([], method).tests == 0
    found = adjusted([np.nan], method)
    assert (found.tests, np.isnan(found.p).tolist()) == (0, [True])


def test_wrong_options():
    with pytest.raises(ArgumentError, match=r"no such adjustment.*Did you mean 'hommel'"):
        adjusted([0.5], "homel")
    with pytest.raises(ArgumentError, match=r"between 0 and 1. Got 1.2"):
        adjusted([0.5, 1.2])

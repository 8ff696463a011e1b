"""Intervals of a share agree with base R, R `survey` 4.5 and statsmodels, and exist wherever there is somebody."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis import ArgumentError
from analysis.estimation.interval import INTERVALS, check_interval, check_level, share_bounds
from tests.analysis.estimation.golden import DESIGNS, DIGITS, frame, numbers

CLASSICAL = {
    "wilson": "wilson",
    "wilson_cc": "wilson-cc",
    "clopper_pearson": "clopper-pearson",
    "agresti_coull": "agresti-coull",
    "jeffreys_bcd": "jeffreys",
    "wald": "wald",
    "logit": "logit",
}
OF_A_DESIGN = {"logit": "logit", "asin": "arcsine", "beta": "beta", "mean": "wald", "xlogit": "xlogit", "wilson": "wilson"}


def bounds(name, share, se, n, df=None, level=0.95):
    low, high = share_bounds(name, np.array([share]), np.array([se]), np.array([n]), df, level)
    return float(low[0]), float(high[0])


@pytest.mark.parametrize("method", CLASSICAL)
def test_textbook_intervals(method):
    """Base R, 10 decimals; ours are cut at 0 and 1."""
    table = numbers("classical_ci")
    rows = table[table["method"] == method]
    assert len(rows) >= 16
    for row in rows.itertuples():
        expected = (max(row.low, 0.0), min(row.high, 1.0))
        assert bounds(CLASSICAL[method], row.k / row.n, np.nan, row.n) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("method", OF_A_DESIGN)
@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_of_a_design(method, design):
    table = numbers("ciprop")
    rows = table[(table["design"] == design) & (table["method"] == method)]
    inner = rows[(rows["var"] > 1e-18) & (rows["p"] > 1e-9) & (rows["p"] < 1 - 1e-9)]
    assert len(inner) >= 4
    for row in inner.itertuples():
        n = len(frame(design))
        found = bounds(OF_A_DESIGN[method], row.p, np.sqrt(row.var), n, row.degf, row.level)
        margin = stats.t.ppf((1 + row.level) / 2, row.degf) * np.sqrt(row.var / (4 * row.p * (1 - row.p)))
        below_zero = method == "asin" and np.arcsin(np.sqrt(row.p)) < margin
        low = 0.0 if below_zero else max(row.ci_low, 0.0)
        assert found == pytest.approx((low, min(row.ci_high, 1.0)), rel=DIGITS, abs=1e-11)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("wilson", "wilson"), ("clopper-pearson", "beta"), ("agresti-coull", "agresti_coull"), ("wald", "normal")],
)
@given(n=st.integers(1, 500), part=st.floats(0, 1), level=st.floats(0.5, 0.999))
def test_without_a_design_as_statsmodels(ours, theirs, n, part, level):
    k = round(part * n)
    expected = proportion_confint(k, n, alpha=1 - level, method=theirs)
    assert bounds(ours, k / n, np.nan, n, level=level) == pytest.approx(expected, abs=1e-9)


def test_the_published_share():
    """25 of 57, as in the table of the published study: 31.8 to 56.7 %."""
    low, high = bounds("wilson", 25 / 57, np.nan, 57)
    assert (round(100 * low, 1), round(100 * high, 1)) == (31.8, 56.7)


@pytest.mark.parametrize("name", INTERVALS)
@given(
    share=st.sampled_from([0.0, 1e-6, 0.2, 0.5, 0.999, 1.0]),
    n=st.integers(1, 10_000),
    df=st.sampled_from([None, 1.0, 14.0, 1e6]),
    deff=st.floats(0.1, 20),
    level=st.floats(0.5, 0.999),
)
def test_an_interval_holds_its_share_and_lies_in_the_unit_range(name, share, n, df, deff, level):
    low, high = bounds(name, share, np.sqrt(deff * share * (1 - share) / n), n, df, level)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


@pytest.mark.parametrize("name", sorted(set(INTERVALS) - {"wald"}))
@pytest.mark.parametrize("df", [None, 14.0])
def test_nobody_of_57_gives_an_interval(name, df):
    low, high = bounds(name, 0.0, 0.0, 57, df)
    assert low == 0
    assert 0.01 < high < 0.1


@pytest.mark.parametrize("name", INTERVALS)
def test_an_empty_base_says_nothing_and_a_fixed_share_is_a_point(name):
    assert bounds(name, np.nan, np.nan, 0, None) == (0.0, 1.0)
    assert bounds(name, np.nan, np.nan, 0, 14.0) == (0.0, 1.0)
    assert bounds(name, 0.71, 0.71e-10, 200, 14.0) == (0.71, 0.71)


def test_korn_graubard_truncates_the_effective_sample_at_n():
    """A design effect below 1 must not narrow the interval below that of the sample itself."""
    assert bounds("korn-graubard", 0.5, 1e-3, 100, 1e9) == pytest.approx(bounds("clopper-pearson", 0.5, np.nan, 100), abs=1e-6)
    assert bounds("korn-graubard", 0.0, 0.0, 57, 14.0) == bounds("clopper-pearson", 0.0, np.nan, 57)
    wide = bounds("korn-graubard", 0.3, 0.1, 100, 14.0)
    assert wide == bounds("beta", 0.3, 0.1, 100, 14.0)


def test_the_design_default_is_logit_and_korn_graubard_at_the_ends():
    assert check_interval(None, simple=False) == "logit"
    assert check_interval(None, simple=True) == "wilson"
    assert bounds("logit", 1.0, 0.0, 57, 14.0) == bounds("korn-graubard", 1.0, 0.0, 57, 14.0)


def test_unknown_options_say_what_is_offered():
    with pytest.raises(ArgumentError, match=r"Got 'wilsn'.*Did you mean 'wilson'.*korn-graubard"):
        check_interval("wilsn", simple=True)
    for level in (0, 1, 95, float("nan")):
        with pytest.raises(ArgumentError, match=r"0\.95 for 95 %"):
            check_level(level)

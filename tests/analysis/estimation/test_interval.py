"""Intervals of a share agree with base R, R `survey` 4.5 and statsmodels, and exist wherever there is somebody."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logit
from statsmodels.stats.proportion import proportion_confint

from analysis import ArgumentError, means, shares
from analysis.estimation.intervals.interval import HIGHEST_LEVEL, INTERVALS, check_interval, check_level, share_bounds
from analysis.estimation.sampling.replication import replicate_errors
from analysis.estimation.sampling.sample import sample
from tests.analysis.estimation.golden import CALIBRATED, DESIGNS, DIGITS, design_of, frame, numbers

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


def bounds(name, share, se, n, df=None, level=0.95, logit_se=None):
    known = None if logit_se is None else np.array([logit_se])
    low, high = share_bounds(name, np.array([share]), np.array([se]), np.array([n]), df, level, logit_se=known)
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


REPLICATED = ("strat_jkn", "clus1_jk1_fpc")
CIPROP = numbers("ciprop").replace({"design": {"clus1_jk1": "clus1_jk1_fpc"}})


def estimated(table):
    """The rows with a share that the sample leaves open: neither 0 nor 1, nor fixed by the design or a calibration.

    Nor R's logit interval of 1 of 183 over replicates in one of which nobody chose: (0, 1) but for 1e-10.
    """
    whole = (table["design"] == "clus1_jk1_fpc") & (table["method"] == "logit") & (table["p"] < 0.01)
    return table[(table["var"] > 1e-18) & (table["p"] > 1e-9) & (table["p"] < 1 - 1e-9) & ~whole]


def logit_error(row):
    """The standard error of the logit over replicate weights, which R takes for `logit`; None for other rows."""
    if row.design not in REPLICATED or row.method != "logit":
        return None
    name, chosen = question_of(row.indicator)
    replicates = sample(frame(row.design), design_of(row.design)).replicates
    share = replicates.weights[chosen(frame(row.design)[name])].sum(axis=0) / replicates.weights.sum(axis=0)
    errors = replicate_errors(logit(share)[:, np.newaxis], logit(np.array([row.p])), replicates.factors, mse=replicates.mse)
    return errors[0]


def expected_bounds(row):
    """R's interval, cut at 0 and 1; R squares the sine of a negative angle, where ours is 0."""
    margin = stats.t.ppf((1 + row.level) / 2, row.degf) * np.sqrt(row.var / (4 * row.p * (1 - row.p)))
    below_zero = row.method == "asin" and np.arcsin(np.sqrt(row.p)) < margin
    return 0.0 if below_zero else max(row.ci_low, 0.0), min(row.ci_high, 1.0)


@pytest.mark.parametrize("method", OF_A_DESIGN)
@pytest.mark.parametrize("design", sorted(set(CIPROP["design"])))
def test_intervals_of_a_design(method, design):
    """svyciprop(~I(…), d, method=…, level=…): every row, its interval from R's share, variance and degrees of freedom."""
    rows = estimated(CIPROP[(CIPROP["design"] == design) & (CIPROP["method"] == method)])
    assert len(rows) >= 4
    for row in rows.itertuples():
        known = logit_error(row)
        found = bounds(OF_A_DESIGN[method], row.p, np.sqrt(row.var), len(frame(design)), row.degf, row.level, known)
        # R's logits over replicates are those of an iterated regression.
        digits = DIGITS if known is None else 1e-7
        assert found == pytest.approx(expected_bounds(row), rel=digits, abs=1e-11)


def question_of(indicator):
    """I(stype=='E'), I(api00>900): the variable, and which of its answers are meant."""
    name, sign, value = re.fullmatch(r"I\(([\w.]+)([=<>]+)'?(\w+)'?\)", indicator).groups()
    return name, {"==": lambda of: of == value, "<": lambda of: of < int(value), ">": lambda of: of > int(value)}[sign]


@pytest.mark.parametrize("design", [*DESIGNS, *CALIBRATED, *REPLICATED])
def test_shares_with_each_interval_of_a_design(design):
    """The same rows from the data on; at 0 and 1, where R has none, an interval."""
    compared = 0
    for (indicator, method, level), rows in CIPROP[CIPROP["design"] == design].groupby(["indicator", "method", "level"]):
        name, chosen = question_of(indicator)
        data = frame(design).assign(chosen=chosen(frame(design)[name]) * 1)
        table = shares(data, "chosen", design=design_of(design), interval=OF_A_DESIGN[method], level=level)
        row, sides = next(rows.itertuples()), table.set_index("category")
        if len(estimated(rows)) == 1:
            found = sides.loc[1]
            # R's raking stops at an epsilon, and its logits over replicates are those of an iterated regression.
            iterated = design == "clus1_rake" or (design in REPLICATED and method == "logit")
            digits = 1e-7 if iterated else DIGITS
            assert (found["share"], found["se"]) == pytest.approx((row.p, np.sqrt(row.var)), rel=digits)
            assert (found["low"], found["high"]) == pytest.approx(expected_bounds(row), rel=digits, abs=1e-11)
            assert found["df"] == row.degf
            compared += 1
        elif round(row.p) in (0, 1) and len(sides) == 1 and method not in ("mean", "asin"):
            assert 0.95 < sides["low"].iloc[0] < sides["high"].iloc[0] == 1
    assert compared >= 20


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


@pytest.mark.parametrize("level", [1 - 1e-12, 0.9999999999999999])
def test_levels_whose_quantiles_are_infinite_are_refused(level):
    votes = pd.DataFrame({"vote": ["a", "b"] * 9})
    for made in (lambda: shares(votes, "vote", level=level), lambda: means(votes.assign(vote=1.0), "vote", level=level)):
        with pytest.raises(ArgumentError, match=r"The confidence level is at most 0\.999999999\. Got 0\.9999"):
            made()
    many = pd.DataFrame({"vote": range(1000)})
    found = shares(many, "vote", level=HIGHEST_LEVEL, simultaneous="bonferroni")
    assert np.isfinite(found[["low", "high"]]).all(axis=None)
    assert (found["high"] < 1).all()

"""Cross-tabs: tests of independence agree with R `survey`, scipy and simulation; letters mark what differs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from analysis import ArgumentError, Design, contrasts, crosstab, shares
from analysis.estimation.crosstabs.association import TESTS, tail_above_zero
from tests.analysis.estimation.golden import DESIGNS, DIGITS, frame, numbers

CHISQ = numbers("chisq")
STATISTICS = {"F": "rao-scott-f", "Chisq": "rao-scott-chi2", "Wald": "wald", "adjWald": "adjusted-wald"}


def table(cells) -> pd.DataFrame:
    """The respondents of a table of counts."""
    counts = np.asarray(cells)
    rows, columns = np.indices(counts.shape)
    return pd.DataFrame({"row": np.repeat(rows.ravel(), counts.ravel()), "by": np.repeat(columns.ravel(), counts.ravel())})


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("statistic", STATISTICS)
def test_statistics_of_r(design, statistic):
    rows = CHISQ[(CHISQ["design"] == design) & (CHISQ["statistic"] == statistic)]
    assert len(rows) == 3
    for row in rows.itertuples():
        found = crosstab(frame(design), row.row, row.col, design=DESIGNS[design], test=STATISTICS[statistic]).test
        assert found.statistic == pytest.approx(row.value, rel=DIGITS)
        assert found.p == pytest.approx(row.p, rel=1e-8)
        assert found.df1 == pytest.approx(row.ndf, rel=DIGITS)
        if np.isnan(row.ddf):
            assert np.isnan(found.df2)
        else:
            assert found.df2 == pytest.approx(row.ddf, rel=DIGITS)


@pytest.mark.parametrize("design", DESIGNS)
def test_linear_combination_of_r(design):
    """R's saddlepoint has its root to 1e-8 and cuts the matched degrees of freedom to a whole number (13 % at 20.9)."""
    rows = CHISQ[(CHISQ["design"] == design) & (CHISQ["statistic"] == "lincom")]
    for row in rows.itertuples():
        data, of = frame(design), DESIGNS[design]
        found = crosstab(data, row.row, row.col, design=of, test="linear-combination").test
        matched = crosstab(data, row.row, row.col, design=of).test
        assert found.statistic == pytest.approx(row.value, rel=DIGITS)
        assert found.p == pytest.approx(row.p, rel=1e-7 if matched.df1 == pytest.approx(1) else 0.14)


@pytest.mark.parametrize(
    ("coefficients", "freedom", "exact"),
    [
        ((1.0, -0.05), (2, 20), stats.f.sf(0.5, 2, 20)),
        ((2.0, -0.5), (3, 30), stats.f.sf(2.5, 3, 30)),
        ((1.0, -1e-9 * 9), (4, 1e9), stats.chi2.sf(9, 4)),
    ],
)
def test_saddlepoint_of_a_known_distribution(coefficients, freedom, exact):
    """Equal weights make the linear combination an F or a chi-square; the approximation is good to 5 %."""
    assert tail_above_zero(np.array(coefficients), np.array(freedom)) == pytest.approx(exact, rel=0.05)


def test_saddlepoint_at_the_mean_and_without_two_signs():
    near = [tail_above_zero(np.array([1.0, -part]), np.array([20.0, 20.0])) for part in (0.9999, 1.0, 1.0001)]
    assert near == sorted(near, reverse=True)
    assert near[1] == pytest.approx(0.5)
    assert tail_above_zero(np.array([1.0, 0.0]), np.array([1.0, 5.0])) == 1.0
    assert tail_above_zero(np.array([-1.0, 0.0]), np.array([1.0, 5.0])) == 0.0


@given(st.lists(st.lists(st.integers(1, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_pearson_as_scipy(cells):
    expected = stats.chi2_contingency(cells, correction=False)
    found = crosstab(table(cells), "row", "by", test="pearson").test
    assert (found.statistic, found.df1, found.p) == pytest.approx((expected.statistic, expected.dof, expected.pvalue), abs=1e-9)


def test_rao_scott_of_a_simple_random_sample_is_nearly_pearson():
    """Each design effect is n/(n - 1)."""
    cells = [[30, 10], [20, 40]]
    expected = stats.chi2_contingency(cells, correction=False).statistic * 99 / 100
    assert crosstab(table(cells), "row", "by").test.statistic == pytest.approx(expected, rel=1e-12)


def test_fisher():
    """The lady tasting tea: p = 34/70."""
    found = crosstab(table([[3, 1], [1, 3]]), "row", "by", test="fisher").test
    assert (found.statistic, found.p) == pytest.approx((16 / 70, 34 / 70))
    assert found.method == "Fisher, exact"


def test_fisher_of_a_larger_table():
    """Drawn tables against the sum over every table with these margins; 4 standard errors of the drawing."""
    cells = [[4, 1, 0], [0, 3, 2], [1, 0, 4]]
    found = crosstab(table(cells), "row", "by", test="fisher").test
    exact = sum_of_tables_as_rare(np.array(cells))
    assert found.p == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 99_999))
    again = crosstab(table(cells), "row", "by", test="fisher").test
    assert (again.statistic, again.p) == (found.statistic, found.p)


def sum_of_tables_as_rare(counts) -> float:
    margins = counts.sum(axis=1), counts.sum(axis=0)
    given_margins = stats.random_table(*margins)
    observed = given_margins.pmf(counts)
    total = 0.0
    for a in range(margins[0][0] + 1):
        for b in range(margins[0][0] - a + 1):
            for c in range(margins[0][1] + 1):
                for d in range(margins[0][1] - c + 1):
                    one = np.array([[a, b, margins[0][0] - a - b], [c, d, margins[0][1] - c - d], [0, 0, 0]])
                    one[2] = margins[1] - one[:2].sum(axis=0)
                    if (one >= 0).all() and (chance := given_margins.pmf(one)) <= observed * (1 + 1e-9):
                        total += float(chance)
    return total


def test_the_test_is_of_the_right_size():
    """Independent classifications in 400 simple samples of 60: p < .05 in about one of twenty."""
    random = np.random.default_rng(57)
    chances = [
        crosstab(pd.DataFrame({"a": random.integers(0, 3, 60), "b": random.integers(0, 2, 60)}), "a", "b").test.p
        for _ in range(400)
    ]
    assert 0.02 < np.mean(np.array(chances) < 0.05) < 0.09


@pytest.mark.parametrize("test", TESTS)
def test_a_table_without_two_rows_has_no_test_and_says_so(test):
    found = crosstab(table([[5, 4]]), "row", "by", test=test)
    assert np.isnan(found.test.p)
    assert "two rows and two columns" in found.test.method
    assert "No test" in found.frame.attrs["warnings"]


@pytest.mark.parametrize("test", sorted(set(TESTS) - {"pearson", "fisher"}))
def test_an_empty_cell_is_no_obstacle(test):
    found = crosstab(table([[8, 0, 3], [2, 9, 4]]), "row", "by", test=test).test
    assert 0 < found.p < 0.05


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=3, max_size=4))
@example([[0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0]])
def test_design_effects_are_those_of_contrasts(cells):
    """Rao and Scott's eq. 2.8 written out, with a pseudo-inverse where there are empty cells."""
    counts = np.array(cells)
    counts = counts[np.ix_(counts.sum(axis=1) > 0, counts.sum(axis=0) > 0)]
    if min(counts.shape, default=0) < 2:
        return
    n, share = counts.sum(), counts.ravel() / counts.sum()
    inverse = np.divide(1.0, share, out=np.zeros(len(share)), where=share > 0)
    covariance = (np.diag(share) - np.outer(share, share)) / (n - 1)
    contrasts = np.kron(*(np.vstack([np.eye(size - 1), -np.ones(size - 1)]) for size in counts.shape))
    weighted = inverse[:, np.newaxis] * contrasts
    product = np.linalg.pinv(contrasts.T @ weighted / n, rcond=1e-10, hermitian=True) @ weighted.T @ covariance @ weighted
    total, squares = np.trace(product), np.trace(product @ product)
    found = crosstab(table(counts), "row", "by").test
    if total > 1e-9:
        expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
        assert found.statistic == pytest.approx(((counts - expected) ** 2 / expected).sum() / total, abs=1e-9)
        assert found.df1 == pytest.approx(total**2 / squares)


def test_designs_that_allow_no_test():
    data = pd.DataFrame({"a": [1, 1, 2, 2] * 2, "b": [1, 2, 1, 2] * 2, "s": [1, 2, 3, 4] * 2})
    assert "no variance" in crosstab(data, "a", "b", design=Design(strata="s")).test.method
    few = pd.DataFrame({"a": list(range(5)) * 4, "b": [0, 1, 2, 3] * 5, "p": [0] * 10 + [1] * 10})
    assert "too few degrees of freedom" in crosstab(few, "a", "b", design=Design(psu="p"), test="adjusted-wald").test.method
    one = pd.DataFrame({"a": [1, 2, 1, 2], "b": [1, 2, 2, 1], "s": [1, 2, 3, 4]})
    certain = Design(strata="s", single_psu="certainty")
    assert "no degrees of freedom" in crosstab(one, "a", "b", design=certain).test.method


def test_column_shares_are_shares_by_the_column():
    data, design = frame("clus1"), DESIGNS["clus1"]
    found = crosstab(data, "stype", "awards", design=design, interval="wilson", level=0.9)
    expected = shares(data, "stype", by="awards", design=design, interval="wilson", level=0.9)
    assert found.frame["row"].tolist() == expected["category"].tolist()
    assert found.frame["column"].tolist() == expected["awards"].tolist()
    for name in ("n", "base_n", "share", "se", "low", "high", "df", "deff"):
        assert found.frame[name].tolist() == expected[name].tolist()
    assert found.frame.attrs["percent"] == "columns"


def test_total_shares_sum_to_one_and_keep_their_categories():
    data = pd.DataFrame({"a": ["x", "y", "x", "y"], "b": [1, 1, 2, np.nan]})
    found = crosstab(data, "a", "b", percent="total").frame
    assert found[["row", "column", "n"]].to_numpy().tolist() == [["x", 1, 1], ["x", 2, 1], ["y", 1, 1], ["y", 2, 0]]
    assert found["share"].sum() == pytest.approx(1)
    assert set(found["base_n"]) == {3}


def test_letters_mark_the_lower_columns():
    found = crosstab(table([[45, 25, 24], [5, 25, 26], [0, 0, 0]]), "row", "by").letters
    assert found.to_dict("list") == {
        "row": [0, 0, 0, 1, 1, 1],
        "column": [0, 1, 2, 0, 1, 2],
        "letter": ["A", "B", "C", "A", "B", "C"],
        "higher_than": ["BC", "", "", "", "A", "A"],
    }


def test_letters_are_the_t_test_of_two_domains():
    """One pair needs no adjustment: its letter stands where the level is just below 1 - p, and not just above.

    The p is that of the linearised difference, computed row by row.
    """
    data, design = frame("clus1"), DESIGNS["clus1"]
    p = difference_p(data, data["stype"] == "E", data["awards"] == "Yes")
    for level, letters in ((1 - 1.001 * p, ["", "A"]), (1 - 0.999 * p, ["", ""])):
        found = crosstab(data, "stype", "awards", design=design, level=level).letters
        assert found[found["row"] == "E"]["higher_than"].tolist() == letters


def difference_p(data, answer, column) -> float:
    """The t test of two column shares in apiclus1: 15 of 757 districts."""
    score, difference = np.zeros(len(data)), 0.0
    for sign, inside in ((1, column), (-1, ~column)):
        weight = data["pw"] * inside
        share = (weight * answer).sum() / weight.sum()
        score += sign * weight * (answer - share) / weight.sum()
        difference += sign * share
    districts = pd.Series(score).groupby(data["dnum"]).sum()
    variance = (1 - 15 / 757) * 15 / 14 * ((districts - districts.mean()) ** 2).sum()
    return float(2 * stats.t.sf(abs(difference) / np.sqrt(variance), 14))


def test_columns_without_a_standard_error_are_not_compared():
    found = crosstab(table([[50, 1, 0], [0, 0, 40]]), "row", "by").letters
    assert set(found["higher_than"]) == {""}


def test_equal_columns_of_one_cluster_each():
    """The difference has no variance and is no difference."""
    data = pd.DataFrame({"a": [1, 2, 1, 2] * 2, "b": [1, 1, 2, 2] * 2, "p": [1] * 4 + [2] * 4})
    found = crosstab(data, "a", "b", design=Design(psu="p"))
    assert set(found.letters["higher_than"]) == {""}


def test_comparisons_behind_the_letters():
    """They are the contrasts of the column shares, adjusted over the pairs in the row."""
    data, design = frame("strat"), DESIGNS["strat"]
    for adjust in ("holm", "benjamini-hochberg", None):
        found = crosstab(data, "awards", "stype", design=design, adjust=adjust)
        for category, row in found.comparisons.groupby("row"):
            expected = contrasts(data, "awards", by="stype", category=category, design=design, adjust=adjust)
            assert row[["first", "second"]].to_numpy().tolist() == expected[["first", "second"]].to_numpy().tolist()
            for name, other in (("difference", "estimate"), ("se", "se"), ("t", "t"), ("p", "p"), ("p_adjusted", "p_adjusted")):
                assert row[name].tolist() == pytest.approx(expected[other].tolist(), rel=1e-9)
            assert set(row["tests"]) == {3}
        assert found.letters.attrs == {
            "adjust": adjust or "none",
            "family": "pairs of columns in a row",
            "tests": 6,
            "level": 0.95,
        }
        marked = found.comparisons[found.comparisons["p_adjusted"] < 0.05]
        assert sum(found.letters["higher_than"].str.len()) == len(marked)


def test_without_adjustment_there_are_no_fewer_letters():
    """H and M differ by .093 in awards: at a level of .9 only without adjustment, or by a method that allows for more."""
    data, design = frame("strat"), DESIGNS["strat"]
    counts = [
        crosstab(data, "awards", "stype", design=design, level=0.9, adjust=adjust).letters["higher_than"].str.len().sum()
        for adjust in ("bonferroni", "holm", None)
    ]
    assert counts == [4, 6, 6]


def test_more_columns_than_letters():
    data = pd.DataFrame({"a": [0, 1] * 56, "b": np.repeat(np.arange(28), 4)})
    assert crosstab(data, "a", "b").letters["letter"].tolist()[25:28] == ["Z", "AA", "AB"]


def test_wrong_options():
    data = frame("srs")
    with pytest.raises(ArgumentError, match=r"no such test.*rao-scott-f, rao-scott-chi2, wald"):
        crosstab(data, "stype", "awards", test="chi")
    with pytest.raises(ArgumentError, match=r"no such percent.*columns, rows, total"):
        crosstab(data, "stype", "awards", percent="column")
    with pytest.raises(ArgumentError, match=r"'fisher' is of counts.*rao-scott-f"):
        crosstab(data, "stype", "awards", design=DESIGNS["srs"], test="fisher")


@pytest.mark.parametrize("percent", ["columns", "rows", "total"])
def test_a_variable_is_not_crossed_with_itself(percent):
    with pytest.raises(ArgumentError, match=r"crossed with itself says nothing\. Got 'vote'\. Name two"):
        crosstab(pd.DataFrame({"vote": ["yes", "no", "no"]}), "vote", "vote", percent=percent)

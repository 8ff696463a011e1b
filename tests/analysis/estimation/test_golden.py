"""Means, totals, ratios, shares, domains and tables agree with R `survey` (tests/golden/r_survey/README.md).

R prints 12 significant digits, hence rel=1e-9.
"""

from __future__ import annotations

import pytest

from analysis import crosstab, means, ratios, shares, totals
from analysis.estimation.sampling.sample import sample
from tests.analysis.estimation.golden import DESIGNS, DIGITS, frame, is_fixed, numbers

ESTIMATES = numbers("estimates")
DOMAINS = numbers("domains")
TABLES = numbers("tables")


def close(value):
    return pytest.approx(value, rel=DIGITS)


def with_indicator(data, variable, level):
    """The data with the column `indicator`: 1 where the variable has the level."""
    return data.assign(indicator=(data[variable] == level).astype(float))


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(("kind", "function"), [("mean", means), ("total", totals), ("mean_deff_replace", means)])
def test_numbers_of_schools(design, kind, function):
    rows = ESTIMATES[(ESTIMATES["design"] == design) & (ESTIMATES["stat"] == kind)]
    numeric = rows[rows["variable"] == rows["level"]]
    assert len(numeric) > 0
    for row in numeric.itertuples():
        found = function(frame(design), row.variable, design=DESIGNS[design]).iloc[0]
        assert found["total" if kind == "total" else "mean"] == close(row.estimate)
        assert found["se"] == close(row.se)
        assert (found["low"], found["high"]) == close((row.ci_low_t, row.ci_high_t))
        if kind == "mean_deff_replace":
            assert found["deff"] == close(row.deff)


@pytest.mark.parametrize("design", DESIGNS)
def test_shares_and_totals_of_categories(design):
    rows = ESTIMATES[(ESTIMATES["design"] == design) & (ESTIMATES["variable"] != ESTIMATES["level"])]
    compared = 0
    for row in rows[rows["stat"].isin(["mean", "total"])].itertuples():
        level = row.level.removeprefix(row.variable)
        if row.stat == "mean":
            found = shares(frame(design), row.variable, design=DESIGNS[design]).set_index("category").loc[level]
            estimate = found["share"]
        else:
            found = totals(with_indicator(frame(design), row.variable, level), "indicator", design=DESIGNS[design]).iloc[0]
            estimate = found["total"]
            assert (found["low"], found["high"]) == pytest.approx((row.ci_low_t, row.ci_high_t), rel=1e-6)
        assert estimate == close(row.estimate)
        assert found["se"] == (0.0 if is_fixed(row) else close(row.se))
        compared += 1
    assert compared >= 12


@pytest.mark.parametrize("design", DESIGNS)
def test_ratio(design):
    row = ESTIMATES[(ESTIMATES["design"] == design) & (ESTIMATES["stat"] == "ratio")].iloc[0]
    found = ratios(frame(design), "api.stu", "enroll", design=DESIGNS[design]).iloc[0]
    assert (found["ratio"], found["se"]) == close((row["estimate"], row["se"]))
    assert (found["low"], found["high"]) == close((row["ci_low_t"], row["ci_high_t"]))


@pytest.mark.parametrize("design", ["srs", "strat", "clus1"])
@pytest.mark.parametrize(("kind", "function"), [("mean", means), ("total", totals)])
def test_domains(design, kind, function):
    rows = DOMAINS[(DOMAINS["design"] == design) & (DOMAINS["stat"] == kind)]
    assert len(rows) > 0
    for row in rows.itertuples():
        group, _, level = row.cell.partition(":")
        data = with_indicator(frame(design), row.variable, level.removeprefix(row.variable)) if level else frame(design)
        table = function(data, "indicator" if level else row.variable, by=row.by, design=DESIGNS[design])
        found = table.set_index(row.by).loc[group]
        assert found[kind] == close(row.estimate)
        assert found["se"] == (0.0 if is_fixed(row) else close(row.se))
        assert (found["low"], found["high"]) == pytest.approx((row.ci_low_t, row.ci_high_t), rel=1e-6)


@pytest.mark.parametrize("design", ["srs", "strat", "clus1"])
def test_logit_interval_of_a_domain_uses_the_whole_designs_degrees_of_freedom(design):
    rows = DOMAINS[(DOMAINS["design"] == design) & (DOMAINS["stat"] == "ciprop_logit_dfFull")]
    for row in rows.itertuples():
        found = shares(frame(design), "awards", by=row.by, design=DESIGNS[design]).set_index([row.by, "category"])
        cell = found.loc[(row.cell, "Yes")]
        assert (cell["share"], cell["se"]) == close((row.estimate, row.se))
        assert (cell["low"], cell["high"]) == close((row.ci_low_t, row.ci_high_t))
        assert cell["df"] == row.degf


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(("percent", "column"), [("total", "total_pct"), ("rows", "row_pct"), ("columns", "col_pct")])
def test_tables(design, percent, column):
    for (row, by), expected in TABLES[TABLES["design"] == design].groupby(["row", "col"]):
        found = crosstab(frame(design), row, by, design=DESIGNS[design], percent=percent).frame.set_index(["row", "column"])
        for cell in expected.itertuples():
            assert found.loc[(cell.row_level, cell.col_level), "share"] == close(getattr(cell, column))


def test_degrees_of_freedom():
    for row in numbers("degf").itertuples():
        assert sample(frame(row.design), DESIGNS[row.design]).df == row.degf

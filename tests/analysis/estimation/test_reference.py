"""Every reference number of R `survey` (tests/golden/r_survey): ten designs, six tables of numbers.

R printed 12 significant digits, hence rel=1e-9. What R's calls were stands in the README beside the numbers. Left out are
the standard errors of what a design or a calibration fixes, where R prints rounding noise: ours is 0.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from scipy.special import expit, logit

from analysis import contrasts, contrasts_of, crosstab, joint_estimates, means, ratios, shares, totals, variances
from analysis.estimation.crosstabs.association import TESTS, tail_above_zero
from analysis.estimation.intervals.interval import mean_bounds
from analysis.estimation.intervals.multiplicity import ADJUSTMENTS
from analysis.estimation.sampling.replication import replicate_errors
from analysis.estimation.sampling.sample import sample
from tests.analysis.estimation.golden import DIGITS, is_fixed, numbers
from tests.analysis.estimation.reference import NAMES, design_of, schools

REPLICATED = ("strat_jkn", "clus1_jk1")

STATISTICS = {"F": "rao-scott-f", "Chisq": "rao-scott-chi2", "Wald": "wald", "adjWald": "adjusted-wald"}
CHISQ = numbers("chisq")
ADJUSTED = {
    "p_holm": "holm",
    "p_BH": "benjamini-hochberg",
    "p_bonferroni": "bonferroni",
    "p_hochberg": "hochberg",
    "p_hommel": "hommel",
    "p_BY": "benjamini-yekutieli",
}


def rows_of(table: str, design: str) -> list:
    found = numbers(table)
    return list(found[found["design"] == design].itertuples())


def close(value):
    return pytest.approx(value, rel=DIGITS)


@cache
def table_of(name, stat, variable, level, by):
    """Return our table of a statistic, its column `estimate`; of a category's mean that of its shares."""
    data, design = schools(name), design_of(name)
    if stat == "ratio":
        return ratios(data, *variable.split("/"), design=design).rename(columns={"ratio": "estimate"})
    if stat == "var":
        return variances(data, variable, design=design).rename(columns={"variance": "estimate"})
    if stat == "share":
        return shares(data, variable, by=by, design=design).rename(columns={"share": "estimate"})
    if level:
        data, variable = data.assign(indicator=(data[variable] == level).astype(float)), "indicator"
    return {"mean": means, "total": totals}[stat](data, variable, by=by, design=design).rename(columns={stat: "estimate"})


def ours(name, row, by=None):
    """Return our line for a row of estimates.csv or domains.csv."""
    group, _, level = row.cell.partition(":") if by else ("", "", row.level if row.level != row.variable else "")
    level = level.removeprefix(row.variable)
    stat = row.stat.removesuffix("_deff_replace")
    if stat in ("ratio", "var"):
        level = ""
    if stat == "mean" and level:
        table = table_of(name, "share", row.variable, "", by)
        table = table[table["category"] == level]
    else:
        table = table_of(name, stat, row.variable, level, by)
    return (table if by is None else table[table[by] == group]).iloc[0]


def check_intervals(row, found, df):
    """R's confint is of Student's t with df=degf(design), and of the normal distribution without."""
    for kind, of in (("t", df), ("z", np.inf)):
        expected = getattr(row, f"ci_low_{kind}", np.nan), getattr(row, f"ci_high_{kind}", np.nan)
        if not np.isnan(expected[0]):
            ends = np.array(mean_bounds(found["estimate"], found["se"], of, 0.95))
            assert ends == pytest.approx(np.array(expected), rel=DIGITS, abs=1e-9 * abs(row.estimate))


@pytest.mark.parametrize("name", NAMES)
def test_estimates(name):
    rows = rows_of("estimates", name)
    assert len(rows) == 21
    for row in rows:
        found = ours(name, row)
        assert found["estimate"] == close(row.estimate), row
        if is_fixed(row):
            assert found["se"] <= 1e-9 * abs(row.estimate), row
            continue
        assert found["se"] == close(row.se), row
        check_intervals(row, found, row.degf)
        if row.stat == "mean_deff_replace":
            assert found["deff"] == close(row.deff), row


@pytest.mark.parametrize("name", sorted(set(numbers("domains")["design"])))
def test_domains(name):
    rows = [row for row in rows_of("domains", name) if row.stat in ("mean", "total")]
    assert len(rows) == 30
    for row in rows:
        found = ours(name, row, row.by)
        assert found["estimate"] == close(row.estimate), row
        if is_fixed(row):
            assert found["se"] <= 1e-9 * abs(row.estimate), row
            continue
        assert found["se"] == close(row.se), row
        check_intervals(row, found, row.degf)


def logit_error(name, inside, chosen, share):
    """The standard error of the logit of a share: by linearisation se/(p(1 - p)), of replicate weights that of their logits."""
    known = sample(schools(name), design_of(name)).replicates
    if known is None:
        return shares(schools(name), "awards", where=inside, design=design_of(name))["se"].iloc[1] / (share * (1 - share))
    each = known.weights[inside & chosen].sum(axis=0) / known.weights[inside].sum(axis=0)
    return replicate_errors(logit(each)[:, np.newaxis], np.array([logit(share)]), known.factors, mse=known.mse)[0]


@pytest.mark.parametrize("name", sorted(set(numbers("domains")["design"])))
def test_logit_intervals_of_domains(name):
    """svyciprop(~I(awards == "Yes"), subset(d, stype == …), method="logit", df=degf(d)), and with the subset's own.

    Over replicate weights R's logits are those of an iterated regression, hence 1e-7.
    """
    data = schools(name)
    rows = [row for row in rows_of("domains", name) if row.stat.startswith("ciprop_logit")]
    assert len(rows) == 6
    for row in rows:
        found = shares(data, "awards", by="stype", design=design_of(name)).set_index(["stype", "category"]).loc[(row.cell, "Yes")]
        assert (found["share"], found["se"]) == close((row.estimate, row.se))
        inside = (data["stype"] == row.cell).to_numpy()
        error = logit_error(name, inside, (data["awards"] == "Yes").to_numpy(), found["share"])
        ends = expit(mean_bounds(logit(found["share"]), error, row.degf, 0.95))
        assert ends == pytest.approx(np.array([row.ci_low_t, row.ci_high_t]), rel=1e-7 if name in REPLICATED else DIGITS)
        if row.stat.endswith("dfFull") and name not in REPLICATED:
            assert (found["low"], found["high"], found["df"]) == close((row.ci_low_t, row.ci_high_t, row.degf))


@pytest.mark.parametrize("name", NAMES)
def test_tables(name):
    rows = rows_of("tables", name)
    assert len(rows) == 16
    for percent, column in (("total", "total_pct"), ("rows", "row_pct"), ("columns", "col_pct")):
        tables = {
            pair: crosstab(schools(name), *pair, design=design_of(name), percent=percent).frame.set_index(["row", "column"])
            for pair in {(row.row, row.col) for row in rows}
        }
        for row in rows:
            found = tables[row.row, row.col].loc[(row.row_level, row.col_level)]
            assert found["share"] == close(getattr(row, column)), row
            if percent == "total":
                assert found["share"] * found["base_weight"] == close(row.wt_count), row


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("statistic", STATISTICS)
def test_independence(name, statistic):
    rows = [row for row in rows_of("chisq", name) if row.statistic == statistic]
    assert len(rows) == 3
    for row in rows:
        found = crosstab(schools(name), row.row, row.col, design=design_of(name), test=STATISTICS[statistic]).test
        assert (found.statistic, found.df1) == close((row.value, row.ndf)), row
        assert found.p == pytest.approx(row.p, rel=1e-8), row
        assert found.df2 == pytest.approx(row.ddf, rel=DIGITS, nan_ok=True), row


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("statistic", ["lincom", "saddlepoint"])
def test_linear_combination(name, statistic, monkeypatch):
    """Ours is R's formula with the denominator's degrees of freedom f as they are.

    R keeps X²/f but repeats the denominator a whole number of times: f cut down, where rounding can make 398 into 397
    (srs_nofpc, stype by awards). With replicate weights it takes them as infinite. Its root is good to 1e-8, hence 1e-7.
    """
    effects = {}
    known = TESTS["linear-combination"]
    monkeypatch.setitem(TESTS, "linear-combination", lambda cells: effects.update(found=cells) or known(cells))
    rows = [row for row in rows_of("chisq", name) if row.statistic == statistic]
    assert len(rows) == 3
    for row in rows:
        found = crosstab(schools(name), row.row, row.col, design=design_of(name), test="linear-combination").test
        assert found.statistic == close(row.value)
        delta, df = effects["found"].design_effects, effects["found"].df
        f = delta.sum() ** 2 / (delta**2).sum() * df
        assert found.p == tail_above_zero(np.append(delta, -found.statistic / f), np.append(np.ones(len(delta)), f))
        many = 1e12 if name in REPLICATED else f
        repeated = {many} if many > f else {math.floor(f), math.ceil(f * (1 - 1e-12)) - 1}
        of_r = [
            tail_above_zero(np.append(delta, -found.statistic / many), np.append(np.ones(len(delta)), each)) for each in repeated
        ]
        assert min(abs(p / row.p - 1) for p in of_r) < 1e-7, row


@pytest.mark.parametrize("name", sorted(set(numbers("ttest")["design"])))
def test_t_tests_of_two_means(name):
    """svyttest has one degree of freedom fewer than the design: those of a regression on the group.

    Of one sample it tests a difference of two questions. R's sign is that of the second group less the first.
    """
    rows = rows_of("ttest", name)
    assert len(rows) == 4
    for row in rows:
        outcome, _, group = row.formula.partition("~")
        given = {"statistic": "mean", "design": design_of(name)}
        if group == "0":
            table = contrasts_of(joint_estimates(schools(name), ["api00", "api99"], **given), df=row.df)
        else:
            table = contrasts_of(joint_estimates(schools(name), outcome, by=group, **given), [("Yes", "No")], df=row.df)
        found = table.iloc[0]
        assert (found["estimate"], found["t"], found["p"]) == close((row.estimate, row.t, row.p)), row
        assert found["df"] == row.df == table.attrs["df_design"] - 1
        if group != "0":
            assert (found["low"], found["high"]) == close((row.ci_low, row.ci_high)), row


@pytest.mark.parametrize("name", sorted(set(numbers("contrasts")["design"])))
def test_contrasts(name):
    expected = numbers("contrasts")
    expected = expected[expected["design"] == name]
    for column, method in ADJUSTED.items():
        found = contrasts(schools(name), "awards", by="stype", category="Yes", design=design_of(name), adjust=method)
        assert list(zip(found["first"], found["second"], strict=True)) == [("E", "H"), ("E", "M"), ("H", "M")]
        for ours_in, in_r in (("estimate",) * 2, ("se",) * 2, ("t",) * 2, ("df",) * 2, ("p", "p_t"), ("p_adjusted", column)):
            assert found[ours_in].tolist() == close(expected[in_r].tolist())
        assert (found.attrs["adjust"], found.attrs["tests"]) == (method, 3)
    assert set(ADJUSTED.values()) == set(ADJUSTMENTS)

"""Weights and their variances agree with R `survey` 4.1-1 (tests/golden/r_survey/weighting/weighting.R).

Where R has a formula the tolerance is 1e-9 of 15 printed digits. Where it iterates, R stops at a tolerance of its own
(1e-11 of a school for raking, 1e-12 of a total for calibration), hence 1e-8; with bounds that bind, the residuals are by
factors that R stops short of, hence 1e-6.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import Design, calibrate, means, poststratify, rake, ratios, shares, totals, trim
from analysis.estimation.sampling.calibrated import Calibrated
from tests.analysis.estimation.golden import FOLDER, frame
from tests.analysis.weighting.golden import API99, CASES, DESIGNS, FRAMES, HOME, MADE, STYPE, errors

CLUS1 = Design(weight="pw", psu="dnum", fpc="fpc")
REFERENCE = pd.read_csv(HOME / "weights_clus1.csv")
ESTIMATES = pd.read_csv(FOLDER / "estimates.csv")
TWO = {"stype": {"E": 4421, "H": 755, "M": 1018}, "sch.wide": {"No": 1072, "Yes": 5122}}

ERRORS = errors()


def schools():
    return frame("clus1").assign(api99=FRAMES["clus1"]["api99"])


REFERENCE_CASES = {
    "ps_stype": lambda data: poststratify(data, STYPE, design=CLUS1),
    "rake": lambda data: rake(data, TWO, design=CLUS1),
    "greg_linear": lambda data: calibrate(data, {**STYPE, **API99}, design=CLUS1),
    "cal_raking": lambda data: calibrate(data, {**STYPE, **API99}, design=CLUS1, method="raking"),
    "cal_logit_03_3": lambda data: calibrate(data, {**STYPE, **API99}, design=CLUS1, method="logit", bounds=(0.3, 3)),
    "trim_10_60": lambda data: trim(data, design=rake(data, TWO, design=CLUS1), lower=10, upper=60),
    "trim_strict_10_60": lambda data: trim(data, design=rake(data, TWO, design=CLUS1), lower=10, upper=60, strict=True),
}


@pytest.mark.parametrize("column", REFERENCE_CASES)
def test_weights_of_one_cluster_sample(column):
    made = REFERENCE_CASES[column](schools())
    np.testing.assert_allclose(made.weights, REFERENCE[column], rtol=1e-9)


@pytest.mark.parametrize(("design", "case"), MADE)
def test_weights(design, case):
    made = CASES[case](FRAMES[design], DESIGNS[design])
    exact = case in ("ps", "ps_joint", "linear", "linear_no_size", "linear_size", "ps_linear")
    np.testing.assert_allclose(made.weights, FRAMES[design][case], rtol=1e-9 if exact else 1e-8)
    assert made.weights.index.equals(FRAMES[design].index)


def test_bounds_are_tested_and_bind():
    assert ("strat", "linear_bounds") in MADE
    assert ("clus1", "raking_bounds") in MADE
    ratio = FRAMES["clus1"]["raking_bounds"] / FRAMES["clus1"]["base"]
    assert ratio.min() == pytest.approx(0.7)


def one_row(table):
    assert len(table) == 1
    return table.iloc[0]


def estimated(data, made: Calibrated, row):
    """The estimate and standard error that a row of R's numbers is about."""
    if row.statistic == "mean":
        found = one_row(means(data, row.variable, design=made))
        return found["mean"], found["se"]
    if row.statistic == "total":
        found = one_row(totals(data, row.variable, design=made))
        return found["total"], found["se"]
    if row.statistic == "ratio":
        found = one_row(ratios(data, "api.stu", "meals", design=made))
        return found["ratio"], found["se"]
    found = shares(data, "stype", design=made).set_index("category").loc[row.variable.removeprefix("stype")]
    return found["share"], found["se"]


@pytest.mark.parametrize(("design", "case"), MADE)
def test_estimates_and_their_standard_errors(design, case):
    rows = ERRORS[(ERRORS["design"] == design) & (ERRORS["case"] == case)]
    assert len(rows) == 7
    made = CASES[case](FRAMES[design], DESIGNS[design])
    for row in rows.itertuples():
        estimate, se = estimated(FRAMES[design], made, row)
        assert estimate == pytest.approx(row.estimate, rel=1e-8)
        if se > 1e-9 * abs(estimate):
            assert se == pytest.approx(row.se, rel=1e-6 if "bounds" in case else 1e-8)
        else:
            assert row.se <= 1e-6 * abs(row.estimate)


@pytest.mark.parametrize("case", ["ps", "rake", "linear", "raking", "logit"])
def test_replicate_weights_are_adjusted_one_by_one(case):
    from analysis import replicate_weights

    data = FRAMES["clus1"]
    jackknife = replicate_weights(data, design=DESIGNS["clus1"], kind="JK1")
    made = CASES[case](data, jackknife)
    np.testing.assert_allclose(made.weights, data[case], rtol=1e-8)
    np.testing.assert_allclose(made.replicates.weights, pd.read_csv(HOME / f"clus1_jk1_{case}.csv"), rtol=1e-7, atol=1e-9)
    rows = ERRORS[(ERRORS["design"] == "clus1_jk1") & (ERRORS["case"] == case)]
    assert len(rows) == 7
    for row in rows.itertuples():
        estimate, se = estimated(data, made, row)
        assert estimate == pytest.approx(row.estimate, rel=1e-8)
        if row.se > 1e-8 * abs(row.estimate):
            assert se == pytest.approx(row.se, rel=1e-6)


@pytest.mark.parametrize(("design", "column"), [("clus1_ps", "ps_stype"), ("clus1_rake", "rake")])
def test_the_reference_table(design, column):
    data = schools()
    made = REFERENCE_CASES[column](data)
    compared = 0
    for row in ESTIMATES[ESTIMATES["design"] == design].itertuples():
        if row.stat == "ratio":
            found = one_row(ratios(data, "api.stu", "enroll", design=made))
            assert (found["ratio"], found["se"]) == pytest.approx((row.estimate, row.se), rel=1e-9)
        elif row.stat == "mean" and row.variable == row.level:
            found = one_row(means(data, row.variable, design=made))
            assert (found["mean"], found["se"]) == pytest.approx((row.estimate, row.se), rel=1e-9)
            assert (found["low"], found["high"]) == pytest.approx((row.ci_low_t, row.ci_high_t), rel=1e-9)
        elif row.stat == "total" and row.variable == row.level:
            found = one_row(totals(data, row.variable, design=made))
            assert (found["total"], found["se"]) == pytest.approx((row.estimate, row.se), rel=1e-9)
        elif row.stat == "mean":
            found = shares(data, row.variable, design=made).set_index("category").loc[row.level.removeprefix(row.variable)]
            assert found["share"] == pytest.approx(row.estimate, rel=1e-9)
            if found["se"] > 1e-9 * found["share"]:
                assert found["se"] == pytest.approx(row.se, rel=1e-9)
        else:
            continue
        compared += 1
    assert compared >= 10

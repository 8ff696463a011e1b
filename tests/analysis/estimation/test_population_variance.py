"""Variances of answers agree with R's svyvar (test_reference.py, variances.csv, replicates/), with numpy and with moments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import AnalysisError, Design, variances
from tests.analysis.estimation.golden import DIGITS, FOLDER, numbers
from tests.analysis.estimation.test_contrast import given_to_r
from tests.analysis.estimation.test_routes import by_rows, samples

R = numbers("variances")
REPLICATED = pd.read_csv(FOLDER / "replicates" / "estimates.csv").query("stat == 'variance'")
MADE = ["strat_jkn", "clus1_jk1"]


@pytest.mark.parametrize("name", sorted(set(R["design"])))
def test_groups_as_r(name):
    """svyby(~x, ~stype, d, svyvar, na.rm=TRUE). In n/(n - 1) R counts the rows without an answer too; ours does not."""
    data, design = given_to_r(name)
    for variable, rows in R[R["design"] == name].groupby("variable"):
        found = variances(data, variable, by="stype", design=design).set_index("stype")
        for row in rows.itertuples():
            n, every = found.loc[row.group, "n"], (data["stype"] == row.group).sum()
            factor = (n / (n - 1)) / (every / (every - 1))
            expected = np.array([row.estimate, row.se]) * factor
            assert found.loc[row.group, ["variance", "se"]].to_numpy(dtype=float) == pytest.approx(expected, rel=DIGITS), row


@pytest.mark.parametrize("name", MADE)
def test_replicates_as_r(name):
    row = REPLICATED[(REPLICATED["design"] == name) & ~REPLICATED["mse"]].iloc[0]
    data, design = given_to_r(name)
    found = variances(data, row["variable"], design=design).iloc[0]
    assert (found["variance"], found["se"], found["df"]) == pytest.approx((row["estimate"], row["se"], row["degf"]), rel=DIGITS)


def test_rows_without_weight_are_not_counted():
    """R: svyvar(~api00, …) of clus1 without population counts, the weights of the first district set to 0."""
    data, _ = given_to_r("clus1")
    data = data.assign(pw=data["pw"].where(data["dnum"] != data["dnum"].iloc[0], 0.0))
    found = variances(data, "api00", design=Design(weight="pw", psu="dnum")).iloc[0]
    assert (found["variance"], found["se"]) == pytest.approx((11675.0869033048, 1377.74231973791), rel=DIGITS)


@given(st.lists(st.floats(-1e3, 1e3).filter(lambda one: one == 0 or abs(one) > 1e-40), min_size=2, max_size=30))
def test_without_a_design_as_numpy(values):
    found = variances(pd.DataFrame({"y": values}), "y").iloc[0]
    assert found["variance"] == pytest.approx(np.var(values, ddof=1), rel=1e-9, abs=1e-9)


@given(frame=samples(), origin=st.floats(-1e6, 1e6), factor=st.floats(0.01, 100))
def test_origin_unit_and_scale_of_weights(frame, origin, factor):
    design = Design(weight="weight", psu="psu")
    one = variances(frame, "value", by="group", design=design)
    moved = frame.assign(value=frame["value"] * 2 + origin, weight=frame["weight"] * factor)
    other = variances(moved, "value", by="group", design=design)
    np.testing.assert_allclose(other[["variance", "se"]], 4 * one[["variance", "se"]], rtol=1e-5, atol=1e-6)


@given(frame=samples())
def test_by_cells_as_by_rows(frame):
    design = Design(weight="weight", strata="stratum", single_psu="adjust")
    one, other = (variances(frame, "value", by="group", design=of) for of in (design, by_rows(frame, design)))
    np.testing.assert_allclose(one["se"], other["se"], rtol=1e-8, atol=1e-9)


def test_edges():
    data = pd.DataFrame({"y": [2023.1] * 3 + [4.0, np.nan], "g": list("әәәбб"), "none": np.nan, "p": [1, 1, 1, 2, 2]})
    found = variances(data, "y", by="g")
    by = found.set_index("g")
    assert (by.loc["ә", "variance"], by.loc["ә", "se"]) == (0, 0)
    assert np.isnan(by.loc["б", ["variance", "se", "low", "high"]].to_numpy(dtype=float)).all()
    assert by.loc["б", "n"] == 1
    assert "one respondent in g='б'" in found.attrs["warnings"]
    assert (found.attrs["missing"], found.attrs["non_answers"]) == (1, 0)
    nobody = variances(data, "none")
    assert np.isnan(nobody["variance"][0])
    assert "nobody is in the base" in nobody.attrs["warnings"]
    with pytest.raises(AnalysisError, match="does not hold numbers"):
        variances(data, "g")
    with pytest.raises(AnalysisError, match="no responses"):
        variances(data[:0], "y")

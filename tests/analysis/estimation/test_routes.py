"""The routes to a standard error agree: from totals by cell, from rows, from replicates of a linear statistic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Design, battery, crosstab, crosstabs, means, ratios, shares, totals
from analysis.estimation import domain as domains
from analysis.estimation.sampling.calibrated import Calibrated, ReplicateWeights
from analysis.estimation.sampling.sample import sample
from analysis.estimation.variances.linear import row_covariance, row_errors

DESIGNS = {
    "simple": Design(),
    "strata": Design(weight="weight", strata="stratum", single_psu="adjust"),
    "average": Design(weight="weight", strata="stratum", psu="psu", single_psu="average"),
    "clusters": Design(weight="weight", psu="psu", fpc="count"),
    "two stages": Design(weight="weight", strata="stratum", psu=["psu", "unit"], fpc=["count", "units"], single_psu="adjust"),
    "rows last": Design(weight="weight", psu=["psu", "row"], fpc=["count", "units"], single_psu="certainty"),
}


class _Unchanged:
    """A calibration to nothing: what it leaves of a variable is the variable."""

    def residuals(self, values: np.ndarray) -> np.ndarray:
        return values


@st.composite
def samples(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(12, 40))
    drawn = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return pd.DataFrame(
        {
            "stratum": drawn.choice(list("abc"), size),
            "psu": drawn.integers(0, 6, size),
            "unit": drawn.integers(0, 3, size),
            "row": np.arange(size),
            "weight": drawn.uniform(0.2, 5, size),
            "count": 30,
            "units": 60,
            "answer": drawn.choice(["yes", "no", "perhaps"], size),
            "group": drawn.choice(["x", "y"], size),
            "value": drawn.normal(50, 10, size),
            "other": drawn.uniform(1, 3, size),
        }
    )


def by_rows(frame: pd.DataFrame, design: Design) -> Calibrated:
    """A design that takes the route by rows, because something was calibrated, though nothing was changed."""
    return Calibrated(design, pd.Series(sample(frame, design).weight, frame.index), {}, (_Unchanged(),))


@pytest.mark.parametrize("name", DESIGNS)
@given(frame=samples())
def test_by_cells_as_by_rows(name, frame):
    if name == "average" and (frame.groupby("stratum")["psu"].nunique() == 1).all():
        return
    design = DESIGNS[name]
    rows = by_rows(frame, design)
    pairs = [
        (shares(frame, "answer", by="group", design=one)["se"] for one in (design, rows)),
        (means(frame, "value", by="group", design=one)["se"] for one in (design, rows)),
        (totals(frame, "value", by="group", design=one)["se"] for one in (design, rows)),
        (ratios(frame, "value", "other", design=one)["se"] for one in (design, rows)),
    ]
    if name != "average":  # the rows of a stratum that a group lacks are zeros, and here zeros are nobody
        pairs.append([crosstab(frame, "answer", "group", design=one, test="wald").test.statistic] for one in (design, rows))
    for cells, by_row in pairs:
        np.testing.assert_allclose(cells, by_row, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", DESIGNS)
@given(frame=samples())
def test_errors_are_the_roots_of_the_diagonal(name, frame):
    if name == "average" and (frame.groupby("stratum")["psu"].nunique() == 1).all():
        return
    drawn = sample(frame, DESIGNS[name])
    influence = frame[["value", "other"]].to_numpy()
    np.testing.assert_allclose(np.sqrt(np.diagonal(row_covariance(drawn, influence))), row_errors(drawn, influence))


@given(frame=samples())
def test_a_total_has_the_jackknife_error_of_its_linearisation(frame):
    """Of a linear statistic the stratified jackknife is the Taylor variance [Rust, Rao 1996, 3.1]."""
    psu = frame["psu"].to_numpy()
    units = np.unique(psu)
    n = len(units)
    weight = frame["weight"].to_numpy()[:, np.newaxis]
    replicates = np.where(psu[:, np.newaxis] == units, 0.0, weight * n / (n - 1))
    made = ReplicateWeights(replicates, np.full(n, (n - 1) / n), mse=False)
    jackknife = Calibrated(Design(psu="psu"), frame["weight"], {}, replicates=made)
    taylor = Design(weight="weight", psu="psu")
    for by in (None, "group"):
        for one in (totals(frame, "value", by=by, design=jackknife), totals(frame, "value", by=by, design=taylor)):
            assert one["se"].notna().all()
        np.testing.assert_allclose(
            totals(frame, "value", by=by, design=jackknife)["se"], totals(frame, "value", by=by, design=taylor)["se"], rtol=1e-9
        )


@given(frame=samples())
def test_a_constant_has_no_error_in_replicates(frame):
    made = ReplicateWeights(frame[["weight", "weight", "other"]].to_numpy(), np.full(3, 1 / 3), mse=True)
    found = means(frame.assign(value=7.0), "value", design=Calibrated(Design(), frame["weight"], {}, replicates=made))
    assert found["se"][0] == pytest.approx(0, abs=1e-12)
    assert (
        shares(frame.assign(answer="yes"), "answer", design=Calibrated(Design(), frame["weight"], {}, replicates=made))["se"][0]
        == 0
    )


def test_replicates_in_which_a_group_is_empty_are_told():
    frame = pd.DataFrame({"psu": [1, 1, 1, 2, 3], "group": ["x", "y", "y", "x", "x"], "value": [1.0, 2.0, 5.0, 3.0, 4.0]})
    weights = np.where(frame["psu"].to_numpy()[:, np.newaxis] == [1, 2, 3], 0.0, 1.5)
    made = ReplicateWeights(weights, np.full(3, 2 / 3), mse=False)
    design = Calibrated(Design(psu="psu"), pd.Series(1.0, index=frame.index), {}, replicates=made)
    for found in (shares(frame, "value", by="group", design=design), means(frame, "value", by="group", design=design)):
        assert "in up to 1 of the replicates nobody is in the base in group='y': they are left out" in found.attrs["warnings"]
        assert found.attrs["df_rule"] == "rank of the replicate weights less one"
        assert "3 replicate weights" in found.attrs["method"]
    assert "replicates" not in shares(frame, "value", by="group", design=Design(psu="psu")).attrs["warnings"]


def test_a_design_is_built_once_for_all_items_and_tables(monkeypatch):
    built = []
    monkeypatch.setattr(domains, "sample", lambda *given: built.append(given) or sample(*given))
    frame = pd.DataFrame({"a": [1, 2, 2, 3], "b": [3, 3, 2, 1], "group": list("xyxy"), "psu": [1, 2, 3, 4], "fpc": 9})
    design = Design(psu=["psu", "a"], fpc=["fpc", "fpc"], single_psu="certainty")
    assert len(battery(frame, ["a", "b"], design=design).means) == 2
    assert len(built) == 1
    assert len(crosstabs(frame, ["a", "b"], ["group"], percent="rows", design=design).tests) == 2
    assert len(built) == 2

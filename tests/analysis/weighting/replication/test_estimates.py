"""Estimates with replicate weights, of files and made here, agree with R survey 4.1-1 (tests/golden/r_survey/replicates)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import Design, Replicates, means, quantiles, ratios, replicate_weights, shares, totals
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.weighting.adjusting import calibrate, poststratify, rake
from tests.analysis.estimation.test_replication import DIGITS, ESTIMATES, FOLDER, IN_FILES, SCALES, schools
from tests.analysis.weighting.replication.test_making import DESIGNS, made

KINDS = {"jkn": "JKn", "jk1": "JK1", "brr": "BRR", "fay": "Fay", "boot": "bootstrap", "subboot": "bootstrap"}
MEDIANS = pd.read_csv(FOLDER / "medians.csv")
ESTIMATED = ESTIMATES[ESTIMATES["stat"] != "variance"]
JACKKNIVES = [name for name in DESIGNS if name.endswith(("jkn", "jk1"))]
AMBULANCES = {"scd_brr", "scd_fay", "scd_jkn"}


def from_file(design: str, *, mse: bool) -> tuple[pd.DataFrame, Design]:
    """The data with R's weights beside them, and the design that names the columns with R's scales."""
    frame, scales = schools(design), SCALES[SCALES["design"] == design]
    weights = pd.read_csv(FOLDER / f"weights_{design}.csv")
    replicates = Replicates(
        "replicate_", KINDS[design.partition("_")[2]], scales["scale"].iloc[0], tuple(scales["rscale"]), mse=mse
    )
    return pd.concat([frame, weights], axis=1), Design(weight="pw" if "pw" in frame else None, replicates=replicates)


def ours(row: object, frame: pd.DataFrame, design: Design | Calibrated) -> tuple[float, float, float]:
    if row.stat == "ratio":
        line = ratios(frame, *row.variable.split("/"), design=design).iloc[0]
        return line["ratio"], line["se"], line["df"]
    if row.stat == "share":
        table = shares(frame, row.variable, design=design)
        line = table[table["category"] == "Yes"].iloc[0]
        return line["share"], line["se"], line["df"]
    if row.stat == "mean":
        line = means(frame, row.variable, design=design).iloc[0]
        return line["mean"], line["se"], line["df"]
    line = totals(frame, row.variable, design=design).iloc[0]
    return line["total"], line["se"], row.degf


@pytest.mark.parametrize("mse", [False, True])
@pytest.mark.parametrize("design", IN_FILES)
def test_estimates_with_weights_of_a_file_match_r(design: str, mse: bool) -> None:
    frame, named = from_file(design, mse=mse)
    rows = list(ESTIMATED[(ESTIMATED["design"] == design) & (ESTIMATED["mse"] == mse)].itertuples())
    assert len(rows) == (3 if design in AMBULANCES else 6)
    for row in rows:
        assert ours(row, frame, named) == pytest.approx((row.estimate, row.se, row.degf), rel=DIGITS), row


@pytest.mark.parametrize("mse", [False, True])
@pytest.mark.parametrize("design", JACKKNIVES)
def test_estimates_with_weights_made_here_match_r(design: str, mse: bool) -> None:
    frame, weights = schools(design), made(design, mse=mse)
    for row in ESTIMATED[(ESTIMATED["design"] == design) & (ESTIMATED["mse"] == mse)].itertuples():
        assert ours(row, frame, weights) == pytest.approx((row.estimate, row.se, row.degf), rel=DIGITS), row


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.design}-{row.mse}") for row in MEDIANS.itertuples()])
def test_medians_match_r(row: object) -> None:
    if row.design == "strat_jkn":
        frame, design = schools(row.design), made(row.design, mse=row.mse)
    else:
        frame, design = from_file(row.design, mse=row.mse)
    line = quantiles(frame, "api00", design=design).iloc[0]
    assert (line["quantile"], line["low"], line["high"]) == (row.estimate, row.low, row.high)


@pytest.mark.parametrize("mse", [False, True])
def test_groups_that_a_replicate_leaves_without_weight_match_r(mse: bool) -> None:
    frame, counties = pd.read_csv(FOLDER / "clus1_counties.csv"), pd.read_csv(FOLDER / "counties.csv")
    weights = replicate_weights(frame, design=DESIGNS["clus1_jk1"], kind="JK1", mse=mse)
    found = means(frame, "api00", by="cnum", design=weights)
    assert found["cnum"].tolist() == counties["cnum"].tolist()
    assert found["mean"].to_numpy() == pytest.approx(counties["estimate"].to_numpy(), rel=DIGITS)
    assert found["se"].to_numpy() == pytest.approx(counties["se_mse" if mse else "se"].to_numpy(), rel=DIGITS, abs=1e-9)


@pytest.mark.parametrize("kind", ["BRR", "Fay", "JKn"])
def test_totals_have_the_linearised_error(kind: str) -> None:
    frame, design = schools("pairs_brr"), DESIGNS["pairs_brr"]
    linear = totals(frame, "api00", design=design).iloc[0]
    replicated = totals(frame, "api00", design=replicate_weights(frame, design=design, kind=kind)).iloc[0]
    assert (replicated["total"], replicated["se"]) == pytest.approx((linear["total"], linear["se"]), rel=1e-12)


@pytest.mark.parametrize("kind", ["BRR", "JKn", "bootstrap"])
def test_totals_have_the_linearised_error_with_population_counts(kind: str) -> None:
    frame = schools("pairs_brr").assign(population=np.repeat([3, 5, 4], 16))
    design = Design(weight="pw", strata="pair", psu="unit", fpc="population")
    drawn = {"replicates": 4000, "seed": 11} if kind == "bootstrap" else {}
    weights = replicate_weights(frame, design=design, kind=kind, **drawn)
    expected = totals(frame, "api00", design=design).iloc[0]["se"]
    # A drawn standard error has the relative error 1/√(2R): four of them.
    tolerance = 4 / np.sqrt(2 * 4000) if drawn else 1e-12
    assert totals(frame, "api00", design=weights).iloc[0]["se"] == pytest.approx(expected, rel=tolerance)


@pytest.mark.parametrize("rule", ["certainty", "average"])
def test_strata_of_one_psu_have_the_linearised_error(rule: str) -> None:
    frame = pd.DataFrame({"s": [1, 1, 1, 2, 2, 2, 2, 3], "y": [3, 4, 6, 1, 2, 8, 2, 10]})
    design = Design(strata="s", single_psu=rule)
    weights = replicate_weights(frame, design=design, kind="JKn")
    linear = totals(frame, "y", design=design).iloc[0]["se"]
    assert totals(frame, "y", design=weights).iloc[0]["se"] == pytest.approx(linear, rel=1e-12)


def test_replicates_are_calibrated_each_as_in_r() -> None:
    frame = schools("clus1_jk1")
    weights = replicate_weights(frame, design=Design(weight="pw", psu="dnum"), kind="JK1")
    types, wide = {"E": 4421, "H": 755, "M": 1018}, {"No": 1072, "Yes": 5122}
    fitted = {
        "poststratify": poststratify(frame, {"stype": types}, design=weights),
        "rake": rake(frame, {"stype": types, "sch.wide": wide}, design=weights),
        "calibrate": calibrate(frame, {"stype": types, "api.stu": 3014069}, design=weights),
    }
    for row in pd.read_csv(FOLDER / "calibrated.csv").itertuples():
        line = means(frame, "api00", design=fitted[row.method]).iloc[0]
        # R's rake stops at differences of 1e-11 of a count.
        assert (line["mean"], line["se"]) == pytest.approx((row.estimate, row.se), rel=DIGITS), row.method

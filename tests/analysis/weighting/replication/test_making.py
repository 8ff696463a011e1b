"""Replicate weights made here are those of R survey 4.1-1, and estimates with them have R's standard errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import ArgumentError, DataError, Design, DesignError
from analysis.design import Replicates
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.sampling.rank import replicate_df
from analysis.estimation.sampling.replication import replicate_errors
from analysis.estimation.sampling.sample import sample
from analysis.weighting.replication import making
from analysis.weighting.replication.making import MAKERS, MadeKind, replicate_weights
from tests.analysis.estimation.test_replication import DIGITS, ESTIMATES, FOLDER, SCALES, full_weight, schools, statistic

DESIGNS = {
    "strat_jkn": Design(weight="pw", strata="stype", fpc="fpc"),
    "mixed_jkn": Design(weight="pw", strata="stype", fpc="fpc"),
    "clus1_jk1": Design(weight="pw", psu="dnum", fpc="fpc"),
    "clus2_jk1": Design(weight="pw", psu=("dnum", "snum"), fpc=("fpc1", "fpc2")),
    "pairs_brr": Design(weight="pw", strata="pair", psu="unit"),
    "pairs_fay": Design(weight="pw", strata="pair", psu="unit"),
    "scd_brr": Design(strata="ESA", psu="ambulance"),
    "scd_fay": Design(strata="ESA", psu="ambulance"),
    "scd_jkn": Design(strata="ESA", psu="ambulance"),
}
KINDS = {"jkn": "JKn", "jk1": "JK1", "brr": "BRR", "fay": "Fay"}
PAIRS = Design(weight="pw", strata="pair", psu="unit")


def made(design: str, *, mse: bool = False) -> Calibrated:
    return replicate_weights(schools(design), design=DESIGNS[design], kind=KINDS[design.partition("_")[2]], mse=mse)


def total_error(frame: pd.DataFrame, weights: Calibrated) -> float:
    found = weights.replicates
    assert found is not None
    full = statistic("total", "api00", frame, weights.weights.to_numpy()[:, np.newaxis])
    each = statistic("total", "api00", frame, found.weights)[:, np.newaxis]
    return float(replicate_errors(each, full, found.factors, mse=found.mse)[0])


@pytest.mark.parametrize("design", ["mixed_jkn", "clus1_jk1", "clus2_jk1", "scd_jkn"])
def test_jackknife_weights_are_those_of_r(design: str) -> None:
    found, scales = made(design).replicates, SCALES[SCALES["design"] == design]
    assert found.weights == pytest.approx(pd.read_csv(FOLDER / f"weights_{design}.csv").to_numpy(), rel=DIGITS)
    assert found.factors == pytest.approx((scales["scale"] * scales["rscale"]).to_numpy(), rel=DIGITS)


# Of balanced replicates another Hadamard matrix than R's leaves totals the same, but not what is not linear.
@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row.design}-{row.mse}-{row.stat}-{row.variable}")
        for row in ESTIMATES.itertuples()
        if row.design in DESIGNS and (row.stat == "total" or row.design.endswith(("jkn", "jk1")))
    ],
)
def test_errors_match_r(row: object) -> None:
    frame, weights = schools(row.design), made(row.design, mse=row.mse)
    found = weights.replicates
    full = statistic(row.stat, row.variable, frame, full_weight(frame)[:, np.newaxis])
    each = statistic(row.stat, row.variable, frame, found.weights)[:, np.newaxis]
    assert replicate_errors(each, full, found.factors, mse=found.mse)[0] == pytest.approx(row.se, rel=DIGITS)
    assert sample(frame, weights).df == row.degf


@pytest.mark.parametrize("design", ["pairs_brr", "pairs_fay", "scd_brr", "scd_fay"])
def test_balanced_weights_have_the_number_and_the_factors_of_r(design: str) -> None:
    scales = SCALES[SCALES["design"] == design]
    assert made(design).replicates.factors == pytest.approx((scales["scale"] * scales["rscale"]).to_numpy(), rel=DIGITS)
    r = pd.read_csv(FOLDER / f"weights_{design}.csv").to_numpy()
    assert np.unique(made(design).replicates.weights.round(9)) == pytest.approx(np.unique(r.round(9)))


@pytest.mark.parametrize("kind", ["bootstrap", "subbootstrap"])
@pytest.mark.parametrize("design", ["strat_jkn", "clus1_jk1", "pairs_brr"])
def test_bootstrap_error_of_a_total_is_that_of_the_jackknife(design: str, kind: str) -> None:
    """The jackknife of a total is exact; a standard error of R draws has the relative error 1/√(2R), widened by the
    excess kurtosis of few clusters: five of them. The subbootstrap is without the population counts."""
    frame, given_design = schools(design), DESIGNS[design]
    exact = given_design if kind == "bootstrap" else replace(given_design, fpc=None)
    jackknife = "JKn" if given_design.strata else "JK1"
    drawn = replicate_weights(frame, design=given_design, kind=kind, replicates=2000, seed=7)
    expected = total_error(frame, replicate_weights(frame, design=exact, kind=jackknife))
    assert total_error(frame, drawn) == pytest.approx(expected, rel=5 / np.sqrt(2 * 2000))


def test_kinds_are_a_closed_set() -> None:
    assert set(MAKERS) == set(MadeKind)


def test_a_seed_makes_the_same_weights_again() -> None:
    frame = schools("clus1_jk1")
    first = replicate_weights(frame, design=DESIGNS["clus1_jk1"], kind="bootstrap", replicates=20)
    again = replicate_weights(frame, design=DESIGNS["clus1_jk1"], kind="bootstrap", replicates=20, seed=first.diagnostics["seed"])
    other = replicate_weights(frame, design=DESIGNS["clus1_jk1"], kind="bootstrap", replicates=20, seed=0)
    assert (first.replicates.weights == again.replicates.weights).all()
    assert (first.replicates.weights != other.replicates.weights).any()


def test_number_of_bootstrap_replicates_without_one_given() -> None:
    found = replicate_weights(schools("clus1_jk1"), design=DESIGNS["clus1_jk1"], kind="subbootstrap")
    assert found.replicates.weights.shape == (183, 500)
    assert found.replicates.factors == pytest.approx(np.full(500, 1 / 499))


def test_weights_and_diagnostics_say_what_was_made() -> None:
    frame = schools("pairs_fay").set_index(pd.Index([f"school {one}" for one in range(48)]))
    found = replicate_weights(frame, design=PAIRS, kind="Fay", rho=0.5, mse=True)
    assert found.design == PAIRS
    pd.testing.assert_series_equal(found.weights, frame["pw"])
    assert found.diagnostics == {"kind": "Fay", "replicates": 28, "mse": True, "rho": 0.5, "seed": None, "warnings": []}
    assert set(np.unique((found.replicates.weights / frame[["pw"]].to_numpy()).round(12))) == {0.5, 1.5}


@pytest.mark.parametrize(
    ("kind", "words"), [("JK1", "first stage alone"), ("bootstrap", "first stage alone"), ("subbootstrap", "with replacement")]
)
def test_what_replicates_do_not_vary_is_said(kind: str, words: str) -> None:
    found = replicate_weights(schools("clus2_jk1"), design=DESIGNS["clus2_jk1"], kind=kind)
    assert [words in warning for warning in found.diagnostics["warnings"]] == [True]


@pytest.mark.parametrize("rule", ["certainty", "average"])
@pytest.mark.parametrize("kind", ["JKn", "bootstrap", "subbootstrap"])
def test_strata_of_one_psu_follow_the_rule_of_the_design(rule: str, kind: str) -> None:
    frame = pd.DataFrame({"s": [1, 1, 1, 2, 2, 2, 2, 3], "w": range(1, 9), "api00": [3, 4, 6, 1, 2, 8, 2, 10]})
    found = replicate_weights(
        frame,
        design=Design(weight="w", strata="s", single_psu=rule),
        kind=kind,
        **({} if kind == "JKn" else {"seed": 5, "replicates": 4000}),
    )
    # options(survey.lonely.psu=rule); SE(svytotal(~y, svydesign(id=~p, strata=~s, weights=~w, data=d)))
    expected = {"certainty": 41.68533, "average": 51.05389}[rule]
    assert total_error(frame, found) == pytest.approx(expected, rel=1e-6 if kind == "JKn" else 4 / np.sqrt(8000))
    assert (found.replicates.weights[7] == 8).all()
    assert found.replicates.weights.min() >= 0


def test_strata_of_one_psu_without_a_rule_are_an_error() -> None:
    frame = pd.DataFrame({"s": [1, 1, 2]})
    with pytest.raises(DesignError, match="strata 2.*have one PSU"):
        replicate_weights(frame, design=Design(strata="s"), kind="JKn")


@given(st.permutations(range(48)), st.floats(0.01, 100))
def test_order_of_the_rows_and_scale_of_the_weights_do_not_matter(order: list[int], scale: float) -> None:
    frame = schools("pairs_brr")
    for kind in ("JKn", "BRR", "Fay"):
        usual = replicate_weights(frame, design=PAIRS, kind=kind)
        other = replicate_weights(frame.assign(pw=frame["pw"] * scale).iloc[order], design=PAIRS, kind=kind)
        assert total_error(frame.iloc[order], other) == pytest.approx(scale * total_error(frame, usual), rel=1e-9)
        assert replicate_df(other.replicates.weights) == replicate_df(usual.replicates.weights) == 24


@pytest.mark.parametrize(
    ("design", "options", "message"),
    [
        (PAIRS, {"kind": "jackknife"}, "Offered: JK1, JKn, BRR, Fay, bootstrap, subbootstrap"),
        (
            PAIRS,
            {"kind": "JKn", "replicates": 12},
            "The design fixes how many replicates JKn has. Got replicates=12. Leave it out: 48",
        ),
        (PAIRS, {"kind": "BRR", "rho": 0.3}, "of Fay's kind only. Got BRR, rho=0.3"),
        (PAIRS, {"kind": "Fay", "rho": 1.0}, "up to but not 1"),
        (PAIRS, {"kind": "Fay", "rho": "x"}, "up to but not 1, .* Got Fay, rho='x'"),
        (PAIRS, {"kind": "bootstrap", "seed": -3}, "from 0 up. Got seed=-3"),
        (PAIRS, {"kind": "bootstrap", "seed": "x"}, "from 0 up. Got seed='x'"),
        (PAIRS, {"kind": "bootstrap", "replicates": 1}, "two replicates or more"),
        (PAIRS, {"kind": "bootstrap", "replicates": "x"}, "a whole number. Got replicates='x'"),
        (PAIRS, {"kind": "bootstrap", "replicates": 20.5}, "a whole number. Got replicates=20.5"),
        (PAIRS, {"kind": "JKn", "replicates": True}, "a whole number. Got replicates=True"),
        (PAIRS, {"kind": "bootstrap", "replicates": 5_000_000}, "draw fewer bootstrap replicates"),
        (Design(weight="pw", replicates=Replicates("w", "BRR")), {"kind": "JKn"}, "replicate weights already"),
        ("pw", {"kind": "JKn"}, "is an analysis.Design"),
    ],
)
def test_options_that_do_not_fit_are_named(design: Design, options: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        replicate_weights(schools("pairs_brr"), design=design, **options)


def test_replicates_of_a_row_each_are_not_made_of_very_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST", 100)
    with pytest.raises(ArgumentError, match="48 rows by 48 replicates"):
        replicate_weights(schools("pairs_brr"), design=Design(weight="pw"), kind="JK1")


def test_replicates_are_made_before_weights_are_calibrated() -> None:
    frame = schools("pairs_brr")
    known = Calibrated(PAIRS, frame["pw"], {}, calibrations=(object(),))
    with pytest.raises(ArgumentError, match="then calibrate the result"):
        replicate_weights(frame, design=known, kind="BRR")
    again = replicate_weights(frame, design=PAIRS, kind="BRR")
    with pytest.raises(ArgumentError, match="replicate weights already"):
        replicate_weights(frame, design=again, kind="BRR")


def test_weights_changed_by_hand_are_replicated() -> None:
    frame = schools("pairs_brr")
    trimmed = Calibrated(PAIRS, frame["pw"].clip(upper=40), {})
    found = replicate_weights(frame, design=trimmed, kind="BRR")
    assert found.replicates.weights.mean(axis=1) == pytest.approx(trimmed.weights.to_numpy())


def test_no_rows_are_an_error() -> None:
    with pytest.raises(DataError, match="no responses"):
        replicate_weights(schools("pairs_brr").iloc[:0], design=PAIRS, kind="BRR")

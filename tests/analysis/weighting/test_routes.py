"""Weights by a second route: the optimum that they are defined by, and estimates that must be the same by two ways."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from analysis import Design, calibrate, means, poststratify, rake, totals, trim
from analysis.estimation.sampling.sample import sample
from tests.analysis.weighting.golden import API99, CASES, DESIGNS, FRAMES, IMPROVED, RAKED, STYPE, WIDE

CLUS1, DESIGN = FRAMES["clus1"], DESIGNS["clus1"]


def columns(data):
    """The variables of STYPE and API99, and their totals."""
    x = np.column_stack([*(data["stype"] == kind for kind in "EHM"), data["api99"]]).astype(float)
    return x, np.array([*STYPE["stype"].values(), *API99.values()])


@pytest.mark.parametrize(
    ("method", "bounds", "distance"),
    [
        ("linear", None, lambda g: (g - 1) ** 2 / 2),
        ("raking", None, lambda g: g * np.log(g) - g + 1),
        ("logit", (0.3, 3), lambda g: ((g - 0.3) * np.log((g - 0.3) / 0.7) + (3 - g) * np.log((3 - g) / 2)) / (2.7 / (0.7 * 2))),
    ],
)
def test_no_weights_that_meet_the_totals_are_nearer(method, bounds, distance):
    """Steps along which all sums stay raise the distance [Deville, Särndal 1992, eq. 2.1], whichever way."""
    x, target = columns(CLUS1)
    made = calibrate(CLUS1, {**STYPE, **API99}, design=DESIGN, method=method, bounds=bounds)
    base, weights = CLUS1["base"].to_numpy(), made.weights.to_numpy()
    np.testing.assert_allclose(weights @ x, target, rtol=1e-11)
    least = (base * distance(weights / base)).sum()
    for direction in np.random.default_rng(1).normal(size=(20, len(base))):
        step = direction - x @ np.linalg.lstsq(x, direction, rcond=None)[0]
        for size in (0.01, -0.01):
            assert (base * distance((weights + size * step) / base)).sum() > least


def test_bounded_linear_weights_are_those_of_a_quadratic_programme():
    data = FRAMES["clus2"].iloc[:40].reset_index(drop=True)
    base = np.full(len(data), 10.0)
    x = np.column_stack([np.ones(len(data)), data["api99"]])
    target = np.array([400.0, 1.003 * 10 * data["api99"].sum()])
    made = calibrate(data, {"(Intercept)": 400.0, "api99": target[1]}, bounds=(0.985, 1.015), design=trim_to(data, base))
    found = optimize.minimize(
        lambda w: ((w / base - 1) ** 2).sum(),
        base,
        jac=lambda w: 2 * (w / base - 1) / base,
        bounds=[(9.85, 10.15)] * len(data),
        constraints={"type": "eq", "fun": lambda w: (w @ x - target) / target, "jac": lambda w: x.T / target[:, None]},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    )
    assert (np.isclose(made.weights, 9.85) | np.isclose(made.weights, 10.15)).sum() > 3
    np.testing.assert_allclose(made.weights, found.x, rtol=2e-5)


def trim_to(data, base):
    """A design whose weights are `base`."""
    data["ten"] = base
    return Design(weight="ten")


def test_raking_is_calibration_by_the_raking_distance():
    raked = rake(CLUS1, RAKED, design=DESIGN)
    np.testing.assert_allclose(raked.weights, calibrate(CLUS1, RAKED, design=DESIGN, method="raking").weights, rtol=1e-9)


def test_post_stratification_is_calibration_on_one_margin():
    made = poststratify(CLUS1, STYPE, design=DESIGN)
    for method, bounds in (("linear", None), ("raking", None), ("logit", (0.1, 9))):
        other = calibrate(CLUS1, STYPE, design=DESIGN, method=method, bounds=bounds)
        np.testing.assert_allclose(made.weights, other.weights, rtol=1e-10)
        for first, second in zip(
            *(means(CLUS1, "meals", design=one).iloc[0][["mean", "se"]] for one in (made, other)), strict=True
        ):
            assert first == pytest.approx(second, rel=1e-10)


def test_joint_classes_are_the_classes_of_their_combination():
    data = CLUS1.assign(both=CLUS1["stype"] + CLUS1["comp.imp"])
    counts = {
        (kind, improved): 100.0 + place
        for place, (kind, improved) in enumerate(data[["stype", "comp.imp"]].drop_duplicates().itertuples(index=False))
    }
    made = poststratify(data, {("stype", "comp.imp"): counts}, design=DESIGN)
    single = poststratify(data, {"both": {"".join(key): count for key, count in counts.items()}}, design=DESIGN)
    np.testing.assert_allclose(made.weights, single.weights, rtol=1e-12)


@pytest.mark.parametrize("case", ["ps", "rake", "linear", "raking", "logit", "linear_bounds", "ps_linear"])
def test_the_variance_of_one_stage_is_that_of_residuals(case):
    """V = (1 - n/N) n/(n - 1) Σ(z - z̄)² over PSUs, with z = Σ w e."""
    made = CASES[case](CLUS1, DESIGN)
    values = (CLUS1["meals"] * made.weights.to_numpy()[0] / made.weights.to_numpy()[0]).to_numpy()[:, None].astype(float)
    for calibration in made.calibrations:
        values = calibration.residuals(values)
    z = np.bincount(pd.factorize(CLUS1["dnum"])[0], made.weights * values[:, 0])
    n, population = len(z), CLUS1["fpc"][0]
    variance = (1 - n / population) * n / (n - 1) * ((z - z.mean()) ** 2).sum()
    assert totals(CLUS1, "meals", design=made)["se"][0] == pytest.approx(np.sqrt(variance), rel=1e-9)


def test_a_total_that_is_known_does_not_vary():
    made = calibrate(CLUS1, {**STYPE, **API99}, design=DESIGN)
    row = totals(CLUS1, "api99", design=made).iloc[0]
    assert row["total"] == pytest.approx(API99["api99"], rel=1e-12)
    assert row["se"] <= 1e-9 * row["total"]


def test_replicates_in_the_data_are_adjusted_as_those_made():
    from analysis import Replicates, replicate_weights

    made = replicate_weights(CLUS1, design=DESIGN, kind="JK1")
    names = [f"replicate_{number}" for number in range(made.replicates.weights.shape[1])]
    data = CLUS1.join(pd.DataFrame(made.replicates.weights, columns=names))
    kind = Replicates("replicate_", kind="JK1", scale=float(made.replicates.factors[0]), mse=made.replicates.mse)
    held = rake(data, {**STYPE, **WIDE}, design=Design(weight="base", psu="dnum", fpc="fpc", replicates=kind))
    chained = rake(CLUS1, {**STYPE, **WIDE}, design=made)
    np.testing.assert_allclose(held.replicates.weights, chained.replicates.weights, rtol=1e-12)
    assert means(data, "meals", design=held)["se"][0] == pytest.approx(means(CLUS1, "meals", design=chained)["se"][0], rel=1e-12)
    for column in held.replicates.weights.T:
        assert column[CLUS1["stype"] == "H"].sum() == pytest.approx(STYPE["stype"]["H"], rel=1e-9)


def test_trimmed_replicates_keep_their_zeros():
    from analysis import replicate_weights

    made = replicate_weights(CLUS1, design=DESIGN, kind="JK1")
    cut = trim(CLUS1, design=rake(CLUS1, {**STYPE, **IMPROVED}, design=made), lower=20, upper=60)
    assert ((cut.replicates.weights == 0) == (made.replicates.weights == 0)).all()


def test_a_class_without_weight_in_a_replicate_is_named():
    from analysis import DataError, replicate_weights

    data = CLUS1.assign(rare=np.where(CLUS1["dnum"] == CLUS1["dnum"][0], "one district", "others"))
    made = replicate_weights(data, design=DESIGN, kind="JK1")
    counts = {"rare": {"one district": 100, "others": 6094}}
    assert poststratify(data, counts, design=DESIGN).weights.sum() == pytest.approx(6194)
    with pytest.raises(DataError, match=r"replicate \d+: The weights of all rows of rare = 'one district' are zero"):
        poststratify(data, counts, design=made)


def test_calibrations_are_kept_in_order():
    first = poststratify(CLUS1, STYPE, design=DESIGN)
    second = calibrate(CLUS1, {"(Intercept)": 6194, **API99}, design=first)
    third = trim(CLUS1, design=second, upper=70)
    assert [len(one.calibrations) for one in (first, second, third)] == [1, 2, 2]
    assert third.diagnostics["steps"] == ["poststratify", "linear", "trim"]
    assert third.design is DESIGN
    assert sample(CLUS1, third).df == sample(CLUS1, DESIGN).df


@pytest.mark.parametrize(("design", "low", "high"), [("clus1", 0, 1e-3), ("strat", 0, 1e-3), ("clus2", 0.24, 0.36)])
def test_the_two_errors_of_raked_weights_differ_as_the_page_says(design, low, high):
    data = FRAMES[design]
    raked = rake(data, RAKED, design=DESIGNS[design])
    other = calibrate(data, RAKED, design=DESIGNS[design], method="raking")
    for name in ("api00", "meals"):
        first, second = (means(data, name, design=one)["se"][0] for one in (raked, other))
        assert low <= first / second - 1 <= high


PAGE = Path(__file__).parents[3] / "docs/methods/weighting.md"


def test_the_example_of_rows_that_were_moved():
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted) == (0, 8)


def test_the_example_of_the_page():
    page = PAGE.read_text(encoding="utf-8")
    names: dict[str, object] = {}
    exec(re.findall(r"## An example\n\n```python\n(.*?)```", page, flags=re.DOTALL)[0], names)
    assert names["raked"].weights.round(2).tolist() == [15.0, 22.0, 15.0, 48.0]
    assert "# [15.0, 22.0, 15.0, 48.0]" in page

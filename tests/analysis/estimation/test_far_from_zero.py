"""Numbers that hardly differ beside their size, as times in nanoseconds do: the errors are those of exact fractions.

R loses these digits itself: svyratio(~y, ~x) of y = 1e12 x + noise has a standard error of 0.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import (
    Design,
    calibrate,
    contrasts,
    contrasts_of,
    joint_estimates,
    means,
    ratios,
    replicate_weights,
    totals,
    variances,
)
from analysis.estimation.variances.origins import residuals

FAR = [0.0, 1e6, 1e9, 1e12, 1e13]
DESIGN = Design(weight="weight", strata="stratum", psu="psu")
EXACT = 1e-12


def made(far, seed=5):
    """60 rows in two strata of six PSUs; all numbers are sums of powers of 2 that a float holds."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"psu": np.arange(60) // 5, "қала": np.tile(["Ақтау", "Орал", "Семей"], 20)})
    frame["stratum"] = frame["psu"] // 6
    frame["weight"] = random.integers(1, 9, 60) / 4
    noise = np.round(random.normal(size=60) * 100) / 64
    frame["below"] = np.round(random.uniform(1, 3, 60) * 64) / 64
    frame["above"] = far * frame["below"] + noise
    frame["value"] = far + noise
    return frame


def exactly(rows):
    return [Fraction(float(one)) for one in rows]


def quotient(frame, above, below):
    """Σwa/Σwb and each row's w(a - Rb)/Σwb, in fractions."""
    weight, upper = exactly(frame["weight"]), exactly(frame[above])
    lower = [Fraction(1)] * len(frame) if below is None else exactly(frame[below])
    base = sum(w * b for w, b in zip(weight, lower, strict=True))
    ratio = sum(w * a for w, a in zip(weight, upper, strict=True)) / base
    return ratio, [w * (a - ratio * b) / base for w, a, b in zip(weight, upper, lower, strict=True)]


def error(frame, influence):
    """The root of Σ_h n_h/(n_h - 1) Σ_i (z_hi - z̄_h)², z the sums of a PSU."""
    total: Fraction = Fraction(0)
    sums = dict.fromkeys(zip(frame["stratum"], frame["psu"], strict=True), Fraction(0))
    for key, one in zip(zip(frame["stratum"], frame["psu"], strict=True), influence, strict=True):
        sums[key] += one
    for stratum in set(frame["stratum"]):
        own = [one for (of, _), one in sums.items() if of == stratum]
        mean = sum(own) / len(own)
        total += Fraction(len(own), len(own) - 1) * sum((one - mean) ** 2 for one in own)
    return float(total) ** 0.5


def difference(frame, above, below=None):
    """The difference between the first two towns and its standard error."""
    estimate, influence = Fraction(0), np.array([Fraction(0)] * len(frame))
    for town, sign in (("Ақтау", 1), ("Орал", -1)):
        inside = np.flatnonzero(frame["қала"] == town)
        ratio, own = quotient(frame.iloc[inside], above, below)
        estimate += sign * ratio
        influence[inside] = [sign * one for one in own]
    return float(estimate), error(frame, influence)


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize(("above", "below", "statistic"), [("value", None, "mean"), ("above", "below", "ratio")])
def test_differences_are_those_of_fractions(far, above, below, statistic):
    frame = made(far)
    given_to = joint_estimates(frame, above, by="қала", statistic=statistic, denominator=below, design=DESIGN)
    found = contrasts_of(given_to, [("Ақтау", "Орал")]).iloc[0]
    estimate, se = difference(frame, above, below)
    assert found["se"] == pytest.approx(se, rel=EXACT)
    assert found["estimate"] == pytest.approx(estimate, rel=1e-10)
    assert found["t"] == pytest.approx(estimate / se, rel=1e-10)


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize(("above", "below"), [("above", "below"), ("value", "below")])
@pytest.mark.parametrize("design", [DESIGN, Design(weight="weight")])
def test_ratios_are_those_of_fractions(far, above, below, design):
    """Over PSUs, and over rows, where squares are summed."""
    frame = made(far)
    found = ratios(frame, above, below, design=design).iloc[0]
    ratio, influence = quotient(frame, above, below)
    drawn = frame if design is DESIGN else frame.assign(stratum=0, psu=range(len(frame)))
    assert found["se"] == pytest.approx(error(drawn, influence), rel=EXACT)
    assert found["ratio"] == pytest.approx(float(ratio), rel=1e-12)
    joint = joint_estimates(frame, above, statistic="ratio", denominator=below, design=design).frame.iloc[0]
    assert joint["se"] == pytest.approx(found["se"], rel=EXACT)


@pytest.mark.parametrize("far", [1e9, 1e13])
def test_groups_far_from_each_other_keep_their_own_digits(far):
    """One origin for all would leave each group far from it."""
    near = made(0.0)
    away = near.assign(value=near["value"] + near["қала"].map({"Ақтау": far, "Орал": -far, "Семей": 3 * far}))
    away["above"] = away["value"]
    near["above"], both = near["value"], (near.assign(one=1.0), away.assign(one=1.0))
    for function in (means, variances):
        alike, found = (function(one, "value", by="қала", design=DESIGN)["se"].tolist() for one in both)
        assert found == pytest.approx(alike, rel=EXACT)
    alike, found = (ratios(one, "above", "one", by="қала", design=DESIGN)["se"].tolist() for one in both)
    assert found == pytest.approx(alike, rel=EXACT)
    alike, found = (contrasts(one, "value", by="қала", statistic="mean", design=DESIGN)["se"].tolist() for one in both)
    assert found == pytest.approx(alike, rel=EXACT)


@pytest.mark.parametrize("kind", ["JK1", "bootstrap"])
def test_replicates_far_from_zero(kind):
    near, far = made(0.0), made(1e12)
    drawn = Design(weight="weight", psu="psu")
    alike, found = (
        contrasts(
            one,
            "value",
            by="қала",
            statistic="mean",
            design=replicate_weights(one, design=drawn, kind=kind, replicates=None if kind == "JK1" else 30, seed=1),
        )
        for one in (near, far)
    )
    assert found["se"].tolist() == pytest.approx(alike["se"].tolist(), rel=EXACT)
    assert found["estimate"].tolist() == pytest.approx(alike["estimate"].tolist(), rel=EXACT)


def test_two_questions_in_nanoseconds():
    """A paired t test: the standard error is that of the differences."""
    start = pd.Timestamp("2026-11-01").value
    seconds = np.array([[0, 3], [5, 9], [2, 2], [8, 15]]) * 2**20
    frame = pd.DataFrame(start + seconds, columns=["before", "after"])
    found = contrasts(frame, ["before", "after"], statistic="mean").iloc[0]
    gap = seconds[:, 0] - seconds[:, 1]
    assert found["estimate"] == gap.mean()
    assert found["se"] == pytest.approx(gap.std(ddof=1) / 2, rel=EXACT)


def test_a_ratio_of_means_that_hardly_differ():
    """t of ln R is (m₁ - m₂)/se to the first order: at 1e12 its digits are those of the difference."""
    estimates = joint_estimates(made(1e12), "value", by="қала", statistic="mean", design=DESIGN)
    logs, plain = (contrasts_of(estimates, scale=scale)["t"].tolist() for scale in ("ratio", "difference"))
    assert logs == pytest.approx(plain, rel=1e-10)


def test_what_does_not_vary_has_no_error():
    frame = made(0.0).assign(same=0.1 + 0.2, part=lambda data: data["below"] * 0.1)
    assert contrasts(frame, "same", by="қала", statistic="mean", design=DESIGN)["se"].tolist() == [0, 0, 0]
    assert ratios(frame, "part", "below", by="қала", design=DESIGN)["se"].tolist() == [0, 0, 0]
    fixed = calibrate(frame, {"қала": {"Ақтау": 30, "Орал": 20, "Семей": 25}, "above": 90.0}, design=Design(psu="psu"))
    assert joint_estimates(frame, "above", statistic="mean", design=fixed).frame["se"].tolist() == [0]
    assert joint_estimates(frame, "above", statistic="total", design=fixed).frame["se"].tolist() == [0]


def test_a_total_of_zero_varies_all_the_same():
    frame = pd.DataFrame({"value": [1.0, -1, 3, -3]})
    expected = 2 * np.std(frame["value"], ddof=1)
    assert joint_estimates(frame, "value", statistic="total").frame["se"].tolist() == pytest.approx([expected])
    assert totals(frame, "value")["se"].tolist() == pytest.approx([expected])


@given(
    st.floats(-1e15, 1e15).filter(lambda one: one == 0 or abs(one) > 1e-100),
    st.floats(-1e6, 1e6).filter(lambda one: one == 0 or abs(one) > 1e-100),
    st.integers(-1000, 1000),
)
def test_residuals_are_rounded_once(origin, below, rest):
    """a - R₀b of numbers near each other is the number that is nearest to it."""
    above = origin * below + rest
    exact = Fraction(above) - Fraction(origin) * Fraction(below)
    found = residuals(np.zeros(1, dtype=np.intp), np.array([origin]), np.array([above]), np.array([below]))[0]
    assert found == pytest.approx(float(exact), rel=1e-15, abs=1e-12 * max(1.0, abs(float(exact))))


def test_products_too_large_to_split_are_rounded():
    found = residuals(np.zeros(1, dtype=np.intp), np.array([1e303]), np.array([3e303]), np.array([2.0]))
    assert found.tolist() == pytest.approx([1e303])


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("design", [Design(), Design(strata="stratum"), Design(psu="psu"), Design(strata="stratum", psu="psu")])
def test_totals_are_those_of_fractions(far, design):
    """Everybody's total: the design fixes how many answer, and only what they answer varies."""
    frame = made(far)
    drawn = frame if design.strata else frame.assign(stratum=0)
    drawn = drawn if design.psu else drawn.assign(psu=range(len(frame)))
    expected = error(drawn, exactly(frame["value"]))
    assert totals(frame, "value", design=design)["se"].tolist() == pytest.approx([expected], rel=1e-10)
    joint = joint_estimates(frame, "value", statistic="total", design=design).frame
    assert joint["se"].tolist() == pytest.approx([expected], rel=1e-10)

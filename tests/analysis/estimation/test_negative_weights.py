"""Weights below 0, as calibration without bounds makes them: every row takes its part, or an error says what to do.

The numbers are those of R 4.1's survey 4.1-1:

    d <- data.frame(y=1:12, x=c(1:11, 40), g=rep(c("a", "b"), 6))
    G <- calibrate(svydesign(id=~1, weights=~rep(10, 12), data=d), ~x, c(120, 500))
    weights(G); svyvar(~y, G); svyquantile(~y, G, c(.25, .5, .9, .95), qrule="math")

R prints 12 digits of them; the rules are also compared on weights that make the distribution fall more than once:
survey:::qrule_math(x, w, p) and survey:::qrule_school(x, w, p).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import Design, DesignError, calibrate, means, quantiles, regression, variances
from analysis.estimation.numbers.distribution import first_reaching, inverted, midpoint

DATA = pd.DataFrame(
    {"y": range(1, 13), "x": [*range(1, 12), 40], "g": ["a", "b"] * 6, "grade": [1, 2, 3] * 4, "ten": 10.0, "every": "one"}
)
GIVEN = calibrate(DATA, {"every": {"one": 120}, "x": 500}, design=Design(weight="ten"))


def test_the_weights_are_those_of_r():
    assert GIVEN.weights.iloc[[0, 1, 10, 11]].tolist() == pytest.approx(
        [13.75035622684526, 13.27158734682246, 8.96266742661727, -4.92163009404389], rel=1e-12
    )


def test_a_variance_counts_every_row():
    found = variances(DATA, "y", design=GIVEN).iloc[0]
    assert (found["variance"], found["se"]) == pytest.approx((9.23398497906, 3.13558303602), rel=1e-10)


@pytest.mark.parametrize("rule", ["math", "school"])
def test_a_quantile_takes_every_row(rule):
    found = quantiles(DATA, "y", (0.25, 0.5, 0.9, 0.95), design=GIVEN, rule=rule)
    assert found["quantile"].tolist() == [3, 5, 10, 10]
    assert found.loc[1, ["low", "high", "se"]].tolist() == pytest.approx([2, 9, 1.59019700063], rel=1e-10)
    assert found["high"][0] == 7  # R's low end, 2, lies below the share of the smallest answer: see quantiles.md


@pytest.mark.parametrize(
    ("prob", "math", "school"),
    [(0.25, 30, 30), (0.3, 30, 30), (0.5, 60, 60), (0.6, 60, 60), (0.625, 60, 60), (0.75, 60, 60)],
)
def test_a_distribution_that_falls(prob, math, school):
    values, weights = np.arange(10.0, 80, 10), np.array([2.0, -1, 3, 1, -2, 4, 1])
    assert (inverted(first_reaching, values, weights, prob), inverted(midpoint, values, weights, prob)) == (math, school)


def test_weights_that_sum_to_nothing_have_no_quantile():
    assert np.isnan(inverted(first_reaching, np.array([1.0, 2.0]), np.array([1.0, -1.0]), 0.5))


def test_interpolation_refuses_them():
    with pytest.raises(DesignError, match=r"'hf7' needs weights from 0 up.*\n?.*-4\.92163"):
        quantiles(DATA, "y", design=GIVEN, rule="hf7")


@pytest.mark.parametrize(("family", "outcome"), [("linear", "y"), ("quasibinomial", ("g", "a")), ("ordinal", "grade")])
def test_models_refuse_them(family, outcome):
    with pytest.raises(DesignError, match=r"weights from 0 up.*(\n.*)*1 respondents.*-4\.92163.*(\n.*)*bounds"):
        regression(DATA, outcome, ["x"], family=family, design=GIVEN)


def test_a_model_of_others_leaves_them_in_the_design():
    without = regression(DATA, "grade", ["x"], design=GIVEN, where=DATA["x"] < 40)
    assert without.attrs["n"] == 11
    assert without.frame["se"].gt(0).all()


def test_with_bounds_there_are_none():
    bounded = calibrate(DATA, {"every": {"one": 120}, "x": 900}, design=Design(weight="ten"), bounds=(0.3, 3))
    assert bounded.weights.gt(0).all()
    assert regression(DATA, "y", ["x"], design=bounded).attrs["n"] == 12
    assert means(DATA, "x", design=bounded)["mean"][0] == pytest.approx(7.5)


def test_a_variance_below_zero_is_said_and_the_mean_has_its_error():
    """d <- data.frame(y=c(1, 2, 3, 4, 10, 12), x=c(1, 2, 3, 4, 5, 9), ten=10)
    D <- calibrate(svydesign(~1, weights=~ten, data=d), ~x, c(60, 20)); svyvar(~y, D); svymean(~y, D)"""
    data = pd.DataFrame({"y": [1.0, 2, 3, 4, 10, 12], "x": [1, 2, 3, 4, 5, 9], "ten": 10, "every": "one"})
    design = calibrate(data, {"every": {"one": 60}, "x": 20}, design=Design(weight="ten"))
    assert variances(data, "y", design=design).loc[0, ["variance", "se"]].tolist() == pytest.approx(
        [-33.2333333333334, 13.0328450604759], rel=1e-12
    )
    found = means(data, "y", design=design).iloc[0]
    assert [found["mean"], found["se"]] == pytest.approx([-0.1666666666667, 0.525630133303863], rel=1e-9)
    assert np.isnan(found["deff"])  # no simple sample has a variance below 0 to compare with

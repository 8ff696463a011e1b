"""Other routes to the same numbers: means, ratios, differences, statsmodels, refits and numerical derivatives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from statsmodels.miscmodels.ordinal_model import OrderedModel

from analysis import Calibrated, Design, cronbach_alpha, means, ratios, regression, replicate_weights, shares
from analysis.estimation.sampling.replication import replicate_covariance
from tests.analysis.models.golden import CLUS1, DESIGNS, STRAT, design_of, frame


@pytest.mark.parametrize("design", DESIGNS)
def test_a_mean_in_a_domain_is_a_ratio_and_an_intercept(design):
    data, given = frame(design), design_of(design)
    where = data["sch.wide"] == "Yes"
    fit = regression(data, "api00", [], where=where, design=given).frame.loc[0]
    mean = means(data, "api00", where=where, design=given).loc[0]
    ratio = ratios(data.assign(one=1.0), "api00", "one", where=where, design=given).loc[0]
    for found, name in ((mean, "mean"), (ratio, "ratio")):
        np.testing.assert_allclose(
            fit[["estimate", "se", "low", "high"]].astype(float), found[[name, "se", "low", "high"]].astype(float)
        )


@pytest.mark.parametrize(
    ("design", "family"),
    [(one, "linear") for one in DESIGNS] + [(one, "quasibinomial") for one in DESIGNS if "jk" not in one],
)
def test_a_share_is_the_model_with_an_intercept_alone(design, family):
    data, given = frame(design), design_of(design)
    share = shares(data, "awards", design=given).loc[1]
    fit = regression(data, ("awards", "Yes"), [], family=family, design=given).frame.loc[0]
    p, slope = (fit["estimate"], 1.0) if family == "linear" else (expit(fit["estimate"]), share["share"] * (1 - share["share"]))
    assert p == pytest.approx(share["share"], rel=1e-9)
    assert fit["se"] * slope == pytest.approx(share["se"], rel=1e-9)


@pytest.mark.parametrize("design", ["clus1", "clus2", "clus1_jk1"])
def test_a_coefficient_of_a_category_is_a_difference_of_means(design):
    data, given = frame(design), design_of(design)
    by = means(data, "api00", by="stype", design=given).set_index("stype")["mean"]
    fit = regression(data, "api00", "stype", design=given, reference={"stype": "M"})
    np.testing.assert_allclose(fit.frame["estimate"], [by["M"], by["E"] - by["M"], by["H"] - by["M"]])
    np.testing.assert_allclose(fit.effects[["effect", "se"]], fit.frame[["estimate", "se"]][1:])
    turned = regression(data, "api00", "stype", design=given).frame
    assert turned["se"][2] == pytest.approx(fit.frame["se"][1])


@pytest.mark.parametrize("design", ["strat", "clus1", "clus1_jk1"])
def test_two_ordered_categories_are_a_logit(design):
    data = frame(design).assign(award=lambda rows: (rows["awards"] == "Yes").astype(int))
    ordinal = regression(data, "award", ["ell", "stype"], family="ordinal", design=design_of(design))
    logit = regression(data, "award", ["ell", "stype"], family="quasibinomial", design=design_of(design))
    np.testing.assert_allclose(ordinal.frame[["estimate", "se", "p"]], logit.frame[["estimate", "se", "p"]][1:], rtol=1e-8)
    assert ordinal.thresholds["estimate"][0] == pytest.approx(-logit.frame["estimate"][0])
    assert ordinal.thresholds["se"][0] == pytest.approx(logit.frame["se"][0])
    above = ordinal.effects.query("outcome == 1")
    np.testing.assert_allclose(above[["effect", "se"]], logit.effects[["effect", "se"]], rtol=1e-8)


def test_proportional_odds_as_statsmodels_on_repeated_rows():
    """OrderedModel has no weights: whole weights are rows repeated. BFGS stops at a gradient of 1e-5, hence 1e-5."""
    data = frame("clus1").assign(times=lambda rows: 1 + rows["snum"] % 3)
    fit = regression(data, "band", ["ell", "meals"], family="ordinal", design=Design(weight="times"))
    rows = data.loc[np.repeat(data.index, data["times"])]
    theirs = OrderedModel(rows["band"], rows[["ell", "meals"]], distr="logit").fit(method="bfgs", disp=False, maxiter=500)
    np.testing.assert_allclose(fit.frame["estimate"], theirs.params[:2], rtol=1e-4)
    thresholds = theirs.model.transform_threshold_params(theirs.params.to_numpy())[1:-1]
    np.testing.assert_allclose(fit.thresholds["estimate"], thresholds, rtol=1e-4)


@pytest.mark.parametrize(("family", "outcome"), [("linear", "api00"), ("quasibinomial", "awards"), ("ordinal", "band")])
def test_replicates_are_refits(family, outcome):
    data = frame("clus1")
    made = replicate_weights(data, design=CLUS1, kind="JK1")
    fit = regression(data, outcome, ["meals", "stype"], family=family, design=made)
    each = []
    for column in made.replicates.weights.T:
        one = regression(data.assign(w=column), outcome, ["meals", "stype"], family=family, design=Design(weight="w"))
        first = [] if one.thresholds is None else one.thresholds["estimate"].tolist()
        each.append([*first, *one.frame["estimate"]])
    first = [] if fit.thresholds is None else fit.thresholds["estimate"].tolist()
    full = np.array([*first, *fit.frame["estimate"]])
    expected = replicate_covariance(np.array(each), full, made.replicates.factors, mse=made.replicates.mse)
    np.testing.assert_allclose(fit.covariance, expected, rtol=1e-7)
    taylor = regression(data, outcome, ["meals", "stype"], family=family, design=CLUS1)
    ratio = fit.frame["se"] / taylor.frame["se"]
    assert ((ratio > 0.9) & (ratio < 2)).all()  # the jackknife of 15 clusters is on the safe side


def probabilities(family, x, parameters, intercepts):
    """The mean of a linear or logit model, or the probabilities of the categories of an ordinal one, by row."""
    slopes = x @ parameters[intercepts:]
    if family == "linear":
        return (parameters[0] + slopes)[:, None]
    if family == "quasibinomial":
        return expit(parameters[0] + slopes)[:, None]
    below = expit(parameters[:intercepts] - slopes[:, None])
    edges = np.zeros((len(x), 1)), np.ones((len(x), 1))
    return np.diff(np.hstack([edges[0], below, edges[1]]), axis=1)


def slope(function, h):
    """The derivative at 0, with an error of the order of h⁴."""
    return (8 * (function(h) - function(-h)) - function(2 * h) + function(-2 * h)) / (12 * h)


@pytest.mark.parametrize(
    ("family", "outcome", "intercepts"), [("linear", "api00", 1), ("quasibinomial", "awards", 1), ("ordinal", "band", 3)]
)
def test_effects_by_numerical_derivatives(family, outcome, intercepts):
    data = frame("strat")
    fit = regression(data, outcome, ["meals", "stype"], family=family, design=STRAT)
    first = [] if fit.thresholds is None else fit.thresholds["estimate"].tolist()
    parameters = np.array([*first, *fit.frame["estimate"]])
    x = np.column_stack([data["meals"], data["stype"] == "H", data["stype"] == "M"]).astype(float)
    share = (data["pw"] / data["pw"].sum()).to_numpy()

    def effects(at):
        def level(changed):
            return share @ probabilities(family, changed, at, intercepts)

        by_number = slope(lambda h: level(x + np.array([h, 0, 0])), 0.05)
        at_each = [level(np.column_stack([data["meals"], np.full((len(x), 2), one)])) for one in ([0, 0], [1, 0], [0, 1])]
        return np.concatenate([by_number, at_each[1] - at_each[0], at_each[2] - at_each[0]])

    def derivative(place):
        unit = np.eye(len(parameters))[place]
        return slope(lambda h: effects(parameters + h * unit), 0.02 / (100 if place == len(parameters) - 3 else 1))

    gradient = np.column_stack([derivative(place) for place in range(len(parameters))])
    np.testing.assert_allclose(fit.effects["effect"], effects(parameters), rtol=1e-7)
    np.testing.assert_allclose(
        fit.effects["se"], np.sqrt(np.einsum("ep,pq,eq->e", gradient, fit.covariance, gradient)), rtol=1e-6
    )


@pytest.mark.parametrize("design", ["strat", "clus2", "clus1_rake"])
def test_alpha_is_a_ratio_of_squares(design):
    data, items = frame(design), ["ell", "meals", "mobility"]
    deviation = data[items] - [means(data, item, design=design_of(design))["mean"][0] for item in items]
    squares = data.assign(each=(deviation**2).sum(axis=1), together=deviation.sum(axis=1) ** 2)
    ratio = ratios(squares, "each", "together", design=design_of(design)).loc[0]
    found = cronbach_alpha(data, items, design=design_of(design)).loc[0]
    assert found["alpha"] == pytest.approx(1.5 * (1 - ratio["ratio"]))
    assert found["se"] == pytest.approx(1.5 * ratio["se"])


def test_alpha_by_group_is_alpha_in_each_domain():
    data = frame("clus1")
    by = cronbach_alpha(data, ["ell", "meals", "mobility"], by="stype", design=CLUS1).set_index("stype")
    for stype in by.index:
        one = cronbach_alpha(data, ["ell", "meals", "mobility"], where=data["stype"] == stype, design=CLUS1).loc[0]
        pd.testing.assert_series_equal(by.loc[stype], one, check_names=False)


def test_calibrated_weights_take_out_what_the_margins_explain():
    """A calibration to the outcome's own total leaves its mean without error."""
    data = frame("clus1")
    calibrated = design_of("clus1_linear")
    assert isinstance(calibrated, Calibrated)
    assert regression(data, "api99", [], design=calibrated).frame["se"][0] == 0.0
    assert "without sampling error" in regression(data, "api99", [], design=calibrated).attrs["warnings"]

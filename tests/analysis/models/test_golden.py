"""Models agree with R `survey`.

R 4.2.2, survey 4.1-1; the calls are in tests/golden/r_survey/models/models.R. Linear and quasi-binomial models agree to
1e-9: R was made to iterate to the end (`glm.control(epsilon = 1e-14)`, started again from its own solution, since its errors
have the weights of the iteration before the last). In svyglm.csv it stops by itself, at a relative change of the deviance of
1e-8, which leaves its errors 1.5e-6 from their value, hence 2e-6 there. svyolr takes second derivatives of differences (optim)
of 1e-5, hence 1e-6 for proportional odds.
"""

from __future__ import annotations

import numpy as np
import pytest

from analysis import cronbach_alpha, regression
from tests.analysis.models.golden import DESIGNS, design_of, frame, named, numbers

EXACT, STOPPED, DIFFERENCED = 1e-9, 2e-6, 1e-6

MODELS = {(row.design, row.model): None for row in numbers("regressions").itertuples()}


def fit_of(design: str, model: str):
    """Fit what R's table calls, such as "linear api00~stype+meals where sch.wide=Yes"."""
    data = frame(design)
    family, _, rest = model.partition(" ")
    formula, _, condition = rest.partition(" where ")
    outcome, _, right = formula.partition("~")
    where = data[condition.partition("=")[0]] == condition.partition("=")[2] if condition else None
    predictors = [] if right == "1" else right.split("+")
    family = "linear" if family == "gaussian" else family
    return regression(data, outcome, predictors, family=family, where=where, design=design_of(design))


@pytest.mark.parametrize(("design", "model"), MODELS)
def test_coefficients(design, model):
    expected = numbers("regressions").query("design == @design and model == @model").set_index("term")
    fit = fit_of(design, model)
    found = named(fit.frame).loc[expected.index]
    for column in ("estimate", "se", "t"):
        np.testing.assert_allclose(found[column], expected[column], rtol=EXACT, err_msg=column)
    if "where" not in model:  # R counts the degrees of freedom of the domain, we of the whole design
        np.testing.assert_array_equal(found["df"], expected["df"])
        np.testing.assert_allclose(found["p"], expected["p"], rtol=EXACT)
    assert fit.attrs["warnings"] == ""


@pytest.mark.parametrize("model", ["gaussian api00~ell+meals+mobility", "quasibinomial awards~ell+meals+stype"])
def test_shared_numbers(model):
    expected = numbers("svyglm").query("model == @model").set_index("term")
    found = named(fit_of("strat", model).frame).loc[expected.index]
    tolerance = EXACT if model.startswith("gaussian") else STOPPED
    np.testing.assert_allclose(found["estimate"], expected["estimate"], rtol=tolerance)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=tolerance)
    np.testing.assert_allclose(found[["low", "high"]], expected[["ci_low", "ci_high"]], rtol=tolerance, atol=tolerance)
    np.testing.assert_array_equal(found["df"], expected["df_resid"])


@pytest.mark.parametrize("design", numbers("ordinal")["design"].unique())
def test_proportional_odds(design):
    expected = numbers("ordinal").query("design == @design").set_index("term")
    fit = regression(frame(design), "band", ["meals", "stype"], family="ordinal", design=design_of(design))
    found = named(fit.frame)
    between = fit.thresholds.set_axis([f"{row.category}|{row.next}" for row in fit.thresholds.itertuples()])
    for column in ("estimate", "se", "df"):
        both = {**found[column], **between[column]}
        np.testing.assert_allclose([both[name] for name in expected.index], expected[column], rtol=DIFFERENCED)


@pytest.mark.parametrize("design", ["strat", "clus1", "clus2"])
def test_average_effects(design):
    """Categories: the conditional part of svypredmeans, contrasted. Numbers: a numerical derivative in R, hence 1e-7."""
    expected = numbers("effects").query("design == @design").set_index("term")
    fit = fit_of(design, "quasibinomial awards~ell+meals+stype")
    found = named(fit.effects).loc[expected.index]
    np.testing.assert_allclose(found["effect"], expected["effect"], rtol=1e-7)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=1e-7)


@pytest.mark.parametrize("design", DESIGNS)
def test_alpha(design):
    """svycralpha; its error by svyratio of the squares, or withReplicates."""
    expected = numbers("alpha").query("design == @design").iloc[0]
    found = cronbach_alpha(frame(design), ["ell", "mobility", "meals", "not.hsg"], design=design_of(design)).loc[0]
    np.testing.assert_allclose(
        found[["alpha", "se", "df"]].astype(float), expected[["alpha", "se", "df"]].astype(float), rtol=EXACT
    )
    assert found["n"] == len(frame(design))

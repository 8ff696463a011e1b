"""What must hold for any data: symmetries, and agreement with the formulas written out row by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import expit

from analysis import DataError, Design, cronbach_alpha, regression

COMPLEX = Design(weight="weight", strata="stratum", psu="psu")

OUTCOMES = {"linear": "value", "quasibinomial": "agrees", "ordinal": "grade"}


@st.composite
def samples(draw) -> pd.DataFrame:
    drawn = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.integers(40, 80))
    x, group = drawn.normal(size=size), drawn.choice(["a", "b", "c"], size)
    latent = x + (group == "b") + 2 * drawn.logistic(size=size)
    return pd.DataFrame(
        {
            "x": x,
            "other": drawn.normal(size=size),
            "group": group,
            "value": latent,
            "agrees": latent > 0,
            "grade": np.digitize(latent, [-1.5, 1.5]),
            "weight": drawn.uniform(0.5, 4, size),
            "stratum": np.arange(size) % 2,
            "psu": np.arange(size) // 2 % 6,
        }
    )


def fit_of(data, family, predictors=("x", "group"), design=COMPLEX, **options):
    """Fit, leaving out the draws in which the outcome is separated."""
    try:
        return regression(data, OUTCOMES[family], list(predictors), family=family, design=design, **options)
    except DataError as error:
        assume("separated" not in str(error))
        raise


def numbers(fit):
    """Every number of the coefficients and the effects."""
    return np.concatenate([frame.select_dtypes("number").to_numpy(dtype=float).ravel() for frame in (fit.frame, fit.effects)])


def same(expected):
    return pytest.approx(numbers(expected), rel=1e-6, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("family", OUTCOMES)
@settings(max_examples=25)
@given(data=samples())
def test_the_scale_of_weights_and_the_order_of_rows_do_not_matter(family, data):
    fit = fit_of(data, family)
    assert numbers(fit_of(data.assign(weight=1e4 * data["weight"]), family)) == same(fit)
    assert numbers(fit_of(data.sample(frac=1, random_state=3), family)) == same(fit)


@pytest.mark.parametrize("family", OUTCOMES)
@settings(max_examples=25)
@given(data=samples())
def test_rows_outside_change_nothing_but_keep_their_place_in_the_design(family, data):
    fit = fit_of(data, family)
    more = pd.concat([data, data.assign(x=np.nan)], ignore_index=True)
    outside = fit_of(more, family)
    assert numbers(outside) == same(fit)
    assert outside.attrs["missing"] == len(data)
    assert numbers(
        fit_of(pd.concat([data, data], ignore_index=True), family, where=np.arange(2 * len(data)) < len(data))
    ) == same(fit)


@pytest.mark.parametrize("family", OUTCOMES)
@settings(max_examples=25)
@given(data=samples(), unit=st.sampled_from([1e-6, 3.0, 1e5]))
def test_the_unit_of_a_predictor_scales_its_coefficient_alone(family, data, unit):
    fit = fit_of(data, family)
    scaled = fit_of(data.assign(x=unit * data["x"] + 7 * unit), family)
    slope = fit.frame["term"] == "x"
    np.testing.assert_allclose(scaled.frame["estimate"][slope] * unit, fit.frame["estimate"][slope], rtol=1e-6)
    kept = fit.frame["term"] == "group"
    np.testing.assert_allclose(scaled.frame["se"][kept], fit.frame["se"][kept], rtol=1e-6)
    np.testing.assert_allclose(scaled.frame["p"][slope], fit.frame["p"][slope], rtol=1e-5, atol=1e-12)


@settings(max_examples=25)
@given(data=samples())
def test_effects_on_the_categories_of_an_outcome_sum_to_zero(data):
    effects = fit_of(data, "ordinal").effects
    total = effects.groupby(["term", effects["category"].fillna("")])["effect"].sum()
    np.testing.assert_allclose(total, 0, atol=1e-12)


@settings(max_examples=25)
@given(data=samples())
def test_the_reference_changes_names_and_signs_alone(data):
    one, other = (fit_of(data, "quasibinomial", reference={"group": which}) for which in "ab")
    assert one.frame["estimate"][2] == pytest.approx(-other.frame["estimate"][2])
    assert one.frame["se"][2] == pytest.approx(other.frame["se"][2])
    assert one.effects["effect"][1] == pytest.approx(-other.effects["effect"][1])


@pytest.mark.parametrize("family", ["linear", "quasibinomial"])
@settings(max_examples=25)
@given(data=samples())
def test_errors_as_written_out(family, data):
    """A⁻¹ B A⁻¹ with B the scatter of the PSU totals of the weighted scores [Binder 1983]."""
    fit = fit_of(data, family, ["x", "other"])
    design = np.column_stack([np.ones(len(data)), data["x"], data["other"]])
    linear = design @ fit.frame["estimate"].to_numpy()
    mean = linear if family == "linear" else expit(linear)
    y, weight = data[OUTCOMES[family]].to_numpy(dtype=float), data["weight"].to_numpy()
    spread = np.ones(len(data)) if family == "linear" else mean * (1 - mean)
    bread = np.linalg.inv(design.T @ (design * (weight * spread)[:, None]))
    scores = pd.DataFrame(design * (weight * (y - mean))[:, None])
    np.testing.assert_allclose(scores.sum(), 0, atol=1e-6)
    meat = np.zeros((3, 3))
    for _, psus in scores.groupby([data["stratum"], data["psu"]]).sum().groupby(level=0):
        centred = (psus - psus.mean()).to_numpy()
        meat += len(psus) / (len(psus) - 1) * centred.T @ centred
    np.testing.assert_allclose(fit.covariance, bread @ meat @ bread, rtol=1e-7, atol=1e-12)


@settings(max_examples=25)
@given(data=samples())
def test_simple_random_sampling_gives_the_sandwich(data):
    """psu = row: HC0 times n/(n - 1)."""
    fit = fit_of(data, "linear", ["x"], design=Design())
    design = np.column_stack([np.ones(len(data)), data["x"]])
    residual = data["value"].to_numpy() - design @ fit.frame["estimate"].to_numpy()
    bread = np.linalg.inv(design.T @ design)
    meat = (design * residual[:, None]).T @ (design * residual[:, None])
    n = len(data)
    np.testing.assert_allclose(fit.covariance, bread @ meat @ bread * n / (n - 1), rtol=1e-8)


@settings(max_examples=25)
@given(data=samples())
def test_alpha_of_one_item_twice_is_one_and_does_not_depend_on_units(data):
    items = ["x", "other", "value"]
    found = cronbach_alpha(data, items, design=COMPLEX).loc[0]
    scaled = cronbach_alpha(3 * data[items] + 1e3, items, design=Design()).loc[0]
    assert cronbach_alpha(data, items).loc[0, "alpha"] == pytest.approx(scaled["alpha"], abs=1e-9)
    assert found["alpha"] <= 1
    doubled = data.assign(again=data["x"])
    assert cronbach_alpha(doubled, ["x", "again"], design=COMPLEX).loc[0, "alpha"] == pytest.approx(1)

"""Every way a model can fail says so, in words; nothing is a silent NaN."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import ArgumentError, Calibrated, DataError, Design, DesignError, cronbach_alpha, regression
from analysis.estimation.domain import domain
from analysis.estimation.sampling.calibrated import ReplicateWeights
from analysis.models.families import FAMILIES
from analysis.models.fitting import fitted
from analysis.models.outcome import outcome_of
from analysis.models.problem import posed
from analysis.models.terms import predictor_list

DRAWN = np.random.default_rng(8)
SIZE = 60
DATA = pd.DataFrame(
    {
        "x": DRAWN.normal(size=SIZE),
        "group": DRAWN.choice(["a", "b", "c"], SIZE),
        "value": DRAWN.normal(size=SIZE),
        "agrees": DRAWN.random(SIZE) < 0.4,
        "grade": DRAWN.integers(1, 4, SIZE),
        "psu": DRAWN.integers(0, 4, SIZE),
        "constant": 5.0,
        "same": "z",
        "weightless": 0.0,
    }
).assign(
    twice=lambda rows: 2 * rows["x"] + 1,
    above=lambda rows: rows["x"] > 0,
    never=lambda rows: rows["agrees"] & (rows["group"] != "a"),
    other=DRAWN.normal(size=SIZE),
    further=DRAWN.normal(size=SIZE),
    exact=lambda rows: 3 * rows["x"] - 1,
    thirds=lambda rows: np.digitize(rows["x"], [-0.5, 0.5]),
    person=[f"person {number}" for number in range(SIZE)],
    word=lambda rows: rows["grade"].map({1: "weak", 2: "medium", 3: "strong"}),
)
ONE_OF_EACH = ~DATA["grade"].duplicated()


@pytest.mark.parametrize(
    ("outcome", "predictors", "options", "words"),
    [
        ("above", ["x", "value"], {"family": "quasibinomial"}, "terms 'x': The outcome is completely separated"),
        ("never", ["x", "group"], {"family": "quasibinomial"}, "\"group='b'\", \"group='c'\": The outcome is quasi-completely"),
        ("thirds", ["x"], {"family": "ordinal"}, "terms 'x': The outcome is completely separated"),
        ("value", ["x", "twice", "group"], {}, "terms 'twice': 1 of 4 terms are linear combinations"),
        ("value", ["x", "constant"], {}, "variable 'constant': The predictor is the same for all"),
        ("value", ["same"], {}, "variable 'same': The predictor is the same for all respondents of the model. Got 'z'"),
        ("constant", ["x"], {}, "outcome 'constant': The outcome is the same for all"),
        (np.zeros(SIZE), ["x"], {"family": "quasibinomial"}, "Got 0.0, 60 times"),
        ("grade", ["x"], {"family": "ordinal", "where": DATA["grade"] == 2}, "The outcome is the same for all .* Got 2, "),
        ("value", ["x"], {"where": np.zeros(SIZE, dtype=bool)}, "Nobody is left to fit the model to. Got 0 respondents"),
        ("value", ["x"], {"design": Design(weight="weightless")}, "60 of weight 0"),
        ("value", ["group"], {"where": DATA["group"] != "c", "reference": {"group": "c"}}, "reference category. Got 'c'"),
        (
            "value",
            ["x", "other", "further"],
            {"where": np.arange(SIZE) < 3},
            "as many coefficients as respondents, or more: .* Got 4 coefficients and 3 respondents",
        ),
        ("value", ["x"], {"where": np.arange(SIZE) < 2}, "Got 2 coefficients and 2 respondents"),
        ("grade", ["other"], {"family": "ordinal", "where": ONE_OF_EACH}, "Got 3 coefficients and 3 respondents"),
        (
            "value",
            ["x", "person"],
            {},
            "predictor 'person', 59 terms: .* Got 61 coefficients and 60 respondents. Merge categories",
        ),
    ],
)
def test_data_that_no_model_fits(outcome, predictors, options, words):
    with pytest.raises(DataError, match=words):
        regression(DATA, outcome, predictors, **options)


@pytest.mark.parametrize(
    ("outcome", "predictors", "options", "words"),
    [
        ("group", ["x"], {"family": "quasibinomial"}, "'group' has 3 categories"),
        ("group", ["x"], {}, "'group' does not hold numbers"),
        (("group", "q"), ["x"], {}, "no such category of 'group'"),
        (DATA["grade"], ["x"], {"family": "quasibinomial"}, "true or false"),
        (DATA["grade"], ["x"], {"family": "ordinal"}, "named by one text"),
        (
            "word",
            ["x"],
            {"family": "ordinal"},
            r"'word' holds texts, and nothing says in which order .* Got 'medium', 'strong', 'weak'. Give them in order",
        ),
        ("x", ["value", "x"], {}, "The outcome is its own predictor, .* Got 'x'"),
        (("group", "a"), "group", {"family": "quasibinomial"}, "The outcome is its own predictor, .* Got 'group'"),
        (DATA["value"].to_numpy()[1:], ["x"], {}, "Got 59 values"),
        (DATA["value"].iloc[::-1], ["x"], {}, "index is not the data's"),
        (DATA["group"], ["x"], {}, "does not hold numbers"),
        (np.full(SIZE, np.inf), ["x"], {}, "a finite number"),
        ("value", ["x", "x"], {}, "named twice"),
        ("value", ["xx"], {}, "no such variable"),
        ("value", ["x"], {"family": "poisson"}, "no such family of models"),
        ("value", ["x"], {"non_answers": "zero"}, "no such way with non-answers"),
        ("value", ["group"], {"reference": {"group": "q"}}, "no such category of 'group'"),
        ("value", ["group"], {"reference": {"x": 1}}, "no such predictor to take a reference of"),
        ("value", ["x"], {"level": 95}, "between 0 and 1"),
    ],
)
def test_arguments_that_are_wrong(outcome, predictors, options, words):
    with pytest.raises(ArgumentError, match=words):
        regression(DATA, outcome, predictors, **options)


def test_more_terms_than_degrees_of_freedom_have_errors_but_no_tests():
    fit = regression(DATA, "value", ["x", "group", "grade"], design=Design(psu="psu"))
    assert fit.frame["se"].gt(0).all()
    assert fit.frame[["low", "high", "p"]].isna().all(axis=None)
    assert fit.attrs["warnings"] == "The design has 3 degrees of freedom and the model 4 terms: there is no interval and no test."


def test_an_identifier_is_refused_before_its_columns_are_made():
    people = pd.DataFrame({"y": DRAWN.normal(size=100_000), "person": np.arange(100_000).astype(str)})
    with pytest.raises(DataError, match="predictor 'person', 99999 terms"):  # as columns they would take 80 GB
        regression(people, "y", "person")


def test_an_ordinal_outcome_of_texts_takes_the_order_that_it_is_given():
    words = pd.Categorical(DATA["word"], ["weak", "medium", "strong"], ordered=True)
    fit = regression(DATA.assign(word=words), "word", ["x", "group"], family="ordinal")
    by_number = regression(DATA, "grade", ["x", "group"], family="ordinal")
    np.testing.assert_allclose(fit.frame["estimate"], by_number.frame["estimate"])
    assert fit.thresholds["next"].tolist() == ["medium", "strong"]


def test_categories_that_are_in_no_order_are_no_ordinal_outcome():
    """As `astype("category")` makes them and a file of column types keeps them: in the order of the alphabet."""
    for words in (DATA["word"].astype("category"), pd.Categorical(DATA["word"], ["weak", "medium", "strong"])):
        with pytest.raises(ArgumentError, match=r"nothing says in which order .* pd\.Categorical\(.*ordered=True\)"):
            regression(DATA.assign(word=words), "word", ["x"], family="ordinal")
    numbers = regression(DATA.assign(grade=DATA["grade"].astype("category")), "grade", ["x"], family="ordinal")
    assert numbers.thresholds["category"].tolist() == [1, 2]


@pytest.mark.parametrize("kind", ["datetime64[s]", "timedelta64[s]", "complex128"])
def test_dates_and_complex_numbers_are_no_outcome(kind):
    with pytest.raises(ArgumentError, match=f"does not hold numbers. Got {re.escape(kind)}"):
        regression(DATA, pd.Series(range(SIZE)).astype(kind), ["x"])


def test_an_outcome_that_is_made_of_a_predictor_is_no_mistake():
    fit = regression(DATA, (DATA["x"] + DATA["value"]).rename("x"), ["x"])
    assert fit.frame["se"].gt(0).all()


def test_an_exact_relation_has_no_error_and_no_test():
    fit = regression(DATA, "exact", ["x"])
    np.testing.assert_allclose(fit.frame["estimate"], [-1, 3])
    assert fit.frame["se"].eq(0).all()
    assert fit.frame["p"].isna().all()
    assert "without sampling error" in fit.attrs["warnings"]


def test_large_numbers_that_hardly_differ_keep_their_digits():
    plain = regression(DATA, "value", ["x"]).frame
    far = regression(DATA.assign(value=DATA["value"] * 1e-3 + 1e9), "value", ["x"]).frame
    np.testing.assert_allclose(far["se"], plain["se"] * 1e-3, rtol=1e-3)


def test_an_outlier_is_no_separation():
    fit = regression(DATA.assign(x=[1e6, *DATA["x"][1:]]), "agrees", ["x"], family="quasibinomial")
    assert fit.frame["se"].gt(0).all()


def test_replicates_in_which_the_outcome_is_separated_are_left_out_and_told():
    data = pd.DataFrame({"group": ["a"] * 6 + ["b"] * 6, "y": [1, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0]})
    fit = regression(data, "y", "group", family="quasibinomial", design=jackknife(data))
    assert fit.frame["se"].gt(0).all()
    assert fit.attrs["warnings"] == "In 1 of the replicates the model has no estimate: they are left out of the standard errors."


def test_negative_replicate_weights_are_refused():
    made = ReplicateWeights(DRAWN.normal(size=(SIZE, 5)), np.ones(5), mse=False)
    with pytest.raises(DesignError, match="from 0 up"):
        regression(DATA, "value", "x", design=Calibrated(Design(), pd.Series(1.0, DATA.index), {}, replicates=made))


def test_labels_may_be_of_any_alphabet_and_types():
    data = DATA.assign(
        топ=pd.Categorical(DATA["group"].map({"a": "қала", "b": "ауыл", "c": "кент"}), ["қала", "ауыл", "кент", "жоқ"])
    )
    fit = regression(data, "agrees", ["топ", "above"], family="quasibinomial")
    assert fit.frame["category"].tolist() == [None, "ауыл", "кент", True]
    assert fit.attrs["reference"] == "топ='қала'; above=False"
    assert fit.attrs["warnings"] == "топ: nobody in the model is in 'жоқ': no coefficient."


def test_an_array_with_gaps_is_an_outcome():
    gaps = DATA["agrees"].astype(object).where(DATA["x"] > -1, None)
    fit = regression(DATA, gaps, ["x"], family="quasibinomial")
    whole = regression(DATA, "agrees", ["x"], family="quasibinomial", where=DATA["x"] > -1)
    pd.testing.assert_frame_equal(fit.frame, whole.frame)
    assert fit.attrs["missing"] == int((DATA["x"] <= -1).sum())
    assert fit.attrs["outcome"] == "agrees"


@pytest.mark.parametrize(
    ("items", "words"), [(["x"], "two items or more"), (["x", "x"], "each named once"), (["x", "group"], "does not hold numbers")]
)
def test_items_that_are_no_battery(items, words):
    with pytest.raises(ArgumentError, match=words):
        cronbach_alpha(DATA, items)


def test_alpha_where_there_is_none():
    found = cronbach_alpha(DATA, ["constant", "weightless"])
    assert np.isnan(found["alpha"][0])
    assert "the same for all" in found.attrs["warnings"]
    nobody = cronbach_alpha(DATA, ["x", "value"], where=DATA["x"] > 99)
    assert np.isnan(nobody["alpha"][0])
    assert "nobody is in the base" in nobody.attrs["warnings"]


def test_an_item_that_goes_against_the_others_is_named():
    found = cronbach_alpha(DATA.assign(turned=-DATA["x"]), ["x", "twice", "turned"])
    assert found.attrs["warnings"] == "alpha: 'turned' goes against the sum of the others: turn it round, or leave it out."


def jackknife(data: pd.DataFrame) -> Calibrated:
    """Leave each row out once."""
    size = len(data)
    weights = np.full((size, size), size / (size - 1))
    np.fill_diagonal(weights, 0)
    made = ReplicateWeights(weights, np.full(size, (size - 1) / size), mse=False)
    return Calibrated(Design(), pd.Series(1.0, data.index), {}, replicates=made)


@pytest.mark.parametrize(("family", "outcome"), [("linear", "value"), ("ordinal", "rare")])
def test_replicates_that_lose_a_category_are_left_out_and_told(family, outcome):
    rare = [1] * (SIZE // 2 - 1) + [2] * (SIZE // 2) + [3]
    data = DATA.assign(rare=rare, lonely=["a"] * (SIZE - 1) + ["b"])
    predictor = "x" if family == "ordinal" else "lonely"
    fit = regression(data, outcome, predictor, family=family, design=jackknife(data))
    assert fit.frame["se"].gt(0).all()
    assert fit.attrs["warnings"].startswith("In 1 of the replicates the model has no estimate")


def test_replicates_of_which_none_has_an_estimate_give_no_error():
    data = DATA.assign(lonely=["a"] * (SIZE - 1) + ["b"])
    weights = np.ones((SIZE, 3))
    weights[-1] = 0
    made = ReplicateWeights(weights, np.ones(3), mse=False, df=2)
    fit = regression(data, "value", "lonely", design=Calibrated(Design(), pd.Series(1.0, data.index), {}, replicates=made))
    assert fit.frame["estimate"].notna().all()
    assert fit.frame["se"].isna().all()
    assert fit.attrs["warnings"].endswith("The design gives no standard error.")


def test_a_probability_next_to_one_is_no_separation():
    data = DATA.assign(x=[300.0, *DATA["x"][1:]]).assign(
        far=lambda rows: np.where(rows["x"] > 100, True, rows["x"] + DRAWN.logistic(size=SIZE) > 0)
    )
    for design in (Design(), jackknife(data)):
        fit = regression(data, "far", "x", family="quasibinomial", design=design)
        assert fit.frame["se"].gt(0).all()
        assert fit.frame["estimate"][1] * 300 > 20


def test_an_iteration_that_does_not_end_is_an_error():
    within = domain(DATA)
    for name, outcome in (("ordinal", "grade"), ("quasibinomial", "agrees"), ("linear", "value")):
        problem, _, _ = posed(within, outcome_of(within.data, outcome, name), predictor_list(within.data, "x", None, "missing"))
        stuck = replace(FAMILIES[name], estimate=lambda *given: None)
        with pytest.raises(DataError, match=r"The model did not converge. Got 60 respondents, 1 terms"):
            fitted(stuck, problem, within.sample)


@pytest.mark.parametrize("start", [[-40.0, 40.0, 5.0], [-1e308, 1e308, 0.0]])
def test_a_start_from_nowhere_finds_nothing(start):
    x, y = DATA[["x"]].to_numpy(), DATA["grade"].to_numpy() - 1.0
    assert FAMILIES["ordinal"].estimate(x, y, np.ones(SIZE), np.array(start)) is None


def test_a_logit_from_nowhere_finds_nothing():
    x, y = DATA[["x"]].to_numpy(), DATA["agrees"].to_numpy(dtype=float)
    assert FAMILIES["quasibinomial"].estimate(x, y, np.ones(SIZE), np.array([np.inf, 0])) is None


def test_steps_that_overshoot_are_halved():
    x, y, weight = DATA[["x"]].to_numpy(), DATA["grade"].to_numpy() - 1.0, np.ones(SIZE)
    near = FAMILIES["ordinal"].estimate(x, y, weight, None)
    far = FAMILIES["ordinal"].estimate(x, y, weight, np.array([-6.0, 6.0, 3.0]))
    np.testing.assert_allclose(far, near, rtol=1e-9)

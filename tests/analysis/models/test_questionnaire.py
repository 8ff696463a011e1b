"""Questions of an instrument in models: what is a number, what a category, and what becomes of non-answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis import ArgumentError, cronbach_alpha, regression, shares
from instruments.model import NonAnswer
from tests.analysis.estimation.questionnaire import responses

CANNOT, REFUSED, SKIPPED = NonAnswer.CANNOT_ANSWER, NonAnswer.REFUSED, NonAnswer.SKIPPED

LEAVE = [1, 2, CANNOT, 1, 2, REFUSED, CANNOT, 1, 2, 2, 1, CANNOT, None, 2]
STRENGTH = [1, 5, 3, 2, 4, 3, 2, 5, 1, 4, 3, 2, 1, 5]
AGE = [20, 30, 41, 52, 23, 64, 35, 46, 57, 28, 39, 60, 61, 42]
DATA = responses(
    *(
        {"strength": strength, "age": age, **({} if leave is None else {"leave": leave})}
        for leave, strength, age in zip(LEAVE, STRENGTH, AGE, strict=True)
    )
)


def test_cannot_answer_is_an_outcome():
    fit = regression(DATA, ("leave", CANNOT), ["age"], family="quasibinomial")
    assert fit.attrs["outcome"] == "leave is -1"
    assert fit.attrs["n"] == 13  # who refused is asked and has not answered so; who skipped is not in the base
    assert fit.attrs["ones"] == 3
    assert fit.attrs["non_answers"] == 1
    rate = regression(DATA, ("leave", [CANNOT]), []).frame["estimate"][0]
    share = shares(DATA, "leave").set_index("category")["share"]
    assert rate == pytest.approx(share[int(CANNOT)])


def test_a_series_is_an_outcome_of_the_same_data():
    marked = DATA.frame["leave"].eq(int(CANNOT)).where(DATA.frame["leave"] != int(SKIPPED))
    one = regression(DATA, marked, ["age"], family="quasibinomial").frame
    other = regression(DATA, ("leave", CANNOT), ["age"], family="quasibinomial").frame
    np.testing.assert_allclose(one["estimate"], other["estimate"])


def test_the_two_answers_in_the_order_of_the_questionnaire():
    fit = regression(DATA, "leave", ["age"], family="quasibinomial")
    assert fit.attrs["outcome"] == "leave is 1"  # 2 is offered first
    assert (fit.attrs["n"], fit.attrs["ones"], fit.attrs["non_answers"]) == (9, 4, 5)


def test_a_scale_is_a_number_unless_it_has_a_reference():
    assert regression(DATA, "age", "strength").frame["term"].tolist() == ["(Intercept)", "strength"]
    found = regression(DATA, "age", "strength", reference={"strength": 3}).frame
    assert found["category"].tolist() == [None, 1, 2, 4, 5]


def test_non_answers_of_a_predictor_are_left_out_or_categories():
    out = regression(DATA, "age", "leave")
    assert out.frame["category"].tolist() == [None, 1]
    assert (out.attrs["n"], out.attrs["non_answers"], out.attrs["missing"]) == (9, 5, 0)
    kept = regression(DATA, "age", "leave", non_answers="category")
    assert kept.frame["category"].tolist() == [None, 1, -1, -2]
    assert (kept.attrs["n"], kept.attrs["non_answers"]) == (13, 1)


def test_a_column_that_no_question_made_is_what_its_type_says():
    assert regression(DATA, "age", "language").frame["category"].tolist() == [None, "kk"]
    data = replace(DATA, frame=DATA.frame.assign(minutes=np.arange(14) % 5))
    assert regression(data, "age", "minutes").frame["category"].tolist() == [None, None]


def test_a_derived_variable_is_a_category():
    found = regression(DATA, "age", "leave_yes").frame
    assert found["category"].tolist() == [None, "out"]


def test_an_ordinal_outcome_of_a_scale():
    fit = regression(DATA, "strength", ["age"], family="ordinal")
    assert fit.thresholds["category"].tolist() == [1, 2, 3, 4]
    assert fit.thresholds["next"].tolist() == [2, 3, 4, 5]
    assert fit.thresholds["estimate"].is_monotonic_increasing
    assert fit.effects["outcome"].tolist() == [1, 2, 3, 4, 5]


def test_an_ordinal_outcome_that_is_derived_has_the_order_of_the_questionnaire():
    data = replace(DATA, frame=DATA.frame.assign(leave=[1, 2, 1, 1, 2, 2, 2, 1, 2, 2, 1, 1, 2, 2]))
    fit = regression(data, "leave_yes", ["strength"], family="ordinal")
    categories = next(one.categories for one in data.instrument.derived if one.id == "leave_yes")
    assert [*fit.thresholds["category"], *fit.thresholds["next"]] == [name for name, _ in categories]


def test_a_text_that_no_question_made_has_no_order():
    with pytest.raises(ArgumentError, match="'language' holds texts, and nothing says in which order"):
        regression(DATA, "language", ["age"], family="ordinal")


def test_a_set_of_choices_is_named_by_its_choices():
    chosen = responses(
        *(
            {"spheres": (1, 4) if age > 40 else (7,), "strength": strength, "age": age}
            for strength, age in zip(STRENGTH, AGE, strict=True)
        )
    )
    assert regression(chosen, "strength", "spheres__economy").frame["term"].tolist() == ["(Intercept)", "spheres__economy"]
    for outcome, predictor in (("strength", "spheres"), ("spheres", "strength"), (("spheres", 1), "strength")):
        with pytest.raises(ArgumentError, match="spheres__…"):
            regression(chosen, outcome, predictor)


def test_alpha_counts_who_lacks_an_item():
    found = cronbach_alpha(DATA, ["strength", "age"])
    assert found["n"][0] == 14
    assert found.attrs["missing"] == 0

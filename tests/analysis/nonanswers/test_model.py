"""Who cannot answer: the model by other routes, what it says of itself, and the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.api import Logit

from analysis import ArgumentError, Data, DataError, Design, cannot_answer, regression, who_cannot_answer
from analysis.estimation.intervals.multiplicity import holm
from instruments.model import NonAnswer
from tests.analysis.estimation.questionnaire import instrument, responses

SMALL = instrument()


def study(seed: int, n: int = 200) -> Data:
    """Answers to "leave" of people in two languages, of three ages, with weights."""
    chance = np.random.default_rng(seed)
    language, age = chance.choice(["en", "kk"], n), chance.choice([20, 40, 60], n)
    often = np.where(language == "kk", 0.25, 0.45) + (age - 40) / 200
    codes = np.where(chance.random(n) < often, -1, chance.choice([1, 2, -2, -5], n, p=[0.5, 0.3, 0.1, 0.1]))
    columns = {"language": language, "age": age, "leave": codes, "weight": chance.uniform(0.5, 2, n)}
    return Data(pd.DataFrame({**columns, "sex": chance.integers(0, 2, n)}).astype({"sex": object}), SMALL)


def test_one_factor_gives_the_difference_of_the_rates():
    data = study(1)
    line = who_cannot_answer(data, "leave", "language", reference={"language": "en"}).effects.iloc[0]
    rates = cannot_answer(data, "leave", by="language").set_index("language")
    assert line["effect"] == pytest.approx(rates.loc["kk", "share"] - rates.loc["en", "share"])
    assert line["se"] == pytest.approx(np.hypot(*rates["se"]), rel=1e-9)
    assert (line["category"], line["reference"]) == ("kk", "en")


def test_several_predictors_are_those_of_another_package():
    """Average marginal effects of statsmodels' unweighted Logit: a dummy's discrete change and a number's derivative."""
    data = study(2)
    found = who_cannot_answer(data, "leave", ["language", "age"], reference={"language": "en"}).effects
    frame = data.frame[data.frame["leave"] != -5]
    x = np.column_stack([np.ones(len(frame)), frame["language"] == "kk", frame["age"]]).astype(float)
    model = Logit((frame["leave"] == -1).astype(float).to_numpy(), x).fit(disp=0, tol=1e-12)
    assert found["effect"].tolist() == pytest.approx(model.get_margeff(at="overall", dummy=True).margeff, rel=1e-6)
    assert found["predictor"].tolist() == ["language", "age"]
    assert found["reference"].tolist() == ["en", None]


def test_what_the_result_says_of_itself():
    data = study(3)
    found = who_cannot_answer(data, "leave", ["language", "sex"])
    asked = data.frame["leave"] != -5
    cases = int((data.frame["leave"] == -1).sum())
    assert (found.n, found.cases, found.tests) == (int(asked.sum()), cases, 2)
    assert found.events_per_term == min(cases, found.n - cases) / 2
    assert found.effects["n"].tolist() == [found.n] * 2
    assert found.effects["p_adjusted"].tolist() == pytest.approx(holm(found.effects["p"].to_numpy()).tolist())
    assert found.effects.attrs["left_out"] == int((~asked).sum())
    assert (found.effects.attrs["tests"], found.effects.attrs["adjustment"]) == (2, "holm")
    assert found.effects.attrs["warnings"] == ""
    assert found.regression.frame["term"].tolist() == ["(Intercept)", "language", "sex"]


def test_the_model_is_a_regression_of_those_who_could_not_answer():
    data = study(4)
    weighted = Data(data.frame, SMALL, Design(weight="weight"))
    found = who_cannot_answer(weighted, "leave", "sex", where=data.frame["age"] > 20, reference={"sex": 0})
    same = regression(
        weighted, ("leave", [-1]), "sex", family="quasibinomial", where=data.frame["age"] > 20, reference={"sex": 0}
    ).effects
    for name in ("effect", "se", "low", "high", "p"):
        assert found.effects[name].tolist() == pytest.approx(same[name].tolist())


def test_the_reference_is_the_answer_of_most():
    data = study(5)
    most = data.frame.loc[data.frame["leave"] != -5, "language"].mode()[0]
    assert set(who_cannot_answer(data, "leave", "language").effects["reference"]) == {most}


def test_a_non_answer_of_a_predictor_is_a_category_or_missing():
    chance = np.random.default_rng(6)
    leave, why = (chance.choice([1, 2, -1, -6], 300, p=[0.4, 0.2, 0.2, 0.2]) for _ in range(2))
    data = Data(pd.DataFrame({"leave": np.where(leave == -6, -1, leave), "why": why}), SMALL)
    assert who_cannot_answer(data, "leave", "why").effects["category"].tolist() == [2, -6, -1]
    left = who_cannot_answer(data, "leave", "why", non_answers="missing")
    assert left.effects["category"].tolist() == [2]
    assert left.n == int((why > 0).sum())


def test_other_kinds_of_cannot_answer_and_several_answers_count_too():
    kinds = responses(*[{"leave": 1, "why": NonAnswer.NO_OPINION}, {"leave": 1, "why": 1}, {"leave": 1, "why": 2}] * 20)
    grouped = Data(kinds.frame.assign(half=np.tile(["a", "b"], 30)), kinds.instrument)
    assert who_cannot_answer(grouped, "why", "half").cases == 20
    many = responses(*[{"spheres": NonAnswer.CANNOT_ANSWER}, {"spheres": (1,)}, {"spheres": (4, 7)}] * 20)
    assert who_cannot_answer(Data(many.frame.assign(half=np.tile(["a", "b"], 30)), SMALL), "spheres", "half").cases == 20


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_scaled_weights_and_turned_rows_change_nothing_and_a_reference_only_signs(seed, factor):
    data = study(seed)
    turned = data.frame.iloc[::-1].reset_index(drop=True).assign(weight=lambda frame: frame["weight"] * factor)
    first, second = (
        who_cannot_answer(Data(frame, SMALL, Design(weight="weight")), "leave", ["language", "age"], reference={"language": one})
        for frame, one in ((data.frame, "en"), (turned, "kk"))
    )
    for name, sign in (("effect", -1), ("se", 1), ("p", 1)):
        assert second.effects[name][0] == pytest.approx(sign * first.effects[name][0], rel=1e-6, abs=1e-12)
        assert second.effects[name][1] == pytest.approx(first.effects[name][1], rel=1e-6, abs=1e-12)


def test_few_cases_are_said():
    data = responses(*[{"leave": NonAnswer.CANNOT_ANSWER}] * 6, *[{"leave": 1}] * 20)
    warnings = who_cannot_answer(data, "leave", "language").effects.attrs["warnings"]
    assert "6 of 26 could not answer: 6.0 of the rarer outcome for each of 1 terms, fewer than 10" in warnings


def test_wrong_arguments():
    data = study(7)
    with pytest.raises(ArgumentError, match="no code"):
        who_cannot_answer(data.frame, "leave", "language")
    for predictors in ([], ["leave"], ["language", "leave"]):
        with pytest.raises(ArgumentError, match="predictors other than the question"):
            who_cannot_answer(data, "leave", predictors)
    with pytest.raises(ArgumentError, match="languag"):
        who_cannot_answer(data, "leave", "languag")
    with pytest.raises(DataError, match="same for all"):
        who_cannot_answer(responses(*[{"leave": 1}] * 9), "leave", "language")
    with pytest.raises(DataError, match="same for all"):
        who_cannot_answer(data, "leave", "language", where=data.frame["language"] == "kk")
    everyone = data.frame.assign(leave=np.where(data.frame["language"] == "kk", -1, data.frame["leave"]))
    with pytest.raises(DataError, match="separated"):
        who_cannot_answer(Data(everyone, SMALL), "leave", "language")
    with pytest.raises(DataError, match="Nobody is left"):
        who_cannot_answer(responses({}, {}), "leave", "language")

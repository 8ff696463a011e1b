"""Questions with several answers: shares of answers and choices made together agree with R and with other routes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from analysis import AnalysisError, Design, multiple_response, overlaps, ratios, shares
from instruments.model import NonAnswer
from tests.analysis.estimation.golden import DIGITS, numbers
from tests.analysis.estimation.questionnaire import responses
from tests.analysis.estimation.test_contrast import given_to_r
from tests.analysis.estimation.test_routes import by_rows, samples

R = numbers("choices")
CHOICES = {"a": "sch.wide", "b": "comp.imp", "c": "awards"}
SETS = pd.DataFrame({"газет": [1, 1, 0, 1, 0, np.nan], "радио": [0, 1, 0, 0, 1, 1], "топ": list("ббббаа")})


def with_choices(name):
    """The schools with what each chose of the three, as columns of 0 and 1."""
    data, design = given_to_r(name)
    return data.assign(**{choice: (data[of] == "Yes").astype(int) for choice, of in CHOICES.items()}), design


@pytest.mark.parametrize("name", sorted(set(R["design"])))
def test_shares_of_answers_and_overlaps_of_r(name):
    """svyratio(~a, ~made, d); svymean(~I(b * c), d); svymean(~c, subset(d, b == 1))."""
    data, design = with_choices(name)
    names = list(CHOICES)
    answers = multiple_response(data, names, design=design, share_of="answers").set_index("category")
    both = overlaps(data, names, design=design).set_index(["first", "second"])
    first = overlaps(data, names, design=design, share_of="first").set_index(["first", "second"])
    for row in R[R["design"] == name].itertuples():
        place = row.choice if len(row.choice) == 1 else tuple(row.choice)
        found = {"answers": answers, "both": both, "first": first}[row.what].loc[place]
        assert (found["share"], found["se"]) == pytest.approx((row.estimate, row.se), rel=DIGITS), row


@given(frame=samples())
def test_shares_of_answers_sum_to_one_and_are_ratios(frame):
    data = frame.assign(one=(frame["value"] > 50).astype(int), two=(frame["other"] > 2).astype(int), made=0)
    data["made"] = data["one"] + data["two"]
    if data["made"].sum() == 0:
        return
    design = Design(weight="weight", psu="psu")
    found = multiple_response(data, ["one", "two"], design=design, share_of="answers")
    assert found["share"].sum() == pytest.approx(1)
    if (data["made"] > 0).sum() > 1:
        expected = ratios(data, "one", "made", design=design).iloc[0]
        assert (found["share"][0], found["se"][0]) == pytest.approx((expected["ratio"], expected["se"]), abs=1e-9)
        other = multiple_response(data, ["one", "two"], design=by_rows(data, design), share_of="answers")
        assert found["se"].tolist() == pytest.approx(other["se"].tolist())
    assert (found["low"] <= found["share"] + 1e-12).all()
    assert (found["high"] >= found["share"] - 1e-12).all()


def test_shares_of_respondents_are_those_of_each_column():
    data, design = with_choices("clus1")
    found = multiple_response(data, list(CHOICES), by="stype", design=design).set_index(["stype", "category"])
    for choice in CHOICES:
        alone = shares(data, choice, by="stype", design=design).set_index(["stype", "category"])
        for group in ("E", "H", "M"):
            names = ["n", "base_n", "share", "se", "low", "high", "deff"]
            assert found.loc[(group, choice), names].tolist() == pytest.approx(alone.loc[(group, 1), names].tolist(), nan_ok=True)


def test_a_question_of_an_instrument():
    data = responses(
        {"spheres": (1, 4)},
        {"spheres": (1,)},
        {"spheres": NonAnswer.CANNOT_ANSWER},
        {"spheres": (1, 4, 7)},
        {"spheres": (4,)},
        {},
    )
    respondents = multiple_response(data, "spheres")
    assert respondents.drop(columns="df").equals(shares(data, "spheres").drop(columns="df"))
    assert respondents.attrs["share_of"] == "respondents"
    answers = multiple_response(data, "spheres", share_of="answers")
    assert answers[["category", "n", "base_n"]].to_numpy().tolist() == [[1, 3, 7], [4, 3, 7], [7, 1, 7]]
    assert answers["share"].tolist() == pytest.approx([3 / 7, 3 / 7, 1 / 7])
    together = overlaps(data, "spheres")
    assert together[["first", "second", "n", "base_n"]].to_numpy().tolist() == [[1, 4, 2, 5], [1, 7, 1, 5], [4, 7, 1, 5]]
    of_first = overlaps(data, "spheres", share_of="first").set_index(["first", "second"])
    assert tuple(of_first.loc[(7, 4), ["n", "base_n", "share"]]) == (1, 1, 1.0)


def test_columns_of_a_bare_frame():
    found = multiple_response(SETS, ["газет", "радио"])
    assert found["category"].tolist() == ["газет", "радио"]
    assert (found["base_n"].tolist(), found["n"].tolist()) == ([5, 5], [3, 2])
    assert found.attrs["missing"] == 1
    answers = multiple_response(SETS, ["газет", "радио"], by="топ", share_of="answers")
    assert answers["топ"].tolist() == ["а", "а", "б", "б"]
    assert answers["n"].tolist() == [0, 1, 3, 1]
    assert answers["se"].isna().tolist() == [True, True, False, False]
    assert answers.attrs["missing"] == 1


def test_answers_of_one_respondent_have_no_standard_error():
    data = pd.DataFrame({"a": [1, 0], "b": [1, 0]})
    found = multiple_response(data, ["a", "b"], share_of="answers")
    assert found["share"].tolist() == [0.5, 0.5]
    assert found["se"].isna().all()
    assert "one respondent gave the answers" in found.attrs["warnings"]
    assert (found["low"] < 0.1).all()


def test_nobody_chose_anything():
    data = pd.DataFrame({"a": [0, 0], "b": [0, 0], "empty": np.nan})
    for found in (
        multiple_response(data, ["a", "b"], share_of="answers"),
        multiple_response(data, ["empty", "a"]),
        overlaps(data, ["a", "b"], share_of="first"),
    ):
        assert found["share"].isna().all()
        assert "nobody is in the base" in found.attrs["warnings"]
        assert (found["low"].tolist(), found["high"].tolist()) == ([0.0] * len(found), [1.0] * len(found))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: multiple_response(SETS, ["газет"], share_of="choices"), "no such base of shares.*respondents, answers"),
        (lambda: overlaps(SETS, ["газет"], share_of="answers"), "no such base of shares.*respondents, first"),
        (lambda: overlaps(SETS, ["газет"]), "two choices.*multiple_response"),
        (lambda: multiple_response(SETS, "газет"), "'газет' has one answer for a respondent"),
        (lambda: multiple_response(SETS, []), "columns of different names"),
        (lambda: multiple_response(SETS, ["газет", "газет"]), "Name each column once"),
        (lambda: multiple_response(SETS, ["газет", "топ"]), "column 'топ'.*zeros and ones"),
        (lambda: multiple_response(SETS[:0], ["газет"]), "no responses"),
    ],
)
def test_wrong_calls(call, message):
    with pytest.raises(AnalysisError, match=message):
        call()

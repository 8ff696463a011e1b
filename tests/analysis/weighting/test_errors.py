"""What cannot be weighted is refused by name, and nothing is weighted in silence."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pandas as pd
import pytest

from analysis import ArgumentError, Data, DataError, Design, DesignError, calibrate, means, poststratify, rake, shares, trim
from analysis.weighting import fitting, trimming
from instruments.load import load_text

PEOPLE = pd.DataFrame(
    {
        "пол": ["ж", "ж", "м", "м", "м"],
        "town": ["a", "b", "a", "b", "b"],
        "years": [20.0, 30.0, 40.0, 50.0, 60.0],
        "w": [1.0, 2.0, 1.0, 2.0, 1.0],
    },
    index=[11, 12, 13, 14, 15],
)
SEX = {"пол": {"ж": 52, "м": 48}}
TOWN = {"town": {"a": 30, "b": 70}}
WEIGHT = Design(weight="w")


def changed(**columns):
    return PEOPLE.assign(**columns)


@pytest.mark.parametrize("adjust", [rake, poststratify, calibrate])
def test_rows_without_a_value_are_named(adjust):
    data = changed(пол=["ж", None, "м", None, "м"])
    with pytest.raises(
        DataError,
        match=r"variable 'пол', rows 12, 14: A margin needs a value in every row, and there is none in some: 2 of 5 rows",
    ):
        adjust(data, SEX)


def test_rows_without_a_value_are_found_among_many_combinations():
    data = pd.DataFrame({f"v{number}": np.arange(30.0) for number in range(4)})
    data.loc[7, "v2"] = np.nan
    with pytest.raises(DataError, match="variable 'v2', rows 7"):
        rake(data, {name: dict.fromkeys(range(30), 1.0) for name in data})


def test_rows_without_a_number_are_named():
    with pytest.raises(DataError, match=r"variable 'years', rows 15: A total needs a number in every row"):
        calibrate(changed(years=[1, 2, 3, 4, math.nan]), {"years": 100})


@pytest.mark.parametrize("adjust", [rake, poststratify, calibrate])
def test_a_category_that_the_data_lack(adjust):
    with pytest.raises(DataError, match=r"margin 'пол': No row has this category of the margin. Got 'x'. The data know 'ж', 'м'"):
        adjust(PEOPLE, {"пол": {"ж": 52, "м": 40, "x": 8}})


def test_a_category_that_the_data_know_but_nobody_has():
    data = changed(town=pd.Categorical(PEOPLE["town"], ["a", "b", "c"]))
    with pytest.raises(DataError, match="No row has this category of the margin. Got 'c'"):
        rake(data, {"town": {"a": 1, "b": 1, "c": 1}})
    assert rake(data, TOWN).weights.sum() == pytest.approx(100)


@pytest.mark.parametrize("adjust", [rake, poststratify, calibrate])
def test_a_category_that_the_margin_lacks(adjust):
    with pytest.raises(
        DataError, match=r"margin 'пол', rows 13, 14, 15: The margin lacks a category that the data have. Got 'м'"
    ):
        adjust(PEOPLE, {"пол": {"ж": 52}})


def test_a_combination_that_is_missing_on_either_side():
    names, most = ("пол", "town"), {("ж", "a"): 1, ("ж", "b"): 2, ("м", "a"): 3}
    with pytest.raises(DataError, match=r"margin 'пол × town', rows 14, 15: .* Got \('м', 'b'\)"):
        poststratify(PEOPLE, {names: most})
    with pytest.raises(DataError, match="No row has this category of the margin. Got 'ж', 'c'"):
        poststratify(PEOPLE, {names: {**most, ("м", "b"): 1, ("ж", "c"): 1}})
    without = PEOPLE[PEOPLE["town"] != "a"]
    with pytest.raises(DataError, match="No row has this category of the margin. Got 'ж', 'a'"):
        poststratify(without, {names: {**most, ("м", "b"): 1}})


def test_margins_of_different_populations_are_named_with_both_sums():
    with pytest.raises(ArgumentError, match=r"Got 100 for 'пол', 101 for 'town'"):
        rake(PEOPLE, {**SEX, "town": {"a": 30, "b": 71}})
    with pytest.raises(ArgumentError, match=r"Got 100 for 'пол', 90 for '\(Intercept\)'"):
        calibrate(PEOPLE, {**SEX, "(Intercept)": 90})


def test_margins_that_differ_by_rounding_are_brought_to_the_first():
    made = rake(PEOPLE, {**SEX, "town": {"a": 30.00001, "b": 70.00001}})
    assert made.weights.sum() == pytest.approx(100, rel=1e-12)
    assert made.diagnostics["warnings"] == ["Brought to the sum of the first margin, from which they differed by rounding: town."]


def test_margins_that_no_weights_meet():
    data = pd.DataFrame({"a": ["x", "y"], "b": ["p", "q"]})
    with pytest.raises(DataError, match=r"do not converge: a = 'x' is missed most after 2000 iterations. Got 2 for 1"):
        rake(data, {"a": {"x": 1, "y": 2}, "b": {"p": 2, "q": 1}})
    with pytest.raises(DataError, match="The weights do not converge"):
        calibrate(data, {"a": {"x": 1, "y": 2}, "b": {"p": 2, "q": 1}})
    with pytest.raises(DataError, match="The weights do not converge"):
        calibrate(changed(double=PEOPLE["years"] * 2), {"years": 100, "double": 300})


TWICE = {"years": 100, "double": 300}


@pytest.mark.parametrize("options", [{}, {"method": "raking"}, {"bounds": (0.01, 100)}])
def test_totals_that_contradict_each_other_are_named_with_what_the_others_make_of_them(options):
    with pytest.raises(
        DataError, match=r"contradict one another: in these data double follows .* which make it 200\. Correct"
    ) as told:
        calibrate(changed(double=PEOPLE["years"] * 2), TWICE, **options)
    assert "bounds" not in str(told.value)


def test_margins_of_which_one_is_the_other_summed_up_contradict_each_other():
    data = pd.DataFrame({"region": ["n", "n", "s", "s"], "oblast": ["p", "q", "r", "r"]})
    margins = {"region": {"n": 60, "s": 40}, "oblast": {"p": 30, "q": 20, "r": 50}}
    for adjust in (rake, calibrate):
        with pytest.raises(DataError, match="contradict one another: in these data"):
            adjust(data, margins)


def test_targets_out_of_reach_say_whether_the_bounds_or_the_data_are_too_narrow():
    scaled = changed(w=PEOPLE["w"] * 100 / 7)
    with pytest.raises(DataError, match="Widen the bounds, or: Use fewer targets"):
        calibrate(scaled, {"пол": {"ж": 52, "м": 48}, "years": 4700}, design=WEIGHT, bounds=(0.7, 2))
    with pytest.raises(DataError, match="Together the targets lie beyond what is in the data") as told:
        calibrate(scaled, {**SEX, "years": 7000}, design=WEIGHT, method="raking")
    assert "bounds" not in str(told.value)
    with pytest.raises(DataError, match="contradict what occurs together in the data") as told:
        rake(pd.DataFrame({"a": ["x", "x", "y"], "b": ["p", "q", "p"]}), {"a": {"x": 5, "y": 5}, "b": {"p": 1, "q": 9}})
    assert "bounds" not in str(told.value)


def test_percents_within_bounds_say_that_they_need_their_total():
    people = changed(w=PEOPLE["w"] * 1000)
    with pytest.raises(
        DataError,
        match="The margins sum to 100 and the weights to 7000, .* Percents and shares need their total: .* with --total",
    ):
        calibrate(people, SEX, design=WEIGHT, method="raking", bounds=(0.3, 3))
    for targets in ({"пол": {"ж": 6900, "м": 100}}, {"years": 100}):
        with pytest.raises(DataError, match="Widen the bounds") as told:
            calibrate(people, targets, design=WEIGHT, method="raking", bounds=(0.3, 3))
        assert "Percents" not in str(told.value)


def test_bounds_that_cannot_be_met():
    with pytest.raises(
        DataError, match=r"Within the bounds the weights cannot meet пол = 'ж'. Got a target of 52 where sums lie"
    ):
        calibrate(PEOPLE, SEX, design=WEIGHT, bounds=(0.5, 2))
    scaled = changed(w=PEOPLE["w"] * 100 / 7)
    with pytest.raises(DataError, match=r"(?s)do not converge|cannot meet"):
        calibrate(scaled, {**SEX, "years": 2200}, design=WEIGHT, method="logit", bounds=(0.5, 1.5))
    with pytest.raises(DataError, match="cannot meet years"):
        calibrate(PEOPLE, {"years": -5}, method="raking")


@pytest.mark.parametrize("bounds", [(1.2, 3), (0.1, 0.9), (0.5,), 3, ("a", 2), (math.nan, 3)])
def test_bounds_must_lie_about_one(bounds):
    with pytest.raises(ArgumentError, match="[Bb]ounds"):
        calibrate(PEOPLE, SEX, bounds=bounds)


def test_the_logit_method_needs_finite_bounds():
    with pytest.raises(ArgumentError, match="The logit method needs bounds"):
        calibrate(PEOPLE, SEX, method="logit")
    with pytest.raises(ArgumentError, match="The logit method needs bounds"):
        calibrate(PEOPLE, SEX, method="logit", bounds=(0.3, math.inf))


def test_an_unknown_method():
    with pytest.raises(ArgumentError, match="Did you mean 'linear'"):
        calibrate(PEOPLE, SEX, method="lineal")


@pytest.mark.parametrize("adjust", [rake, poststratify, calibrate])
def test_a_class_without_weight(adjust):
    with pytest.raises(DataError, match="The weights of all rows of пол = 'ж' are zero"):
        adjust(changed(w=[0.0, 0.0, 1.0, 1.0, 1.0]), SEX, design=WEIGHT)


def test_weights_of_nobody_stay_zero():
    data = changed(w=[0.0, 2.0, 1.0, 2.0, 1.0])
    for made in (rake(data, SEX, design=WEIGHT), calibrate(data, SEX, design=WEIGHT), trim(data, design=WEIGHT, lower=1.2)):
        assert made.weights.iloc[0] == 0
    assert np.isfinite(means(data, "years", design=rake(data, SEX, design=WEIGHT))["se"][0])


@pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf])
def test_wrong_weights_are_named(wrong):
    with pytest.raises(DesignError, match="column 'w', rows 12: A weight must be a number from 0 up"):
        rake(changed(w=[1.0, wrong, 1.0, 1.0, 1.0]), SEX, design=WEIGHT)


def test_negative_weights_are_allowed_and_said():
    made = calibrate(PEOPLE, {"(Intercept)": 5, "years": 290}, design=Design())
    assert made.diagnostics["min"] < 0
    assert "weights are negative" in made.diagnostics["warnings"][0]


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        ({}, "Margins are counts"),
        ([("пол", 1)], "Margins are counts"),
        ({"пол": {}}, "is not counts by category"),
        ({"пол": [1, 2]}, "is not counts by category"),
        ({"пол": {"ж": 0, "м": 1}}, "number above 0"),
        ({"пол": {"ж": -3, "м": 1}}, "number above 0"),
        ({"пол": {"ж": math.nan, "м": 1}}, "number above 0"),
        ({"пол": {"ж": True, "м": 1}}, "number above 0"),
        ({"пол": {"ж": "52", "м": 1}}, "number above 0"),
        ({"пол": 52}, "is one number"),
        ({("пол", "town"): {"ж": 1}}, "names one of each"),
        ({("пол", "пол"): {("ж", "ж"): 1}}, "Name each once"),
        ({(): {}}, "Name each once"),
        ({"pol": {"ж": 1}}, "There is no such variable"),
    ],
)
def test_margins_that_are_none(margins, said):
    with pytest.raises(ArgumentError, match=said):
        rake(PEOPLE, margins)


def test_totals_that_are_none():
    with pytest.raises(ArgumentError, match="no number to calibrate to"):
        calibrate(PEOPLE, {"years": math.inf})
    with pytest.raises(ArgumentError, match="no number to calibrate to"):
        calibrate(PEOPLE, {"(Intercept)": 0})
    with pytest.raises(ArgumentError, match="does not hold numbers"):
        calibrate(PEOPLE, {"town": 3})


def test_a_series_is_a_margin():
    counts = pd.Series({"ж": 52, "м": 48})
    assert rake(PEOPLE, {"пол": counts}).weights.tolist() == rake(PEOPLE, SEX).weights.tolist()


def test_the_size_of_the_population_alone():
    assert calibrate(PEOPLE, {"(Intercept)": 100}).weights.tolist() == pytest.approx([20.0] * 5)


def test_post_stratification_is_on_one_margin():
    with pytest.raises(ArgumentError, match="Got пол, town"):
        poststratify(PEOPLE, {**SEX, **TOWN})


def test_no_rows():
    with pytest.raises(DataError, match="no responses"):
        rake(PEOPLE.iloc[:0], SEX)


def test_one_category_and_one_row():
    assert rake(changed(one="x"), {"one": {"x": 10}}).weights.tolist() == [2.0] * 5
    assert rake(PEOPLE.iloc[:1], {"пол": {"ж": 3}}, design=WEIGHT).weights.tolist() == [3.0]


def test_something_else_as_design():
    with pytest.raises(ArgumentError, match=r"analysis\.Design"):
        rake(PEOPLE, SEX, design="w")


def test_weights_of_other_rows():
    made = rake(PEOPLE, SEX)
    with pytest.raises(DesignError, match="index is not the data's"):
        rake(PEOPLE.reset_index(drop=True), TOWN, design=made)
    with pytest.raises(DesignError, match="index is not the data's"):
        trim(PEOPLE.iloc[:3], design=made, upper=3)
    with pytest.raises(DesignError, match="index is not the data's"):
        shares(PEOPLE.iloc[::-1], "town", design=made)


@pytest.mark.parametrize(("lower", "upper"), [(-1, 2), (2, 2), (3, 1), (math.nan, 2), (0, math.nan)])
def test_limits_that_are_none(lower, upper):
    with pytest.raises(ArgumentError, match="Limits of weights"):
        trim(PEOPLE, design=WEIGHT, lower=lower, upper=upper)


@pytest.mark.parametrize(("lower", "upper"), [(1.5, 9), (0, 1.3)])
def test_limits_that_leave_no_weights(lower, upper):
    with pytest.raises(DataError, match="Got a sum of 7 on 5 rows"):
        trim(PEOPLE, design=WEIGHT, lower=lower, upper=upper)


def test_weights_of_nobody_cannot_be_trimmed():
    with pytest.raises(DataError, match="Got a sum of 0 on 0 rows"):
        trim(changed(w=0.0), design=WEIGHT, upper=3)


def test_trimming_says_how_much():
    made = trim(PEOPLE, design=WEIGHT, upper=1.75)
    assert made.diagnostics["trimmed"] == pytest.approx(0.5 / 7)
    assert made.diagnostics["trimmed_n"] == 2
    assert trim(PEOPLE, design=WEIGHT, upper=5).diagnostics["iterations"] == 0


def test_limits_on_both_sides_of_every_weight():
    data = pd.DataFrame({"w": [2.0, 0.5]})
    assert trim(data, design=WEIGHT, lower=0.625, upper=1.875).weights.tolist() == pytest.approx([1.875, 0.625])
    data = pd.DataFrame({"w": [9.0, 0.5, 0.5, 0.0]})
    assert trim(data, design=WEIGHT, lower=1, upper=6).weights.tolist() == pytest.approx([6, 2, 2, 0])


def test_tight_limits_are_met_at_once():
    data = pd.DataFrame({"w": np.r_[np.linspace(0.01, 3, 2000)]})
    mean = data["w"].mean()
    made = trim(data, design=WEIGHT, lower=0.999 * mean, upper=1.001 * mean, strict=True)
    assert made.weights.sum() == pytest.approx(data["w"].sum(), rel=1e-9)
    assert made.weights.between(0.999 * mean, 1.001 * mean).all()


def test_limits_are_met_however_slowly_sharing_goes(monkeypatch):
    monkeypatch.setattr(trimming, "ROUNDS", 1)
    made = trim(pd.DataFrame({"w": [1.0, 4.0, 5.0, 10.0]}), design=WEIGHT, upper=5.5, strict=True)
    assert made.weights.max() == pytest.approx(5.5)
    assert made.weights.sum() == pytest.approx(20)


def test_margins_met_to_nine_digits_are_met(monkeypatch):
    margins = {"a": {"x": 3, "y": 7}, "b": {"p": 4, "q": 6}}
    data = pd.DataFrame({"a": ["x", "x", "y", "y"], "b": ["p", "q", "p", "q"], "w": [3.0, 1.0, 1.0, 2.0]})
    sweeps = rake(data, margins, design=WEIGHT).diagnostics["iterations"]
    monkeypatch.setattr(fitting, "SWEEPS", sweeps - 2)
    assert rake(data, margins, design=WEIGHT).diagnostics["iterations"] == sweeps - 2
    monkeypatch.setattr(fitting, "SWEEPS", 2)
    with pytest.raises(DataError, match="do not converge"):
        rake(data, margins, design=WEIGHT)


def test_trimming_lifts_negative_weights_to_zero():
    made = calibrate(PEOPLE, {"(Intercept)": 5, "years": 290}, design=Design())
    cut = trim(PEOPLE, design=made, strict=True)
    assert (made.weights.min() < 0, cut.weights.min()) == (True, 0)
    assert cut.weights.sum() == pytest.approx(5)


def test_trimming_says_how_far_the_margins_are_now():
    raked = rake(PEOPLE, SEX, design=WEIGHT)
    for cut in (trim(PEOPLE, design=raked, upper=30), trim(PEOPLE, design=trim(PEOPLE, design=raked, upper=31), upper=30)):
        women = cut.diagnostics["margins"][0]
        assert women["after"] == pytest.approx(cut.weights[PEOPLE["пол"] == "ж"].sum())
        assert women["target"] == 52
    assert trim(PEOPLE, design=WEIGHT, upper=1.9).diagnostics["margins"] == []


def test_diagnostics_are_json_and_right():
    made = rake(PEOPLE, {**SEX, **TOWN}, design=WEIGHT)
    said = json.loads(json.dumps(dict(made.diagnostics)))
    weights = made.weights
    assert (said["n"], said["method"], said["steps"]) == (5, "rake", ["rake"])
    assert said["kish_deff"] == pytest.approx(1 + weights.var(ddof=0) / weights.mean() ** 2)
    assert said["effective_n"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert (said["min"], said["max"]) == (weights.min(), weights.max())
    ratio = weights / PEOPLE["w"]
    assert (said["g_min"], said["g_max"]) == pytest.approx((ratio.min(), ratio.max()))
    first = said["margins"][0]
    assert (first["variables"], first["category"], first["before"], first["target"]) == (["пол"], ["ж"], 3.0, 52.0)
    assert first["after"] == pytest.approx(52)


_QUESTIONNAIRE = """
id: tiny
version: 1
languages: [en]
title: {en: "T"}
population: {en: "P"}
basis: quota
sections:
  - id: s
    questions:
      - id: sex
        kind: one
        text: {en: "Sex"}
        choices:
          - {code: 1, label: {en: "Male"}}
          - {code: 2, label: {en: "Female"}}
          - {code: -2, label: {en: "Prefer not to say"}}
      - id: likes
        kind: many
        text: {en: "Likes"}
        choices:
          - {code: 1, id: tea, label: {en: "Tea"}}
          - {code: 2, id: milk, label: {en: "Milk"}}
"""


def answers(**columns):
    frame = pd.DataFrame({"response_id": ["p", "q", "r"], "sex": [1, 2, 2], "likes__tea": [1, 0, 1], "likes__milk": [0, 1, 1]})
    return Data(frame.assign(**columns), load_text(_QUESTIONNAIRE, "tiny.yaml"))


def test_codes_of_a_questionnaire_are_its_classes():
    assert rake(answers(), {"sex": {1: 50, 2: 50}}).weights.tolist() == [50.0, 25.0, 25.0]
    assert rake(answers(), {"likes__tea": {1: 2, 0: 1}}).weights.tolist() == [1.0, 1.0, 1.0]


def test_typed_non_answers_are_no_classes():
    with pytest.raises(DataError, match=r"variable 'sex', responses 'q': Non-answers \(-2\) are no classes"):
        rake(answers(sex=[1, -2, 2]), {"sex": {1: 50, 2: 50}})
    with pytest.raises(DataError, match=r"variable 'sex', responses 'q': Non-answers \(-2\) are no classes"):
        rake(answers(sex=[1, -2, 2]), {"sex": {1: 40, 2: 50, -2: 10}})
    with pytest.raises(DataError, match="No row has this category of the margin. Got -2"):
        rake(answers(), {"sex": {1: 40, 2: 50, -2: 10}})


def test_several_answers_are_no_margin():
    with pytest.raises(ArgumentError, match="several answers"):
        rake(answers(), {"likes": {1: 1, 2: 2}})


FAR = [1e-49, 1e-20, 1e-6, 1e10, 1e30, 1e49]


@pytest.mark.parametrize("factor", FAR)
@pytest.mark.parametrize("method", ["linear", "raking"])
@pytest.mark.parametrize("totals", [{**SEX, "years": 4000}, {"years": 4000, "(Intercept)": 100}, {**SEX, **TOWN}])
def test_weights_of_any_size_are_brought_to_the_population(method, totals, factor):
    """A common factor of the weights before has no place in those after, where the targets say the size of the population."""
    plain = calibrate(PEOPLE, totals, design=WEIGHT, method=method)
    scaled = calibrate(changed(w=PEOPLE["w"] * factor), totals, design=WEIGHT, method=method)
    np.testing.assert_allclose(scaled.weights, plain.weights, rtol=1e-9)
    assert scaled.diagnostics["g_max"] * factor == pytest.approx(plain.diagnostics["g_max"], rel=1e-9)
    one, other = (means(PEOPLE.assign(w=made.weights), "years", design=made) for made in (plain, scaled))
    assert other["se"][0] == pytest.approx(one["se"][0], rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("factor", [1e-20, 1e20, 1e49])
def test_totals_of_numbers_alone_say_no_size(factor):
    data = changed(w=PEOPLE["w"] * factor)
    words = f"do not say the size of the population, and the weights sum to {data['w'].sum():.10g}. Bring them"
    with pytest.raises(DataError, match=re.escape(words)):
        calibrate(data, {"years": 4000}, design=WEIGHT, method="raking")


@pytest.mark.parametrize("count", [1e60, 1e300, 1e-60, 1e-300])
@pytest.mark.parametrize("adjust", [rake, poststratify, calibrate])
def test_counts_whose_squares_are_no_numbers(adjust, count):
    words = rf"The margin of 'пол' needs a number between 1e-50 and 1e\+50 for each category. Got {count!r} for 'ж'"
    with pytest.raises(ArgumentError, match=words.replace("e+", r"e\+")):
        adjust(PEOPLE, {"пол": {"ж": count, "м": count}})
    with pytest.raises(ArgumentError, match=r"The total of '\(Intercept\)' is no number to calibrate to"):
        calibrate(PEOPLE, {"(Intercept)": count})


@pytest.mark.parametrize("adjust", [rake, poststratify, calibrate])
@pytest.mark.parametrize("weight", [1e60, 1e200, 1e-60])
def test_weights_whose_squares_are_no_numbers_are_refused(adjust, weight):
    words = r"column 'w': Weights must lie between 1e-50 and 1e\+50, or be 0\. Got"
    data = changed(w=[0.0, weight, 1.0, 2.0, 1.0])
    with pytest.raises(DesignError, match=words):
        adjust(data, SEX, design=WEIGHT)
    with pytest.raises(DesignError, match=words):
        trim(data, design=WEIGHT, upper=9)

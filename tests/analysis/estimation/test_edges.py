"""Nothing, one, or all the same: a right answer or a clear error at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import (
    ArgumentError,
    DataError,
    Design,
    DesignError,
    battery,
    calibrate,
    contrasts,
    crosstab,
    crosstabs,
    means,
    quantiles,
    ratios,
    regression,
    shares,
    simultaneous_intervals,
    toplines,
    totals,
)
from instruments.model import NonAnswer
from tests.analysis.estimation.questionnaire import responses

ONE = pd.DataFrame({"answer": ["yes"], "value": [3.0], "weight": [2.0]})
EMPTY = pd.DataFrame({"answer": [None, None], "value": [np.nan, np.nan], "group": [1, 2]})


def test_one_respondent():
    found = shares(ONE, "answer")
    assert found.loc[0, ["share", "low", "high"]].tolist() == pytest.approx([1.0, 0.2065, 1.0], abs=1e-4)
    assert np.isnan(found.loc[0, "se"])
    assert found.attrs["warnings"] == "answer: one respondent: no standard error can be estimated."
    for function, name in ((means, "mean"), (quantiles, "quantile"), (totals, "total")):
        table = function(ONE, "value")
        assert table[name][0] == 3
        assert np.isnan(table["se"][0])
        assert "one respondent" in table.attrs["warnings"]
    with pytest.raises(DesignError, match="one PSU"):
        shares(ONE, "answer", design=Design(weight="weight"))


def test_one_respondent_of_a_group():
    data = pd.DataFrame({"answer": ["a", "a", "b"], "value": [1.0, 2.0, 3.0], "group": ["x", "x", "ө"]})
    for function, name in ((shares, "answer"), (means, "value")):
        found = function(data, name, by="group")
        assert found[found["group"] == "ө"]["se"].isna().all()
        assert "one respondent in group='ө'" in found.attrs["warnings"]


def test_all_missing():
    assert shares(EMPTY, "answer").empty
    assert "nobody is in the base" in shares(EMPTY, "answer").attrs["warnings"]
    assert shares(EMPTY, "answer").attrs["missing"] == 2
    for function, name in ((means, "mean"), (quantiles, "quantile")):
        found = function(EMPTY, "value", by="group")
        assert found[name].isna().tolist() == [True, True]
        assert found.attrs["warnings"] == "value: nobody is in the base in group=1; group=2: there is no estimate."
    found = totals(EMPTY, "value")
    assert (found["total"][0], found["se"][0]) == (0, 0)
    assert "nobody" in found.attrs["warnings"]
    assert crosstab(EMPTY, "answer", "group").frame.empty


@pytest.mark.parametrize("function", [shares, means, quantiles, totals])
def test_groups_of_nobody_at_all(function):
    found = function(EMPTY, "group", by="answer")
    assert found.empty
    assert "nobody belongs to a group of answer" in found.attrs["warnings"]
    assert found.attrs["missing_by"] == 2


def test_all_non_answers():
    study = responses(*[{"leave": NonAnswer.CANNOT_ANSWER}] * 3)
    assert shares(study, "leave").set_index("category")["share"].to_dict() == {2: 0, 1: 0, -1: 1, -2: 0}
    opinion = shares(study, "leave", base="opinion")
    assert opinion["share"].isna().all()
    assert (opinion["low"].tolist(), opinion["high"].tolist()) == ([0, 0], [1, 1])
    assert "nobody is in the base" in opinion.attrs["warnings"]
    assert np.isnan(means(study, "leave")["mean"][0])


def test_constants():
    data = pd.DataFrame({"value": [2000.1] * 5, "answer": ["құн"] * 5, "group": [1, 1, 1, 2, 2], "zero": 0})
    mean = means(data, "value", by="group")
    assert mean["mean"].tolist() == pytest.approx([2000.1, 2000.1])
    assert mean["se"].tolist() == [0, 0]
    assert mean["deff"].isna().all()
    share = shares(data, "answer")
    assert share.loc[0, ["category", "share", "se", "high"]].tolist() == ["құн", 1, 0, 1]
    assert 0.5 < share["low"][0] < 0.6
    assert quantiles(data, "value", [0, 0.5, 1])["quantile"].tolist() == [2000.1] * 3
    assert totals(data, "value")["se"][0] == 0
    proportional = ratios(data.assign(double=data["group"] * 2), "double", "group")
    assert (proportional["ratio"][0], proportional["se"][0]) == (2, 0)


def test_a_denominator_of_zero():
    found = ratios(pd.DataFrame({"a": [1, 2], "b": [1, -1]}), "a", "b")
    assert np.isnan(found["ratio"][0])
    assert "b: sums to zero" in found.attrs["warnings"]


def test_ratios_need_both_and_count_what_is_left_out():
    data = pd.DataFrame({"a": [1, 2, np.nan, 4], "b": [1, np.nan, 3, 4]})
    found = ratios(data, "a", "b")
    assert (found["ratio"][0], found["n"][0], found.attrs["missing"]) == (1, 2, 2)
    assert found.columns.tolist() == ["numerator", "denominator", "ratio", "se", "low", "high", "n", "df"]


def test_columns_of_the_other_tables():
    data = pd.DataFrame({"value": [1, 2], "g": ["a", "a"]})
    assert means(data, "value", by="g").columns.tolist() == ["question", "g", "mean", "se", "low", "high", "n", "df", "deff"]
    assert totals(data, "value", by="g").columns.tolist() == ["question", "g", "total", "se", "low", "high"]
    expected = ["question", "g", "prob", "quantile", "se", "low", "high", "n", "df"]
    assert quantiles(data, "value", by="g").columns.tolist() == expected
    cells = ["row", "column", "n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff"]
    assert crosstab(data, "value", "g").frame.columns.tolist() == cells


def test_infinite_numbers():
    with pytest.raises(DataError, match="column 'value': An infinite number"):
        means(pd.DataFrame({"value": [1, np.inf]}), "value")


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ([True], "one value for each row.*There are 3 rows"),
        ([1, 0, 1], "not true or false"),
        ([True, None, False], "not true or false"),
        (pd.Series([True, True, True], index=[1, 2, 3]), "index is not the data's"),
    ],
)
def test_wrong_conditions(where, message):
    with pytest.raises(ArgumentError, match=message):
        shares(pd.DataFrame({"answer": ["a", "b", "a"]}), "answer", where=where)


def test_right_conditions():
    data = pd.DataFrame({"answer": ["a", "b", "a"]})
    for where in (data["answer"] == "a", [True, False, True], np.array([True, False, True], dtype=object)):
        assert shares(data, "answer", where=where)["n"].tolist() == [2, 0]


def test_names_that_cannot_be():
    data = pd.DataFrame({"answer": ["a", "b"], "n": [1, 2]})
    with pytest.raises(ArgumentError, match="Got 'anser'. Did you mean 'answer'"):
        shares(data, "anser")
    with pytest.raises(ArgumentError, match="name of a column of the result"):
        shares(data, "answer", by="n")
    with pytest.raises(ArgumentError, match="'answer' does not hold numbers"):
        means(data, "answer")
    for wrong in (["answer"], None, 3):
        with pytest.raises(ArgumentError, match=r"named by one text. Got .*analysis.toplines"):
            shares(data, wrong)
    for by in (3, [["n"]], ["answer", None]):
        with pytest.raises(ArgumentError, match="named by one text"):
            shares(data, "answer", by=by)
    with pytest.raises(ArgumentError, match="named by one text"):
        crosstab(data, "answer", ["answer", "n"])


@pytest.mark.parametrize("level", ["0.95", None, 95, [0.9]])
def test_levels_that_are_none(level):
    with pytest.raises(ArgumentError, match=r"confidence level is a number between 0 and 1.*0\.95 for 95 %"):
        shares(ONE, "answer", level=level)


def test_a_design_that_is_none():
    with pytest.raises(ArgumentError, match=r"A design is an analysis.Design, or weights.*Got 'weight'.*Design\(weight="):
        shares(ONE, "answer", design="weight")


def test_a_column_of_lists():
    with pytest.raises(DataError, match="column 'answer': The column holds lists.*one number or text a row"):
        shares(pd.DataFrame({"answer": [["a"], ["b"]]}), "answer")


def test_a_warning_names_a_few_groups():
    data = pd.DataFrame({"group": range(900), "value": 1.0})
    warnings = means(data, "value", by="group").attrs["warnings"]
    assert "in group=0; group=1; group=2; group=3; group=4 and 895 more: no standard error" in warnings


def test_more_numbers_than_memory_should_hold_are_refused():
    wide = pd.DataFrame({"a": np.arange(6000) % 100, "b": np.arange(6000) % 60, "g": range(6000), "s": np.arange(6000) // 2})
    with pytest.raises(ArgumentError, match=r"table of 100 rows and 60 columns are 36,000,000 numbers; 25,000,000.*Merge groups"):
        crosstab(wide, "a", "b")
    with pytest.raises(ArgumentError, match=r"6,000 groups and categories by 3,000 strata.*72,000,000 numbers.*for fewer"):
        means(wide, "a", by="g", design=Design(strata="s"))


def test_many_groups_need_no_memory_of_their_square():
    """Each pair of rows is a group: mean and standard error by hand."""
    values = np.random.default_rng(57).normal(size=40_000)
    data = pd.DataFrame({"group": np.arange(40_000) // 2, "value": values, "psu": np.arange(40_000) % 5000})
    half = np.abs(values[::2] - values[1::2]) / 2
    expected = half * np.sqrt(2) / 2
    simple = means(data, "value", by="group")
    assert simple["mean"].tolist() == pytest.approx(values.reshape(-1, 2).mean(axis=1).tolist())
    assert simple["se"].tolist() == pytest.approx((expected * np.sqrt(40_000 / 39_999)).tolist(), abs=1e-7)
    clustered = means(data, "value", by="group", design=Design(psu="psu"))
    assert clustered["se"].tolist() == pytest.approx((expected * np.sqrt(5000 / 4999)).tolist())


def test_a_group_in_one_psu_has_no_precision():
    """As in R the linearised variable of a group sums to zero in its only PSU; that is no reason to trust the mean."""
    frame = pd.DataFrame({"psu": [1, 1, 2, 2, 3, 3], "group": list("xxyyyy"), "value": [1, 2, 1, 1, 2, 1]})
    for found in (
        means(frame, "value", by="group", design=Design(psu="psu")),
        shares(frame, "value", by="group", design=Design(psu="psu")),
    ):
        assert found.loc[found["group"] == "x", "se"].tolist() == pytest.approx([0] * (found["group"] == "x").sum(), abs=1e-12)
        assert "value: a standard error of 0 in group='x' is not precision" in found.attrs["warnings"]
    alike = frame.assign(value=[1, 1, 1, 1, 2, 1])
    assert "precision" not in means(alike, "value", by="group", design=Design(psu="psu")).attrs["warnings"]
    assert "precision" not in shares(alike, "value", by="group", design=Design(psu="psu")).attrs["warnings"]


@pytest.mark.parametrize("origin", [1e6, 1e9, 1e12])
def test_a_standard_error_far_below_the_mean_is_no_mistake(origin):
    """Values that hardly differ beside their mean have the error of the values without it, and no warning that it is 0."""
    values = np.array([1.0, 2, 3, 4, 5, 6])
    near, far = (means(pd.DataFrame({"value": values + start}), "value") for start in (0.0, origin))
    assert far["se"][0] == pytest.approx(near["se"][0], rel=1e-12) == pytest.approx(np.std(values, ddof=1) / np.sqrt(6))
    assert far["high"][0] - far["low"][0] == pytest.approx(near["high"][0] - near["low"][0], rel=1e-3)
    assert far.attrs["warnings"] == ""


def test_a_mean_that_a_calibration_fixes_has_no_error_and_says_so():
    data = pd.DataFrame({"value": [1.0, 2, 3, 4, 5, 6], "every": "one"})
    found = means(data, "value", design=calibrate(data, {"every": {"one": 12}, "value": 50}))
    assert found.loc[0, ["se", "low", "high"]].tolist() == pytest.approx([0, 50 / 12, 50 / 12], rel=1e-12)
    assert "a standard error of 0 is not precision" in found.attrs["warnings"]


DECIMALS = pd.DataFrame({"hours": [-1, 1.5, 2, 2, 1.5, -1] * 4, "town": [0.5, 1, 3] * 8, "one": [1, 2] * 12})


def kept(values):
    """The values as they stand: 2 and 2.0 are equal, and read differently."""
    return list(dict.fromkeys(map(repr, values)))


def test_whole_codes_stay_so_beside_decimals():
    """A codebook says -1; pandas makes a column of -1 and 1.5 floats, and JSON then says -1.0."""
    assert kept(shares(DECIMALS, "hours")["category"]) == ["-1", "1.5", "2"]
    assert kept(shares(DECIMALS, "one", by="town")["town"]) == ["0.5", "1", "3"]
    assert kept(means(DECIMALS, "one", by="town")["town"]) == ["0.5", "1", "3"]
    assert kept(toplines(DECIMALS, ["one", "hours"])["category"]) == ["1", "2", "-1", "1.5"]
    table = crosstab(DECIMALS, "hours", "town")
    for frame in (table.frame, table.letters):
        assert (kept(frame["row"]), kept(frame["column"])) == (["-1", "1.5", "2"], ["0.5", "1", "3"])
    assert kept(table.comparisons["first"]) + kept(table.comparisons["second"]) == ["0.5", "1", "1", "3"]
    assert kept(crosstabs(DECIMALS, ["hours"], ["town"]).frame["row"]) == ["-1", "1.5", "2"]
    found = contrasts(DECIMALS, "one", by="town", category=1)
    assert kept(found["first"]) + kept(found["second"]) == ["0.5", "1", "1", "3"]
    assert kept(simultaneous_intervals({-1: 3, 1.5: 4})["category"]) == ["-1", "1.5"]
    assert kept(battery(DECIMALS, ["hours", "town"]).shares["category"]) == ["-1", "0.5", "1", "1.5", "2", "3"]
    ordinal = regression(DECIMALS.assign(x=[*range(12), *range(12)]), "hours", ["x"], family="ordinal").thresholds
    assert kept(ordinal["category"]) + kept(ordinal["next"]) == ["-1", "1.5", "1.5", "2"]

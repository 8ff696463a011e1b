"""Many tables in one pass are the tables one by one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import AnalysisError, ArgumentError, Data, Design, Replicates, crosstab, crosstabs, shares, toplines
from analysis.estimation.shares import stacks
from analysis.variable import Variable
from instruments.model import NonAnswer
from tests.analysis.estimation.questionnaire import instrument, responses

DESIGNS = {
    "simple": Design(),
    "weights": Design(weight="weight"),
    "strata": Design(weight="weight", strata="stratum", single_psu="adjust"),
    "psus": Design(weight="weight", strata="stratum", psu="psu", single_psu="certainty"),
    "shuffled psus": Design(weight="weight", psu="psu", single_psu="adjust"),
    "fpc": Design(strata="stratum", psu="psu", fpc="fpc", single_psu="adjust"),
    "average": Design(weight="weight", strata="stratum", psu="psu", single_psu="average"),
    "stages": Design(weight="weight", psu=["stratum", "psu"], fpc=["all", "fpc"], single_psu="certainty"),
    "replicates": Design(weight="weight", replicates=Replicates(columns="replicate", kind="bootstrap")),
}
NUMBERS = ["n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff"]


@st.composite
def samples(draw) -> Data:
    """Answers and non-answers of a questionnaire, and columns it does not know, in strata and PSUs of any size."""
    count = draw(st.integers(3, 25))

    def column(values):
        return draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))

    answers = {
        "leave": column([1, 2, NonAnswer.CANNOT_ANSWER, NonAnswer.REFUSED, NonAnswer.SKIPPED]),
        "strength": column([1, 2, 5, NonAnswer.NOT_ASKED, NonAnswer.CANNOT_ANSWER]),
    }
    data = responses(*({name: values[row] for name, values in answers.items()} for row in range(count)))
    frame = data.frame.assign(
        plain=column(["a", "b", None]),
        kept=pd.Categorical(column(["x", "y", "z"]), categories=["z", "y", "nobody", "x"]),
        weight=draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.5]), min_size=count, max_size=count)),
        stratum=column([1, 2, 3]),
        psu=column([4, 5, 6, 7]),
        fpc=40,
        all=3,
    )
    weights = np.random.default_rng(1).uniform(0.5, 2, (count, 3))
    return Data(frame.assign(**{f"replicate{place}": weights[:, place] for place in range(3)}), instrument())


def same(found: pd.Series, expected: pd.Series) -> None:
    assert found.tolist() == pytest.approx(expected.tolist(), rel=1e-12, abs=1e-15, nan_ok=True)


def by_design(test):
    return pytest.mark.parametrize("name", DESIGNS)(test)


def alone_or_error(function, *args, **options):
    try:
        return function(*args, **options)
    except AnalysisError as error:
        return error


@by_design
def test_toplines_are_the_shares_of_each_question(name):
    @given(samples(), st.sampled_from(["asked", "answered", "opinion"]), st.sampled_from([None, "wilson", "beta"]))
    @settings(max_examples=10, deadline=None)
    def agree(data, base, interval):
        questions = ["leave", "spheres", "leave_yes", "strength", "plain", "kept"]
        options = {"design": DESIGNS[name], "base": base, "interval": interval}
        alone = alone_or_error(lambda: [shares(data, question, **options) for question in questions])
        found = alone_or_error(toplines, data, questions, **options)
        if isinstance(alone, Exception):
            assert str(found) == str(alone)
            return
        for question, expected in zip(questions, alone, strict=True):
            part = found[found["question"] == question]
            assert part["category"].tolist() == expected["category"].tolist()
            for column in NUMBERS:
                same(part[column], expected[column])
        assert found.attrs["missing"] == sum(one.attrs["missing"] for one in alone)
        said = {line for one in alone for line in one.attrs["warnings"].split("\n")}
        assert set(found.attrs["warnings"].split("\n")) - {""} == said - {""}

    agree()


@by_design
def test_crosstabs_are_the_tables_one_by_one(name):
    @given(
        samples(),
        st.sampled_from(["columns", "rows", "total"]),
        st.sampled_from(["rao-scott-f", "rao-scott-chi2", "wald"]),
    )
    @settings(max_examples=6, deadline=None)
    def agree(data, percent, test):
        rows, columns = ["leave", "strength", "kept"], ["plain", "leave_yes"]
        options = {"design": DESIGNS[name], "percent": percent, "test": test}
        alone = alone_or_error(lambda: {(row, by): crosstab(data, row, by, **options) for row in rows for by in columns})
        found = alone_or_error(crosstabs, data, rows, columns, **options)
        if isinstance(alone, Exception):
            assert str(found) == str(alone)
            return
        assert list(zip(found.tests["rows"], found.tests["columns"], strict=True)) == list(alone)
        for line, ((row, by), expected) in zip(found.tests.itertuples(), alone.items(), strict=True):
            part = found.frame[(found.frame["rows"] == row) & (found.frame["columns"] == by)]
            for side in ("row", "column"):
                assert part[side].tolist() == expected.frame[side].tolist()
            for column in NUMBERS:
                same(part[column], expected.frame[column])
            tested = asdict(expected.test)
            assert line.method == tested.pop("method")
            for key, value in tested.items():
                assert getattr(line, key) == pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True)
        for key in ("missing", "missing_by"):
            assert found.frame.attrs[key] == sum(one.frame.attrs[key] for one in alone.values())

    agree()


def made(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(8)
    psu = random.integers(0, 30, rows)
    return pd.DataFrame(
        {
            "weight": random.uniform(0.5, 2, rows),
            "psu": pd.Categorical.from_codes(psu, [f"p{number}" for number in range(30)]),
            "stratum": pd.Categorical.from_codes((psu % 4) + (psu % 4 > 1), ["a", "b", "nobody", "c", "d"]),
            "vote": pd.Categorical.from_codes(random.integers(-1, 3, rows), ["x", "y", "z"]),
            "sex": pd.Categorical.from_codes(random.integers(0, 2, rows), ["f", "m"]),
            "age": random.integers(18, 30, rows),
        }
    )


@pytest.mark.parametrize("rows", [400, 120_000])
@pytest.mark.parametrize(
    "design", [Design(weight="weight", strata="stratum", psu="psu"), Design(weight="weight", strata="stratum")]
)
def test_of_few_rows_and_of_many_at_once_and_in_parts(monkeypatch, rows, design):
    """Many rows are summed by the compiled engine; parts are made where the sums of all tables would be too many."""
    data = made(rows)
    whole = (
        toplines(data, ["vote", "sex", "age"], design=design),
        crosstabs(data, ["vote", "age"], ["sex", "stratum"], design=design),
    )
    monkeypatch.setattr(stacks, "AT_ONCE", 1)
    monkeypatch.setattr(stacks, "TOGETHER", 1)
    parts = (
        toplines(data, ["vote", "sex", "age"], design=design),
        crosstabs(data, ["vote", "age"], ["sex", "stratum"], design=design),
    )
    for found in (whole, parts):
        for question in ("vote", "sex", "age"):
            expected = shares(data, question, design=design)
            for column in NUMBERS:
                same(found[0].loc[found[0]["question"] == question, column], expected[column])
        for line in found[1].tests.itertuples():
            expected = crosstab(data, line.rows, line.columns, design=design)
            assert line.p == pytest.approx(expected.test.p, rel=1e-9)
            part = found[1].frame[(found[1].frame["rows"] == line.rows) & (found[1].frame["columns"] == line.columns)]
            for column in NUMBERS:
                same(part[column], expected.frame[column])


def test_codes_that_share_a_category_are_one():
    of = Variable("either", ("low", "high"), (), np.array([0, 1, 2, -1], dtype=np.int8), np.array([0, 1, 1, -1]))
    found = stacks.axis(of)
    assert found.codes.tolist() == [0, 1, 1, -1]
    assert found.place.tolist() == [1, 2]
    assert found.codes.dtype == np.int8


def test_a_question_named_twice_is_there_twice():
    data = made(50)
    found = toplines(data, ["sex", "sex"])
    assert found["n"].tolist() == [*shares(data, "sex")["n"]] * 2


def test_no_question_is_an_error():
    with pytest.raises(ArgumentError, match="There is no table to make"):
        crosstabs(made(10), [], ["sex"])


def test_an_unknown_option_is_the_error_of_a_single_table():
    for wrong in ({"percent": "row"}, {"test": "chi"}, {"test": "pearson", "design": Design(weight="weight")}):
        with pytest.raises(ArgumentError) as single:
            crosstab(made(50), "vote", "sex", **wrong)
        with pytest.raises(ArgumentError) as many:
            crosstabs(made(50), ["vote"], ["sex"], **wrong)
        assert str(many.value) == str(single.value)


def test_small_data_load_no_compiler():
    command = (
        "import sys, pandas, analysis; analysis.toplines(pandas.DataFrame({'a': [1, 2]}), ['a']); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", command], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("test", ["rao-scott-f", "wald"])
def test_a_question_in_both_lists_is_not_crossed_with_itself(test):
    """Together in one pass (rao-scott-f) and one after the other (wald)."""
    data = made(120)
    both = crosstabs(data, ["sex", "vote"], ["sex", "stratum"], test=test)
    assert list(zip(both.tests["rows"], both.tests["columns"], strict=True)) == [
        ("sex", "stratum"),
        ("vote", "sex"),
        ("vote", "stratum"),
    ]
    assert set(both.frame.loc[both.frame["rows"] == "sex", "columns"]) == {"stratum"}
    assert "sex is not crossed with itself" in both.frame.attrs["warnings"]
    assert "itself" not in crosstabs(data, "vote", ["sex", "stratum"], test=test).frame.attrs["warnings"]
    with pytest.raises(ArgumentError, match="crossed with itself says nothing. Got 'sex'"):
        crosstabs(data, "sex", ["sex"], test=test)

"""How many questions respondents could not answer: by hand, what must hold, and the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    ArgumentError,
    Calibrated,
    Data,
    DataError,
    Design,
    cannot_answer,
    cannot_answer_by_respondent,
    means,
    poststratify,
    ratios,
)  # fmt: skip
from instruments.model import NonAnswer
from tests.analysis.estimation.questionnaire import instrument, responses

CANNOT, REFUSED, NO_OPINION = NonAnswer.CANNOT_ANSWER, NonAnswer.REFUSED, NonAnswer.NO_OPINION
SMALL = instrument()
QUESTIONS = ("leave", "why")

# Asked two or three of: leave, why (only of who wants to leave), spheres.
STUDY = responses(
    {"leave": 1, "why": NO_OPINION, "spheres": CANNOT},  # 2 of 3
    {"leave": 1, "why": 1, "spheres": (1,)},  # 0 of 3
    {"leave": CANNOT, "spheres": CANNOT},  # 2 of 2
    {"leave": REFUSED},  # 0 of 1: refused, and skipped the other
    {"leave": 2, "spheres": CANNOT},  # 1 of 2
    {},  # skipped both
)


def measures(found) -> dict[str, float]:
    return found.measures.set_index("measure")["estimate"].to_dict()


def test_the_numbers_by_hand():
    found = cannot_answer_by_respondent(STUDY)
    assert found.questions == ("leave", "why", "spheres")
    counted = found.distribution[["category", "n", "base_n"]].to_numpy().tolist()
    assert counted == [[0, 2, 5], [1, 1, 5], [2, 2, 5], [3, 0, 5]]
    assert measures(found) == pytest.approx(
        {
            "number": 5 / 5,
            "rate": (2 / 3 + 0 + 1 + 0 + 1 / 2) / 5,
            "any": 3 / 5,
            "all": 1 / 5,
            "refused": 1 / 6,
            "skipped": 3 / 6,
            "asked": 14 / 6,
        }
    )
    assert found.measures["n"].tolist() == [5, 5, 5, 5, 6, 6, 6]
    assert found.distribution.attrs["missing"] == 1
    assert found.distribution.attrs["questions"] == found.measures.attrs["questions"] == 3
    assert found.distribution.columns.tolist()[:4] == ["category", "n", "base_n", "base_weight"]


def test_some_questions_alone():
    found = cannot_answer_by_respondent(STUDY, ["why", "why"])
    assert found.questions == ("why",)
    assert found.distribution["n"].tolist() == [1, 1]
    assert cannot_answer_by_respondent(STUDY, "why").measures["estimate"].tolist() == found.measures["estimate"].tolist()


def test_who_was_not_asked_and_who_broke_off_do_not_count():
    partial = responses({"leave": 1}, status="partial")
    both = Data(pd.concat([STUDY.frame, partial.frame], ignore_index=True), SMALL)
    assert cannot_answer_by_respondent(both, "spheres").distribution["base_n"].tolist() == [4, 4]


def test_groups_stand_in_order_each_with_its_measures():
    found = cannot_answer_by_respondent(STUDY, by="language")
    assert found.distribution["language"].tolist() == ["en"] * 4 + ["kk"] * 4
    assert found.measures["language"].tolist() == ["en"] * 7 + ["kk"] * 7
    assert found.measures["measure"].tolist()[:4] == ["number", "rate", "any", "all"]
    english = cannot_answer_by_respondent(STUDY, where=STUDY.frame["language"] == "en")
    of_english = found.measures[found.measures["language"] == "en"]
    for name in ("estimate", "se", "low", "high"):
        assert of_english[name].tolist() == pytest.approx(english.measures[name].tolist())


@st.composite
def samples(draw) -> pd.DataFrame:
    """Answers to two questions in two to four PSUs a stratum, with weights."""
    sizes = draw(st.lists(st.lists(st.integers(1, 4), min_size=2, max_size=4), min_size=1, max_size=3))
    units = [(stratum, psu) for stratum, psus in enumerate(sizes) for psu, size in enumerate(psus) for _ in range(size)]
    count = len(units)
    codes = st.sampled_from([1, 2, -1, -2, -5])
    columns = {name: draw(st.lists(codes, min_size=count, max_size=count)) for name in QUESTIONS}
    weight = draw(st.lists(st.floats(0.5, 4), min_size=count, max_size=count))
    return pd.DataFrame(units, columns=["stratum", "psu"]).assign(**columns, weight=weight)


COMPLEX = Design(weight="weight", strata="stratum", psu="psu")


@settings(max_examples=40)
@given(samples())
def test_the_mean_number_is_the_sum_of_the_rates_and_its_error_that_of_a_mean(frame):
    """By another route: Σ_q p_q where everybody was asked all; and the mean and the ratio of columns made by hand."""
    frame = frame.replace(-5, -1)
    data = Data(frame, SMALL, COMPLEX)
    found = cannot_answer_by_respondent(data, QUESTIONS).measures.set_index("measure")
    number = (frame[list(QUESTIONS)] == -1).sum(axis=1)
    by_hand = frame.assign(number=number, rate=number / 2, one=1.0)
    assert found.loc["number", "estimate"] == pytest.approx(cannot_answer(data, QUESTIONS)["share"].sum())
    for name in ("number", "rate"):
        mean = means(by_hand, name, design=COMPLEX).iloc[0]
        ratio = ratios(by_hand, name, "one", design=COMPLEX).iloc[0]
        assert found.loc[name, ["estimate", "se"]].tolist() == pytest.approx([mean["mean"], mean["se"]], abs=1e-9)
        assert found.loc[name, ["estimate", "se"]].tolist() == pytest.approx([ratio["ratio"], ratio["se"]], abs=1e-9)


@settings(max_examples=40)
@given(samples(), st.floats(0.1, 50))
def test_what_must_hold(frame, factor):
    found = cannot_answer_by_respondent(Data(frame, SMALL, COMPLEX), QUESTIONS)
    distribution, table = found.distribution, found.measures.set_index("measure")
    if distribution["base_n"].iloc[0] > 0:
        assert distribution["share"].sum() == pytest.approx(1)
        assert (distribution["category"] * distribution["share"]).sum() == pytest.approx(table.loc["number", "estimate"])
        assert table.loc["any", "estimate"] == pytest.approx(1 - distribution["share"].iloc[0])
        assert table.loc["all", "estimate"] <= table.loc["rate", "estimate"] + 1e-12 <= table.loc["any", "estimate"] + 2e-12
    known = table[table["estimate"].notna() & table["low"].notna()]
    most = known.index.map({"rate": 1, "any": 1, "all": 1}).fillna(2).to_numpy()
    assert (known["low"] >= 0).all()
    assert (known["high"] <= most).all()
    assert (known["low"] <= known["estimate"]).all()
    assert (known["estimate"] <= known["high"]).all()
    turned = frame.iloc[::-1].reset_index(drop=True).assign(weight=lambda rows: rows["weight"] * factor)
    again = cannot_answer_by_respondent(Data(turned, SMALL, COMPLEX), QUESTIONS).measures
    for name in ("estimate", "se", "low", "high"):
        assert again[name].to_numpy() == pytest.approx(found.measures[name].to_numpy(), abs=1e-9, nan_ok=True)


def test_where_everybody_could_answer_the_intervals_are_no_points():
    found = cannot_answer_by_respondent(responses(*[{"leave": 1, "why": 1, "spheres": (1,)}] * 20)).measures.set_index("measure")
    for name in ("number", "rate", "any", "all"):
        assert found.loc[name, ["estimate", "low"]].tolist() == [0, 0]
        assert found.loc[name, "high"] > 0.1


def test_where_everybody_skipped_nothing_is_known():
    found = cannot_answer_by_respondent(responses({}, {}))
    assert found.distribution["base_n"].tolist() == [0] * 4
    assert found.measures["estimate"].isna().tolist() == [True] * 4 + [False] * 3
    assert "nobody is in the base" in found.distribution.attrs["warnings"]


def test_a_column_without_values_does_not_count():
    frame = STUDY.frame.assign(why=np.nan)
    assert measures(cannot_answer_by_respondent(Data(frame, SMALL)))["asked"] == 2


def test_weights_made_from_a_design_are_used():
    data = Data(STUDY.frame.assign(sex=[0, 1, 0, 1, 0, 1]), SMALL)
    made = poststratify(data, {"sex": {0: 30, 1: 10}}, design=Design())
    assert isinstance(made, Calibrated)
    women = cannot_answer_by_respondent(data, design=made).measures.set_index("measure")
    assert women.loc["number", "estimate"] == pytest.approx((30 / 3 * 5 + 0) / (30 + 10 / 3 * 2))


def test_wrong_arguments():
    with pytest.raises(ArgumentError, match='no code for "cannot answer"'):
        cannot_answer_by_respondent(pd.DataFrame({"leave": [1]}), "leave")
    with pytest.raises(ArgumentError, match="no question whose non-answers"):
        cannot_answer_by_respondent(STUDY, [])
    with pytest.raises(ArgumentError, match="Did you mean 'leave'"):
        cannot_answer_by_respondent(STUDY, ["leavee"])
    with pytest.raises(DataError, match="no responses"):
        cannot_answer_by_respondent(Data(STUDY.frame.iloc[:0], SMALL))
    taken = Data(STUDY.frame.assign(measure=[1, 2] * 3), SMALL)
    with pytest.raises(ArgumentError, match="name of a column of the result"):
        cannot_answer_by_respondent(taken, by="measure")

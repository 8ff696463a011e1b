"""split_ballot against R's survey and base R (tests/golden/studies), Newcombe's paper, and properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import ArgumentError, DataError, Design, crosstab, difference, split_ballot
from analysis.data import Data
from analysis.studies.ballot import CANNOT_ANSWER
from instruments.load import find, load
from tests.analysis.studies.studies import DATA, DESIGNS, golden

EXTENDED = load(find("astana-extended"))


@pytest.mark.parametrize("name", DESIGNS)
def test_differences_match_r(name):
    r = golden(name)
    found = split_ballot(DATA, "vote", "arm", control="short", design=DESIGNS[name])
    for _, row in found.frame.iterrows():
        assert row["difference"] == pytest.approx(r[f"vote_{row['category']}"], abs=1e-10)
        of_test = f"fisher_{row['category']}" if name == "srs" else f"vote_{row['category']}_p"
        assert row["p"] == pytest.approx(r[of_test])
        if name != "srs":
            half = (row["high"] - row["low"]) / 2
            assert half / r[f"vote_{row['category']}_se"] == pytest.approx(1.97, abs=0.12)
    assert found.test.p == pytest.approx(r["chisq_p" if name == "srs" else "independence_p"])
    assert found.randomisation.p == pytest.approx(golden("srs")["binomial_p"])


def test_newcombes_example():
    """Newcombe (1998), table II, (a): 56/70 less 48/80 is 0.2, method 10 from 0.0524 to 0.3339."""
    frame = pd.DataFrame({"v": [1] * 48 + [0] * 32 + [1] * 56 + [0] * 14, "arm": ["a"] * 80 + ["b"] * 70})
    row = split_ballot(frame, "v", "arm").frame.set_index("category").loc[1]
    assert row[["difference", "low", "high"]].tolist() == pytest.approx([0.2, 0.0524, 0.3339], abs=5e-5)


def test_it_is_the_difference_of_two_samples():
    arms = [DATA[DATA["arm"] == arm].reset_index(drop=True) for arm in ("short", "long")]
    apart = difference(*arms, "vote").set_index("category")
    together = split_ballot(DATA, "vote", "arm", control="short").frame.set_index("category")
    for column in ("difference", "low", "high", "p", "p_adjusted"):
        assert together[column].to_dict() == pytest.approx(apart[column].to_dict())


def test_each_other_arm_is_held_against_the_control():
    frame = pd.DataFrame({"v": [1, 2, 1] * 20, "arm": ["b", "a", "c"] * 20})
    found = split_ballot(frame, "v", "arm", control="b").frame
    assert list(dict.fromkeys(zip(found["control"], found["arm"], strict=True))) == [("b", "a"), ("b", "c")]
    assert found.attrs["tests"] == 4


def extended(rows):
    columns = ["arm_form", "q4_leave_eaeu", "q4_balanced", "language", "q2_improve"]
    return Data(pd.DataFrame(rows, columns=columns), EXTENDED)


ROWS = [
    *[("original", code, -4, "kk", 1) for code in (1, 1, 2, 97, -6, -7, -2)],
    *[("balanced", -4, code, "ru", -6) for code in (1, 2, 3, 4, 4, -6, -2, -5)],
]


def test_wordings_of_the_arms_are_put_together_by_their_derived_categories():
    found = split_ballot(extended(ROWS), {"original": "q4_view", "balanced": "q4_balanced_view"}, "form")
    rows = found.frame.set_index("category")
    assert rows.index.tolist()[:3] == ["leave", "stay", "other"]
    assert rows.loc["leave", ["n_control", "base_n_control", "n_arm", "base_n_arm"]].tolist() == [2, 7, 3, 7]
    assert rows.loc[CANNOT_ANSWER, ["n_control", "n_arm"]].tolist() == [2, 1]
    opinions = split_ballot(extended(ROWS), {"original": "q4_view", "balanced": "q4_balanced_view"}, "form", base="opinion")
    assert opinions.frame.set_index("category").loc["stay", ["n_arm", "base_n_arm"]].tolist() == [2, 5]
    assert CANNOT_ANSWER in opinions.frame["category"].tolist()


def test_codes_that_stand_for_different_answers_are_not_put_together():
    with pytest.raises(ArgumentError, match="different codes"):
        split_ballot(extended(ROWS), {"original": "q4_leave_eaeu", "balanced": "q4_balanced"}, "form")
    with pytest.raises(ArgumentError, match="question of each arm"):
        split_ballot(extended(ROWS), {"original": "q4_view"}, "form")


def test_a_single_non_answer_is_tested_once():
    frame = pd.DataFrame({"arm_card": ["control", "card"] * 30, "k_eaeu": [1, 2, -7, 1, 2, -7] * 10, "language": "kk"})
    found = split_ballot(Data(frame, EXTENDED), "k_eaeu", "card").frame.set_index("category")
    assert found.attrs["tests"] == 3
    assert found.loc[-7, "p_adjusted"] == found.loc[CANNOT_ANSWER, "p_adjusted"]


def test_several_answers_have_no_test_of_independence():
    columns = [f"m_source__{choice.id}" for choice in EXTENDED.question("m_source").substantive]
    frame = pd.DataFrame(0, index=range(20), columns=columns).assign(arm_card=["control", "card"] * 10)
    frame["m_source__television"] = [1, 0] * 10
    found = split_ballot(Data(frame, EXTENDED), "m_source", "card", covariates=[])
    assert np.isnan(found.test.p)
    assert found.frame.set_index("category").loc[1, "difference"] == -1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"experiment": "nothing"}, "no such experiment"),
        ({"experiment": "g", "control": 3}, "no such arm"),
        ({"experiment": "one"}, "fewer than two arms"),
        ({"experiment": "g", "base": "some"}, "no such base"),
        ({"experiment": "g", "adjust": "none"}, "no such adjustment"),
    ],
)
def test_wrong_names_are_refused(given, message):
    with pytest.raises(ArgumentError, match=message):
        split_ballot(DATA.assign(one=1), "vote", **given)


def test_an_empty_arm_has_no_difference():
    frame = pd.DataFrame({"v": [1, 2, None, None], "arm": ["a", "a", "b", "b"]})
    row = split_ballot(frame, "v", "arm").frame.iloc[0]
    assert row[["difference", "low", "high", "p"]].isna().all()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3)), min_size=2, max_size=40))
def test_the_differences_of_all_answers_add_up_to_nothing(rows):
    frame = pd.DataFrame([("a", 1), ("b", 2), *rows], columns=["arm", "v"])
    found = split_ballot(frame, "v", "arm").frame
    assert found["difference"].sum() == pytest.approx(0)
    assert (found["low"] <= found["difference"]).all()
    assert (found["difference"] <= found["high"]).all()
    swapped = split_ballot(frame, "v", "arm", control="b").frame
    assert swapped["p"].tolist() == pytest.approx(found["p"].tolist())
    assert swapped["low"].tolist() == pytest.approx((-found["high"]).tolist())


def test_the_condition_is_a_domain():
    where = (DATA["g"] == 1).to_numpy()
    found = split_ballot(DATA, "vote", "arm", where=where, design=DESIGNS["clustered"])
    masked = DATA.assign(vote=DATA["vote"].where(where))
    assert found.test.p == pytest.approx(crosstab(masked, "vote", "arm", design=DESIGNS["clustered"]).test.p)


def test_arms_without_a_base_are_named():
    frame = pd.DataFrame({"v": [1, 2] * 20, "arm": ["a", "b", "b", "a"] * 10, "w": 1.0})
    assert split_ballot(frame, "v", "arm").frame.attrs["warnings"] == ""
    for data, design in ((frame.assign(v=frame["v"].where(frame["arm"] == "a")), None), (frame, Design(weight="w"))):
        weighted = data.assign(w=data["w"].where(data["arm"] == "a", 0.0))
        found = split_ballot(weighted, "v", "arm", design=design).frame
        assert found[["share_arm", "low_arm", "high_arm", "difference", "low", "high", "p"]].isna().all(axis=None)
        assert found.attrs["warnings"] == "v: nobody, or nobody of any weight, is in the base in arm 'b'."


def test_a_question_that_nobody_answered():
    frame = pd.DataFrame({"v": [np.nan] * 8, "arm": ["a", "b"] * 4})
    with pytest.raises(DataError, match="question 'v': Nobody answered the question"):
        split_ballot(frame, "v", "arm")


def test_an_arm_that_nobody_was_put_into():
    arms = pd.Categorical(["a", "b", "b", "a"] * 10, categories=["a", "b", "none"])
    frame = pd.DataFrame({"v": [1, 2] * 20, "arm": arms, "w": 1.0})
    for design in (None, Design(weight="w")):
        found = split_ballot(frame, "v", "arm", design=design).frame
        assert found[found["arm"] == "none"][["share_arm", "difference", "low", "high", "p"]].isna().all(axis=None)
        assert found[found["arm"] == "b"]["p"].notna().all()
        assert found.attrs["warnings"] == "v: nobody, or nobody of any weight, is in the base in arm 'none'."

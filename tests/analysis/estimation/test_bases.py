"""Typed non-answers, bases, multiple response, derived variables, and the rate of those who cannot answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import ArgumentError, Design, cannot_answer, crosstab, means, quantiles, shares, toplines
from analysis.estimation.domain import BASES
from analysis.estimation.intervals.interval import share_bounds
from instruments.model import NonAnswer
from tests.analysis.estimation.questionnaire import responses

CANNOT, REFUSED, NO_OPINION = NonAnswer.CANNOT_ANSWER, NonAnswer.REFUSED, NonAnswer.NO_OPINION

STUDY = responses(
    *[{"leave": 1, "why": 1, "spheres": (1, 4), "strength": 5, "age": 30}] * 4,
    *[{"leave": 1, "why": NO_OPINION, "spheres": (1,), "strength": 3}] * 2,
    *[{"leave": 2, "spheres": (4,), "age": 50}] * 3,
    *[{"leave": CANNOT, "spheres": CANNOT}] * 5,
    {"leave": REFUSED},
    *[{}] * 2,
)


def counted(table) -> dict[object, tuple[int, int]]:
    return {row.category: (row.n, row.base_n) for row in table.itertuples()}


def test_the_published_question_with_its_base_of_57():
    """24 agree, 10 disagree… on the base of everybody asked: 25 of 57 cannot answer, 31.8 to 56.7 %."""
    study = responses(*[{"leave": 1}] * 21, *[{"leave": 2}] * 10, *[{"leave": CANNOT}] * 25, {"leave": REFUSED})
    found = shares(study, "leave").set_index("category")
    assert found["n"].to_dict() == {2: 10, 1: 21, -1: 25, -2: 1}
    assert found.loc[-1, ["share", "low", "high"]].astype(float).round(3).tolist() == [0.439, 0.318, 0.567]
    rate = cannot_answer(study, "leave").loc[0]
    assert (
        rate[["n", "base_n", "share", "low", "high"]].tolist() == found.loc[-1, ["n", "base_n", "share", "low", "high"]].tolist()
    )


def test_three_bases():
    assert counted(shares(STUDY, "leave")) == {2: (3, 15), 1: (6, 15), -1: (5, 15), -2: (1, 15)}
    assert counted(shares(STUDY, "leave", base="asked")) == {2: (3, 17), 1: (6, 17), -1: (5, 17), -2: (1, 17), -5: (2, 17)}
    assert counted(shares(STUDY, "leave", base="opinion")) == {2: (3, 9), 1: (6, 9)}
    with pytest.raises(ArgumentError, match="asked, answered, opinion"):
        shares(STUDY, "leave", base="valid")


def test_a_question_that_routing_left_out_is_in_no_base():
    for base in BASES:
        found = counted(shares(STUDY, "why", base=base))
        assert found == ({1: (4, 4), 2: (0, 4)} if base == "opinion" else {1: (4, 6), 2: (0, 6), -6: (2, 6)})


def test_a_break_off_is_in_no_base():
    partial = responses({"leave": 1}, {})
    stopped = responses({}, {}, status="partial")
    both = type(partial)(pd.concat([partial.frame, stopped.frame], ignore_index=True), partial.instrument)
    assert counted(shares(both, "leave", base="asked"))[1] == (1, 2)


def test_a_number_that_is_an_answer_and_a_non_answer_is_no_table():
    """Degrees may be negative: -5 degrees and skipped have the same number."""
    study = responses(*[{"degrees": -5}] * 2, {"degrees": 7}, *[{}] * 2)
    assert counted(shares(study, "degrees")) == {-5: (2, 3), 7: (1, 3)}
    with pytest.raises(ArgumentError, match="answers of -5, which is also its code for 'skipped'.*base='opinion', which"):
        shares(study, "degrees", base="asked")
    assert means(study, "degrees").loc[0, ["mean", "n"]].tolist() == [-1, 3]
    refused = responses({"degrees": -2}, {"degrees": REFUSED}, {"degrees": 3})
    assert counted(shares(refused, "degrees", base="opinion")) == {-2: (1, 2), 3: (1, 2)}
    assert quantiles(refused, "degrees", 0)["quantile"].tolist() == [-2]
    for call in (
        lambda: shares(refused, "language", by="degrees"),
        lambda: crosstab(refused, "degrees", "language", percent="total"),
    ):
        with pytest.raises(ArgumentError, match="answers of -2, which is also its code for 'refused'"):
            call()


def test_multiple_response_shares_are_of_respondents():
    found = shares(STUDY, "spheres")
    assert counted(found) == {1: (6, 14), 4: (7, 14), 7: (0, 14), -1: (5, 14)}
    assert found["share"].sum() == pytest.approx(18 / 14)
    low, high = share_bounds("wilson", np.array([6 / 14]), np.array([np.nan]), np.array([14]), None, 0.95)
    assert (found.loc[0, "low"], found.loc[0, "high"]) == pytest.approx((low[0], high[0]))
    asked = shares(STUDY, "spheres", base="asked")
    assert counted(asked) == {1: (6, 17), 4: (7, 17), 7: (0, 17), -1: (5, 17), -5: (3, 17)}
    assert counted(shares(STUDY, "spheres", base="opinion")) == {1: (6, 9), 4: (7, 9), 7: (0, 9)}


def test_one_choice_agrees_with_its_row_of_the_set():
    whole = shares(STUDY, "spheres").set_index("category").loc[4]
    single = shares(STUDY, "spheres__culture").set_index("category")
    assert single.loc[1, ["n", "base_n", "share", "se"]].tolist() == whole[["n", "base_n", "share", "se"]].tolist()
    assert single.loc[0, "n"] == 2
    assert single.loc[-1, "n"] == 5


def test_a_set_without_non_answers():
    everybody = responses({"media": (1,)}, {"media": (1, 2)})
    for base in BASES:
        assert counted(shares(everybody, "media", base=base)) == {1: (2, 2), 2: (1, 2)}


def test_multiple_response_in_a_crosstab():
    found = crosstab(STUDY, "spheres", "leave")
    cells = found.frame.set_index(["row", "column"])["n"]
    assert (cells[(1, 1)], cells[(4, 2)], cells[(-1, -1)]) == (6, 3, 5)
    assert "several answers" in found.test.method
    assert np.isnan(found.test.p)
    assert len(found.letters) == len(found.frame)
    with pytest.raises(ArgumentError, match="Use percent='columns'"):
        crosstab(STUDY, "spheres", "leave", percent="rows")
    with pytest.raises(ArgumentError, match="cannot form groups.*spheres__"):
        crosstab(STUDY, "leave", "spheres")


def test_crosstab_keeps_non_answers_and_leaves_out_who_skipped():
    found = crosstab(STUDY, "leave", "language")
    assert set(found.frame["row"]) == {1, 2, -1, -2}
    assert found.frame.groupby("column")["n"].sum().sum() == 15
    total = crosstab(STUDY, "leave", "language", percent="total").frame
    assert total["share"].sum() == pytest.approx(1)
    by_row = crosstab(STUDY, "leave", "language", percent="rows").frame.set_index(["row", "column"])
    assert by_row.loc[(-2, "en"), "share"] + by_row.loc[(-2, "kk"), "share"] == 1


def test_a_derived_variable_has_its_categories_and_the_non_answers():
    found = shares(STUDY, "leave_yes")
    assert found["category"].tolist() == ["in", "out", -1, -2]
    assert found["n"].tolist() == [3, 6, 5, 1]
    by = shares(STUDY, "strength", by="leave_yes")
    assert by["leave_yes"].unique().tolist() == ["in", "out", -1, -2]
    assert "nobody is in the base in leave_yes='in'" in by.attrs["warnings"]


def test_groups_are_given_answers_and_who_skipped_is_counted():
    found = shares(STUDY, "language", by="leave")
    assert found["leave"].unique().tolist() == [2, 1, -1, -2]
    assert found.attrs["missing_by"] == 2


def test_numbers_leave_non_answers_out():
    found = means(STUDY, "strength").loc[0]
    assert (found["mean"], found["n"]) == (pytest.approx((4 * 5 + 2 * 3) / 6), 6)
    assert means(STUDY, "strength").attrs["non_answers"] == 11
    assert means(STUDY, "age")["mean"][0] == pytest.approx((4 * 30 + 3 * 50) / 7)
    assert quantiles(STUDY, "age").attrs["non_answers"] == 10
    with pytest.raises(ArgumentError, match="'spheres' does not hold numbers"):
        means(STUDY, "spheres")


def test_scales_show_every_point():
    assert counted(shares(STUDY, "strength")) == {1: (0, 6), 2: (0, 6), 3: (2, 6), 4: (0, 6), 5: (4, 6)}


def test_cannot_answer_is_a_row_for_each_question_that_offers_it():
    found = cannot_answer(STUDY)
    assert found[["question", "n", "base_n"]].to_numpy().tolist() == [["leave", 5, 15], ["why", 2, 6], ["spheres", 5, 14]]
    columns = ["question", "n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff"]
    assert found.columns.tolist() == columns
    by = cannot_answer(STUDY, ["leave"], by="language", where=STUDY.frame["version"] == 1)
    assert by[["language", "n", "base_n"]].to_numpy().tolist() == [["en", 2, 8], ["kk", 3, 7]]


def test_cannot_answer_of_a_question_that_offers_none_is_zero_with_an_interval():
    found = cannot_answer(STUDY, "strength").loc[0]
    assert (found["n"], found["share"], found["low"]) == (0, 0, 0)
    assert found["high"] > 0.3


def test_cannot_answer_with_weights_is_the_share_of_the_code():
    weighted = type(STUDY)(STUDY.frame.assign(weight=np.arange(1, 18)), STUDY.instrument, Design(weight="weight"))
    rate, share = cannot_answer(weighted, "leave").loc[0], shares(weighted, "leave").set_index("category").loc[-1]
    for name in ("n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff"):
        assert rate[name] == pytest.approx(share[name])


def test_a_bare_frame_has_no_missing_codes():
    data = pd.DataFrame({"leave": [1, 1, -1, np.nan]})
    for base in BASES:
        assert counted(shares(data, "leave", base=base)) == {-1: (1, 3), 1: (2, 3)}
    assert means(data, "leave")["mean"][0] == pytest.approx(1 / 3)
    with pytest.raises(ArgumentError, match='no code for "cannot answer".*analysis.read'):
        cannot_answer(data)


def test_toplines_are_the_shares_of_each_question():
    found = toplines(STUDY, ["leave", "leave_yes", "spheres"], base="opinion", interval="jeffreys", level=0.9)
    for question in ("leave", "leave_yes", "spheres"):
        alone = shares(STUDY, question, base="opinion", interval="jeffreys", level=0.9)
        part = found[found["question"] == question]
        assert part["category"].tolist() == alone["category"].tolist()
        for name in ("n", "share", "se", "low", "high"):
            assert part[name].tolist() == pytest.approx(alone[name].tolist(), rel=1e-12)
    assert found.attrs["method"] == "share, Taylor linearisation; interval jeffreys"
    with pytest.raises(ArgumentError, match="no question"):
        toplines(STUDY, [])


def test_the_design_of_the_data_holds_unless_another_is_given():
    weighted = type(STUDY)(STUDY.frame.assign(weight=np.arange(1, 18)), STUDY.instrument, Design(weight="weight"))
    assert shares(weighted, "leave")["base_weight"][0] == 120
    assert shares(weighted, "leave", design=Design())["base_weight"][0] == 15


def test_what_a_table_says_about_itself():
    data = pd.DataFrame({"answer": ["a", "b", None, "a"], "g": [1, 1, 1, None]})
    found = shares(data, "answer", by="g")
    assert found.columns.tolist() == [
        "question", "g", "category", "n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff"
    ]  # fmt: skip
    assert found.attrs == {
        "method": "share, Taylor linearisation; interval wilson",
        "base": "answered",
        "deff_rule": "against simple random sampling with replacement of the same size",
        "level": 0.95,
        "df_rule": "PSUs less strata of the whole design",
        "missing": 1,
        "missing_by": 1,
        "warnings": "",
    }

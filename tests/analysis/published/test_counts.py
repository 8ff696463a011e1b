"""Published shares: golden values of the paper, and agreement with `shares` on rows made from the counts.

Wilson intervals were worked out from Newcombe's closed form with Decimal by hand-written arithmetic below; the paper's
own percents have one decimal, hence four decimals suffice.
"""

import math

import pandas as pd
import pytest

from analysis import Data, cannot_answer, means, published_shares, read, shares
from analysis.errors import AnalysisError
from analysis.published.counts import COLUMNS, tabulated
from analysis.published.findings import HOME, load, load_text
from analysis.published.recovery import recovered
from tests.analysis.published.samples import SMALL, paper, percents
from tests.analysis.published.samples import question as asked
from tests.analysis.published.samples import read as findings

ASTANA = load("astana-2023")
Z = 1.959963984540054


def wilson(count: int, base: int) -> tuple[float, float]:
    """Newcombe (1998), method 3, as printed there."""
    numerator = 2 * count + Z**2
    root = Z * math.sqrt(Z**2 + 4 * count * (1 - count / base))
    return (numerator - root) / (2 * (base + Z**2)), (numerator + root) / (2 * (base + Z**2))


@pytest.mark.parametrize(
    ("question", "category", "share", "low", "high"),
    [
        ("q1_bin", "high", 0.4386, 0.318, 0.567),
        ("q2_improve", 1, 0.7368, 0.610, 0.834),
        ("q2_improve", 2, 0.0, 0.0, 0.063),
        ("q3_spheres", 3, 0.4211, 0.302, 0.550),
        ("q4_leave_eaeu", -1, 0.4386, 0.318, 0.567),
        ("q5_leave_csto", 1, 0.4182, 0.297, 0.550),
        ("q5_leave_csto", -1, 0.4545, 0.330, 0.585),
        ("q6_role", 3, 0.1228, 0.061, 0.232),
        ("q7_benefit", 2, 0.4737, 0.350, 0.601),
    ],
)
def test_golden(question: str, category: int | str, share: float, low: float, high: float) -> None:
    frame = published_shares(ASTANA, question)
    row = frame[frame["category"] == category].iloc[0]
    assert (row["share"], row["low"], row["high"]) == (
        pytest.approx(share, abs=5e-5),
        pytest.approx(low, abs=5e-4),
        pytest.approx(high, abs=5e-4),
    )


@pytest.mark.parametrize("question", [question.id for question in ASTANA.questions])
def test_every_interval_is_wilsons(question: str) -> None:
    for row in published_shares(ASTANA, question).itertuples():
        assert (row.low, row.high) == pytest.approx(wilson(row.n, row.base_n), abs=1e-12)


@pytest.mark.parametrize("question", ["q4_leave_eaeu", "q5_leave_csto", "q6_role"])
def test_shares_of_rows_made_from_the_counts_agree(question: str) -> None:
    one = next(one for one in recovered(ASTANA) if one.question.id == question)
    answers = [answer.category for answer in one.question.answers for _ in range(one.count(answer.id) or 0)]
    rows = pd.DataFrame({one.question.variable: [*answers, *[99] * (one.unnamed or 0)]})
    second = shares(rows, one.question.variable).set_index("category")
    for row in published_shares(ASTANA, question).itertuples():
        for column in ("n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff"):
            assert getattr(row, column) == pytest.approx(second.loc[row.category, column], rel=1e-12), column


def test_columns_and_attributes() -> None:
    frame = published_shares(ASTANA, "q2_improve", level=0.9)
    assert tuple(frame.columns) == COLUMNS
    assert frame.attrs["source"] == "published counts"
    assert (frame.attrs["unnamed"], frame.attrs["stated_base"], frame.attrs["level"]) == (15, "57", 0.9)
    assert published_shares(ASTANA, "q3_spheres").attrs["not_published"] == "1, 2"


def test_attributes_are_those_of_shares_and_more() -> None:
    frame = published_shares(ASTANA, "q2_improve")
    assert set(shares(pd.DataFrame({"q": [1, 2]}), "q").attrs) <= set(frame.attrs)
    assert frame.attrs["method"] == "share, simple random sampling assumed; interval wilson"
    assert (frame.attrs["missing"], frame.attrs["warnings"]) == (0, "")
    assert all(value is None or isinstance(value, str | int | float) for value in frame.attrs.values())


def test_one_respondent_has_no_standard_error() -> None:
    text = SMALL.replace('"10"', '"1"').replace('"7"', '"1"')
    frame = published_shares(load_text(text, "small.yaml"), "q2_improve")
    assert math.isnan(frame.loc[0, "se"])
    assert (frame.loc[0, "low"], frame.loc[0, "high"]) == pytest.approx(wilson(1, 1))
    assert "one respondent" in frame.attrs["warnings"]


class TestRead:
    """`read` gives a findings file as a table of counts: no respondent is made up."""

    data = read(HOME / "astana-2023.yaml")

    def test_a_row_a_category(self) -> None:
        frame = self.data.frame
        assert list(frame.columns) == ["question", "variable", "category", "n", "base_n", "stated_base", "printed"]
        csto = frame[frame["question"] == "q5_leave_csto"]
        assert csto["category"].tolist() == [1, 2, -1, None]
        assert csto["n"].tolist() == [23, 7, 25, 0]
        assert set(csto["base_n"]) == {55}
        assert set(csto["stated_base"]) == {"57"}
        assert csto["printed"].tolist()[:3] == ["41.8", "12.7", "45.5"]
        assert self.data.instrument == ASTANA.instrument
        assert self.data.source_hash == ASTANA.source_hash

    def test_counts_and_unnamed_answers_sum_to_the_base(self) -> None:
        frame = self.data.frame[self.data.frame["question"] != "q3_spheres"]
        assert (frame.groupby("question")["n"].sum() == frame.groupby("question")["base_n"].first()).all()
        spheres = self.data.frame[self.data.frame["question"] == "q3_spheres"].set_index("category")["n"]
        assert spheres[[1, 2]].isna().all()
        assert spheres.index.notna().all()

    @pytest.mark.parametrize("name", ["q1_strength", "q1_bin", "q3_spheres", "q5_leave_csto"])
    def test_its_shares(self, name: str) -> None:
        found, expected = published_shares(self.data, name), published_shares(ASTANA, name)
        pd.testing.assert_frame_equal(found, expected)
        assert found.attrs == expected.attrs

    def test_estimators_of_responses_refuse_it(self) -> None:
        for estimate in (shares, means, cannot_answer):
            with pytest.raises(AnalysisError, match="published counts, .* Use analysis.published_shares"):
                estimate(self.data, "q5_leave_csto")
        with pytest.raises(AnalysisError, match="no published counts. Use analysis.shares"):
            published_shares(Data(pd.DataFrame({"q": [1]})), "q")

    def test_another_yaml_file_is_refused(self) -> None:
        with pytest.raises(AnalysisError, match="the published numbers cannot be used"):
            read(HOME.parent / "studies" / "astana-2023.yaml")


def test_a_wrong_name_or_level_is_an_error() -> None:
    with pytest.raises(AnalysisError, match="no such published question"):
        published_shares(ASTANA, "q8")
    with pytest.raises(AnalysisError, match="confidence level"):
        published_shares(ASTANA, "q2_improve", level=95)
    with pytest.raises(AnalysisError, match="no such interval"):
        published_shares(ASTANA, "q2_improve", interval="wilsn")


def test_a_count_or_a_base_that_is_not_known_is_no_number():
    several, trend = asked("a", percents("44"), 'stated_base: "1000"'), asked("b", percents("44"), "counted: trend")
    frame = tabulated(findings(paper(several, trend)))
    assert frame["n"].isna().all()
    assert frame["base_n"].tolist()[0] == 1000
    assert frame["stated_base"].tolist() == ["1000", "57"]


def test_no_share_is_known_of_a_question_without_counts():
    frame = published_shares(findings(paper(asked("a", percents("44")), sample=None)), "a")
    assert frame.empty
    assert tuple(frame.columns) == COLUMNS
    assert (frame.attrs["unnamed"], frame.attrs["not_published"], frame.attrs["stated_base"]) == (None, "0", "")

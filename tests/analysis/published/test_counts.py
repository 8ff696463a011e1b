"""Published shares: golden values of the paper, and agreement with `shares` on rows made from the counts.

Wilson intervals were worked out from Newcombe's closed form with Decimal by hand-written arithmetic below; the paper's
own percents have one decimal, hence four decimals suffice.
"""

import math

import pandas as pd
import pytest

from analysis import shares
from analysis.errors import AnalysisError
from analysis.published.counts import COLUMNS, published_shares
from analysis.published.findings import load

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


@pytest.mark.parametrize("question", [question.question for question in ASTANA.questions])
def test_every_interval_is_wilsons(question: str) -> None:
    for row in published_shares(ASTANA, question).itertuples():
        assert (row.low, row.high) == pytest.approx(wilson(row.n, row.base_n), abs=1e-12)


@pytest.mark.parametrize("question", ["q4_leave_eaeu", "q5_leave_csto", "q6_role"])
def test_shares_of_rows_made_from_the_counts_agree(question: str) -> None:
    published = ASTANA.question(question)
    answers = [cell.category for cell in published.cells for _ in range(cell.number.count)]
    rows = pd.DataFrame({published.variable: [*answers, *[99] * (published.unnamed or 0)]})
    second = shares(rows, published.variable).set_index("category")
    for row in published_shares(ASTANA, question).itertuples():
        for column in ("n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff"):
            assert getattr(row, column) == pytest.approx(second.loc[row.category, column], rel=1e-12), column


def test_columns_and_attributes() -> None:
    frame = published_shares(ASTANA, "q2_improve", 0.9)
    assert tuple(frame.columns) == COLUMNS
    assert frame.attrs["source"] == "published counts"
    assert (frame.attrs["unnamed"], frame.attrs["stated_base"], frame.attrs["level"]) == (15, "57", 0.9)
    assert published_shares(ASTANA, "q3_spheres").attrs["not_published"] == "1, 2"


def test_a_wrong_name_or_level_is_an_error() -> None:
    with pytest.raises(AnalysisError, match="no such published question"):
        published_shares(ASTANA, "q8")
    with pytest.raises(AnalysisError, match="confidence level"):
        published_shares(ASTANA, "q2_improve", 95)
    with pytest.raises(AnalysisError, match="no such interval"):
        published_shares(ASTANA, "q2_improve", interval="wilsn")

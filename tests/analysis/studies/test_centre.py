"""Differences of means and medians: scipy's Welch as a second route, and publications that print no standard deviation."""

import math

import pandas as pd
import pytest
from scipy import stats

from analysis import ArgumentError, Data, means, quantiles, read
from analysis.published.findings import HOME, load, load_text
from analysis.studies.centre import COLUMNS, centre_difference
from tests.analysis.answers import ASTANA, rows

LATER = Data(pd.DataFrame(rows(80)), ASTANA)
PAPER = (HOME / "astana-2023.yaml").read_text(encoding="utf-8")


def numbers(data):
    answers = data.frame["q1_strength"]
    return answers[answers > 0]


def by_statistic(*arguments, **options):
    return centre_difference(*arguments, **options).set_index("statistic")


def test_means_are_compared_as_welch_did():
    a, b = (pd.DataFrame({"years": years}) for years in ([1, 2, 3, 4, 9], [4, 5, 6, 9, 12, 20]))
    found = by_statistic(a, b, "years").loc["mean"]
    second = stats.ttest_ind(b["years"], a["years"], equal_var=False)
    interval = second.confidence_interval(0.95)
    assert [found[name] for name in ("p", "low", "high")] == pytest.approx([second.pvalue, interval.low, interval.high])


def test_medians_bring_their_own_intervals():
    a, b = (pd.DataFrame({"years": [start + n % 17 for n in range(60)]}) for start in (0, 5))
    found = by_statistic(a, b, "years").loc["median"]
    first, second = (quantiles(data, "years").iloc[0] for data in (a, b))
    below = math.hypot(second["quantile"] - second["low"], first["high"] - first["quantile"])
    assert (found["difference"], found["low"]) == (5, pytest.approx(5 - below))
    assert math.isnan(found["p"])


class TestPublication:
    def test_a_mean_without_a_standard_deviation_has_no_interval(self):
        found = centre_difference(load("astana-2023"), LATER, "q1_strength")
        rows_ = found.set_index("statistic")
        assert tuple(found.columns) == COLUMNS
        assert rows_["value_a"].tolist() == [7.088, 7.0]
        assert rows_["n_a"].tolist() == [57, 57]
        assert rows_.loc["mean", "difference"] == pytest.approx(means(LATER, "q1_strength")["mean"].iloc[0] - 7.088)
        assert rows_[["low_a", "high_a", "low", "high", "p"]].isna().all(axis=None)
        assert rows_[["low_b", "high_b"]].notna().all(axis=None)
        assert "A printed a mean without its standard deviation" in found.attrs["warnings"]
        assert "A printed a median without the answers" in found.attrs["warnings"]

    def test_one_with_a_standard_deviation_has(self):
        mean = '{statistic: mean, printed: "7.088", quote: "The medium was 7 and mean 7.088."}'
        assert mean in PAPER
        told = load_text(PAPER.replace(mean, f'{mean}\n      - {{statistic: sd, printed: "2.1", quote: "sd 2.1"}}'), "a.yaml")
        found = by_statistic(LATER, told, "q1_bin").loc["mean"]
        answers = numbers(LATER)
        second = stats.ttest_ind_from_stats(7.088, 2.1, 57, answers.mean(), answers.std(), len(answers), equal_var=False)
        assert found["p"] == pytest.approx(second.pvalue, rel=0.02)
        assert found["low_b"] == pytest.approx(7.088 - stats.t.ppf(0.975, 56) * 2.1 / math.sqrt(57))
        assert found["low"] < found["difference"] < found["high"]

    def test_a_question_without_statistics(self):
        found = by_statistic(load("astana-2023"), LATER, "q2_improve")
        assert found["value_a"].isna().all()
        assert found["difference"].isna().all()

    def test_counts_have_no_mean(self):
        with pytest.raises(ArgumentError, match="hold no mean"):
            centre_difference(read(HOME / "astana-2023.yaml"), LATER, "q1_strength")


def test_words_have_no_mean():
    a, b = (pd.DataFrame({"vote": ["yes", "no"]}) for _ in range(2))
    with pytest.raises(ArgumentError, match="does not hold numbers"):
        centre_difference(a, b, "vote")


def test_what_has_no_centre_or_no_interval_is_said():
    years = pd.DataFrame({"years": range(40)})
    one = by_statistic(years.iloc[:1], years, "years")
    assert one["low_a"].isna().all()
    assert one.attrs["warnings"] == "A: years: one respondent: no standard error can be estimated."
    none = by_statistic(years, years.assign(years=math.nan), "years")
    assert none["difference"].isna().all()
    assert none.attrs["warnings"] == "B: years: nobody is in the base: there is no estimate."

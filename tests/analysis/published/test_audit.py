"""Each shipped case audits to the verdict that was printed with it, and strange but legal files to some verdict."""

from __future__ import annotations

import pytest

from analysis.published.audit import GRAVE, audit
from analysis.published.conflicts import KINDS
from analysis.published.findings import load, shipped
from tests.analysis.published.samples import (
    COMPLETE,
    audited,
    bins,
    counts,
    groups,
    paper,
    percents,
    question,
    statistics,
)

# The verdicts of the published cases, in words: base conflict; series usable, words not; claim errors; counts made from
# percents (and a slip in a forum's claim). Of the paper: another base, sums that do not add up, claims that are false.
VERDICTS = {
    "astana-2023": ("base-conflict", "sum-conflict", "claims-contradicted"),
    "demoscope-2017": ("claims-contradicted",),
    "edb-kz-by-year": ("claims-contradicted", "no-power"),
    "stm-2024-03": ("base-conflict",),
    "venezuela-2024": ("counts-from-percents", "claims-contradicted"),
}


def test_every_shipped_case_has_the_verdict_that_was_printed_with_it():
    assert {name: audit(load(name)).verdict for name in shipped()} == VERDICTS


def test_what_is_grave_is_a_kind_of_conflict():
    assert set(GRAVE) <= set(KINDS)


def test_an_audit_is_the_same_a_second_time():
    assert audit(load("astana-2023")) == audit(load("astana-2023"))


def test_the_answers_to_the_scale_of_the_paper():
    """Methods §2c: SD 1.2856 to 3.2087 overall; intervals of the mean 6.75-7.43 to 6.24-7.94."""
    [found] = audit(load("astana-2023")).scales
    assert (found.question, found.base, found.total, found.median) == ("q1_strength", 57, 404, "7")
    assert found.splits.sd_range == pytest.approx((1.2856, 3.2087), abs=0.00005)
    narrow, wide = found.splits.mean_interval_range
    assert (*narrow, *wide) == pytest.approx((6.75, 7.43, 6.24, 7.94), abs=0.005)


def test_no_power_is_said_only_where_no_slip_in_any_number_would_be_noticed():
    """Of a complete list of whole percents the sum can fail, however many people there were."""
    found = audited(paper(question("a", percents("33", "33", "34"), COMPLETE), sample=3000))
    assert any(number.wrong != number.unnoticed for number in found.numbers)
    assert found.verdict == ("consistent",)


def test_how_much_the_fit_of_a_question_says():
    """58 of 1001 printable percents are those of 57 people; 73.7 fits 38 too; 41.8, 12.7 and 45.5 only 55."""
    found = {one.question: (one.base, one.density, one.bases_fitting) for one in audit(load("astana-2023")).power}
    assert found["q2_improve"] == (57, 58 / 1001, (38, 57))
    assert found["q5_leave_csto"] == (55, 56 / 1001, (55,))
    # 53 people in bins and a mean of 7.088: 404/57 and 482/68 are printed so, 241/34 is of too few people.
    assert found["q1_strength"] == (57, None, (57, 68))
    fitting = [n for n in range(20, 71) if {"36.8", "17.5", "43.9"} <= {f"{100 * k / n:.1f}" for k in range(n + 1)}]
    assert found["q4_leave_eaeu"][2] == tuple(fitting)
    assert {(one.low, one.high) for one in audit(load("astana-2023")).power} == {(20, 70)}
    assert audited(paper(question("a", percents("44", ""), "counted: trend"), question("b", percents("")))).power == ()


MEAN = statistics(mean="7.1")
STRANGE = {
    "one person": paper(question("a", percents("100", "0"), COMPLETE), sample=1),
    "seven people": paper(question("a", percents("42.9", "57.1"), COMPLETE), sample=7),
    "no sample": paper(question("a", percents("42.9")), sample=None),
    "no answers": paper(question("a", [], MEAN)),
    "no numbers": paper(question("a", percents("", ""), COMPLETE)),
    "all zero": paper(question("a", percents("0.0", "0.0"), COMPLETE)),
    "nonsense": paper(question("a", [*percents("250", "-3"), 'category: 2, printed: "9/8", unit: fraction'])),
    "more than the base": paper(question("a", counts(70, 3), COMPLETE)),
    "many people": paper(
        question("a", counts(9 * 10**9), COMPLETE, "scale: [1, 10]", statistics(mean="6.5", sd="2", median="6")), sample=9 * 10**9
    ),
    "scale of one person": paper(question("a", counts(1), "scale: [1, 9]", statistics(mean="3", sd="0", median="3")), sample=1),
    "mean off the scale": paper(question("a", counts(57), "scale: [1, 5]", statistics(mean="7.088", sd="1", median="7"))),
    "bins of few": paper(
        question("a", bins((1, 3, 6), (4, 7, 5), (8, 9, 5)), COMPLETE, "scale: [1, 9]", statistics(mean="5.101", median="5")),
        sample=1000,
    ),
    "groups of many": paper(question("a", percents("43", "57"), COMPLETE, groups(["34", "66"], ["50", "50"])), sample=150_000),
    "weighted": paper(
        question("a", percents("43", "57"), COMPLETE, groups(["34", "66"], ["50", "50"]), MEAN), more="weighting: weighted"
    ),
    "two polls": paper(
        question("a", percents("50.1", "49.9")), question("b", percents("33.4"), 'stated_base: "300"'), sample=1829
    ),
    "truncated": paper(question("a", percents("43.8", "36.8"), COMPLETE), more="rounding: truncate"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_but_legal_files_are_audited(name):
    found = audited(STRANGE[name])
    assert found.verdict
    for number in found.numbers:
        assert number.exact is None or number.kind.value == "mean" or 0 <= number.exact <= 1
        assert number.low is None or number.high is None or 0 <= number.low <= number.high <= 1
    for bound in found.bounds:
        assert 0 <= bound.low <= bound.high <= 1


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (paper(question("a", percents("43.9", "36.8"))), ("consistent",)),
        (paper(question("a", percents("44"), 'stated_base: "1000"'), sample=None), ("no-power",)),
        (paper(question("a", percents("43.8"))), ("number-conflict",)),
        (paper(question("a", percents("33", "33", "32"), COMPLETE), sample=300), ("sum-conflict",)),
        (paper(question("a", percents("44", "56"), COMPLETE), more="weighting: weighted"), ("weighted",)),
        (paper(question("a", percents("52.1"), groups(["44.1"], ["51.9"])), sample=10_000), ("group-conflict",)),
        (paper(question("a", counts(20)), claims=["statistic: share, of: [a.0], above: '1/2'"]), ("claims-contradicted",)),
    ],
)
def test_the_verdict_of_a_publication(text, verdict):
    assert audited(text).verdict == verdict

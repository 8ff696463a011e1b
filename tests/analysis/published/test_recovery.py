"""Counts and bases from printed numbers: the paper's own, the other cases', and those of made-up surveys.

The second route is rounding with `decimal`: 100 k/n, printed, must be the printed percent for the count that was recovered
and for no other of its base, and a survey whose counts are known must be recovered to a range that holds them.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.published.findings import load
from analysis.published.model import Counted, Unit
from analysis.published.recovery import Verdict, fitting_bases_of, has_power, recovered, sums_fit
from tests.analysis.published.samples import COMPLETE, counts, only, paper, percents, question, read

ASTANA = {one.question.id: one for one in recovered(load("astana-2023"))}

# Methods §1a: what each printed number is of.
PUBLISHED = {
    "q1_strength": (57, {"low": 4, "average": 24, "high": 25}, 4),
    "q2_improve": (57, {"1": 42, "2": 0}, 15),
    "q3_spheres": (57, {"1": None, "2": None, "3": 24, "4": 22, "8": 1}, None),
    "q4_leave_eaeu": (57, {"1": 21, "2": 10, "-1": 25}, 1),
    "q5_leave_csto": (55, {"1": 23, "2": 7, "-1": 25}, 0),
    "q6_role": (57, {"1": 19, "2": 17, "3": 7}, 14),
    "q7_benefit": (57, {"1": 17, "2": 27}, 13),
}


def rounded(count: int, base: int) -> str:
    return str((Decimal(100 * count) / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def as_percents(known: list[int], base: int) -> list[str]:
    return [rounded(count, base) for count in known]


@pytest.mark.parametrize("name", PUBLISHED)
def test_counts_and_bases_of_the_paper(name):
    base, known, unnamed = PUBLISHED[name]
    one = ASTANA[name]
    assert one.base == base
    assert {str(answer.category): one.count(answer.id) for answer in one.question.answers} == known
    assert one.unnamed == unnamed


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        pytest.param(one, answer, id=answer.id)
        for one in ASTANA.values()
        for answer in one.question.answers
        if answer.printed is not None and answer.unit is Unit.PERCENT
    ],
)
def test_the_printed_percent_is_that_of_this_count_only(one, answer):
    assert one.base is not None
    assert answer.printed is not None
    assert [k for k in range(one.base + 1) if rounded(k, one.base) == answer.printed] == [one.count(answer.id)]


@pytest.mark.parametrize("name", ["q4_leave_eaeu", "q5_leave_csto", "q7_benefit"])
def test_one_base_alone_fits_each_list(name):
    """Methods §1a: of the bases 20 to 70 each list fits one; here by rounding every count of every base."""
    one = ASTANA[name]
    printed = {answer.printed for answer in one.question.answers}
    fitting = [base for base in range(20, 71) if printed <= {rounded(k, base) for k in range(base + 1)}]
    assert fitting == [one.base]


def test_the_base_that_is_smaller_than_stated_is_accepted_because_an_accident_is_improbable():
    one = ASTANA["q5_leave_csto"]
    assert one.accepted
    assert one.bases == (55,)
    assert one.accident == pytest.approx(0.09, abs=0.005)
    assert not ASTANA["q4_leave_eaeu"].accepted


def test_two_lists_of_one_fieldwork_have_one_base_together():
    """Published cases: stm-2024-03, stated 390; only 385 fits both lists in 200 to 600."""
    findings = load("stm-2024-03")
    first, second = recovered(findings)
    assert (first.base, second.base, first.bases) == (385, 385, (385,))
    assert [first.count(answer.id) for answer in first.question.answers] == [237, 85, 38, 6, 5, 5, 9]
    assert [second.count(answer.id) for answer in second.question.answers] == [23, 24, 324, 14]
    assert fitting_bases_of(second.question, (325, 455), "half-up") == (385, 386, 417, 418, 419, 449, 450)
    alone = only(paper(question("a", percents("6.0", "6.2", "84.2", "3.6"), COMPLETE), sample=390, more="window: [200, 600]"))
    assert alone.base == 390
    assert not alone.accepted
    assert 385 in alone.bases


def test_lists_of_other_stated_bases_are_not_lists_of_one_fieldwork():
    lists = [["61.6", "22.1", "9.9", "1.6", "1.3", "1.3", "2.3"], ["6.0", "6.2", "84.2", "3.6"]]
    a, b = (question(name, percents(*row), COMPLETE) for name, row in zip("ab", lists, strict=True))
    both = recovered(read(paper(a, b, sample=390, more="window: [200, 600]")))
    assert [one.base for one in both] == [385, 385]
    other = question("b", percents(*lists[1]), COMPLETE, 'stated_base: "391"')
    assert [one.base for one in recovered(read(paper(a, other, sample=390, more="window: [200, 600]")))][1] == 391


def test_lists_without_a_common_base_stay_on_the_stated_one():
    a, b = question("a", percents("61.6", "38.4"), COMPLETE), question("b", percents("99.9", "0.1"), COMPLETE)
    found = recovered(read(paper(a, b, sample=57, more="window: [20, 70]")))
    assert [(one.base, sums_fit(one)) for one in found] == [(57, False), (57, False)]


def test_a_list_that_adds_up_on_one_smaller_base_only_is_of_that_base():
    """Each of 50.0, 25.0, 25.0 fits 60 people; 33.3, 33.3, 33.4 none below 100: without a better base the stated one stays."""
    fits = only(paper(question("a", percents("50.0", "25.0", "25.0"), COMPLETE), sample=60))
    assert (fits.base, fits.accepted) == (60, False)
    over = only(paper(question("a", percents("50.0", "25.0", "30.0"), COMPLETE), sample=60))
    assert (over.base, over.accepted, over.bases, sums_fit(over)) == (60, False, (), False)


@pytest.mark.parametrize(("extra", "more"), [([], "weighting: weighted"), (["counted: trend"], "")])
def test_of_weighted_figures_and_of_a_trend_no_count_is_known(extra, more):
    one = only(paper(question("a", percents("43.9", ""), *extra), more=more))
    assert one.base is None
    assert [one.verdict(answer) for answer in one.question.answers] == [Verdict.NOT_VERIFIABLE, Verdict.NOT_REPORTED]
    assert one.unnamed is None


def test_without_a_stated_base_no_count_is_known():
    assert only(paper(question("a", percents("43.9")), sample=None)).base is None


@pytest.mark.parametrize(
    ("printed", "base", "expected"),
    [("1/3", 57, [19]), ("1/3", 58, [19]), ("1/2", 57, [28, 29]), ("0/3", 57, [0]), ("3/3", 57, [57]), ("4/3", 57, [])],
)
def test_a_fraction_is_the_count_nearest_to_it(printed, base, expected):
    one = only(paper(question("a", [f'category: 0, printed: "{printed}", unit: fraction']), sample=base))
    nearest = sorted(range(base + 1), key=lambda k: abs(Fraction(k, base) - Fraction(printed)))
    assert list(one.counts[0]) == expected
    assert not expected or nearest[0] in expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ('category: 0, printed: "58", unit: count', []),
        ('category: 0, printed: "120.0"', []),
        ('category: 0, printed: "-5.0"', []),
        ('category: 0, printed: "43.9", printed_count: "25"', [25]),
        ('category: 0, printed: "43.9", printed_count: "24"', []),
        ('category: 0, printed: "43,9 %"', [25]),
    ],
)
def test_strange_but_legal_numbers(answer, expected):
    one = only(paper(question("a", [answer])))
    assert (one.base, list(one.counts[0])) == (57, expected)
    assert one.verdict(one.question.answers[0]) is (Verdict.REPRODUCED if expected else Verdict.CONTRADICTED)


def test_counts_beside_percents_choose_the_bases_that_fit_both():
    asked = read(paper(question("a", ['category: 0, printed: "43.9", printed_count: "25"']))).questions[0]
    assert fitting_bases_of(asked, (20, 70), "half-up") == tuple(n for n in range(25, 71) if rounded(25, n) == "43.9") == (57,)


def test_the_sum_narrows_counts_of_a_complete_list():
    """Published cases, demoscope-2017: the count vectors of the second list at 1822 have 1103, 474 to 476 and 243 to 245."""
    free = only(paper(question("a", percents("84", "3", "3", "10"), COMPLETE), sample=1822))
    assert [(part[0], part[-1]) for part in free.counts] == [(1522, 1539), (46, 63), (46, 63), (174, 191)]
    tight = only(paper(question("a", percents("33", "33", "33"), COMPLETE), sample=200))
    assert [list(part) for part in tight.counts] == [[66, 67]] * 3


def test_an_answer_without_a_number_takes_what_the_others_leave():
    one = only(paper(question("a", percents("36.8", "17.5", ""), COMPLETE)))
    assert (one.named, one.unnamed, sums_fit(one)) == (31, 26, True)
    with pytest.raises(KeyError):
        one.range_of("a.7")


def test_a_question_without_numbers():
    one = only(paper(question("a", percents(""))))
    assert (one.base, one.named, one.count("a.0")) == (57, 0, None)
    assert fitting_bases_of(one.question, (20, 70), "half-up") == ()


def test_power():
    asked = read(paper(question("a", percents("43.9")), question("b", counts(3)), question("c", percents("44")))).questions
    assert has_power(asked[0], 57, "half-up")
    assert not has_power(asked[0], 1000, "half-up")
    assert not has_power(asked[1], 57, "half-up")
    assert not has_power(asked[2], 100, "half-up")


surveys = st.lists(st.integers(0, 40), min_size=2, max_size=5).filter(lambda known: sum(known) > 0)


@given(surveys, st.booleans())
def test_the_counts_of_any_survey_are_among_those_recovered(known, complete):
    base = sum(known)
    shown = as_percents(known, base) if complete else as_percents(known[:-1], base)
    one = only(paper(question("a", percents(*shown), *([COMPLETE] if complete else [])), sample=base))
    assert one.base == base
    assert all(count in found for count, found in zip(known, one.counts, strict=False))
    assert sums_fit(one)
    assert one.question.counted is Counted.ONE


@given(surveys, st.integers(1, 3))
def test_another_base_is_accepted_only_if_the_list_fits_it(known, skipped):
    base = sum(known)
    one = only(paper(question("a", percents(*as_percents(known, base)), COMPLETE), sample=base + skipped))
    assert one.base in (base, base + skipped) or one.accepted
    if one.accepted:
        assert one.base is not None
        assert [rounded(found[0], one.base) for found in one.counts] == as_percents(known, base)

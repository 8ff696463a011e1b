"""Every number of the paper with its count, base, exact share, Wilson interval and verdict, as methods §1a prints them."""

from __future__ import annotations

import math

import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.published.audit import audit
from analysis.published.findings import load
from analysis.published.recovery import Verdict
from analysis.published.results import Kind
from tests.analysis.published.samples import COMPLETE, audited, counts, groups, number, paper, percents, question, statistics

ASTANA = audit(load("astana-2023"))

# Methods §1a: count, base, exact %, Wilson 95 %.
PUBLISHED = {
    "q1_strength.low": (4, 57, 7.0, 2.8, 16.7),
    "q1_strength.average": (24, 57, 42.1, 30.2, 55.0),
    "q1_strength.high": (25, 57, 43.9, 31.8, 56.7),
    "q2_improve.1": (42, 57, 73.68, 61.0, 83.4),
    "q2_improve.rest": (15, 57, 26.3, 16.6, 39.0),
    "q2_improve.2": (0, 57, 0, 0, 6.3),
    "q3_spheres.3": (24, 57, 42.11, 30.2, 55.0),
    "q3_spheres.4": (22, 57, 38.60, 27.1, 51.6),
    "q3_spheres.8": (1, 57, 1.8, 0.3, 9.3),
    "q4_leave_eaeu.1": (21, 57, 36.84, 25.5, 49.8),
    "q4_leave_eaeu.2": (10, 57, 17.54, 9.8, 29.4),
    "q4_leave_eaeu.-1": (25, 57, 43.86, 31.8, 56.7),
    "q5_leave_csto.1": (23, 55, 41.82, 29.7, 55.0),
    "q5_leave_csto.2": (7, 55, 12.73, 6.3, 24.0),
    "q5_leave_csto.-1": (25, 55, 45.45, 33.0, 58.5),
    "q6_role.1": (19, 57, 33.33, 22.5, 46.3),
    "q6_role.2": (17, 57, 29.82, 19.5, 42.7),
    "q6_role.3": (7, 57, 12.28, 6.1, 23.2),
    "q6_role.rest": (14, 57, 24.6, 15.2, 37.1),
    "q7_benefit.1": (17, 57, 29.82, 19.5, 42.7),
    "q7_benefit.2": (27, 57, 47.37, 35.0, 60.1),
    "q7_benefit.rest": (13, 57, 22.8, 13.8, 35.2),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_counts_bases_shares_and_intervals(name):
    count, base, percent, low, high = PUBLISHED[name]
    found = number(ASTANA, name)
    assert (found.count, found.base, found.exact) == (count, base, count / base)
    assert 100 * count / base == pytest.approx(percent, abs=0.05)
    assert (found.low, found.high) == pytest.approx(proportion_confint(count, base, method="wilson"), abs=1e-12)
    assert (100 * found.low, 100 * found.high) == pytest.approx((low, high), abs=0.0501)
    assert found.verdict is (Verdict.NOT_REPORTED if found.kind is Kind.REST else Verdict.REPRODUCED)


def test_every_number_of_the_paper_is_audited():
    others = {"sample", "q1_strength.rest", "q1_strength.mean", "q1_strength.median", "q3_spheres.1", "q3_spheres.2"}
    assert {found.id for found in ASTANA.numbers} == set(PUBLISHED) | others | {"q4_leave_eaeu.rest"}


def test_the_mean_the_median_and_the_sample():
    assert [number(ASTANA, name).verdict for name in ("sample", "q1_strength.mean", "q1_strength.median")] == [
        Verdict.REPRODUCED
    ] * 3
    mean = number(ASTANA, "q1_strength.mean")
    assert (mean.count, mean.base, mean.exact) == (404, 57, 404 / 57)
    assert mean.reasons[1].told["bases"] == (34, 57, 68)


def test_economy_and_tourism_have_no_number():
    for name in ("q3_spheres.1", "q3_spheres.2"):
        found = number(ASTANA, name)
        assert (found.verdict, found.reported, found.count) == (Verdict.NOT_REPORTED, None, None)


def test_people_in_no_answer_are_unplaced_only_where_all_answers_are_known_and_counted():
    keys = {found.id: found.reasons[0].key for found in ASTANA.numbers if found.kind is Kind.REST}
    assert keys == {
        "q1_strength.rest": "number_rest_unplaced",
        "q2_improve.rest": "number_rest",
        "q4_leave_eaeu.rest": "number_rest_untold",
        "q6_role.rest": "number_rest",
        "q7_benefit.rest": "number_rest",
    }


def test_a_smaller_base_says_how_probable_it_was_by_accident():
    reasons = number(ASTANA, "q5_leave_csto.1").reasons
    assert [reason.key for reason in reasons] == ["number_smaller_base", "number_accident", "number_only_count"]
    assert str(reasons[1].told["expected"]) == "0.09"


@pytest.mark.parametrize(
    ("answers", "extra", "more", "verdict", "keys"),
    [
        (percents("143.9"), [], "", "contradicted", ["number_no_part"]),
        (['category: 0, printed: "3/2", unit: fraction'], [], "", "contradicted", ["number_no_part"]),
        (percents("43.8", "12.1"), [], "", "contradicted", ["number_no_count", "number_no_base"]),
        (counts(90), [], "", "contradicted", ["number_over_base", "number_no_base"]),
        (percents("41.8"), [], "window: [20, 70]", "contradicted", ["number_no_count", "number_fitting_bases"]),
        (percents("44"), ['stated_base: "1000"'], "", "not-verifiable", ["number_several_counts"]),
        (percents("44"), [], "weighting: weighted", "not-verifiable", ["number_weighted"]),
        (percents("44"), ["counted: trend"], "", "not-verifiable", ["number_no_base_stated"]),
        (percents(""), [], "", "not-reported", ["number_not_printed"]),
        (counts(7), [], "", "reproduced", []),
        (['category: 0, printed: "43.9", printed_count: "25"'], [], "", "reproduced", ["number_beside"]),
        (
            ['category: 0, printed: "43.9", printed_count: "24"'],
            [],
            "",
            "contradicted",
            ["number_beside_wrong", "number_no_base"],
        ),
    ],
)
def test_verdicts_and_reasons(answers, extra, more, verdict, keys):
    found = number(audited(paper(question("a", answers, *extra), more=more)), "a.0")
    assert (found.verdict.value, [reason.key for reason in found.reasons]) == (verdict, keys)


def test_of_a_smaller_base_only_numbers_that_the_stated_one_excludes_are_said_to_be():
    """22.1, 1.3, 2.3, 6.2 and 3.6 are 86, 5, 9, 24 and 14 of 390; the others are no number out of it."""
    found = [one for one in audit(load("stm-2024-03")).numbers if one.kind is Kind.ANSWER]
    keys = {one.id: [reason.key for reason in one.reasons] for one in found}
    rest = {name for name, said in keys.items() if "number_no_count" in said}
    fitting = {one.id for one in found if any(f"{100 * k / 390:.1f}" == one.reported for k in range(391))}
    assert len(fitting) == 6
    assert rest == {one.id for one in found} - fitting


def test_a_base_that_two_lists_have_together_is_not_said_to_be_the_only_one_of_each():
    """Of 200 to 600 the first list alone fits 557 too, by rounding every count of it."""
    found = audit(load("stm-2024-03"))
    reasons = [reason for reason in number(found, "identity.turkic").reasons if reason.key.startswith("number_smaller_base")]
    assert [(reason.key, reason.told["base"], reason.told["lists"]) for reason in reasons] == [
        ("number_smaller_base_joint", 385, 2)
    ]
    counts_of_557 = [round(557 * float(one.reported or 0) / 100) for one in found.numbers if one.question == "identity"]
    assert sum(counts_of_557) == 557
    assert [f"{100 * count / 557:.1f}" for count in counts_of_557] == [
        one.reported for one in found.numbers if one.question == "identity"
    ]


def test_a_list_that_alone_fits_a_smaller_base_says_so_of_the_list():
    reasons = number(ASTANA, "q5_leave_csto.2").reasons
    assert reasons[0].key == "number_smaller_base"


def test_of_a_contradicted_number_no_slips_are_counted():
    found = audited(paper(question("a", percents("43.8", "36.8"), statistics(mean="7.089")), more="window: [20, 70]"))
    assert [number(found, name).wrong for name in ("a.0", "a.mean")] == [(), ()]
    assert number(found, "a.1").wrong


def test_bases_that_would_fit_are_listed():
    found = number(audited(paper(question("a", percents("41.8")), more="window: [20, 70]")), "a.0")
    printed = [n for n in range(20, 71) if any(math.floor(1000 * k / n + 0.5) == 418 for k in range(n + 1))]
    assert list(found.reasons[1].told["bases"]) == printed


def test_a_question_stands_with_its_base_answers_rest_groups_and_statistics():
    text = paper(
        question("a", percents("43.9", "36.8"), groups(["34.8", "43.5"], ["50.0", "32.4"]), 'stated_base: "57"'), sample=None
    )
    assert [found.kind for found in audited(text).numbers] == [Kind.BASE, Kind.ANSWER, Kind.ANSWER, Kind.REST, *[Kind.GROUP] * 4]


def test_a_complete_list_has_no_rest():
    assert [found.id for found in audited(paper(question("a", counts(20, 37), COMPLETE))).numbers] == ["sample", "a.0", "a.1"]

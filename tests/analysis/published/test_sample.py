"""The stated sample, held against the numbers of the questions that were asked of all."""

from __future__ import annotations

import pytest

from analysis.published.audit import audit
from analysis.published.findings import load
from analysis.published.recovery import Verdict
from tests.analysis.published.samples import COMPLETE, audited, counts, number, paper, percents, question

REPRODUCED, CONTRADICTED, NOT_VERIFIABLE = Verdict.REPRODUCED, Verdict.CONTRADICTED, Verdict.NOT_VERIFIABLE


def judged(*questions, sample=57, more=""):
    found = number(audited(paper(*questions, sample=sample, more=more)), "sample")
    return found.verdict, found.reasons[0]


@pytest.mark.parametrize(
    ("study", "verdict", "key"),
    [
        ("astana-2023", REPRODUCED, "sample_confirmed"),
        ("stm-2024-03", CONTRADICTED, "sample_contradicted"),
        ("demoscope-2017", NOT_VERIFIABLE, "sample_no_power"),
        ("venezuela-2024", REPRODUCED, "sample_sum"),
    ],
)
def test_of_the_shipped_cases(study, verdict, key):
    found = number(audit(load(study)), "sample")
    assert (found.verdict, found.reasons[0].key) == (verdict, key)
    assert found.count == found.base == (int(found.reported or "") if verdict is REPRODUCED else None)


def test_only_385_fits_azerbaijan():
    assert number(audit(load("stm-2024-03")), "sample").reasons[0].told["bases"] == (385,)


@pytest.mark.parametrize(
    ("questions", "verdict", "key"),
    [
        ([question("a", percents("73.7"))], NOT_VERIFIABLE, "sample_some"),
        ([question("a", percents("73.7")), question("b", percents("36.8", "17.5", "43.9"))], REPRODUCED, "sample_confirmed"),
        ([question("a", percents("43.8", "12.1"))], CONTRADICTED, "sample_fits_nothing"),
        # 14/32, 21/48 and 28/64 are 43.8 %: another base is not denied.
        ([question("a", percents("43.8"))], CONTRADICTED, "sample_contradicted"),
        # 14, 23 and 21 of 57: each fits, and together they are 58 people.
        ([question("a", percents("24.6", "40.4", "36.8"), COMPLETE)], CONTRADICTED, "sample_fits_nothing"),
        # A value that is no share of anything says nothing of the base beside it.
        ([question("a", percents("43.8", "121.4"))], NOT_VERIFIABLE, "sample_no_part"),
        (
            [question("a", ['category: 0, printed: "3/2", unit: fraction', 'category: 1, printed: "43.8"'])],
            NOT_VERIFIABLE,
            "sample_no_part",
        ),
        ([question("a", percents("41.8", "12.7", "45.5"), COMPLETE)], CONTRADICTED, "sample_contradicted"),
        ([question("a", percents("0.0", "0.0"))], NOT_VERIFIABLE, "sample_some"),
        # The counts add up to 56, so that no base fits the whole list: each number alone still says how many answered.
        ([question("a", percents("36.8", "17.5", "43.9"), COMPLETE)], REPRODUCED, "sample_confirmed"),
        ([question("a", counts(20, 37), COMPLETE)], REPRODUCED, "sample_sum"),
        ([question("a", counts(20, 36), COMPLETE)], NOT_VERIFIABLE, "sample_no_power"),
        ([question("a", percents("44"), 'stated_base: "100"')], NOT_VERIFIABLE, "sample_no_power"),
    ],
)
def test_verdicts(questions, verdict, key):
    found, reason = judged(*questions, more="window: [20, 70]")
    assert (found, reason.key) == (verdict, key)


def test_of_weighted_figures_the_percents_are_not_called_too_coarse():
    found, reason = judged(question("a", percents("43.8")), more="weighting: weighted")
    assert (found, reason.key) == (NOT_VERIFIABLE, "number_weighted")


def test_a_larger_base_that_fits_all_lists_is_named():
    """The two lists of Azerbaijan, stated to be of 380 people: only 385 fits both, and it is larger."""
    lists = [["61.6", "22.1", "9.9", "1.6", "1.3", "1.3", "2.3"], ["6.0", "6.2", "84.2", "3.6"]]
    asked = [question(name, percents(*row), COMPLETE) for name, row in zip("ab", lists, strict=True)]
    found, reason = judged(*asked, sample=380, more="window: [200, 600]")
    assert (found, reason.key, reason.told["bases"]) == (CONTRADICTED, "sample_contradicted", (385,))


def test_the_figures_that_fit_the_sample_are_named():
    """Figure 5 fits 55 people only."""
    told = number(audit(load("astana-2023")), "sample").reasons[0].told
    assert [figure["en"] for figure in told["figures"]] == ["1", "2", "3", "4", "6", "7"]


def test_a_sample_that_some_figures_contradict_is_not_reproduced():
    fits, fails = question("a", percents("36.8", "17.5", "43.9")), question("b", percents("43.8")).replace('"1"', '"2"')
    found, reason = judged(fits, fails, more="window: [20, 70]")
    assert (found, reason.key) == (NOT_VERIFIABLE, "sample_disputed")
    assert [reason.told[name][0]["en"] for name in ("figures", "others")] == ["1", "2"]


def test_one_percent_of_57_people_fits_38_too():
    """Methods §1a: Fig 2's single 73.7 also fits n = 38: 28/38."""
    _, reason = judged(question("a", percents("73.7")), more="window: [20, 70]")
    assert reason.told["bases"] == (38, 57)


def test_a_base_that_a_question_states_for_itself_is_a_number_of_its_own():
    found = audited(paper(question("a", percents("41.8", "12.7", "45.5"), COMPLETE, 'stated_base: "55"')))
    assert number(found, "a.base").verdict is REPRODUCED
    assert number(found, "a.base").reported == "55"
    assert number(found, "sample").verdict is NOT_VERIFIABLE
    wrong = audited(paper(question("a", percents("41.8", "12.7", "45.5"), COMPLETE, 'stated_base: "56"')))
    assert number(wrong, "a.base").verdict is CONTRADICTED

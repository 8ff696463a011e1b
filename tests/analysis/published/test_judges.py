"""Each judge where the paper's own claims do not lead: counts that are not unique, not known, or contradict each other."""

from __future__ import annotations

import pytest
from scipy import stats

from analysis.published.results import ClaimVerdict
from tests.analysis.published.samples import COMPLETE, audited, claim, counts, paper, percents, question

SUPPORTED, SAMPLE_ONLY, FALSE = ClaimVerdict.SUPPORTED, ClaimVerdict.SAMPLE_ONLY, ClaimVerdict.FALSE
NOT_SUPPORTED, NOT_VERIFIABLE = ClaimVerdict.NOT_SUPPORTED, ClaimVerdict.NOT_VERIFIABLE
MAJORITY = "statistic: share, of: [{}], above: '1/2'"
MINORITY = "statistic: share, of: [{}], below: '1/2'"
TREND = "counted: trend"


def judged(answers, words, *extra, sample=57, margins=(), more=""):
    return claim(audited(paper(question("a", answers, *extra), sample=sample, claims=[words], margins=margins, more=more)), "c0")


def keys(found):
    return [reason.key for reason in found.reasons]


class TestShare:
    @pytest.mark.parametrize(
        ("printed", "words", "verdict", "statistic"),
        [
            # Of 1822 people 50 % is 902 to 920: half is 911.
            ("50", MAJORITY, NOT_VERIFIABLE, "902–920/1822 > 1/2"),
            ("50", MINORITY, NOT_VERIFIABLE, "902–920/1822 < 1/2"),
            # 51 % is 921 to 938: the least is more than half, and is tested.
            ("51", MAJORITY, SAMPLE_ONLY, "921–938/1822 > 1/2"),
            ("51", MINORITY, FALSE, "921–938/1822 < 1/2"),
            ("60", MAJORITY, SUPPORTED, "1085–1102/1822 > 1/2"),
            ("40", MINORITY, SUPPORTED, "720–737/1822 < 1/2"),
            ("40", MAJORITY, FALSE, "720–737/1822 > 1/2"),
        ],
    )
    def test_of_several_possible_counts_the_one_least_in_favour_decides(self, printed, words, verdict, statistic):
        found = judged(percents(printed), words.format("a.0"), sample=1822)
        assert (found.verdict, found.statistic) == (verdict, statistic)
        assert found.p is None
        if found.p_range is not None:
            first, last = map(int, statistic.split("/")[0].split("–"))
            p = [stats.binomtest(count, 1822).pvalue for count in range(first, last + 1)]
            assert found.p_range == pytest.approx((min(p), max(p)), rel=1e-9)
            assert (verdict is SUPPORTED) == (found.verdict is SUPPORTED) == (verdict is not FALSE and max(p) < 0.05)

    def test_of_several_answers_with_several_counts_no_estimate_is_printed(self):
        found = judged(percents("30", "30"), MAJORITY.format("a.0, a.1"), sample=1822)
        assert (found.verdict, found.estimate, found.p) == (SUPPORTED, None, None)

    @pytest.mark.parametrize(
        ("answers", "words", "extra"),
        [
            (counts(40, 30), MAJORITY.format("a.0, a.1"), ()),
            (counts(0, 0, 3), "statistic: share, of: [a.0], among: [a.0, a.1], above: '1/2'", ()),
            (counts(40, 30), "statistic: share, of: [a.0], among: [a.0, a.1], above: '1/2'", ()),
            (percents("43.9", "36.8"), MAJORITY.format("a.0, a.1"), (TREND,)),
            (counts(3), MAJORITY.format("a.0"), (TREND,)),
        ],
    )
    def test_of_counts_that_cannot_be_no_share_is_judged(self, answers, words, extra):
        found = judged(answers, words, *extra)
        assert (found.verdict, keys(found), found.p, found.estimate) == (NOT_VERIFIABLE, ["claim_no_count"], None, None)

    def test_that_is_not_printed(self):
        few = "statistic: share, of: [a.0], below: '1/3'"
        assert dict(judged(percents(""), few).reasons[0].told) == {"needed": 18, "base": 57}
        assert keys(judged(percents(""), few)) == ["claim_unreported_below"]
        assert keys(judged(percents(""), MAJORITY.format("a.0"), sample=None)) == ["claim_no_count"]
        among = "statistic: share, of: [a.0], among: [a.0, a.1], above: '1/2'"
        assert keys(judged(percents("", "20"), among)) == ["claim_no_count"]

    @pytest.mark.parametrize(
        ("printed", "words", "verdict"),
        [
            ("47", MAJORITY, FALSE),
            ("50", MAJORITY, NOT_VERIFIABLE),
            ("51", MAJORITY, SAMPLE_ONLY),
            ("47", MINORITY, SAMPLE_ONLY),
            ("53", MINORITY, FALSE),
            ('2/3", unit: "fraction', MAJORITY, SAMPLE_ONLY),
        ],
    )
    def test_of_an_unknown_base_the_printed_percent_decides_and_nothing_is_tested(self, printed, words, verdict):
        found = judged(percents(printed), words.format("a.0"), more="weighting: weighted")
        assert (found.verdict, found.p) == (verdict, None)
        assert found.estimate == pytest.approx(2 / 3 if "2/3" in printed else int(printed) / 100)

    def test_of_several_answers_that_the_same_people_can_have_given(self):
        """24 and 22 of 57 are 24 to 46 people: methods §2d, culture and science, at least one."""
        found = judged(percents("42.1", "38.6"), MAJORITY.format("a.0, a.1"), "counted: many")
        assert (found.verdict, found.statistic) == (NOT_VERIFIABLE, "24–46/57 > 1/2")
        assert judged(percents("42.1", "57.9"), MAJORITY.format("a.0, a.1"), "counted: many").verdict is SAMPLE_ONLY

    def test_among_all_its_answers(self):
        found = judged(counts(20, 10), "statistic: share, of: [a.0, a.1], among: [a.0, a.1], above: '1/2'")
        assert (found.statistic, found.verdict) == ("30/30 > 1/2", SUPPORTED)

    def test_plurality(self):
        largest = judged(counts(25, 20, 12), MAJORITY.format("a.0"), COMPLETE)
        assert (largest.finding, keys(largest)[-1]) == ("plurality", "claim_plurality")
        second = judged(counts(20, 25, 12), MAJORITY.format("a.0"), COMPLETE)
        assert (second.finding, keys(second)[-1]) == ("", "claim_false")
        hidden = judged(counts(20, 10), MAJORITY.format("a.0"))
        assert dict(hidden.reasons[-1].told) == {"unplaced": 27, "rival": 27}
        assert judged(counts(20), MAJORITY.format("a.0")).finding == ""
        assert judged(counts(20, 15), MAJORITY.format("a.0, a.1"), "counted: many").finding == ""
        assert judged(counts(10, 15, 12), MAJORITY.format("a.0, a.1")).finding == ""
        assert judged(counts(20, 10), "statistic: share, of: [a.0], above: '2/3'").finding == ""


class TestLargest:
    WORDS = "statistic: largest, of: a.0"

    def test_is_tested_against_the_second_among_the_two(self):
        found = judged(counts(35, 12, 10), self.WORDS, COMPLETE)
        assert (found.verdict, found.statistic) == (SUPPORTED, "35/57 > 12/57")
        assert found.p == pytest.approx(stats.binomtest(35, 47).pvalue, rel=1e-9)
        assert judged(counts(25, 20, 12), self.WORDS, COMPLETE).verdict is SAMPLE_ONLY

    def test_people_whose_answer_is_not_told_may_all_have_given_one(self):
        found = judged(percents("43.9", "17.5", ""), self.WORDS, COMPLETE)
        assert found.p == pytest.approx(stats.binomtest(25, 25 + 22).pvalue, rel=1e-9)

    @pytest.mark.parametrize(
        ("answers", "extra", "verdict", "last"),
        [
            (counts(20, 25, 12), [COMPLETE], FALSE, "claim_false"),
            (counts(20, 20, 17), [COMPLETE], FALSE, "claim_false"),
            (counts(20, 10), [], NOT_VERIFIABLE, "claim_maybe_not_largest"),
            (counts(30, 20), [COMPLETE], SAMPLE_ONLY, "claim_sample_only"),
            (counts(25, 24), [COMPLETE], NOT_VERIFIABLE, "claim_maybe_not_largest"),
            (counts(25), [], NOT_VERIFIABLE, "claim_no_count"),
            (counts(25, 70), [], NOT_VERIFIABLE, "claim_no_count"),
            (percents("43.9", ""), ["counted: many"], NOT_VERIFIABLE, "claim_no_count"),
            (percents("43.9", "36.8"), ["counted: many"], SAMPLE_ONLY, "claim_untested"),
            (percents("36.8", "43.9"), ["counted: many"], FALSE, "claim_false"),
            (percents("44", "37"), [TREND], NOT_VERIFIABLE, "claim_no_count"),
            (percents("43.9", "17.5", ""), [COMPLETE], SAMPLE_ONLY, "claim_sample_only"),
        ],
    )
    def test_verdicts(self, answers, extra, verdict, last):
        found = judged(answers, self.WORDS, *extra)
        assert (found.verdict, keys(found)[-1]) == (verdict, last)

    def test_of_counts_that_overlap_nothing_is_known(self):
        found = judged(percents("33", "33"), self.WORDS, sample=1000)
        assert (found.verdict, keys(found)) == (NOT_VERIFIABLE, ["claim_largest", "claim_no_count"])


class TestPaired:
    WORDS = "statistic: paired, more: a.0, less: a.1"

    @pytest.mark.parametrize(
        ("answers", "extra", "verdict", "last"),
        [
            (counts(10, 25), ["counted: many"], FALSE, "claim_false"),
            (counts(25, 24), ["counted: many"], NOT_SUPPORTED, "claim_paired_never"),
            (counts(55, 5), ["counted: many"], SUPPORTED, "claim_paired_always"),
            (counts(40, 30), ["counted: many"], NOT_VERIFIABLE, "claim_paired_depends"),
            (counts(40, 70), ["counted: many"], NOT_VERIFIABLE, "claim_no_count"),
            (counts(0, 0), [COMPLETE], FALSE, "claim_false"),
        ],
    )
    def test_verdicts(self, answers, extra, verdict, last):
        found = judged(answers, self.WORDS, *extra)
        assert (found.verdict, keys(found)[-1]) == (verdict, last)

    def test_two_answers_of_one_choice_have_one_table(self):
        found = judged(counts(40, 10), self.WORDS)
        p = stats.binomtest(40, 50).pvalue
        assert found.p_range == pytest.approx((p, p), rel=1e-9)
        assert found.verdict is SUPPORTED

    def test_too_many_tables_are_not_tried(self):
        found = judged(counts(200_000, 100_000), self.WORDS, "counted: many", sample=300_000)
        assert (found.verdict, found.p_range, keys(found)[-1]) == (SAMPLE_ONLY, None, "claim_untested")


class TestQuoted:
    @pytest.mark.parametrize(
        ("answers", "printed", "verdict", "last"),
        [
            (percents("30.1", "12.2"), "42", SAMPLE_ONLY, "claim_untested"),
            (percents("30.1", "12.2"), "43", FALSE, "claim_false"),
            (counts(10, 12), "22", SAMPLE_ONLY, "claim_untested"),
            (counts(10, 12), "22.4", FALSE, "claim_false"),
            (percents('1/3", unit: "fraction', '1/6", unit: "fraction'), "50", SAMPLE_ONLY, "claim_untested"),
            (percents("30.1", ""), "42", NOT_VERIFIABLE, "claim_no_count"),
        ],
    )
    def test_verdicts(self, answers, printed, verdict, last):
        found = judged(answers, f"statistic: quoted, of: [a.0, a.1], printed: '{printed}'", TREND)
        assert (found.verdict, keys(found)[-1]) == (verdict, last)

    def test_a_precise_share_has_its_interval(self):
        found = judged(percents("43.9"), "statistic: quoted, of: [a.0], printed: '44'")
        interval = stats.binomtest(25, 57).proportion_ci(0.95, "exact")
        assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-9)
        assert found.finding == ""


class TestSharesOfCounts:
    WORDS = "statistic: shares-of-counts, of: [a.0, a.1]"

    @staticmethod
    def beside(*pairs):
        return [f'category: {i}, printed: "{p}", printed_count: "{count}"' for i, (p, count) in enumerate(pairs)]

    def test_true_false_and_unknown(self):
        true = judged(self.beside(("43.9", 25), ("56.1", 32)), self.WORDS)
        assert (true.verdict, true.statistic, true.finding) == (SAMPLE_ONLY, "25/57, 32/57", "")
        false = judged(self.beside(("43.9", 25), ("56.1", 33)), self.WORDS)
        assert (false.verdict, false.finding) == (FALSE, "differs-from-print")
        assert judged(percents("43.9", "56.1"), self.WORDS).verdict is NOT_VERIFIABLE
        # 25 000 of 57 000 is 43.86 %: not the 25 023 that 43.9 % of them would be.
        large = judged(self.beside(("43.9", 25000), ("56.1", 32000)), self.WORDS, sample=57000)
        assert large.finding == ""
        assert judged(self.beside(("43.9", 25023), ("56.1", 31977)), self.WORDS, sample=57000).finding == ""
        assert (
            judged(self.beside(("43.9", 2502300), ("56.1", 3197700)), self.WORDS, sample=5700000).finding
            == "counts-from-percents"
        )


class TestChange:
    @pytest.mark.parametrize(
        ("rest", "verdict", "finding"),
        [
            ("stated: '20'", SAMPLE_ONLY, ""),
            ("stated: '21'", SAMPLE_ONLY, ""),
            ("stated: '22'", FALSE, ""),
            ("stated: '-20'", FALSE, ""),
            ("stated: '25', about: '5'", SAMPLE_ONLY, ""),
            ("stated: '50', unit: percent", SAMPLE_ONLY, ""),
            ("stated: '20', unit: percent", FALSE, "points-not-percent"),
            ("stated: '70', unit: percent", FALSE, ""),
            ("stated: '1.5', unit: times", SAMPLE_ONLY, ""),
            ("stated: '2', unit: times", FALSE, ""),
            ("direction: up", SAMPLE_ONLY, ""),
            ("direction: down", FALSE, ""),
            ("direction: up, past: [a.1]", SAMPLE_ONLY, ""),
            ("direction: up, past: [a.2]", SAMPLE_ONLY, "hides-a-turn"),
        ],
    )
    def test_from_40_to_60(self, rest, verdict, finding):
        found = judged(percents("40", "50", "70", "60"), f"statistic: change, from: a.0, to: a.3, {rest}", TREND)
        assert (found.verdict, found.finding) == (verdict, finding)

    @pytest.mark.parametrize("unit", ["percent", "times"])
    def test_from_nothing_there_is_no_relative_change(self, unit):
        found = judged(percents("0", "20"), f"statistic: change, from: a.0, to: a.1, stated: '5', unit: {unit}", TREND)
        assert found.verdict is FALSE
        assert "percent" not in found.reasons[0].told

    @pytest.mark.parametrize(
        "words",
        [
            "change, from: a.0, to: a.1, direction: up",
            "switched, from: a.1, to: a.0",
            "change, from: a.1, to: a.2, direction: up, past: [a.0]",
        ],
    )
    def test_of_a_number_that_is_not_printed(self, words):
        assert judged(percents("", "20", "30"), f"statistic: {words}", TREND).verdict is NOT_VERIFIABLE

    def test_the_numbers_a_slip_would_give(self):
        found = judged(percents("40", "60"), "statistic: change, from: a.0, to: a.1, stated: '20'", TREND)
        assert "21" in found.unnoticed
        assert len(found.wrong) == 17
        assert set(found.unnoticed) <= {"19", "21"}

"""Each judge where the paper's own claims do not lead: counts that are not unique, not known, or contradict each other."""

from __future__ import annotations

from fractions import Fraction

import pytest
from scipy import stats

from analysis.published.audit import audit
from analysis.published.findings import load
from analysis.published.recovery import recovered
from analysis.published.results import ClaimVerdict
from analysis.published.scale import placements
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
            (percents("43.9", "36.8"), ["counted: many", COMPLETE], SAMPLE_ONLY, "claim_untested"),
            (percents("43.9", "36.8"), ["counted: many"], NOT_VERIFIABLE, "claim_largest_of_printed"),
            (percents("43.9", "36.8", ""), ["counted: many", COMPLETE], NOT_VERIFIABLE, "claim_largest_of_printed"),
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
        assert (found.verdict, keys(found)) == (NOT_VERIFIABLE, ["claim_largest_range", "claim_no_count"])

    def test_of_percents_that_several_counts_are_printed_as_no_count_is_chosen(self):
        """51 and 47 % of 1000 people: 505 to 515 and 465 to 475 of them; the rest of 30 at most is no rival."""
        found = judged(percents("51", "47"), self.WORDS, sample=1000)
        assert (found.verdict, found.statistic) == (SAMPLE_ONLY, "505–515/1000 > 465–475/1000")
        told = found.reasons[0].told
        assert (found.reasons[0].key, found.estimate, found.p) == ("claim_largest_range", 0.51, None)
        assert [told[name] for name in ("low", "high", "second_low", "second_high")] == [505, 515, 465, 475]
        p = [stats.binomtest(k, k + m).pvalue for k in range(505, 516) for m in range(465, 476)]
        assert found.p_range == pytest.approx((min(p), max(p)), rel=1e-9)
        ends = [stats.binomtest(k, 1000).proportion_ci(0.95, "exact") for k in (505, 515)]
        assert (found.low, found.high) == pytest.approx((ends[0].low, ends[1].high), abs=1e-9)

    def test_people_in_no_bin_may_have_made_another_answer_the_largest(self):
        assert judged(counts(24, 25), self.WORDS, COMPLETE).verdict is NOT_VERIFIABLE
        assert judged(counts(4, 49), self.WORDS, COMPLETE).verdict is FALSE


class TestUnplaced:
    """4, 24 and 25 of 57 people: a complete list that leaves four people out, each of whom is in one of the three."""

    STRENGTH = counts(4, 24, 25)

    def test_a_claim_that_they_can_turn_is_not_verifiable(self):
        found = judged(self.STRENGTH, "statistic: share, of: [a.0], below: '1/10'", COMPLETE)
        assert (found.verdict, found.statistic) == (NOT_VERIFIABLE, "4–8/57 < 1/10")
        assert judged(self.STRENGTH, MAJORITY.format("a.2"), COMPLETE).verdict is NOT_VERIFIABLE

    def test_a_claim_that_they_cannot_turn_has_all_counts(self):
        found = judged(self.STRENGTH, MAJORITY.format("a.1, a.2"), COMPLETE)
        assert (found.verdict, found.statistic) == (SUPPORTED, "49–53/57 > 1/2")
        assert found.p_range == pytest.approx([stats.binomtest(k, 57).pvalue for k in (53, 49)], rel=1e-9)
        assert judged(self.STRENGTH, MAJORITY.format("a.0, a.1, a.2"), COMPLETE).statistic == "57/57 > 1/2"

    def test_the_mean_and_the_median_say_where_they_can_be(self):
        """Methods §2c: no 57 answers with the sum 404 and the median 7 have the bins 4/24/29, so that 29 are never high."""
        found = claim(audit(load("astana-2023")), "V1")
        assert (found.verdict, found.statistic) == (FALSE, "25/57 > 1/2")
        [one] = [one for one in recovered(load("astana-2023")) if one.question.id == "q1_strength"]
        bins = {tuple(people for _, _, people in ways) for ways in placements(one, "half-up")}
        assert (4, 24, 29) not in bins
        assert {(4, 28, 25), (8, 24, 25)} < bins

    def test_a_pair_is_not_tested_where_a_count_is_not_known(self):
        found = judged(self.STRENGTH, "statistic: paired, more: a.2, less: a.0", COMPLETE)
        assert (found.verdict, keys(found)) == (NOT_VERIFIABLE, ["claim_no_count"])

    def test_a_repeated_number_is_what_is_printed(self):
        found = judged(self.STRENGTH, "statistic: quoted, of: [a.0], printed: '4'", COMPLETE)
        assert (found.verdict, keys(found), found.low) == (SAMPLE_ONLY, ["claim_quoted_printed", "claim_untested"], None)


class TestLeftOut:
    WORDS = "statistic: share, of: [a.0], among: [a.0, a.2], above: '1/2'"

    def test_a_printed_answer_is_told_and_can_turn_nothing(self):
        """19 of 26; of the 31 left out 17 gave another answer, and 14 are in none: 19/57 to 33/57."""
        found = judged(counts(19, 17, 7), self.WORDS)
        assert keys(found)[-1] == "claim_left_out_others"
        told = {name: float(value) for name, value in found.reasons[-1].told.items()}
        assert told == pytest.approx({"out": 31, "of": 57, "low": 19 / 57, "high": 33 / 57, "others": 17, "silent": 14})

    def test_where_all_gave_another_answer_the_share_among_all_is_known(self):
        found = judged(counts(19, 31, 7), self.WORDS, COMPLETE)
        assert dict(found.reasons[-1].told) == {"out": 31, "of": 57, "share": Fraction(19, 57)}

    def test_who_could_not_answer_beside_another_answer_is_silent(self):
        found = judged([*counts(19, 17, 7), 'category: 3, printed: "14", unit: count, cannot_answer: true'], self.WORDS, COMPLETE)
        assert (found.reasons[-1].told["others"], found.reasons[-1].told["silent"]) == (17, 14)

    def test_of_coarse_percents_it_is_not_known_how_many_gave_another_answer(self):
        answers = [*counts(300), *(one.replace("category: 0", "category: 1") for one in percents("40")),
                   'category: 2, printed: "200", unit: count']  # fmt: skip
        found = judged(answers, self.WORDS, sample=1000)
        assert keys(found)[-1] == "claim_left_out_unknown"
        assert float(found.reasons[-1].told["high"]) == (300 + 500 - 395) / 1000

    def test_where_all_are_in_the_base_nobody_is_left_out(self):
        assert keys(judged(counts(40, 17), "statistic: share, of: [a.0], among: [a.0, a.1], above: '1/2'", COMPLETE)) == [
            "claim_share", "claim_supported",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (MAJORITY.format("a.0"), SAMPLE_ONLY),
        ("statistic: share, of: [a.0], above: '4/5'", FALSE),
        ("statistic: largest, of: a.0", SAMPLE_ONLY),
        ("statistic: paired, more: a.0, less: a.2", SUPPORTED),
    ],
)
def test_numbers_that_add_up_to_more_than_their_base_are_a_caution(words, verdict):
    """30, 22 and 8 are 60 of 57 people."""
    found = judged(counts(30, 22, 8), words, COMPLETE)
    assert (found.verdict, keys(found)[-1]) == (verdict, "claim_sum_over")
    assert "claim_sum_over" not in keys(judged(counts(30, 19, 8), words, COMPLETE))


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
            (counts(0, 0), [], FALSE, "claim_false"),
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

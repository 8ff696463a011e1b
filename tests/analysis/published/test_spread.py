"""A printed standard deviation beside a mean, a median and bins, held against every vector of answers of some people."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from statistics import mean, median, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.published.conflicts import conflicts
from analysis.published.forensics.rounding import parse, unround
from analysis.published.recovery import Verdict
from analysis.published.spread import mean_interval, median_near_mean, sd_limited, sd_possible
from tests.analysis.published.samples import COMPLETE, audited, bins, counts, number, only, paper, question, statistics

SCALE = "scale: [1, 10]"
HELD = [(1, 3, 10), (4, 7, 18)]


def scale_paper(*held, sample, scale=(1, 7), **printed):
    asked = question("a", bins(*held) if held else counts(sample), COMPLETE, f"scale: {list(scale)}", statistics(**printed))
    return paper(asked, sample=sample)


def rounded(value, decimals=2):
    return f"{float(value):.{decimals}f}"


@given(st.lists(st.integers(1, 5), min_size=3, max_size=7), st.integers(0, 30), st.booleans())
def test_an_sd_is_possible_only_if_a_vector_has_it(vector, tenths, binned):
    """All vectors of 3 to 7 answers from 1 to 5 with the mean, the median and the bins 1-2 and 3-5."""
    held = [(1, 2, sum(x < 3 for x in vector)), (3, 5, sum(x > 2 for x in vector))] if binned else []
    sd, centre = f"{tenths / 10:.1f}", f"{mean(vector):.4f}"
    text = scale_paper(*held, sample=len(vector), scale=(1, 5), mean=centre, median=f"{median(vector):g}", sd=sd)
    printed = unround(parse(sd), "half-up-or-down")
    low, high = max(printed.low, Fraction(0)) ** 2, printed.high**2
    alike = [
        other
        for other in combinations_with_replacement(range(1, 6), len(vector))
        if sum(other) == sum(vector) and median(other) == median(vector)
        and (not binned or sum(x < 3 for x in other) == held[0][2])
    ]  # fmt: skip
    possible = any(low <= variance(map(Fraction, other)) <= high for other in alike)
    found = only(text)
    limited = sd_limited(found, "half-up-or-down")
    assert limited is not None
    assert limited.holds is possible
    assert bool(conflicts(found, "half-up-or-down")) is not possible


def test_an_sd_that_no_answers_in_the_bins_with_the_median_have_is_a_conflict():
    """28 people, brute force: 10 from 1 to 3, 18 from 4 to 7, sum 146, median 5.5 leave 1.813, 1.853 and 1.893."""
    found = audited(scale_paper(*HELD, sample=28, mean="5.21", median="5.5", sd="1.60"))
    sd = number(found, "a.sd")
    assert (sd.verdict, sd.reasons[0].key) == (Verdict.CONTRADICTED, "conflict_sd_splits")
    assert (str(sd.reasons[0].told["low"]), str(sd.reasons[0].told["high"])) == ("1.81", "1.89")
    assert [(one.kind, one.conflicts[0].reason.key) for one in found.contradictions] == [("distribution", "conflict_sd_splits")]
    assert found.verdict == ("number-conflict",)
    assert (found.scales[0].sd, found.scales[0].binned, found.mean_intervals) == ("1.60", True, ())


@pytest.mark.parametrize(
    ("sd", "holds"), [("1.81", True), ("1.85", True), ("1.89", True), ("1.80", False), ("1.60", False), ("1.91", False)]
)
def test_the_sds_that_brute_force_finds_and_those_beyond_them(sd, holds):
    found = only(scale_paper(*HELD, sample=28, mean="5.21", median="5.5", sd=sd))
    assert sd_limited(found, "half-up").holds is holds


def test_with_a_possible_sd_the_interval_of_the_mean_is_known():
    found = audited(scale_paper(*HELD, sample=28, mean="5.21", median="5.5", sd="1.85"))
    assert number(found, "a.sd").reasons[0].key == "sd_possible_all"
    [interval] = found.mean_intervals
    for sd, ends in ((1.845, interval.narrow), (1.855, interval.wide)):
        assert ends == pytest.approx(stats.t.interval(0.95, 27, 146 / 28, sd / 28**0.5), abs=1e-12)


@pytest.mark.parametrize(
    ("sample", "printed"), [(1, {"mean": "3", "sd": "0"}), (57, {"mean": "3.0"}), (57, {"mean": "7.089", "sd": "2"})]
)
def test_without_a_mean_and_an_sd_that_go_together_there_is_no_interval(sample, printed):
    assert mean_interval(only(paper(question("a", counts(sample), statistics(**printed)), sample=sample)), "half-up") is None


def test_a_mean_of_several_sums_widens_its_interval():
    found = mean_interval(only(paper(question("a", counts(1000), statistics(mean="6.5", sd="2.0")), sample=1000)), "half-up")
    wide = (stats.t.interval(0.95, 999, 6.45, 2.05 / 1000**0.5)[0], stats.t.interval(0.95, 999, 6.549, 2.05 / 1000**0.5)[1])
    assert found.wide == pytest.approx(wide, abs=1e-12)
    assert found.wide[0] < found.narrow[0] <= found.narrow[1] < found.wide[1]


@given(st.lists(st.integers(1, 9), min_size=2, max_size=30))
def test_no_answers_have_a_median_too_far_from_their_mean(vector):
    printed = {"mean": rounded(mean(vector)), "median": f"{median(vector):g}", "sd": rounded(variance(vector) ** 0.5)}
    found = only(paper(question("a", counts(len(vector)), statistics(**printed)), sample=len(vector)))
    assert median_near_mean(found, "half-up-or-down") is True


def test_a_median_further_from_the_mean_than_an_sd_is_a_conflict():
    """|mean - median| is at most √((n - 1)/n) standard deviations: 0.9 is not 1.0 away, of a thousand people."""
    text = paper(question("a", counts(1000), statistics(mean="6.0", median="5.0", sd="0.8")), sample=1000)
    found = audited(text)
    assert [one.conflicts[0].reason.key for one in found.contradictions] == ["conflict_median_sd"]
    verdicts = [number(found, f"a.{name}").verdict.value for name in ("mean", "median", "sd")]
    assert verdicts == ["not-verifiable", "contradicted", "contradicted"]
    assert found.mean_intervals == ()


def test_an_sd_beside_nothing_but_a_mean_is_not_held_against_more():
    assert sd_limited(only(scale_paper(sample=28, mean="5.21", sd="1.6")), "half-up") is None
    assert number(audited(scale_paper(sample=28, mean="5.21", sd="1.6")), "a.sd").reasons[0].key == "sd_possible"


def test_an_sd_between_possible_ones_is_a_conflict_of_several_sums_too():
    """Ten people from 1 to 3, 5 low and 5 middle or high: brute force over all answers whose mean is printed as 1.7 or 2."""
    held = [(1, 1, 5), (2, 3, 5)]
    vectors = [v for v in combinations_with_replacement(range(1, 4), 10) if sum(x == 1 for x in v) == 5]
    for centre in ("1.7", "2"):
        alike = [v for v in vectors if rounded(mean(v), len(centre) - 2 if "." in centre else 0) == centre]
        every = {rounded(variance(v) ** 0.5, 3) for v in alike}
        for thousandths in range(490, 960, 7):
            sd = f"0.{thousandths}"
            limited = sd_limited(only(scale_paper(*held, sample=10, scale=(1, 3), mean=centre, sd=sd)), "half-up")
            assert limited.holds is (sd in every), (centre, sd)


def test_a_gap_between_the_possible_is_told_without_a_range():
    """12 people, 6 at 1, 5 from 2 to 9, 1 at 10, with the sum 30, by brute force: GRIMMER alone lets more pass."""
    held = [(1, 1, 6), (2, 9, 5), (10, 10, 1)]
    alike = [v for v in combinations_with_replacement(range(2, 10), 5) if sum(v) == 14]
    every = {rounded(variance([1] * 6 + [*v] + [10]) ** 0.5) for v in alike}
    told = {}
    for hundredths in range(int(100 * float(min(every))), int(100 * float(max(every))) + 1):
        found = only(scale_paper(*held, sample=12, scale=(1, 10), mean="2.50", sd=f"{hundredths / 100:.2f}"))
        told[f"{hundredths / 100:.2f}"] = sd_possible(found, "half-up"), sd_limited(found, "half-up")
    assert {sd for sd, (_, limited) in told.items() if limited.holds} == every
    gaps = [limited.reason.key for possible, limited in told.values() if possible and not limited.holds]
    assert gaps
    assert set(gaps) == {"conflict_sd_gap"}


class TestOfMany:
    """Of 500 people, half of them at most 5: the least deviation is that of 5 and 6 alone."""

    def test_an_sd_that_cannot_be(self):
        found = only(scale_paper(sample=500, scale=(1, 10), mean="5.2", median="5", sd="0.30"))
        assert sd_possible(found, "half-up") is False
        # 50 at 1, 200 at 5, 250 from 6: whoever is not at 5 is one away at least.
        bins_of = [(1, 1, 50), (2, 5, 200), (6, 10, 250)]
        low = sd_limited(only(scale_paper(*bins_of, sample=500, scale=(1, 10), mean="5.10", sd="1.30")), "half-up")
        assert (low.holds, low.reason.key) == (False, "conflict_sd_gap")

    def test_an_sd_that_some_answers_have(self):
        people = [1] * 50 + [5] * 200 + [6] * 250
        sd, centre = rounded(variance(people) ** 0.5), rounded(mean(people))
        text = scale_paper((1, 1, 50), (2, 5, 200), (6, 10, 250), sample=500, scale=(1, 10), mean=centre, sd=sd)
        found = audited(text)
        assert (number(found, "a.sd").verdict, number(found, "a.sd").reasons[0].key) == (Verdict.REPRODUCED, "sd_possible_all")

    def test_of_too_many_it_is_said_that_it_was_not_checked(self):
        text = scale_paper((1, 5, 4000), (6, 10, 4000), sample=8000, scale=(1, 10), mean="5.53", sd="2.11")
        sd = number(audited(text), "a.sd")
        assert (sd.verdict, [reason.key for reason in sd.reasons]) == (Verdict.NOT_VERIFIABLE, ["sd_unchecked"])

    def test_of_far_too_many_the_reason_is_not_that_a_number_is_missing(self):
        text = paper(question("a", counts(200_000), statistics(mean="3", sd="1")), sample=200_000)
        assert [reason.key for reason in number(audited(text), "a.sd").reasons] == ["sd_too_many"]


class TestStatistics:
    def test_the_sd(self):
        """rsprite2: 5.21 and 1.6 of 28 are possible; scrutiny: 5.19 and 1.5 are not."""
        assert sd_possible(only(paper(question("a", counts(28), statistics(mean="5.21", sd="1.6")), sample=28)), "half-up")
        wrong = only(paper(question("a", counts(28), statistics(mean="5.19", sd="1.5")), sample=28))
        assert sd_possible(wrong, "half-up") is False

    @pytest.mark.parametrize(
        ("sample", "printed"), [(1, {"mean": "3", "sd": "0"}), (57, {"sd": "1"}), (200_000, {"mean": "3", "sd": "1"})]
    )
    def test_an_sd_that_cannot_be_checked(self, sample, printed):
        found = audited(paper(question("a", counts(sample), statistics(**printed)), sample=sample))
        assert number(found, "a.sd").verdict is Verdict.NOT_VERIFIABLE

    @pytest.mark.parametrize(
        ("printed", "verdicts"),
        [
            ({"mean": "7.088", "median": "7", "sd": "2.10"}, ["reproduced", "reproduced", "reproduced"]),
            ({"mean": "7.089", "median": "7", "sd": "2.10"}, ["contradicted", "contradicted", "contradicted"]),
            ({"mean": "7.1", "median": "7", "sd": "5.10"}, ["not-verifiable", "reproduced", "contradicted"]),
            ({"median": "7"}, ["not-verifiable"]),
        ],
    )
    def test_their_verdicts(self, printed, verdicts):
        found = audited(paper(question("a", counts(57), SCALE, statistics(**printed))))
        assert [number(found, f"a.{name}").verdict.value for name in printed] == verdicts

    def test_without_a_base_none_is_judged(self):
        found = audited(paper(question("a", counts(57), SCALE, statistics(mean="7.1", median="7", sd="2")), sample=None))
        assert {number(found, f"a.{name}").verdict for name in ("mean", "median", "sd")} == {Verdict.NOT_VERIFIABLE}
        assert number(found, "a.mean").wrong == ()

    def test_which_numbers_of_people_can_have_a_mean(self):
        """Methods §1a: of n up to 60 only 34 and 57."""
        found = number(audited(paper(question("a", counts(57), statistics(mean="7.088")), more="window: [20, 60]")), "a.mean")
        assert found.reasons[1].told == {"bases": (34, 57), "high": 60}
        many = number(audited(paper(question("a", counts(57), statistics(mean="7")), more="window: [20, 60]")), "a.mean")
        assert [reason.key for reason in many.reasons] == ["mean_several_totals"]

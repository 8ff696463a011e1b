"""What a printed mean, median and bins of a scale leave possible, held against all vectors of answers of a few people."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.published import scale
from analysis.published.scale import Described, answers, described, possible_totals
from tests.analysis.published.samples import COMPLETE, bins, counts, only, paper, question, statistics

SCALE = "scale: [1, 10]"
PAPER = [(1, 3, 4), (4, 7, 24), (8, 10, 25)]


def known(*extra, answers=None, sample=57):
    return described(only(paper(question("a", counts(sample) if answers is None else answers, *extra), sample=sample)), "half-up")


def totals(found):
    return {total for low, high in possible_totals(found) for total in range(low, high + 1)}


def vectors(found):
    """Every way in which so few people can have answered."""
    low, high = found.scale
    for vector in combinations_with_replacement(range(low, high + 1), found.base):
        enough = all(sum(first <= answer <= last for answer in vector) >= count for first, last, count in found.bins)
        if enough and (found.median is None or Fraction(median(map(Fraction, vector))) == found.median):
            yield vector


@given(
    st.integers(1, 6),
    st.one_of(st.none(), st.integers(2, 10).map(lambda twice: Fraction(twice, 2))),
    st.one_of(st.none(), st.tuples(st.integers(0, 3), st.integers(0, 3))),
)
def test_the_sums_are_those_of_all_vectors(base, middle, held):
    """Scale 1 to 5, with or without bins 1-2 and 3-5, an even or odd number of people, a median at or between answers."""
    found = Described(
        base=base,
        scale=(1, 5),
        bins=() if held is None else ((1, 2, held[0]), (3, 5, held[1])),
        unplaced=base - sum(held or ()),
        median=middle,
        totals=None,
    )
    assert totals(found) == {sum(vector) for vector in vectors(found)}


class TestDescribed:
    def test_the_paper(self):
        found = known(COMPLETE, SCALE, statistics(mean="7.088", median="7"), answers=bins(*PAPER))
        assert (found.bins, found.unplaced, found.median, found.totals) == (tuple(PAPER), 4, 7, range(404, 405))
        assert found.possible

    def test_without_a_statistic_there_is_nothing_to_describe(self):
        assert known(SCALE) is None

    @pytest.mark.parametrize(
        "printed",
        [
            [(1, 3, 4), (3, 7, 24), (8, 10, 29)],
            [(0, 3, 4), (4, 7, 24), (8, 10, 29)],
            [(1, 3, 4), (4, 7, 24), (8, 11, 29)],
        ],
    )
    def test_bins_that_overlap_or_leave_the_scale_are_none(self, printed):
        assert known(SCALE, statistics(mean="7.088"), answers=bins(*printed)).bins == ()

    @pytest.mark.parametrize(
        ("printed", "gaps"),
        [
            ([(1, 3, 4), (5, 7, 24), (8, 10, 29)], ((4, 4),)),
            ([(1, 3, 4), (4, 7, 24)], ((8, 10),)),
            ([(2, 3, 4), (4, 7, 24), (8, 10, 29)], ((1, 1),)),
            # 70 of 57 cannot be: how many gave 8 to 10 is not known.
            ([(1, 3, 4), (4, 7, 24), (8, 10, 70)], ((8, 10),)),
        ],
    )
    def test_values_in_no_bin_are_gaps(self, printed, gaps):
        assert known(SCALE, statistics(mean="7.088"), answers=bins(*printed)).gaps == gaps

    def test_without_a_scale_everything_is_possible(self):
        found = known(statistics(mean="7.088", median="7"))
        assert found.possible
        assert list(possible_totals(found)) == []
        assert answers(found) is None

    def test_more_people_in_the_bins_than_in_the_base_is_impossible(self):
        found = known(SCALE, statistics(mean="7.088"), answers=bins((1, 5, 40), (6, 10, 40)))
        assert found.unplaced == -23
        assert not found.possible

    def test_a_mean_of_no_whole_answers_is_not_possible(self):
        assert not known(SCALE, statistics(mean="7.089")).possible


class TestAnswers:
    def test_of_the_paper(self):
        """Methods §2c: all splits of the four in no bin, 14 of 15 of them possible."""
        found = answers(known(COMPLETE, SCALE, statistics(mean="7.088", median="7"), answers=bins(*PAPER)))
        assert (found.unplaced, len(found.every), len(found.possible)) == (4, 15, 14)

    def test_without_bins(self):
        """Methods §2c: 19 932 865 vectors."""
        found = answers(known(SCALE, statistics(mean="7.088", median="7")))
        assert found.count == 19_932_865
        assert (found.unplaced, len(found.every)) == (0, 1)

    @pytest.mark.parametrize(
        ("sample", "mean", "middle"),
        [(57, "7.089", "7"), (57, "7.1", "7"), (57, "12.000", "7"), (57, "7.088", "6.67"), (57, "7.088", "12"), (1, "7", "7")],
    )
    def test_of_numbers_that_exclude_each_other_or_leave_several_sums_there_are_none(self, sample, mean, middle):
        assert answers(known(SCALE, statistics(mean=mean, median=middle), sample=sample)) is None

    def test_of_too_many_people_or_ways_they_are_not_counted(self, monkeypatch):
        found = known(SCALE, statistics(mean="6.501", median="6"), sample=1000, answers=bins((1, 3, 6), (4, 7, 50), (8, 10, 50)))
        assert found.possible
        assert answers(found) is None
        monkeypatch.setattr(scale, "WAYS", 14)
        assert answers(known(SCALE, statistics(mean="7.088"), answers=bins(*PAPER))) is None


class TestGaps:
    """Bins that leave values of the scale out: whoever is in none of them gave one of these values."""

    @staticmethod
    def brute(found):
        low, high = found.scale
        for vector in combinations_with_replacement(range(low, high + 1), found.base):
            held = all(sum(first <= answer <= last for answer in vector) == count for first, last, count in found.bins)
            if held and (found.median is None or Fraction(median(map(Fraction, vector))) == found.median):
                yield sum(vector)

    @given(
        st.integers(1, 6),
        st.one_of(st.none(), st.integers(2, 14).map(lambda twice: Fraction(twice, 2))),
        st.integers(0, 3),
        st.integers(0, 3),
    )
    def test_the_sums_are_those_of_all_vectors(self, base, middle, first, second):
        held = ((2, 3, first), (5, 5, second))
        gaps = ((1, 1), (4, 4), (6, 7))
        found = Described(base, (1, 7), held, base - first - second, middle, None, gaps)
        assert totals(found) == set(self.brute(found))

    def test_printed_groups_at_both_ends(self):
        """Five of 38 in 1-3 and twenty in 6-7, so that 13 gave 4 or 5: 272 ways by listing, with an SD from 1.005 to 2.075."""
        found = known("scale: [1, 7]", statistics(mean="5.26", median="6"), answers=bins((1, 3, 5), (6, 7, 20)), sample=38)
        assert (found.gaps, found.unplaced) == (((4, 5),), 13)
        ways = answers(found)
        assert (ways.count, ways.unplaced) == (272, 0)
        assert ways.sd_range == pytest.approx((1.005, 2.075), abs=5e-4)

    def test_a_mean_that_the_groups_exclude_is_not_possible(self):
        """Five people in 1-3 leave 33, so that the sum is at most 5 * 3 + 13 * 5 + 20 * 7 = 220, a mean of 5.79."""
        held = bins((1, 3, 5), (6, 7, 20))
        assert known("scale: [1, 7]", statistics(mean="5.79"), answers=held, sample=38).possible
        assert not known("scale: [1, 7]", statistics(mean="5.82"), answers=held, sample=38).possible

    def test_a_group_whose_count_is_not_known_is_a_gap(self):
        held = [*bins((1, 3, 5)), "category: 1, values: [4, 7]"]
        found = known("scale: [1, 7]", statistics(mean="5.26"), answers=held, sample=38)
        assert (found.bins, found.gaps, found.unplaced) == (((1, 3, 5),), ((4, 7),), 33)

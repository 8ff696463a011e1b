"""The distributions of Figure 1 are those that two other programmes counted; all options agree with listing every vector."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement, pairwise
from statistics import median as middle
from statistics import variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import ArgumentError
from analysis.published.forensics.distributions import distributions

MIDDLE = {(1, 3): 4, (4, 7): 28, (8, 10): 25}
LOW = {(1, 3): 8, (4, 7): 24, (8, 10): 25}
HIGH = {(1, 3): 4, (4, 7): 24, (8, 10): 29}


def figure_1(bins=None):
    return distributions(57, 404, 1, 10, median=7, bins=bins)


@pytest.mark.parametrize(
    ("bins", "count", "sds"),
    [
        (MIDDLE, 290_842, (1.2856, 3.0017)),
        (LOW, 215_332, (1.8350, 3.2087)),
        (None, 19_932_865, (0.2854, 3.5871)),
        ({(1, 3): 4, (4, 7): 25, (8, 10): 28}, 400_166, None),
        ({(1, 3): 5, (4, 7): 24, (8, 10): 28}, 472_633, None),
        ({(1, 3): 6, (4, 7): 25, (8, 10): 26}, 373_183, None),
        ({(1, 3): 7, (4, 7): 24, (8, 10): 26}, 341_785, None),
    ],
)
def test_figure_1(bins, count, sds):
    found = figure_1(bins)
    assert found.count == count
    assert sds is None or found.sd_range == pytest.approx(sds, abs=5e-5)


@pytest.mark.parametrize(
    ("bins", "narrow", "wide"),
    [(MIDDLE, (6.75, 7.43), (6.29, 7.88)), (LOW, (6.60, 7.57), (6.24, 7.94)), (None, None, (6.14, 8.04))],
)
def test_intervals_of_figure_1(bins, narrow, wide):
    found = figure_1(bins).mean_interval_range
    assert narrow is None or found[0] == pytest.approx(narrow, abs=0.005)
    assert found[1] == pytest.approx(wide, abs=0.005)


def test_modes_of_figure_1():
    found = figure_1(MIDDLE)
    assert found.modes == {10: 99_443, 7: 91_291, 9: 66_610, 6: 40_709, 5: 11_317, 8: 6_506, 4: 10}
    assert found.ties == 23_588
    assert 4 not in found.sole_modes
    low = figure_1(LOW).modes
    assert sorted(low) == [5, 6, 7, 8, 9, 10]
    assert (low[5], low[8]) == (2, 8)


def test_vectors_of_figure_1():
    found = figure_1(MIDDLE)
    assert {value: people for value, people in found.narrowest.items() if people} == {3: 4, 6: 4, 7: 24, 8: 25}
    assert {value: people for value, people in found.widest.items() if people} == {1: 4, 4: 15, 6: 1, 7: 12, 10: 25}
    assert found.values[7] == (4, 28)
    assert found.mean == Fraction(404, 57)


def test_strays_that_are_high_are_impossible():
    found = figure_1(HIGH)
    assert (found.count, found.ties, found.modes, found.values) == (0, 0, {}, {})
    assert found.variance_range is found.sd_range is found.mean_interval_range is None
    assert found.narrowest is found.widest is None


def test_figure_1_by_bins():
    """A second route: the vectors of each bin by their sum; of median 7 are those with at least four 7s."""

    def sums(values, people, fewest_last=0):
        chosen = combinations_with_replacement(values, people)
        return Counter(sum(answers) for answers in chosen if answers.count(values[-1]) >= fewest_last)

    low, high = sums(range(1, 4), 4), sums(range(8, 11), 25)
    average = sums(range(4, 8), 28, fewest_last=4)
    fits = sum(a * b * average[404 - one - two] for one, a in low.items() for two, b in high.items())
    assert figure_1(MIDDLE).count == fits


@st.composite
def published(draw):
    """Numbers of up to three samples of one size: each possible, together often not."""
    low, span, n = draw(st.integers(-2, 3)), draw(st.integers(1, 4)), draw(st.integers(2, 7))
    sample = st.lists(st.integers(low, low + span), min_size=n, max_size=n)
    first = draw(sample)
    of_median, of_bins = draw(st.sampled_from([first, draw(sample)])), draw(st.sampled_from([first, draw(sample)]))
    ends = [low, *sorted(draw(st.sets(st.integers(low + 1, low + span)))), low + span + 1]
    runs = [(begin, end - 1) for begin, end in pairwise(ends)]
    named = draw(st.lists(st.sampled_from(runs), unique=True))
    bins = {(begin, end): sum(begin <= answer <= end for answer in of_bins) for begin, end in named}
    median = draw(st.sampled_from([None, Fraction(middle(map(Fraction, of_median)))]))
    return n, sum(first), low, low + span, median, bins


def every_sample(n, total, low, high, median, bins):
    for answers in combinations_with_replacement(range(low, high + 1), n):
        in_bins = all(sum(begin <= answer <= end for answer in answers) == people for (begin, end), people in bins.items())
        has_median = median is None or middle(map(Fraction, answers)) == median
        if sum(answers) == total and in_bins and has_median:
            yield answers


def modes_of(answers):
    counts = Counter(answers)
    return [value for value, people in counts.items() if people == max(counts.values())]


@given(published())
def test_as_listing_every_sample(numbers):
    n, total, low, high, median, bins = numbers
    found = distributions(n, total, low, high, median=median, bins=bins)
    samples = list(every_sample(*numbers))
    assert found.count == len(samples)
    modes = [modes_of(answers) for answers in samples]
    assert found.modes == Counter(value for several in modes for value in several)
    assert found.sole_modes == Counter(several[0] for several in modes if len(several) == 1)
    assert found.ties == sum(len(several) > 1 for several in modes)
    if samples:
        variances = [variance(map(Fraction, answers)) for answers in samples]
        assert found.variance_range == (min(variances), max(variances))
        vectors = [found.narrowest, found.widest]
        extreme = [tuple(value for value, people in vector.items() for _ in range(people)) for vector in vectors]
        assert set(extreme) <= set(samples)
        assert [variance(map(Fraction, answers)) for answers in extreme] == [min(variances), max(variances)]
        counts = {value: [answers.count(value) for answers in samples] for value in range(low, high + 1)}
        assert found.values == {value: (min(people), max(people)) for value, people in counts.items()}


@given(published(), st.floats(0.5, 0.999))
def test_interval_of_the_mean_as_scipy(numbers, level):
    n, total, low, high, _, _ = numbers
    found = distributions(n, total, low, high, level=level)
    for vector, interval in zip((found.narrowest, found.widest), found.mean_interval_range, strict=True):
        answers = np.repeat(list(vector), list(vector.values()))
        if answers.std() > 0:
            expected = stats.ttest_1samp(answers, 0).confidence_interval(level)
            assert interval == pytest.approx(tuple(expected))
        else:
            assert interval == (total / n, total / n)


@pytest.mark.parametrize("median", ["6.5", "6,5", Decimal("6.5"), Fraction(13, 2)])
def test_a_median_of_a_half(median):
    """Of four answers from 5 to 8 with total 26: the middle two are 6 and 7, or 5 and 8."""
    found = distributions(4, 26, 5, 8, median=median)
    assert found.median == Fraction(13, 2)
    assert found.count == 3
    assert found.values == {5: (0, 2), 6: (0, 2), 7: (0, 2), 8: (0, 2)}


def test_a_half_is_no_median_of_an_odd_number():
    assert distributions(3, 20, 1, 10, median="6.5").count == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 1}, r"n must be a whole number from 2. Got 1"),
        ({"n": 57.0}, r"n must be a whole number from 2. Got 57\.0"),
        ({"n": True}, r"n must be a whole number from 2. Got True"),
        ({"low": "1"}, r"low must be a whole number. Got '1'"),
        ({"high": 1}, r"high - low must be a whole number from 1. Got 0"),
        ({"total": 571}, r"total of 57 answers from 1 to 10 must be a whole number from 57 to 570. Got 571"),
        ({"total": 56}, r"from 57 to 570. Got 56"),
        ({"median": 11}, r"median of whole answers from 1 to 10 is one of them or halfway between two. Got 11"),
        ({"median": "0.5"}, r"halfway between two. Got 0\.5"),
        ({"median": "6.25"}, r"halfway between two. Got 6\.25"),
        ({"median": "seven"}, r"median"),
        ({"level": 95}, r"confidence level"),
        ({"bins": {(1, 3): 4, (3, 7): 5}}, r"Two bins hold the same value. Got 1 to 3 and 3 to 7"),
        ({"bins": {(0, 3): 4}}, r"first value of a bin must be a whole number from 1 to 10. Got 0"),
        ({"bins": {(3, 11): 4}}, r"last value of the bin that begins at 3 must be a whole number from 3 to 10. Got 11"),
        ({"bins": {(5, 3): 4}}, r"begins at 5 must be a whole number from 5 to 10. Got 3"),
        ({"bins": {3: 4}}, r"A bin is a first and a last value. Got 3. Write"),
        ({"bins": {(1, 3): -1}}, r"count of the bin 1 to 3 must be a whole number from 0. Got -1"),
        ({"bins": {(1, 3): 30, (4, 7): 28}}, r"bins hold more people than the 57 who answered. Got 58"),
        ({"bins": {(1, 3): 4, (4, 7): 24, (8, 10): 25}}, r"every value of the scale, but only 53 of the 57 people. Use splits"),
        ({"high": 10**12}, r"too many people or answers"),
        ({"n": 5000, "total": 25000}, r"too many people or answers.*Got tables of [\d,]+ cells. The limit is 20,000,000"),
    ],
)
def test_wrong_numbers(change, message):
    numbers = {"n": 57, "total": 404, "low": 1, "high": 10, **change}
    with pytest.raises(ArgumentError, match=message):
        distributions(**numbers)


def test_too_many_people_for_the_modes():
    found = distributions(500, 2000, 0, 9)
    assert found.sd_range[0] == 0
    with pytest.raises(ArgumentError, match="too many people or answers to count every distribution again for each value"):
        _ = found.modes


def test_a_float_is_no_printed_median():
    with pytest.raises(TypeError, match="in quotes"):
        distributions(56, 404, 1, 10, median=6.5)

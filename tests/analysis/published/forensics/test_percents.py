"""Counts and bases of printed percents.

Vectors: the twelve percents of the Astana paper (Figures 2 to 7), the Azerbaijani poll of March 2024 (stated 390) and the
poll of autumn 2017 on the Kyrgyz (n = 1822), worked out independently of this code; and brute force with `decimal`.
"""

import itertools
import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.published.forensics.percents import (
    Fit,
    Moved,
    fitting_bases,
    forced_to_hundred,
    joint_bases,
    percent_counts,
    reachable,
    vector_fits,
    vectors_summing,
)
from analysis.published.forensics.rounding import ROUNDINGS
from tests.analysis.published.forensics.test_rounding import QUANTIZE

FIGURES = {
    2: (["73.7"], (42,)),
    3: (["42.1", "38.6"], (24, 22)),
    4: (["36.8", "17.5", "43.9"], (21, 10, 25)),
    5: (["41.8", "12.7", "45.5"], (23, 7, 25)),
    6: (["33.3", "29.8", "12.3"], (19, 17, 7)),
    7: (["29.8", "47.4"], (17, 27)),
}
"""Percents as the paper prints them (Figure 6: "1/3"), and the counts of 57 (Figure 5: 55) that they are."""

IDENTITY = ["61.6", "22.1", "9.9", "1.6", "1.3", "1.3", "2.3"]
SECOND = ["6.0", "6.2", "84.2", "3.6"]
"""The two lists of the Azerbaijani poll."""

KYRGYZ = ["84", "3", "3", "10"]
ATAMBAEV = ["61", "26", "13"]

roundings = st.sampled_from(sorted(ROUNDINGS))


def printed(count: int, base: int, decimals: int, rounding: str) -> set[str]:
    """Return what 100·count/base is printed as, by `decimal`: 50 digits tell a tie of such bases from any other value."""
    with localcontext(prec=50):
        percent = Decimal(100 * count) / base
        return {str(percent.quantize(Decimal(1).scaleb(-decimals), rounding=mode)) for mode in QUANTIZE[rounding]}


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("rounding", ["half-up-or-down", "half-up", "half-down", "half-even"])
def test_each_figure_of_the_paper_has_one_base(figure, rounding):
    percents, counts = FIGURES[figure]
    bases = fitting_bases(percents, (20, 70), rounding=rounding)
    assert bases == {2: (38, 57), 5: (55,)}.get(figure, (57,))
    assert percent_counts(percents, n=bases[-1], rounding=rounding) == (Fit(bases[-1], counts),)


def test_the_single_percent_of_figure_2_fits_38_too():
    assert percent_counts(["73.7"], n_range=(20, 70)) == (Fit(38, (28,)), Fit(57, (42,)))


@pytest.mark.parametrize(("rounding", "second"), [("truncate", (61,)), ("ceiling", (38, 57))])
def test_without_rounding_to_the_nearest_no_base_fits_the_figures(rounding, second):
    assert fitting_bases(FIGURES[2][0], (20, 70), rounding=rounding) == second
    for figure in (3, 4, 5, 7):
        assert fitting_bases(FIGURES[figure][0], (20, 70), rounding=rounding) == ()
    assert fitting_bases(["29.8", "12.3"], (20, 70), rounding=rounding) == ()


def test_only_figure_5_adds_up_to_its_base():
    assert percent_counts(FIGURES[5][0], n_range=(20, 70), complete=True) == (Fit(55, (23, 7, 25)),)
    assert fitting_bases(FIGURES[4][0], (20, 70), complete=True) == ()
    assert vector_fits(FIGURES[4][0], 57).sums == range(56, 57)


@pytest.mark.parametrize("rounding", ["half-up", "half-even"])
def test_the_azerbaijani_poll_cannot_have_its_stated_base(rounding):
    def counts(percents):
        return [list(reachable(percent, 390, rounding)) for percent in percents]

    assert counts(IDENTITY) == [[], [86], [], [], [5], [5], [9]]
    assert counts(SECOND) == [[], [24], [], [14]]
    assert percent_counts(IDENTITY, n=390, complete=True, rounding=rounding) == ()
    assert percent_counts(SECOND, n=390, complete=True, rounding=rounding) == ()


def test_the_azerbaijani_poll_cannot_be_truncated_either():
    assert [list(reachable(percent, 390, "truncate")) for percent in IDENTITY] == [[], [], [], [], [], [], [9]]
    assert [list(reachable(percent, 390, "truncate")) for percent in SECOND] == [[], [], [], []]


def test_the_azerbaijani_poll_fits_385_alone():
    assert fitting_bases(IDENTITY, (325, 455), complete=True, rounding="half-up") == (385,)
    assert fitting_bases(SECOND, (325, 455), complete=True, rounding="half-up") == (385, 386, 417, 418, 419, 449, 450)
    assert joint_bases([IDENTITY, SECOND], (200, 600), complete=True) == (385,)
    assert percent_counts(IDENTITY, n=385, complete=True) == (Fit(385, (237, 85, 38, 6, 5, 5, 9)),)
    assert percent_counts(SECOND, n=385, complete=True) == (Fit(385, (23, 24, 324, 14)),)


@pytest.mark.parametrize("rounding", ["half-up", "half-even"])
def test_whole_percents_of_many_reach_ranges_of_counts(rounding):
    assert vector_fits(KYRGYZ, 1822, rounding).counts == (range(1522, 1540), range(46, 64), range(46, 64), range(174, 192))
    assert vector_fits(ATAMBAEV, 1822, rounding).counts == (range(1103, 1121), range(465, 483), range(228, 246))


def test_whole_percents_of_many_truncated():
    assert vector_fits(KYRGYZ, 1822, "truncate").counts == (range(1531, 1549), range(55, 73), range(55, 73), range(183, 201))
    assert vector_fits(ATAMBAEV, 1822, "truncate").counts == (range(1112, 1130), range(474, 492), range(237, 256))
    assert percent_counts(KYRGYZ, n=1822, complete=True, rounding="truncate") == ()
    assert percent_counts(ATAMBAEV, n=1822, complete=True, rounding="truncate") == ()


def test_count_vectors_are_listed_in_order():
    fits = percent_counts(KYRGYZ, n=1822, complete=True)
    assert [fit.counts for fit in fits[:3]] == [(1522, 46, 63, 191), (1522, 47, 62, 191), (1522, 47, 63, 190)]
    fits = percent_counts(ATAMBAEV, n=1822, complete=True)
    assert [fit.counts for fit in fits[:3]] == [(1103, 474, 245), (1103, 475, 244), (1103, 476, 243)]


def test_vector_fit_tells_a_sum_that_misses_from_a_value_that_cannot_be():
    misses = vector_fits(["33.4", "33.3", "33.3"], 1000)
    assert (misses.reachable, misses.exists, misses.sums, misses.vectors) == (True, True, range(1000, 1001), 1)
    misses = vector_fits(["33.4", "33.4", "33.3"], 1000)
    assert (misses.reachable, misses.exists, misses.sums, misses.vectors) == (True, False, range(1001, 1002), 0)
    unreachable = vector_fits(["33.4", "33.3", "33.3"], 57)
    assert (unreachable.reachable, unreachable.exists, unreachable.sums, unreachable.vectors) == (False, False, range(0), 0)


def test_ends_of_the_scale_belong_to_it():
    assert reachable("0.0", 57) == range(1)
    assert reachable("100", 57) == range(57, 58)
    assert not reachable("-1.8", 57)
    assert not reachable("101.8", 57)


@given(st.integers(1, 60), st.integers(0, 1000), st.integers(0, 1), roundings)
def test_reachable_counts_are_those_of_brute_force(base, tenths, decimals, rounding):
    text = str(Decimal(tenths).scaleb(-1) if decimals else Decimal(tenths // 10))
    brute = [count for count in range(base + 1) if text in printed(count, base, decimals, rounding)]
    assert list(reachable(text, base, rounding)) == brute


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(0, 1), roundings, st.booleans(), st.data())
def test_percent_counts_are_those_of_brute_force(counts, decimals, rounding, complete, data):
    base = max(sum(counts), 1)
    percents = [data.draw(st.sampled_from(sorted(printed(count, base, decimals, rounding)))) for count in counts]
    window = (max(base - 2, 1), base + 2)
    brute = []
    for n in range(window[0], window[1] + 1):
        columns = [[k for k in range(n + 1) if text in printed(k, n, decimals, rounding)] for text in percents]
        brute += [Fit(n, found) for found in itertools.product(*columns) if not complete or sum(found) == n]
    assert list(percent_counts(percents, n_range=window, complete=complete, rounding=rounding)) == brute
    bases = tuple(sorted({fit.base for fit in brute}))
    assert fitting_bases(percents, window, complete=complete, rounding=rounding) == bases
    if sum(counts) or not complete:
        assert base in bases
    if complete:
        for n in range(window[0], window[1] + 1):
            assert vector_fits(percents, n, rounding).vectors == sum(fit.base == n for fit in brute)


@given(st.lists(st.tuples(st.integers(-3, 5), st.integers(0, 5)), min_size=1, max_size=4), st.integers(-15, 40))
def test_vectors_summing_counts_every_vector(ranges, total):
    numbers = [range(start, start + width) for start, width in ranges]
    assert vectors_summing(numbers, total) == sum(sum(vector) == total for vector in itertools.product(*numbers))


def test_a_list_without_power_is_refused_at_once():
    with pytest.raises(ArgumentError, match="the list has no power there. Use fitting_bases"):
        percent_counts(["51.2", "44.2", "4.6"], n=10_058_774, complete=True)
    with pytest.raises(ArgumentError, match="More than 1,000,000 vectors .* up to base 1822"):
        percent_counts(["20"] * 5, n_range=(1822, 1900))
    assert math.prod(map(len, vector_fits(["20"] * 5, 1822).counts)) > 1_000_000


def test_a_list_forced_to_hundred_is_mended_by_one_unit():
    assert forced_to_hundred(["33.4", "33.3", "33.3"], 57) == (Moved(0, "33.3"),)
    # 1, 1, 1 and 3 of 6 are 17, 17, 17 and 50
    assert forced_to_hundred(["16", "17", "17", "50"], 6) == (Moved(0, "17"),)


def test_every_part_that_mends_a_forced_list_is_named():
    # 158, 274 and 367 of 800 are one short; 159, 275 and 368 are 19.875, 34.375 and 46
    assert vector_fits(["19.8", "34.3", "45.9"], 800).sums == range(799, 800)
    assert forced_to_hundred(["19.8", "34.3", "45.9"], 800) == (Moved(0, "19.9"), Moved(1, "34.4"), Moved(2, "46.0"))


@pytest.mark.parametrize(
    "percents",
    [
        ["29.8", "47.4", "22.8"],  # 17, 27 and 13 of 57: nothing is forced
        ["29.9", "47.3", "22.8"],  # two parts are wrong: no single one mends it
        ["33.3", "33.3", "33.3"],  # adds up to 99.9
    ],
)
def test_a_list_that_fits_or_does_not_add_up_or_is_beyond_mending_is_not_called_forced(percents):
    assert forced_to_hundred(percents, 57) == ()


@pytest.mark.parametrize("arguments", [{}, {"n": 57, "n_range": (20, 70)}])
def test_exactly_one_base_or_window_is_needed(arguments):
    with pytest.raises(ArgumentError, match="Exactly one of n and n_range"):
        percent_counts(["73.7"], **arguments)


@pytest.mark.parametrize("base", [0, -3, "57", 57.0, True])
def test_a_base_is_a_whole_number_above_0(base):
    with pytest.raises(ArgumentError, match="A base must be a whole number from 1"):
        reachable("73.7", base)
    with pytest.raises(ArgumentError, match="A base must be a whole number from 1"):
        percent_counts(["73.7"], n=base)


def test_a_window_goes_upwards():
    with pytest.raises(ArgumentError, match=r"from its lowest base to its highest. Got \(70, 20\)"):
        fitting_bases(["73.7"], (70, 20))


def test_lists_are_needed_and_lists_they_must_be():
    with pytest.raises(ArgumentError, match="There is no list of percents"):
        joint_bases([], (20, 70))
    with pytest.raises(TypeError, match="Expected a list of percents"):
        percent_counts("73.7", n=57)
    with pytest.raises(TypeError, match="percent 1 must be text or a Decimal, got float 73.7"):
        percent_counts([73.7], n=57)

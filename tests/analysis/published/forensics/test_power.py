"""How much a fit says: the densities of the paper and of the Azerbaijani poll, brute force, and seeded simulation.

The simulated lists are shares of a random whole that has no base (gamma variables over their sum), printed by Python's own
formatting.
"""

import math
import random
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, irwinhall

from analysis.errors import ArgumentError
from analysis.published.forensics.percents import fitting_bases, joint_bases
from analysis.published.forensics.power import accidental_fits, density, uniform_sum
from analysis.published.forensics.rounding import ROUNDINGS
from tests.analysis.published.forensics.test_percents import IDENTITY, SECOND, printed


def random_list(source: random.Random, parts: int, decimals: int) -> list[str]:
    shares = [source.gammavariate(2, 1) for _ in range(parts)]
    return [f"{100 * share / sum(shares):.{decimals}f}" for share in shares]


@pytest.mark.parametrize(
    ("decimals", "base", "share"),
    [(1, 57, 58 / 1001), (1, 390, 0.391), (0, 100, 1), (0, 99, 100 / 101), (0, 1822, 1), (1, 999, 1000 / 1001), (1, 1000, 1)],
)
def test_density_counts_the_percents_from_0_to_100(decimals, base, share):
    assert float(density(decimals, base)) == pytest.approx(share, abs=0.0005)


@given(st.integers(1, 130), st.sampled_from(sorted(ROUNDINGS)))
def test_density_is_that_of_brute_force(base, rounding):
    reached = set().union(*(printed(count, base, 0, rounding) for count in range(base + 1)))
    assert density(0, base, rounding) == Fraction(len(reached), 101)


@pytest.mark.parametrize(("variables", "below"), [(1, "1/4"), (2, "1/2"), (3, "3/2"), (6, "4/3"), (6, "11/2"), (11, "6")])
def test_uniform_sum_agrees_with_scipy(variables, below):
    assert float(uniform_sum(variables, Fraction(below))) == pytest.approx(irwinhall(variables).cdf(float(Fraction(below))))


def test_uniform_sum_outside_its_range():
    assert [uniform_sum(3, Fraction(x)) for x in (-1, 0, 3, 4)] == [0, 0, 1, 1]
    assert [uniform_sum(0, Fraction(x)) for x in (-1, 0, 1)] == [0, 1, 1]


def test_a_list_of_three_fits_one_base_in_ten_by_accident():
    assert accidental_fits([["61.6", "28.5", "9.9"]], (390, 390), complete=True) == pytest.approx(0.1, abs=0.02)


def test_the_joint_base_of_the_azerbaijani_poll_is_hardly_an_accident():
    """In an independent simulation 5 of 400 random pairs of such lists had a common base in 300 to 450."""
    expected = accidental_fits([IDENTITY, SECOND], (300, 450), complete=True)
    interval = binomtest(5, 400).proportion_ci()
    assert interval.low < expected < interval.high


@pytest.mark.parametrize(
    ("parts", "decimals", "window", "lists"),
    [(3, 1, (360, 420), 200), (4, 1, (360, 420), 200), (4, 0, (40, 100), 200), (6, 0, (150, 200), 100)],
)
def test_accidental_fits_of_complete_lists_agree_with_simulation(parts, decimals, window, lists):
    source = random.Random(57)
    drawn = [random_list(source, parts, decimals) for _ in range(lists)]
    found = [len(fitting_bases(percents, window, complete=True)) for percents in drawn]
    expected = [accidental_fits([percents], window, complete=True) for percents in drawn]
    error = statistics.stdev(a - b for a, b in zip(found, expected, strict=True)) / math.sqrt(lists)
    assert abs(statistics.mean(found) - statistics.mean(expected)) < 4 * error


def test_accidental_fits_of_pairs_agree_with_simulation():
    source = random.Random(57)
    pairs = [(random_list(source, 3, 1), random_list(source, 4, 1)) for _ in range(300)]
    found = sum(len(joint_bases(pair, (360, 420), complete=True)) for pair in pairs)
    expected = sum(accidental_fits(pair, (360, 420), complete=True) for pair in pairs)
    assert abs(found - expected) < 4 * math.sqrt(expected)


def test_a_list_that_need_not_add_up_passes_with_the_product_of_its_densities():
    assert accidental_fits([["41.8", "12.7"]], (57, 57)) == pytest.approx((58 / 1001) ** 2)
    assert accidental_fits([["41.8"], ["12.7"]], (57, 57)) == pytest.approx((58 / 1001) ** 2)
    assert accidental_fits([["41.8"]], (57, 58)) == pytest.approx((58 + 59) / 1001)


def test_parts_printed_as_0_count_for_nothing():
    for complete in (False, True):
        with_zero = accidental_fits([["61.6", "28.5", "9.9", "0.0"]], (300, 450), complete=complete)
        assert with_zero == accidental_fits([["61.6", "28.5", "9.9"]], (300, 450), complete=complete)
    assert accidental_fits([["0", "0"]], (300, 450), complete=True) == 0


def test_unequal_decimals_count_as_the_fewest():
    mixed = accidental_fits([["61.0", "29", "10"]], (30, 60), complete=True)
    assert mixed == accidental_fits([["61", "29", "10"]], (30, 60), complete=True)


def test_a_sum_far_from_hundred_fits_no_base_by_accident():
    assert accidental_fits([["61.6", "28.5", "19.9"]], (300, 450), complete=True) == 0
    assert accidental_fits([["61.6", "28.5", "19.9"]], (4000, 4001), complete=True) == 0
    assert accidental_fits([["61.6", "28.5", "9.9"]], (20_000, 20_000), complete=True) == 1


def test_truncated_lists_add_up_to_less_than_hundred():
    exactly = accidental_fits([["61.6", "28.5", "9.9"]], (300, 300), complete=True, rounding="truncate")
    one_less = accidental_fits([["61.6", "28.5", "9.8"]], (300, 300), complete=True, rounding="truncate")
    assert exactly == 0
    assert one_less == pytest.approx(0.3**2 / 2)


def test_what_is_wrong_is_said():
    with pytest.raises(ArgumentError, match="The number of decimals must be a whole number from 0. Got -1"):
        density(-1, 57)
    with pytest.raises(ArgumentError, match="no such rounding"):
        density(1, 57, "up")
    with pytest.raises(ArgumentError, match="There is no list of percents"):
        accidental_fits([], (20, 70))

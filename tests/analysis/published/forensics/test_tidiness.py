"""Rows that add up too well, rows that repeat, counts made of percents.

Mosteller, Youtz & Zahn (1967): the rounded percents of two categories add up to exactly 100 with certainty, of three with
3/4, of four with 2/3, of c with about √(6/πc). On a base the probabilities are held to a count of all rows of counts.
"""

import itertools
import math
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from analysis.errors import ArgumentError
from analysis.published.forensics.tidiness import all_sum_to_hundred, counts_from_percents, identical_rows
from tests.analysis.published.forensics.test_percents import printed

VENEZUELA = ([5_150_092, 4_445_978, 462_704], ["51.2", "44.2", "4.6"], 10_058_774)


def probability(parts: int, base: int | None = None, rounding: str = "half-up", percent: str = "10.1") -> Fraction:
    return all_sum_to_hundred([[percent] * parts], [base], rounding).probability


@pytest.mark.parametrize(("parts", "chance"), [(1, "1"), (2, "1"), (3, "3/4"), (4, "2/3"), (5, "115/192"), (6, "11/20")])
def test_the_chance_of_a_sum_of_hundred(parts, chance):
    assert probability(parts) == Fraction(chance)


def test_the_chance_with_many_parts_is_that_of_the_paper():
    assert float(probability(24)) == pytest.approx(math.sqrt(6 / (math.pi * 24)), rel=0.01)


@pytest.mark.parametrize("rounding", ["truncate", "ceiling"])
def test_without_rounding_to_the_nearest_a_sum_of_hundred_is_impossible(rounding):
    assert [probability(parts, None, rounding) for parts in (1, 2, 3)] == [1, 0, 0]


@pytest.mark.parametrize("rounding", ["half-up", "half-down", "truncate", "floor", "ceiling", "away"])
@pytest.mark.parametrize(
    ("base", "percent", "first", "step"),
    [(200, "20", 30, 2), (400, "20", 50, 4), (300, "20", 40, 3), (228, "20.1", 20, 57), (120, "20", 12, 6)],
)
def test_the_chance_on_a_base_is_that_of_all_rows(base, percent, first, step, rounding):
    """The percents of `step` counts in a row have every fraction of a unit once, so three parts have step² rows."""
    decimals = len(percent.partition(".")[2])
    numbers = range(first, first + step)
    rows = [(a, b, base - a - b) for a, b in itertools.product(numbers, numbers)]
    hundreds = sum(sum(Decimal(min(printed(k, base, decimals, rounding))) for k in row) == 100 for row in rows)
    assert probability(3, base, rounding, percent) == Fraction(hundreds, len(rows))


def test_ties_that_go_to_either_side_go_so_as_often():
    """Whole percents of 400 with a coin thrown for each tie, as half-even does for independent last digits."""
    source = random.Random(57)

    def rounded(count: int) -> int:
        return int(source.choice(sorted(printed(count, 400, 0, "half-up-or-down"))))

    rows = [
        (a := source.randrange(50, 90), b := source.randrange(50, 90), c := source.randrange(50, 90), 400 - a - b - c)
        for _ in range(3000)
    ]
    hundreds = sum(sum(map(rounded, row)) == 100 for row in rows)
    for rounding in ("half-up-or-down", "half-even"):
        expected = float(probability(4, 400, rounding, "20"))
        assert abs(hundreds / len(rows) - expected) < 4 * math.sqrt(expected * (1 - expected) / len(rows))


def test_a_base_that_divides_the_scale_always_adds_up():
    assert probability(5, 50, percent="20") == 1
    assert probability(5, 250, percent="20.0") == 1


def test_rows_multiply_and_are_counted():
    found = all_sum_to_hundred([["33.3", "33.3", "33.4"], ["25.1", "24.9", "26.0", "23.9"]])
    assert (found.rows, found.exact, found.all_exact, found.probability) == (2, 1, False, Fraction(1, 2))
    assert all_sum_to_hundred([["33", "33", "34"]], [None]).all_exact


def test_parts_printed_as_0_are_no_parts():
    assert all_sum_to_hundred([["33.3", "33.3", "33.4", "0.0"]]).probability == Fraction(3, 4)
    assert all_sum_to_hundred([["0", "0"]]).probability == 0


def test_unequal_decimals_count_as_the_fewest():
    mixed = all_sum_to_hundred([["33.3", "33", "34"]], [400]).probability
    assert mixed == all_sum_to_hundred([["33", "33", "34"]], [400]).probability


def test_identical_rows_are_grouped():
    rows = [["43.9", "56.1"], ["41.8", "58.2"], ["43,9", "56,1"], ["41.80", "58.2"], ["1", "99"], ["41.8", "58.2"]]
    assert identical_rows(rows) == ((0, 2), (1, 5))
    assert identical_rows([["1", "99"], ["99", "1"]]) == ()


def test_the_venezuelan_counts_are_made_of_percents():
    check = counts_from_percents(*VENEZUELA)
    assert check.expected == ((5_150_092,), (4_445_978,), (462_704,))
    assert check.all_equal
    assert check.free == 2
    assert f"{float(check.chance):.1e}" == "9.9e-09"
    assert check.chance == Fraction(1000, 10_058_774) ** 2


def test_a_count_one_off_is_no_rounded_percent():
    counts, percents, total = VENEZUELA
    check = counts_from_percents([counts[0] + 1, *counts[1:]], percents, total)
    assert check.equal == (False, True, True)
    assert not check.all_equal
    assert check.free == 3


def test_counts_of_a_small_total_say_nothing():
    check = counts_from_percents([21, 10, 25], ["36.8", "17.5", "43.9"], 57)
    assert (check.all_equal, check.chance) == (True, 1)


def test_halfway_either_count_will_do():
    assert counts_from_percents([1, 4], ["50", "150"], 3).expected == ((1, 2), (4, 5))
    assert counts_from_percents([1], ["50"], 3, "half-up").expected == ((2,),)


def test_what_is_wrong_is_said():
    with pytest.raises(ArgumentError, match="2 lists and 1 bases"):
        all_sum_to_hundred([["50", "50"], ["40", "60"]], [57])
    with pytest.raises(ArgumentError, match="no such rounding"):
        all_sum_to_hundred([["50", "50"]], rounding="up")
    with pytest.raises(ArgumentError, match="There is no list of percents"):
        all_sum_to_hundred([])
    with pytest.raises(ArgumentError, match="A base must be a whole number from 1"):
        all_sum_to_hundred([["50", "50"]], [0])
    with pytest.raises(ArgumentError, match="2 counts and 1 percents"):
        counts_from_percents([1, 2], ["50"], 3)

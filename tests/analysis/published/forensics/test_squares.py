"""Sums of squares of whole numbers with a given total: every case against lists of all numbers, or against a second route."""

from itertools import combinations_with_replacement

import pytest

from analysis.published.forensics.squares import exists, least_squares, most_squares


def sums(n: int, low: int, high: int) -> set[tuple[int, int]]:
    """Total and sum of squares of all n numbers from low to high."""
    return {(sum(values), sum(x * x for x in values)) for values in combinations_with_replacement(range(low, high + 1), n)}


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 2), (0, 4), (1, 7), (-3, 3), (0, 8)])
def test_within_limits_as_by_listing(n: int, low: int, high: int) -> None:
    listed = sums(n, low, high)
    for total in range(n * low - 2, n * high + 3):
        squares = {square for each, square in listed if each == total}
        top = n * max(low**2, high**2) + 3
        assert {square for square in range(top) if exists(n, total, square, low, high)} == squares
        if squares:
            assert (least_squares(n, total), most_squares(n, total, low, high)) == (min(squares), max(squares))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_without_limits_as_by_listing(n: int) -> None:
    listed, from_minus_one = sums(n, -8, 8), sums(n, -1, 8)
    for total in range(-n, n + 1):
        for square in range(60):
            assert exists(n, total, square) is ((total, square) in listed)
            assert exists(n, total, square, low=-1) is ((total, square) in from_minus_one)
            assert exists(n, -total, square, high=1) is ((total, square) in from_minus_one)


@pytest.mark.parametrize("n", [5, 6, 9, 31])
def test_from_five_values_on_parity_and_the_least_suffice(n: int) -> None:
    for total in range(n):
        least = least_squares(n, total)
        assert [exists(n, total, square) for square in range(least - 2, least + 40)] == [False, False] + [True, False] * 20


def test_four_values_with_total_zero_fail_where_three_squares_do() -> None:
    three = {a * a + b * b + c * c for a in range(21) for b in range(21) for c in range(21)}
    assert {square for square in range(0, 401, 2) if not exists(4, 0, square)} == set(range(0, 401, 2)) - three
    assert not exists(4, 0, 28 * 4**30)


@pytest.mark.parametrize(("n", "high"), [(20, 6), (12, 14)])
def test_many_values_as_by_dynamic_programming(n: int, high: int) -> None:
    """The second route: a whole number of bits for each total, bit q set if q is a sum of squares."""
    reached = {0: 1}
    for _ in range(n):
        longer: dict[int, int] = {}
        for total, bits in reached.items():
            for value in range(high + 1):
                longer[total + value] = longer.get(total + value, 0) | bits << value**2
        reached = longer
    for total, bits in reached.items():
        for square in range(total % 2, n * high**2 + 3, 2):
            assert exists(n, total, square, 0, high) is bool(bits >> square & 1), (total, square)


def test_a_million_values_are_checked_at_once() -> None:
    n, total = 10**6, 4_000_000
    most = most_squares(n, total, 1, 7)
    assert exists(n, total, most, 1, 7)
    assert not exists(n, total, most - 2, 1, 7)  # next to half ones and half sevens: a 2 and a 6, ten less
    assert exists(n, total, most - 10, 1, 7)
    assert exists(n, total, least_squares(n, total) + 123_456, 1, 7)
